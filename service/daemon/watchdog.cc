#include "service/daemon/watchdog.h"

#include <unistd.h>

#include <utility>

namespace ascolto::service {

Watchdog::Watchdog(std::chrono::milliseconds patience, int exit_code, std::function<void()> say)
    : thread_([this, patience, exit_code, say = std::move(say)] {
        std::unique_lock lock(mutex_);
        if (changed_.wait_for(lock, patience, [this] { return done_; })) return;
        try {
          say();
        } catch (...) {  // the process ends in any case
        }
        _exit(exit_code);
      }) {}

Watchdog::~Watchdog() {
  {
    std::lock_guard lock(mutex_);
    done_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

}  // namespace ascolto::service
