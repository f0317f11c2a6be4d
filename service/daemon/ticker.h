// Something small that is done again and again, on a thread of its own. The watchdog is one, too.

#ifndef ASCOLTO_SERVICE_DAEMON_TICKER_H_
#define ASCOLTO_SERVICE_DAEMON_TICKER_H_

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace ascolto::service {

// A tick that throws ends early. The next one comes on time.
//
// Thread safety: construction and destruction on one thread.
class Ticker {
 public:
  // The first tick comes after `every`.
  Ticker(std::chrono::milliseconds every, std::function<void()> tick);
  // Waits for the tick under way.
  ~Ticker();
  Ticker(const Ticker&) = delete;
  Ticker& operator=(const Ticker&) = delete;

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool done_ = false;
  std::thread thread_;
};

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_DAEMON_TICKER_H_
