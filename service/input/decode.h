// One line or row as a Comment. Names are those of CommentFields(), in every format.

#ifndef ASCOLTO_SERVICE_INPUT_DECODE_H_
#define ASCOLTO_SERVICE_INPUT_DECODE_H_

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "absl/status/status.h"
#include "ascolto/comment.h"

namespace ascolto::service {

// A comment with what its views are of. Reused from one comment to the next.
struct DecodedComment {
  Comment comment;
  // What the input says besides the comment's own fields: names, and values as JSON.
  std::vector<std::pair<std::string, std::string>> others;

  nlohmann::ordered_json document;
  std::string id;
};

// A JSON object. InvalidArgument says what is wrong, and where in the line.
absl::Status DecodeJson(std::string_view line, bool keep_others, DecodedComment* out);

// A row under `header`. The views are of `cells`. An empty cell is a field that the comment
// lacks.
absl::Status DecodeRow(std::span<const std::string> header, std::span<const std::string> cells,
                       bool keep_others, DecodedComment* out);

// The value of any field from text, as CSV has it: true/false or 1/0, whole numbers, RFC 3339.
absl::Status SetField(const CommentField& field, std::string_view value, Comment* comment);

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_INPUT_DECODE_H_
