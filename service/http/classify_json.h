// POST /v1/comments:classify: JSON in, JSON out.
//
//   {"comment": {"text": …}}        gives  {"verdict": {…}, "fingerprint": …}
//   {"comments": [{"text": …}, …]}  gives  {"results": [{"verdict": {…}} or {"error": {…}}, …],
//                                           "fingerprint": …}

#ifndef ASCOLTO_SERVICE_HTTP_CLASSIFY_JSON_H_
#define ASCOLTO_SERVICE_HTTP_CLASSIFY_JSON_H_

#include <cstddef>
#include <string>

#include <nlohmann/json.hpp>

#include "absl/status/statusor.h"
#include "service/json/verdict.h"
#include "service/moderation/moderator.h"

namespace ascolto::service {

// Thread safety: one thread at a time.
class ClassifyJson {
 public:
  // InvalidArgument: the request as a whole is not right, and how.
  static absl::StatusOr<ClassifyJson> Read(const std::string& body, std::size_t max_batch);

  std::size_t comments() const { return comments_.size(); }

  // What is wrong with one of several comments is that comment's error; with the only one it is
  // that of the request.
  absl::StatusOr<std::string> Answer(Moderator& moderator) const;

 private:
  ClassifyJson() = default;
  absl::Status AppendVerdict(const nlohmann::ordered_json& comment, Moderator& moderator,
                             std::string* out) const;
  void AppendResult(const nlohmann::ordered_json& comment, Moderator& moderator,
                    std::string* out) const;

  nlohmann::ordered_json::array_t comments_;
  bool single_ = false;
  VerdictStyle style_;
};

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_HTTP_CLASSIFY_JSON_H_
