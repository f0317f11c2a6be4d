// The gRPC server: addresses, services, health and reflection, limits, an end.

#ifndef ASCOLTO_SERVICE_GRPC_SERVER_H_
#define ASCOLTO_SERVICE_GRPC_SERVER_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "service/access/access.h"
#include "service/engine/engine.h"

namespace grpc {
class ServerCredentials;
}

namespace ascolto::service {

enum class Offence : std::uint8_t;
class Listener;
class RulesReloader;

// Thread safety: Stop may be called once, from any thread.
class Server {
 public:
  struct Options {
    std::vector<std::string> listen = {"127.0.0.1:50051"};  // as Listener::Bind
    std::shared_ptr<grpc::ServerCredentials> credentials;   // for TCP; null: no encryption
    bool reflection = true;
    std::size_t max_connections = 1000;
    std::size_t max_streams = 256;                // StreamClassify calls open at a time
    std::size_t max_streams_per_connection = 100;  // calls of any kind under way on one connection
    std::size_t max_message_bytes = 4 * 1024 * 1024;  // one request on the wire
    std::size_t max_metadata_bytes = 16 * 1024;       // of one call
    // Of requests that are coming in, over all connections; then the largest are closed.
    std::size_t max_bytes_receiving = 64 * 1024 * 1024;
    // By how much the process may grow beyond what it takes at rest; then as well.
    std::size_t max_growth_bytes = 256 * 1024 * 1024;
    // Told of each connection that is closed for what it sends, on a thread of the server.
    std::function<void(Offence offence, std::string_view peer)> closed;
  };

  // InvalidArgument: an address is not one. Unavailable: it cannot be listened on, and why.
  // `rules`, `moderation` and `access` must outlive the server.
  static absl::StatusOr<std::unique_ptr<Server>> Start(RulesReloader* rules,
                                                       Engine* engine,
                                                       const Access& access,
                                                       const Options& options);
  virtual ~Server() = default;

  // Connections and addresses.
  virtual Listener& listener() = 0;

  // Calls that were cancelled because answers that nobody took needed too much memory.
  virtual std::uint64_t cancelled_answers() const = 0;

  // Gives back buffers that no call uses.
  virtual void FreeIdle() = 0;

  // Says NOT_SERVING, takes no more calls, answers those it took, and ends. False when some had
  // to be broken off because they went on past `patience`.
  virtual bool Stop(std::chrono::milliseconds patience) = 0;
};

// Keeps gRPC from writing to stderr as it pleases, unless the environment sets GRPC_VERBOSITY.
void SilenceGrpc();

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_GRPC_SERVER_H_
