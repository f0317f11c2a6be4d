#include "service/codec/csv_comment.h"

#include "ascolto/base/status_macros.h"
#include "ascolto/base/strings.h"
#include "service/codec/json_text.h"

namespace ascolto::service {

absl::Status DecodeRow(std::span<const std::string> header, std::span<const std::string> cells,
                       bool keep_others, DecodedComment* out) {
  out->comment = Comment();
  out->others.clear();
  if (cells.size() != header.size()) {
    return absl::InvalidArgumentError(
        base::Cat("wrong number of cells: ", cells.size(), "; the header has ", header.size()));
  }
  for (std::size_t i = 0; i < header.size(); ++i) {
    if (const CommentField* field = FindCommentField(header[i])) {
      if (!cells[i].empty()) ASCOLTO_RETURN_IF_ERROR(SetField(*field, cells[i], &out->comment));
    } else if (keep_others) {
      std::string value;
      AppendJson(cells[i], &value);
      out->others.emplace_back(header[i], std::move(value));
    }
  }
  return absl::OkStatus();
}

}  // namespace ascolto::service
