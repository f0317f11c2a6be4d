// The calls that are being answered, counted, so that a server can stop without losing one.

#ifndef ASCOLTO_SERVICE_GRPC_CALLS_H_
#define ASCOLTO_SERVICE_GRPC_CALLS_H_

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>

namespace ascolto::service {

// Thread safety: every call from any thread.
class Calls {
 public:
  // False once Close was called; else the call counts until Leave.
  bool Enter() {
    std::lock_guard lock(mutex_);
    if (closed_) return false;
    ++count_;
    return true;
  }

  void Leave() {
    // Notifies under the lock: whoever waits may destroy this right after.
    std::lock_guard lock(mutex_);
    if (--count_ == 0) empty_.notify_all();
  }

  void Close() {
    std::lock_guard lock(mutex_);
    closed_ = true;
  }

  // Whether every call had left by `deadline`.
  bool WaitUntilEmpty(std::chrono::steady_clock::time_point deadline) {
    std::unique_lock lock(mutex_);
    return empty_.wait_until(lock, deadline, [this] { return count_ == 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable empty_;
  std::size_t count_ = 0;
  bool closed_ = false;
};

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_GRPC_CALLS_H_
