// A server as a process of its own, whose processor time and memory can be read.

#ifndef ASCOLTO_BENCH_SERVER_PROCESS_H_
#define ASCOLTO_BENCH_SERVER_PROCESS_H_

#include <sys/types.h>

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace ascolto::bench {

// Thread safety: one thread at a time.
class ServerProcess {
 public:
  // Starts a program that prints "listening on ADDRESS" for each of `addresses` addresses once it
  // answers. Internal: it did not.
  static absl::StatusOr<std::unique_ptr<ServerProcess>> Start(
      const std::vector<std::string>& command, std::size_t addresses);

  // SIGTERM, and waits.
  ~ServerProcess();
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  const std::vector<std::string>& addresses() const { return addresses_; }
  double ProcessorSeconds() const;  // of all its threads so far
  double ResidentMegabytes() const;
  void Signal(int number) const;
  pid_t pid() const { return pid_; }

 private:
  explicit ServerProcess(pid_t pid) : pid_(pid) {}

  const pid_t pid_;
  std::vector<std::string> addresses_;
};

}  // namespace ascolto::bench

#endif  // ASCOLTO_BENCH_SERVER_PROCESS_H_
