#include "service/sinks/verdict_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <utility>
#include <vector>

#include "ascolto/base/strings.h"
#include "ascolto/base/time_text.h"
#include "service/codec/json_comment.h"
#include "service/codec/json_text.h"
#include "service/codec/json_verdict.h"

namespace ascolto::service {
namespace {

constexpr int kWarningsAMinute = 6;

absl::Status CannotWrite(std::string_view path, int error) {
  const std::string message =
      base::Cat("cannot write verdicts to \"", path, "\": ", std::strerror(error));
  switch (error) {
    case ENOENT: case ENOTDIR: return absl::NotFoundError(message);
    case EACCES: case EPERM: case EROFS: return absl::PermissionDeniedError(message);
    default: return absl::UnavailableError(message);
  }
}

// Does not block: a pipe that nobody reads is an error.
absl::StatusOr<int> OpenForAppending(const std::string& path) {
  const int fd = open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0640);
  if (fd < 0) return CannotWrite(path, errno);
  return fd;
}

void AppendLine(const ClassifiedComment& classified, bool texts, std::string* out) {
  std::vector<std::pair<std::string, std::string>> further(2);
  further[0].first = "comment";
  AppendCommentJson(*classified.comment, texts, &further[0].second);
  further[1].first = "classified_at";
  const auto seconds = std::chrono::floor<std::chrono::seconds>(classified.time);
  AppendJson(base::FormatRfc3339(seconds, std::chrono::seconds(0)), &further[1].second);
  AppendVerdictJson(*classified.comment, *classified.verdict, further, out, {.texts = texts});
}

}  // namespace

absl::StatusOr<std::unique_ptr<VerdictFile>> VerdictFile::Open(Options options, Log* log) {
  const absl::StatusOr<int> fd = OpenForAppending(options.path);
  if (!fd.ok()) return fd.status();
  return std::unique_ptr<VerdictFile>(new VerdictFile(std::move(options), *fd, log));
}

VerdictFile::VerdictFile(Options options, int fd, Log* log)
    : options_(std::move(options)), fd_(fd), log_(log), limit_(kWarningsAMinute) {}

VerdictFile::~VerdictFile() { close(fd_); }

std::size_t VerdictFile::Take(std::span<const ClassifiedComment> comments) {
  lines_.clear();
  for (const ClassifiedComment& comment : comments) {
    AppendLine(comment, options_.texts, &lines_);
  }
  const absl::Status status = Write(lines_);
  if (status.ok()) return 0;
  Warn("verdicts were not written", status);
  return comments.size();
}

absl::Status VerdictFile::Write(std::string_view bytes) {
  struct stat before {};
  fstat(fd_, &before);
  while (!bytes.empty()) {
    const ssize_t written = write(fd_, bytes.data(), bytes.size());
    if (written >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno != EINTR) {
      const absl::Status status = CannotWrite(options_.path, errno);
      // Half a line would spoil the next one.
      if (S_ISREG(before.st_mode) && ftruncate(fd_, before.st_size) != 0) return status;
      return status;
    }
  }
  return absl::OkStatus();
}

void VerdictFile::Reopen() {
  const absl::StatusOr<int> fd = OpenForAppending(options_.path);
  if (!fd.ok()) return Warn("the file of verdicts stays as it was", fd.status());
  close(std::exchange(fd_, *fd));
}

void VerdictFile::Warn(const char* event, const absl::Status& status) {
  if (log_ == nullptr) return;
  log_->Write(limit_, LogLevel::kWarning, event, {{"problem", base::ToStd(status.message())}});
}

}  // namespace ascolto::service
