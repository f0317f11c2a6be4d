// Signals as a queue that a thread can wait on, instead of handlers.

#ifndef ASCOLTO_SERVICE_DAEMON_SIGNALS_H_
#define ASCOLTO_SERVICE_DAEMON_SIGNALS_H_

#include <condition_variable>
#include <mutex>
#include <thread>

namespace ascolto::service {

// Takes SIGHUP, SIGINT and SIGTERM from the process, on a thread of its own, from construction
// to destruction. To be made before any other thread, which would else get them.
//
// Thread safety: Wait on one thread.
class Signals {
 public:
  enum class Event { kReload, kStop };

  Signals();
  ~Signals();
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;

  // The next event; reloads asked for meanwhile are one, and a stop comes first. A second SIGINT
  // (somebody presses Ctrl-C again) ends the process at once.
  Event Wait();

 private:
  void Watch();

  std::mutex mutex_;
  std::condition_variable changed_;
  bool reload_ = false;
  bool stop_ = false;
  bool interrupted_ = false;
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_DAEMON_SIGNALS_H_
