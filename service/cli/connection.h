// How the command reaches a running service: its address, TLS, a token.

#ifndef ASCOLTO_SERVICE_CLI_CONNECTION_H_
#define ASCOLTO_SERVICE_CLI_CONNECTION_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace CLI {
class App;
}
namespace grpc {
class Channel;
class ClientContext;
}

namespace ascolto::cli {

struct ConnectionFlags {
  std::string address = "127.0.0.1:50051";
  std::string tls_ca;  // empty: no TLS
  std::string tls_certificate, tls_key;
  std::string token_file;
};

void AddConnectionFlags(CLI::App* verb, ConnectionFlags* flags);

// Unavailable: nobody answers there within some seconds, or not as TLS asks.
absl::StatusOr<std::shared_ptr<grpc::Channel>> Connect(const ConnectionFlags& flags);

// Gives a call the token, when there is one. FailedPrecondition: it would be sent to another
// machine without TLS.
absl::Status AddToken(const ConnectionFlags& flags, grpc::ClientContext* context);

}  // namespace ascolto::cli

#endif  // ASCOLTO_SERVICE_CLI_CONNECTION_H_
