// The gRPC server: an address, the moderation service, health and reflection, limits, an end.

#ifndef ASCOLTO_SERVICE_GRPC_SERVER_H_
#define ASCOLTO_SERVICE_GRPC_SERVER_H_

#include <chrono>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "ascolto/live_rules.h"

namespace ascolto::service {

// Thread safety: Stop may be called once, from any thread.
class Server {
 public:
  struct Options {
    std::string address = "127.0.0.1:50051";  // HOST:PORT; port 0 is any free one
    int threads = 1;                          // that classify
    std::size_t queue = 256;                  // calls that wait for one of them
    std::size_t max_streams = 256;            // StreamClassify calls open at a time
    std::size_t max_batch = 1000;             // comments in one request
    std::size_t max_message_bytes = 4 * 1024 * 1024;  // one request on the wire
  };

  // InvalidArgument: the address is not HOST:PORT. Unavailable: it cannot be listened on, and
  // why. `live` must outlive the server.
  static absl::StatusOr<std::unique_ptr<Server>> Start(const LiveRules& live,
                                                       const Options& options);
  virtual ~Server() = default;

  // HOST:PORT with the port that is in use.
  virtual std::string address() const = 0;

  // Says NOT_SERVING, takes no more calls, answers those it took, and ends. False when some had
  // to be broken off because they went on past `patience`.
  virtual bool Stop(std::chrono::milliseconds patience) = 0;
};

// Keeps gRPC from writing to stderr as it pleases, unless the environment sets GRPC_VERBOSITY.
void SilenceGrpc();

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_GRPC_SERVER_H_
