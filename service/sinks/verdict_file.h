// A sink that appends every verdict to a file, as JSON Lines.
//
// A line is the verdict as `ascolto classify` writes it (codec/json_verdict.h), and behind it:
//
//   "comment": {"channel":…,"author":…,…}   the fields that the comment had, without its text
//   "classified_at": "2026-12-01T08:30:00Z"
//
// The texts of comments and matches are personal data, and are left out unless asked for.

#ifndef ASCOLTO_SERVICE_SINKS_VERDICT_FILE_H_
#define ASCOLTO_SERVICE_SINKS_VERDICT_FILE_H_

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "service/engine/sinks.h"
#include "service/log/log.h"

namespace ascolto::service {

// Thread safety: that of VerdictSink.
class VerdictFile final : public VerdictSink {
 public:
  struct Options {
    std::string path;
    bool texts = false;
  };

  // Makes the file when it is missing, readable by its owner and group; else appends to it.
  // NotFound, PermissionDenied or Unavailable names the path. `log` gets a warning when a write fails;
  // it may be null, and must outlive this object.
  static absl::StatusOr<std::unique_ptr<VerdictFile>> Open(Options options, Log* log);
  ~VerdictFile() override;
  VerdictFile(const VerdictFile&) = delete;
  VerdictFile& operator=(const VerdictFile&) = delete;

  std::string_view name() const override { return "verdicts"; }
  // Either all lines of a request are in the file afterwards, or none of them.
  std::size_t Take(std::span<const ClassifiedComment> comments) override;
  // Goes on with a new file when the path names another one by now: what logrotate renamed stays as it
  // is. When that fails the old file stays in use.
  void Reopen() override;

 private:
  VerdictFile(Options options, int fd, Log* log);
  absl::Status Write(std::string_view bytes);
  void Warn(const char* event, const absl::Status& status);

  const Options options_;
  int fd_;
  Log* const log_;
  LogLimit limit_;
  std::string lines_;  // reused
};

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_SINKS_VERDICT_FILE_H_
