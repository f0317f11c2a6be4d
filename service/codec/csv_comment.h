// One row of a table as a Comment; the columns have the names of CommentFields().

#ifndef ASCOLTO_SERVICE_CODEC_CSV_COMMENT_H_
#define ASCOLTO_SERVICE_CODEC_CSV_COMMENT_H_

#include <span>
#include <string>

#include "absl/status/status.h"
#include "service/codec/json_comment.h"

namespace ascolto::service {

// A row under `header`. The views are of `cells`. An empty cell is a field that the comment
// lacks.
absl::Status DecodeRow(std::span<const std::string> header, std::span<const std::string> cells,
                       bool keep_others, DecodedComment* out);

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_CODEC_CSV_COMMENT_H_
