// The lines of a file of any size, in constant memory.

#ifndef ASCOLTO_SERVICE_CODEC_LINES_H_
#define ASCOLTO_SERVICE_CODEC_LINES_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace ascolto::service {

// The longest line that is kept: a comment of 64 KiB, every character escaped, and what goes
// with it.
inline constexpr std::size_t kMaxLineBytes = 4 * 1024 * 1024;

// Thread safety: one thread at a time.
class LineReader {
 public:
  struct Line {
    std::int64_t number = 0;   // from 1
    std::string_view text;     // with its line end; lives until the next call
    std::size_t bytes = 0;     // of the line in the file; more than text.size() when cut
  };

  // `path` "-" is standard input. NotFound, PermissionDenied … name the path.
  absl::Status Open(const std::string& path);
  LineReader() = default;
  ~LineReader();
  LineReader(const LineReader&) = delete;
  LineReader& operator=(const LineReader&) = delete;

  // False at the end, or when reading failed: see status(). A line longer than kMaxLineBytes is
  // read over and given cut. A byte order mark at the beginning is left out.
  bool Next(Line* line);

  const absl::Status& status() const { return status_; }

  // Whether the next line is whole in memory; else Next may wait for it.
  bool HasMoreAtHand() const { return buffer_.find('\n', at_) != std::string::npos; }

  // How much was read, and how much there is; 0 when that is not known.
  std::int64_t bytes_read() const { return bytes_read_; }
  std::int64_t bytes_total() const { return bytes_total_; }

 private:
  bool Fill();

  std::string path_;
  int fd_ = -1;
  absl::Status status_;
  std::string buffer_;
  std::size_t at_ = 0;   // in buffer_
  std::string long_line_;
  std::int64_t number_ = 0;
  std::int64_t bytes_read_ = 0;
  std::int64_t bytes_total_ = 0;
};

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_CODEC_LINES_H_
