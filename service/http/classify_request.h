// The body of POST /v1/comments:classify, read in one pass that keeps only what is needed.

#ifndef ASCOLTO_SERVICE_HTTP_CLASSIFY_REQUEST_H_
#define ASCOLTO_SERVICE_HTTP_CLASSIFY_REQUEST_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "absl/status/statusor.h"
#include "service/codec/json_verdict.h"

namespace ascolto::service {

// Memory: at most twice the body, and 2 KiB for each of the `max_batch` comments that are kept.
// Unknown members of a comment are read over; of a wrong value that is an array or an object only
// the first 64 values are kept, which an error shows.
//
// Thread safety: a plain value.
struct ClassifyRequest {
  struct Comment {
    nlohmann::ordered_json value;   // an object of known fields, or what stands in its place
    std::string_view given_twice;   // a field that is; else empty
  };

  // InvalidArgument: it is not JSON (and at which byte it breaks), not of the right shape, an
  // object in it has over 1,000 members, or it is nested over 64 deep.
  static absl::StatusOr<ClassifyRequest> Read(std::string_view body, std::size_t max_batch);

  std::vector<Comment> comments;  // at most max_batch
  std::size_t count = 0;          // of comments, also of those past max_batch
  bool single = false;            // "comment", not "comments"
  VerdictStyle style;
};

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_HTTP_CLASSIFY_REQUEST_H_
