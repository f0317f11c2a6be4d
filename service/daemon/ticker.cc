#include "service/daemon/ticker.h"

#include <utility>

namespace ascolto::service {

Ticker::Ticker(std::chrono::milliseconds every, std::function<void()> tick)
    : thread_([this, every, tick = std::move(tick)] {
        std::unique_lock lock(mutex_);
        while (!changed_.wait_for(lock, every, [this] { return done_; })) {
          lock.unlock();
          try {
            tick();
          } catch (...) {  // without memory, for example: the next tick tries again
          }
          lock.lock();
        }
      }) {}

Ticker::~Ticker() {
  {
    std::lock_guard lock(mutex_);
    done_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

}  // namespace ascolto::service
