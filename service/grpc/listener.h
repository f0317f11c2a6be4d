// The sockets that the gRPC server listens on, TCP and Unix.
//
// gRPC 1.51 has no limit on connections, and stops listening for good when it runs out of file
// descriptors (https://github.com/grpc/grpc/issues/12472 and the accept loop of its
// tcp_server_posix.cc). So connections are accepted here, put under a ConnectionGuard, and handed
// over.

#ifndef ASCOLTO_SERVICE_GRPC_LISTENER_H_
#define ASCOLTO_SERVICE_GRPC_LISTENER_H_

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "service/grpc/connection_guard.h"

namespace ascolto::service {

// How fast connections are accepted on one address. gRPC takes some 200 µs for each, and a client
// that opens and closes them as fast as it can would keep gRPC from everything else. Those that come
// faster wait in the kernel.
//
// Thread safety: one thread at a time.
class AcceptRate {
 public:
  static constexpr double kBurst = 500;
  static constexpr double kASecond = 250;

  // Whether one may be accepted now.
  bool HasSome() {
    const auto now = std::chrono::steady_clock::now();
    const double seconds = std::chrono::duration<double>(now - filled_).count();
    tokens_ = std::min(kBurst, tokens_ + seconds * kASecond);
    filled_ = now;
    return tokens_ >= 1;
  }
  // Counts one that was accepted.
  void Take() { tokens_ -= 1; }

 private:
  double tokens_ = kBurst;
  std::chrono::steady_clock::time_point filled_ = std::chrono::steady_clock::now();
};

// Thread safety: Start and Stop once each, on one thread; the rest from any thread.
class Listener {
 public:
  // Listens at once, without accepting yet, on every "HOST:PORT" (port 0: any free one; IPv6
  // hosts in brackets) and "unix:/PATH" (made readable and writable for owner and group; a file
  // left behind by a server that is gone is replaced). InvalidArgument: an address is neither.
  // Unavailable: it cannot be listened on, and why.
  static absl::StatusOr<std::unique_ptr<Listener>> Bind(const std::vector<std::string>& addresses,
                                                        ConnectionGuard::Options guarding);
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

  ConnectionGuard& guard() { return guard_; }

 private:
  struct Socket;

  explicit Listener(ConnectionGuard::Options guarding);
  absl::Status Add(const std::string& address);
  void Work();
  void Accept(Socket* socket);
  void HandOver();  // those that have waited long enough

  ConnectionGuard guard_;
  std::vector<std::unique_ptr<Socket>> sockets_;
  std::vector<std::string> addresses_;
  int wake_ = -1;  // an eventfd that ends the thread
  Take take_;
  struct Waiting {
    std::chrono::steady_clock::time_point until;
    int fd;
    bool is_unix;
  };
  std::vector<Waiting> waiting_;  // connections that gRPC may not have yet
  std::thread thread_;
};

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_GRPC_LISTENER_H_
