// The sockets that the gRPC server listens on, TCP and Unix, and a bound on its connections.
//
// gRPC 1.51 has no limit of its own, and stops listening for good when it runs out of file
// descriptors (https://github.com/grpc/grpc/issues/12472 and the accept loop of its
// tcp_server_posix.cc); so that connections are accepted here and handed over.

#ifndef ASCOLTO_SERVICE_GRPC_LISTENER_H_
#define ASCOLTO_SERVICE_GRPC_LISTENER_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"

namespace ascolto::service {

// Thread safety: Start and Stop once each, on one thread; the rest from any thread.
class Listener {
 public:
  // Listens at once, without accepting yet, on every "HOST:PORT" (port 0: any free one; IPv6
  // hosts in brackets) and "unix:/PATH" (made readable and writable for owner and group; a file
  // left behind by a server that is gone is replaced). InvalidArgument: an address is neither.
  // Unavailable: it cannot be listened on, and why.
  static absl::StatusOr<std::unique_ptr<Listener>> Bind(const std::vector<std::string>& addresses,
                                                        std::size_t max_connections);
  ~Listener();
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  // Hands every connection to `take`, on a thread of its own; `take` then owns `fd`, a socket
  // that does not block. Connections past the limit are closed instead.
  using Take = std::function<void(int fd, bool is_unix)>;
  void Start(Take take);

  // Accepts no more, and lets go of the addresses.
  void Stop();

  // As given, with the ports that are in use.
  const std::vector<std::string>& addresses() const { return addresses_; }

  // Open now.
  std::size_t connections();

  // Closed at once because too many were open.
  std::uint64_t refused() const { return refused_.load(std::memory_order_relaxed); }

 private:
  struct Socket;
  struct Connection {
    int fd;
    std::uint64_t cookie;  // of the kernel's, never given twice: tells whether fd is still it
  };

  explicit Listener(std::size_t max_connections);
  absl::Status Add(const std::string& address);
  void Work();
  void Accept(const Socket& socket);
  bool Count(int fd);
  void ForgetClosed();  // under mutex_

  const std::size_t max_connections_;
  std::vector<std::unique_ptr<Socket>> sockets_;
  std::vector<std::string> addresses_;
  int wake_ = -1;  // an eventfd that ends the thread
  Take take_;
  std::atomic<std::uint64_t> refused_{0};
  std::mutex mutex_;
  std::vector<Connection> connections_;  // guarded by mutex_
  std::thread thread_;
};

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_GRPC_LISTENER_H_
