// The calls that are being answered, counted, so that a server can stop without losing one.

#ifndef ASCOLTO_SERVICE_ENGINE_CALLS_H_
#define ASCOLTO_SERVICE_ENGINE_CALLS_H_

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>

namespace ascolto::service {

// Thread safety: every call from any thread.
class Calls {
 public:
  // Enters, and leaves when it goes, however that comes about. Must not outlive the Calls.
  class Entry {
   public:
    explicit Entry(Calls* calls) : calls_(calls), let_in_(calls->Enter()) {}
    ~Entry() { calls_->Leave(); }
    Entry(const Entry&) = delete;
    Entry& operator=(const Entry&) = delete;
    bool let_in() const { return let_in_; }

   private:
    Calls* const calls_;
    const bool let_in_;
  };

  // The call counts until Leave. False once Close was called: it is to be refused, which is an
  // answer too.
  bool Enter() {
    std::lock_guard lock(mutex_);
    ++count_;
    entered_ = std::chrono::steady_clock::now();
    return !closed_;
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

  // Whether Close was called.
  bool closed() {
    std::lock_guard lock(mutex_);
    return closed_;
  }

  // Whether every call had left by `deadline`.
  bool WaitUntilEmpty(std::chrono::steady_clock::time_point deadline) {
    std::unique_lock lock(mutex_);
    return empty_.wait_until(lock, deadline, [this] { return count_ == 0; });
  }

  // Whether, by `deadline`, no call was there and none had come for the time of `quiet`.
  bool WaitUntilQuiet(std::chrono::milliseconds quiet,
                      std::chrono::steady_clock::time_point deadline) {
    std::unique_lock lock(mutex_);
    while (true) {
      const auto now = std::chrono::steady_clock::now();
      const auto until = std::min(entered_ + quiet, deadline);
      if (count_ == 0 && now >= entered_ + quiet) return true;
      if (now >= deadline) return false;
      empty_.wait_until(lock, count_ == 0 ? until : deadline);
    }
  }

 private:
  std::mutex mutex_;
  std::condition_variable empty_;
  std::size_t count_ = 0;
  std::chrono::steady_clock::time_point entered_;  // when the last call came
  bool closed_ = false;
};

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_ENGINE_CALLS_H_
