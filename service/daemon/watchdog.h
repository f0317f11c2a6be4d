// Ends the process when something is not done in time.

#ifndef ASCOLTO_SERVICE_DAEMON_WATCHDOG_H_
#define ASCOLTO_SERVICE_DAEMON_WATCHDOG_H_

#include <chrono>
#include <functional>

#include "service/daemon/ticker.h"

namespace ascolto::service {

// A ticker whose first tick ends the process.
//
// Thread safety: construction and destruction on one thread.
class Watchdog {
 public:
  // Unless it is destroyed within `patience`, calls `say` and ends the process with `exit_code`.
  Watchdog(std::chrono::milliseconds patience, int exit_code, std::function<void()> say);

 private:
  const Ticker ticker_;
};

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_DAEMON_WATCHDOG_H_
