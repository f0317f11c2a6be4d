// The connections of gRPC, and the closing of those that only cost.
//
// gRPC 1.51 buffers what comes in before anybody is asked: unfinished messages of every stream,
// header blocks of any length, calls that are begun and reset by the ten thousand. It has no limit
// for any of them but a quota of memory that it passes by far (docs/design.md, "What gRPC holds").
// So the kernel is asked what a connection has received (TCP_INFO), gRPC what became of it
// (channelz), and the handlers which messages came to their end; ConnectionMeter judges. It works
// with TLS as without.

#ifndef ASCOLTO_SERVICE_GRPC_CONNECTION_GUARD_H_
#define ASCOLTO_SERVICE_GRPC_CONNECTION_GUARD_H_

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "service/grpc/connection_meter.h"

namespace ascolto::service {

// Connections over a Unix socket are counted and never closed for what they send: the kernel keeps
// no totals of them, and only programs of the socket's group can connect.
//
// Thread safety: Add and Check on one thread; the rest from any thread.
class ConnectionGuard {
 public:
  struct Options {
    std::size_t connections = 1000;
    ConnectionMeter::Limits each;
    // Bytes of unfinished requests, over all connections.
    std::uint64_t receiving_bytes = 64 << 20;
    // By how much the process may grow beyond what it takes at rest.
    std::uint64_t growth_bytes = 256 << 20;
    // Calls that were reset and are not forgiven yet, over all connections.
    double resets = 1000;
    // Told of each connection that is closed or not let in, on the thread of Add and Check.
    std::function<void(Offence offence, std::string_view peer)> closed;
  };

  explicit ConnectionGuard(Options options);
  ~ConnectionGuard();
  ConnectionGuard(const ConnectionGuard&) = delete;
  ConnectionGuard& operator=(const ConnectionGuard&) = delete;

  // The channelz id of the server whose connections these are. Before it is set, connections are
  // counted and not looked at. To be set before the first Add.
  void SetServer(std::intptr_t channelz_id) { server_ = channelz_id; }

  // Takes a connection that was accepted. False when there are too many, and all of them are in
  // use; one that is silent makes room. *delay is how long it has to wait before gRPC may have it,
  // because others from its network have offended a short time ago; 0 as a rule.
  bool Add(int fd, bool is_unix, std::chrono::milliseconds* delay);

  // Looks at the connections, closes those that offend, and says when to be called again.
  std::chrono::milliseconds Check();

  // A message of this many bytes came to its end. `peer` is as ServerContext::peer() has it.
  void CountMessage(std::string_view peer, std::size_t bytes);
  // Whether a message of this size is worth a CountMessage.
  static bool IsCounted(std::size_t bytes) { return bytes >= ConnectionMeter::kCountedMessage; }

  std::size_t connections();
  // Connections that were closed, or not let in, for this.
  std::uint64_t closed(Offence offence) const {
    return closed_[static_cast<std::size_t>(offence)].load(std::memory_order_relaxed);
  }

 private:
  struct Connection;
  using Time = ConnectionMeter::Time;

  // Of a network: each offence doubles the time for which its new connections have to wait.
  struct Penalty {
    std::chrono::milliseconds delay{0};
    Time given{};
  };

  void Forget();  // those that gRPC has closed; under mutex_
  void Punish(const std::string& network, Time now);
  std::chrono::milliseconds DelayOf(const std::string& network, Time now) const;
  void Look(Connection* connection, Time now);
  Connection* ConnectionOf(std::intptr_t socket);
  void FindSockets(Time now);
  std::uint64_t Growth() const;  // bytes of the process beyond what it takes at rest
  void Close(Connection* connection, Offence offence);
  void Count(Offence offence, const std::string& peer);
  bool CloseLargest(Time now);  // whether the connections together come near a limit
  bool MakeRoom();

  const Options options_;
  std::intptr_t server_ = 0;
  std::intptr_t newest_socket_ = 0;  // the newest channelz id of a connection
  std::intptr_t searched_ = 0;       // channelz ids up to this one were looked at
  Time next_whole_search_{};
  bool unmatched_ = false;           // some connection's channelz id is not known yet
  std::mutex mutex_;
  std::vector<std::unique_ptr<Connection>> connections_;  // guarded by mutex_
  std::map<std::string, Penalty> penalties_;              // by network; guarded by mutex_
  std::size_t next_ = 0;                                  // to be looked at
  std::uint64_t rest_bytes_ = 0;                          // of the process
  Time relief_{};  // no further connection is closed for memory until then
  // Bytes of counted messages by the port of the peer. Two peers with one port share a counter,
  // to the advantage of both.
  std::unique_ptr<std::array<std::atomic<std::uint64_t>, 65536>> message_bytes_;
  std::array<std::atomic<std::uint64_t>, kOffenceCount> closed_{};
};

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_GRPC_CONNECTION_GUARD_H_
