// Comments from a file: JSON Lines, CSV with a header, or plain lines of text.
//
// Reading is in two steps, so that the second can run on every core: an Input cuts the file
// into records, Decode makes a comment of one.

#ifndef ASCOLTO_SERVICE_CODEC_COMMENT_FILE_H_
#define ASCOLTO_SERVICE_CODEC_COMMENT_FILE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "service/codec/csv_comment.h"
#include "service/codec/lines.h"

namespace ascolto::service {

enum class InputFormat : std::uint8_t { kJsonl, kCsv, kPlain };

// "jsonl", "csv", "plain".
std::optional<InputFormat> InputFormatFromName(std::string_view name);

// By the end of the name: .jsonl, .ndjson and .json; .csv and .tsv; any other is plain, and
// standard input ("-") is JSON Lines.
InputFormat FormatOfFile(std::string_view path);

// Thread safety: one thread at a time; Decode any thread.
class Input {
 public:
  struct Record {
    std::int64_t line = 0;
    std::string text;                // JSON Lines, plain: the line without its end
    std::vector<std::string> cells;  // CSV
    std::string problem;             // not empty: the record could not be read
  };

  // "-" is standard input. InvalidArgument: the header of a CSV file does not do.
  static absl::StatusOr<std::unique_ptr<Input>> Open(const std::string& path, InputFormat format);
  virtual ~Input() = default;

  // False at the end, or when reading failed: see status(). Blank lines of JSON Lines and CSV
  // are left out; of plain text they are empty comments.
  virtual bool Next(Record* record) = 0;

  // Of the record's own: the views in *out are of `record`. In plain text the id is the number
  // of the line.
  virtual absl::Status Decode(const Record& record, bool keep_others,
                              DecodedComment* out) const = 0;

  const absl::Status& status() const { return lines_.status(); }
  // Whether a further line is in memory; else Next may wait for one.
  bool HasMoreAtHand() const { return lines_.HasMoreAtHand(); }

  std::int64_t bytes_read() const { return lines_.bytes_read(); }
  std::int64_t bytes_total() const { return lines_.bytes_total(); }

 protected:
  LineReader lines_;
};

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_CODEC_COMMENT_FILE_H_
