// The certificate, its key and the client CAs of the service: read from disk, looked over, and read
// again when they change. A pair that does not fit, as while somebody replaces one file after the
// other, never reaches TLS.

#ifndef ASCOLTO_SERVICE_ACCESS_TLS_FILES_H_
#define ASCOLTO_SERVICE_ACCESS_TLS_FILES_H_

#include <array>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "service/access/file_stamp.h"
#include "service/log/log.h"

namespace ascolto::service {

// Thread safety: Refresh, contents and LogCertificate from any thread.
class TlsFiles {
 public:
  struct Paths {
    std::string certificate, key;
    std::string client_ca;  // may be empty
  };
  // PEM; each was read whole, and the key fits the certificate.
  struct Contents {
    std::string certificate, key;
    std::string client_ca;  // empty when the path is
  };

  // The error says what is wrong with the files. `log` must outlive it.
  static absl::StatusOr<std::unique_ptr<TlsFiles>> Open(const Paths& paths, Log* log);
  ~TlsFiles();
  TlsFiles(const TlsFiles&) = delete;
  TlsFiles& operator=(const TlsFiles&) = delete;

  // Paths that hold what was last found right, for as long as this lives: in memory, and seen by
  // this process alone. client_ca is empty when the one given is.
  Paths checked() const;

  // The same as bytes; another object each time it changed. Never null.
  std::shared_ptr<const Contents> contents() const;

  // Reads the files again when one changed, or in any case. All of them are taken, or none: what
  // is wrong changes nothing and is logged. Files that could not be read (no descriptor was free,
  // for example) are tried again by the next call, though they did not change.
  void Refresh(bool in_any_case);

  // When what was read last expires; as a warning when that is soon.
  void LogCertificate(std::string_view event) const;

 private:
  TlsFiles(const Paths& paths, Log* log) : paths_(paths), log_(log) {}

  std::vector<FileStamp> Stamps() const;
  absl::StatusOr<Contents> Read() const;
  absl::Status Take(Contents contents);

  const Paths paths_;
  Log* const log_;
  mutable std::mutex mutex_;
  std::vector<FileStamp> stamps_;  // of what was read last; guarded by mutex_, like those below
  bool try_again_ = false;         // the last attempt failed for want of something else
  std::string problem_;            // what was logged of it
  std::shared_ptr<const Contents> contents_;
  std::string expires_;            // RFC 3339
  bool expires_soon_ = false;      // within two weeks, or it did already
  std::array<int, 3> files_ = {-1, -1, -1};  // in memory: certificate, key, client CA
};

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_ACCESS_TLS_FILES_H_
