// gRPC's own watcher takes whatever is on disk, and with a certificate that does not fit its key it
// answers no handshake any more. So it is given memory files (memfd_create(2)) that only ever hold
// what was looked over; they are swapped by dup2, so that a reader sees the old one or the new one.

#include "service/access/tls_files.h"

#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "ascolto/base/status_macros.h"
#include "ascolto/base/strings.h"
#include "service/config/yaml.h"

namespace ascolto::service {
namespace {

constexpr std::size_t kMostBytes = 1 << 20;
constexpr absl::Duration kSoon = absl::Hours(24 * 14);

template <auto Free>
struct Freer {
  template <typename T>
  void operator()(T* object) const {
    Free(object);
  }
};
using Bio = std::unique_ptr<BIO, Freer<BIO_free>>;
using Certificate = std::unique_ptr<X509, Freer<X509_free>>;
using PrivateKey = std::unique_ptr<EVP_PKEY, Freer<EVP_PKEY_free>>;

Bio Reader(const std::string& pem) {
  return Bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
}

// A key with a passphrase is no key here: nobody is there to type it.
int NoPassphrase(char*, int, int, void*) { return -1; }

Certificate FirstCertificate(const std::string& pem) {
  const Bio bio = Reader(pem);
  Certificate certificate(PEM_read_bio_X509(bio.get(), nullptr, NoPassphrase, nullptr));
  ERR_clear_error();
  return certificate;
}

PrivateKey Key(const std::string& pem) {
  const Bio bio = Reader(pem);
  PrivateKey key(PEM_read_bio_PrivateKey(bio.get(), nullptr, NoPassphrase, nullptr));
  ERR_clear_error();
  return key;
}

absl::Time EndOf(const X509& certificate) {
  tm end{};
  if (ASN1_TIME_to_tm(X509_get0_notAfter(&certificate), &end) != 1) return absl::InfinitePast();
  return absl::FromTM(end, absl::UTCTimeZone());
}

struct Descriptor {
  int fd = -1;
  ~Descriptor() {
    if (fd >= 0) close(fd);
  }
};

absl::StatusOr<int> MemoryFile(const std::string& bytes) {
  Descriptor file{memfd_create("ascolto-tls", MFD_CLOEXEC)};
  if (file.fd < 0) return absl::ErrnoToStatus(errno, "cannot make a file in memory");
  for (std::size_t done = 0; done < bytes.size();) {
    const ssize_t written = write(file.fd, bytes.data() + done, bytes.size() - done);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return absl::ErrnoToStatus(errno, "cannot write a file in memory");
    done += static_cast<std::size_t>(written);
  }
  return std::exchange(file.fd, -1);
}

// Makes `fd`, which is open, another name of `by`. Between two open descriptors dup3 fails for the
// moment at most (dup(2): EBUSY, EINTR).
void Replace(int fd, int by) {
  while (dup3(by, fd, O_CLOEXEC) < 0) {
  }
}

std::string PathOf(int fd) { return base::Cat("/proc/self/fd/", fd); }

}  // namespace

absl::StatusOr<std::unique_ptr<TlsFiles>> TlsFiles::Open(const Paths& paths, Log* log) {
  std::unique_ptr<TlsFiles> files(new TlsFiles(paths, log));
  files->stamps_ = files->Stamps();
  ASCOLTO_ASSIGN_OR_RETURN(Contents contents, files->Read());
  ASCOLTO_RETURN_IF_ERROR(files->Take(std::move(contents)));
  return files;
}

TlsFiles::~TlsFiles() {
  for (const int fd : files_) {
    if (fd >= 0) close(fd);
  }
}

TlsFiles::Paths TlsFiles::checked() const {
  return {.certificate = PathOf(files_[0]),
          .key = PathOf(files_[1]),
          .client_ca = paths_.client_ca.empty() ? "" : PathOf(files_[2])};
}

std::vector<FileStamp> TlsFiles::Stamps() const {
  return {FileStamp::Of(paths_.certificate), FileStamp::Of(paths_.key),
          paths_.client_ca.empty() ? FileStamp() : FileStamp::Of(paths_.client_ca)};
}

absl::StatusOr<TlsFiles::Contents> TlsFiles::Read() const {
  Contents contents;
  ASCOLTO_ASSIGN_OR_RETURN(contents.certificate, ReadSmallFile(paths_.certificate, kMostBytes));
  ASCOLTO_ASSIGN_OR_RETURN(contents.key, ReadSmallFile(paths_.key, kMostBytes));
  const Certificate certificate = FirstCertificate(contents.certificate);
  if (certificate == nullptr) {
    return absl::InvalidArgumentError(
        base::Cat("no certificate found: ", paths_.certificate, "; give PEM, with the service's own "
                  "certificate first"));
  }
  const PrivateKey key = Key(contents.key);
  if (key == nullptr) {
    return absl::InvalidArgumentError(base::Cat(
        "no private key found: ", paths_.key, "; give PEM without a passphrase"));
  }
  if (X509_check_private_key(certificate.get(), key.get()) != 1) {
    ERR_clear_error();
    return absl::InvalidArgumentError(
        base::Cat("the key does not match the certificate: ", paths_.key, " and ",
                  paths_.certificate, "; give the key that the certificate was made for"));
  }
  if (paths_.client_ca.empty()) return contents;
  ASCOLTO_ASSIGN_OR_RETURN(contents.client_ca, ReadSmallFile(paths_.client_ca, kMostBytes));
  if (FirstCertificate(contents.client_ca) == nullptr) {
    return absl::InvalidArgumentError(
        base::Cat("no certificate found: ", paths_.client_ca, "; give PEM"));
  }
  return contents;
}

// Whatever may fail comes first, so that all files are replaced or none.
absl::Status TlsFiles::Take(Contents contents) {
  auto taken = std::make_shared<const Contents>(std::move(contents));
  const absl::Time end = EndOf(*FirstCertificate(taken->certificate));
  std::string expires = absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", end, absl::UTCTimeZone());
  const std::string* all[] = {&taken->certificate, &taken->key, &taken->client_ca};
  std::array<Descriptor, 3> made;
  for (std::size_t i = 0; i < made.size(); ++i) {
    ASCOLTO_ASSIGN_OR_RETURN(made[i].fd, MemoryFile(*all[i]));
  }
  for (std::size_t i = 0; i < made.size(); ++i) {
    if (files_[i] < 0) {
      files_[i] = std::exchange(made[i].fd, -1);
    } else {
      Replace(files_[i], made[i].fd);
    }
  }
  contents_ = std::move(taken);
  expires_ = std::move(expires);
  expires_soon_ = end < absl::Now() + kSoon;
  return absl::OkStatus();
}

std::shared_ptr<const TlsFiles::Contents> TlsFiles::contents() const {
  std::lock_guard lock(mutex_);
  return contents_;
}

void TlsFiles::LogCertificate(std::string_view event) const {
  std::string expires;
  bool soon = false;
  {
    std::lock_guard lock(mutex_);
    expires = expires_;
    soon = expires_soon_;
  }
  log_->Write(soon ? LogLevel::kWarning : LogLevel::kInfo, event,
              {{"file", paths_.certificate}, {"expires", expires}});
  struct stat is {};
  if (stat(paths_.key.c_str(), &is) == 0 && (is.st_mode & S_IROTH) != 0) {
    log_->Warning("private key is readable by everybody", {{"file", paths_.key}});
  }
}

void TlsFiles::Refresh(bool in_any_case) {
  absl::Status taken;
  {
    std::lock_guard lock(mutex_);
    const std::vector<FileStamp> stamps = Stamps();
    if (!in_any_case && !try_again_ && stamps == stamps_) return;
    const bool again = try_again_ && stamps == stamps_;
    stamps_ = stamps;
    try_again_ = true;  // also should what follows throw
    absl::StatusOr<Contents> contents = Read();
    taken = contents.ok() ? Take(*std::move(contents)) : contents.status();
    // What is wrong inside the files stays so until they change.
    try_again_ = !taken.ok() && !absl::IsInvalidArgument(taken);
    std::string problem(base::ToStd(taken.message()));
    const bool known = again && !in_any_case && problem == problem_;
    problem_ = std::move(problem);
    if (!taken.ok() && known) return;  // it was said
  }
  if (taken.ok()) return LogCertificate("certificate reloaded");
  log_->Error("new certificate refused", {{"problem", base::ToStd(taken.message())}});
}

}  // namespace ascolto::service
