#include "service/daemon/watchdog.h"

#include <unistd.h>

#include <utility>

namespace ascolto::service {

Watchdog::Watchdog(std::chrono::milliseconds patience, int exit_code, std::function<void()> say)
    : ticker_(patience, [exit_code, say = std::move(say)] {
        try {
          say();
        } catch (...) {  // the process ends in any case
        }
        _exit(exit_code);
      }) {}

}  // namespace ascolto::service
