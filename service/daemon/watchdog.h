// Ends the process when something is not done in time.

#ifndef ASCOLTO_SERVICE_DAEMON_WATCHDOG_H_
#define ASCOLTO_SERVICE_DAEMON_WATCHDOG_H_

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace ascolto::service {

// Thread safety: construction and destruction on one thread.
class Watchdog {
 public:
  // Unless it is destroyed within `patience`, calls `say` and ends the process with `exit_code`.
  Watchdog(std::chrono::milliseconds patience, int exit_code, std::function<void()> say);
  ~Watchdog();
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool done_ = false;
  std::thread thread_;
};

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_DAEMON_WATCHDOG_H_
