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
#include "service/http/connections.h"

namespace ascolto::service {

// HTTP/1.1 and 1.0, one thread for all connections. Requests of one connection are answered one
// after the other, in their order. With certificates only TLS is spoken, 1.2 or later; new
// connections get the certificates that `tls` has then.
//
// Whatever a client sends costs it its own request or connection at most: an exception becomes a
// 500, or a 503 when memory is short, or closes the connection. Connections and requests that are
// refused are counted in the metrics of `api`.
//
// Thread safety: construction, Stop and destruction on one thread.
class HttpServer {
 public:
  struct Options {
    std::string address = "127.0.0.1:0";  // HOST:PORT
    const TlsFiles* tls = nullptr;        // null: no encryption
    bool client_certificates = false;     // must be shown, and be of the client CA
    // Of the header of a request; also of one chunk header, and of all trailers. At most 64 KiB.
    std::size_t max_header_bytes = 16 * 1024;
    std::size_t max_body_bytes = 4 * 1024 * 1024;
    Connections::Options connections;
  };

  // InvalidArgument: no such address, or the certificates cannot be used. Unavailable: it cannot be
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
