// POST /v1/comments:classify: the answer as JSON.
//
//   {"comment": {"text": …}}        gives  {"verdict": {…}, "fingerprint": …}
//   {"comments": [{"text": …}, …]}  gives  {"results": [{"verdict": {…}} or {"error": {…}}, …],
//                                           "fingerprint": …}

#ifndef ASCOLTO_SERVICE_HTTP_CLASSIFY_JSON_H_
#define ASCOLTO_SERVICE_HTTP_CLASSIFY_JSON_H_

#include <cstddef>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "service/http/classify_request.h"
#include "service/engine/live_classifier.h"

namespace ascolto::service {

// What is wrong with one of several comments is that comment's error; with the only one it is that
// of the request. OutOfRange: the answer would be larger than `most_bytes`. Cancelled:
// `is_cancelled`, which is asked before each comment, said so.
absl::StatusOr<std::string> ClassifyJson(const ClassifyRequest& request, LiveClassifier& classifier,
                                         std::size_t most_bytes,
                                         absl::FunctionRef<bool()> is_cancelled);

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_HTTP_CLASSIFY_JSON_H_
