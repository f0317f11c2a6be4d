// TLS of the HTTP server: OpenSSL's context for the certificates that are live, and the names in a
// client's certificate.

#ifndef ASCOLTO_SERVICE_HTTP_TLS_CONTEXT_H_
#define ASCOLTO_SERVICE_HTTP_TLS_CONTEXT_H_

#include <memory>
#include <string>
#include <vector>

#include <boost/asio/ssl/context.hpp>
#include <openssl/ssl.h>

#include "service/access/tls_files.h"

namespace ascolto::service {

// TLS 1.3, and TLS 1.2 with ECDHE and AEAD ciphers only (RFC 9325, 4.2). No renegotiation, no
// compression.
//
// Thread safety: one thread at a time; `files` must outlive it.
class TlsContext {
 public:
  TlsContext(const TlsFiles& files, bool client_certificates)
      : files_(files), client_certificates_(client_certificates) {}

  // The context for the certificates that `files` has now; it is made anew when they changed. When
  // OpenSSL does not take them: the one before, or null if there is none, and *why says why.
  std::shared_ptr<boost::asio::ssl::context> Get(std::string* why);

 private:
  const TlsFiles& files_;
  const bool client_certificates_;
  std::shared_ptr<const TlsFiles::Contents> contents_;  // what context_ was made from
  std::shared_ptr<boost::asio::ssl::context> context_;
};

// The alternative names of the certificate that the client showed, and its common name.
std::vector<std::string> PeerCertificateNames(SSL* ssl);

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_HTTP_TLS_CONTEXT_H_
