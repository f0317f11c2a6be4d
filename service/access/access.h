// Whether a call may be made: asked by every handler, of gRPC and of HTTP, before any work.
//
//   absl::StatusOr<Caller> caller = access.Authorize(header, Role::kClassify, peer);
//   if (!caller.ok()) …  // UNAUTHENTICATED or PERMISSION_DENIED, with words for the caller
//
// Without a file of tokens whoever can connect may call: what may be listened on then is decided
// by address.h, and TLS may have asked for a certificate.

#ifndef ASCOLTO_SERVICE_ACCESS_ACCESS_H_
#define ASCOLTO_SERVICE_ACCESS_ACCESS_H_

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "service/access/caller.h"
#include "service/access/file_stamp.h"
#include "service/access/tokens.h"
#include "service/log/log.h"

namespace ascolto::service {

// The other end of a connection; asked only when it matters.
class Peer {
 public:
  virtual std::string address() const = 0;
  // Names in the certificate that it showed and TLS verified; none when there is none.
  virtual std::vector<std::string> certificate_names() const { return {}; }

 protected:
  ~Peer() = default;
};

// Thread safety: every call from any thread.
class Access {
 public:
  // `tokens_file` may be empty. What is wrong with the file goes to *problems, and then there is
  // no Access. `log` must outlive it.
  static std::unique_ptr<Access> Open(const std::string& tokens_file, Log* log,
                                      std::vector<std::string>* problems);

  // `header` is the value of `authorization`, empty when there is none.
  absl::StatusOr<Caller> Authorize(std::string_view header, Role role, const Peer& peer) const;

  // Whether everybody may do everything, so that nobody need be asked.
  bool open() const { return file_.empty(); }

  // Reads the file again when it changed, or in any case; a wrong one changes nothing and is
  // logged. One that could not be read (no descriptor was free, for example) is tried again by the
  // next call, though it did not change.
  void Refresh(bool in_any_case);

 private:
  Access(std::string file, Log* log) : file_(std::move(file)), log_(log) {}

  absl::StatusOr<Caller> Identify(std::string_view header, const Peer& peer) const;
  absl::Status Refuse(absl::Status why, std::string_view caller, Role role,
                      const Peer& peer) const;
  std::shared_ptr<const Tokens> Get() const;

  const std::string file_;
  Log* const log_;
  mutable LogLimit refusals_{60};
  mutable std::mutex mutex_;
  std::shared_ptr<const Tokens> tokens_;  // guarded by mutex_
  std::mutex refreshing_;
  FileStamp stamp_;  // of the file that was read last; guarded by refreshing_, like those below
  bool try_again_ = false;  // it could not be read
  std::string problem_;     // what was logged of it last
};

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_ACCESS_ACCESS_H_
