// read(2) into one buffer; a line that crosses its end is put together in another.

#include "service/codec/lines.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "ascolto/base/strings.h"

namespace ascolto::service {
namespace {

constexpr std::size_t kBufferBytes = 256 * 1024;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

absl::Status ReadError(const std::string& path) {
  const int error = errno;
  const std::string what = base::Cat("cannot read ", path == "-" ? "standard input" : path);
  return absl::ErrnoToStatus(error, base::ToAbsl(what));
}

}  // namespace

LineReader::~LineReader() {
  if (fd_ > STDIN_FILENO) close(fd_);
}

absl::Status LineReader::Open(const std::string& path) {
  path_ = path;
  fd_ = path == "-" ? STDIN_FILENO : open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd_ < 0) return status_ = ReadError(path);
  struct stat about;
  if (fstat(fd_, &about) == 0 && S_ISREG(about.st_mode)) bytes_total_ = about.st_size;
  if (Fill() && buffer_.starts_with(kByteOrderMark)) at_ = kByteOrderMark.size();
  return status_;
}

bool LineReader::Fill() {
  at_ = 0;
  buffer_.resize(kBufferBytes);
  ssize_t got;
  do {
    got = read(fd_, buffer_.data(), buffer_.size());
  } while (got < 0 && errno == EINTR);
  if (got < 0) status_ = ReadError(path_);
  buffer_.resize(std::max<ssize_t>(got, 0));
  bytes_read_ += static_cast<std::int64_t>(buffer_.size());
  return !buffer_.empty();
}

bool LineReader::Next(Line* line) {
  long_line_.clear();
  std::size_t bytes = 0;
  while (true) {
    if (at_ == buffer_.size() && !Fill()) {
      if (bytes == 0 || !status_.ok()) return false;
      *line = {.number = ++number_, .text = long_line_, .bytes = bytes};
      return true;
    }
    const std::string_view rest = std::string_view(buffer_).substr(at_);
    const std::size_t end = rest.find('\n');
    const std::string_view piece = rest.substr(0, end == rest.npos ? end : end + 1);
    at_ += piece.size();
    const bool first = bytes == 0;
    bytes += piece.size();
    if (first && end != rest.npos) {
      *line = {.number = ++number_, .text = piece, .bytes = bytes};
      return true;
    }
    long_line_.append(piece.substr(0, kMaxLineBytes - std::min(kMaxLineBytes, long_line_.size())));
    if (end != rest.npos) {
      *line = {.number = ++number_, .text = long_line_, .bytes = bytes};
      return true;
    }
  }
}

}  // namespace ascolto::service
