// A comment as JSON has it. Names are those of CommentFields(), in every format.

#ifndef ASCOLTO_SERVICE_CODEC_JSON_COMMENT_H_
#define ASCOLTO_SERVICE_CODEC_JSON_COMMENT_H_

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

// Limits of any JSON that is read. They bound the stack that writing a value needs, the time that
// the keys of an object take, which are compared each with each, and the memory of a document: at
// most 64 bytes a value, so 13 MB, beside the text itself.
inline constexpr int kDeepestJson = 64;                    // arrays and objects in each other
inline constexpr std::size_t kMostJsonMembers = 1000;      // of one object
inline constexpr std::size_t kMostJsonValues = 100'000;    // of one document, counted by commas

// Why a text is not read as JSON; InvalidArgument.
absl::Status NotJson(std::string_view text, std::size_t byte);  // it breaks at `byte`, from 1
absl::Status NumberTooLarge();
absl::Status TooDeep();
absl::Status TooManyMembers();

// Any JSON document within these limits. InvalidArgument says what is wrong, and at which byte. Of
// a key that is given more than once the last value holds.
absl::Status ParseJson(std::string_view text, nlohmann::ordered_json* out);

// A comment from an object, which must outlive *out: the views are of it.
absl::Status DecodeObject(const nlohmann::ordered_json& object, bool keep_others,
                          DecodedComment* out);

// A comment from the text of an object; the views are of out->document.
absl::Status DecodeJson(std::string_view line, bool keep_others, DecodedComment* out);

// The fields that `comment` has, as an object that DecodeObject reads; the text only when `text` says
// so.
void AppendCommentJson(const Comment& comment, bool text, std::string* out);

// The value of any field from text, as CSV has it: true/false or 1/0, whole numbers, RFC 3339.
absl::Status SetField(const CommentField& field, std::string_view value, Comment* comment);

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_CODEC_JSON_COMMENT_H_
