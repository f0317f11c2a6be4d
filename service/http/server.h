// The HTTP port: connections, limits and timeouts; what is answered is the business of HttpApi.

#ifndef ASCOLTO_SERVICE_HTTP_SERVER_H_
#define ASCOLTO_SERVICE_HTTP_SERVER_H_

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "service/access/tls_files.h"
#include "service/http/api.h"

namespace ascolto::service {

// HTTP/1.1 and 1.0, one thread for all connections. Requests of one connection are answered one
// after the other, in their order. With certificates only TLS is spoken, 1.2 or later; new
// connections get the certificates that `tls` has then.
//
// Thread safety: construction, Stop and destruction on one thread.
class HttpServer {
 public:
  struct Options {
    std::string address = "127.0.0.1:0";  // HOST:PORT
    const TlsFiles* tls = nullptr;        // null: no encryption
    bool client_certificates = false;     // must be shown, and be of the client CA
    std::size_t max_connections = 256;    // one more is closed at once
    std::size_t max_header_bytes = 16 * 1024;
    std::size_t max_body_bytes = 4 * 1024 * 1024;
    std::chrono::milliseconds idle{60'000};    // between requests
    std::chrono::milliseconds header{10'000};  // from its first byte to its end; TLS's handshake
    std::chrono::milliseconds body{30'000};    // to be there, and the answer to be taken
  };

  // InvalidArgument: no such address, or the certificates do not do. Unavailable: it cannot be
  // listened on, and why. `api` must outlive the server.
  static absl::StatusOr<std::unique_ptr<HttpServer>> Start(HttpApi* api, const Options& options);
  virtual ~HttpServer() = default;

  // HOST:PORT with the port in use.
  virtual const std::string& address() const = 0;

  // Takes no more connections, closes those that wait, lets the others answer the request that
  // they have, and ends. False when some were broken off after `patience`.
  virtual bool Stop(std::chrono::milliseconds patience) = 0;
};

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_HTTP_SERVER_H_
