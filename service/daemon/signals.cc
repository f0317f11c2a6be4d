// sigwait on a thread; SIGUSR2 from ourselves ends it.

#include "service/daemon/signals.h"

#include <pthread.h>
#include <unistd.h>

#include <csignal>
#include <utility>

namespace ascolto::service {
namespace {

sigset_t Watched() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGHUP, SIGINT, SIGTERM, SIGUSR2}) sigaddset(&set, signal);
  return set;
}

}  // namespace

Signals::Signals() {
  const sigset_t set = Watched();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);  // threads made later inherit it
  thread_ = std::thread([this] { Watch(); });
}

Signals::~Signals() {
  {
    std::lock_guard lock(mutex_);
    ending_ = true;
  }
  pthread_kill(thread_.native_handle(), SIGUSR2);
  thread_.join();
}

void Signals::Watch() {
  const sigset_t set = Watched();
  while (true) {
    int signal = 0;
    sigwait(&set, &signal);
    std::lock_guard lock(mutex_);
    if (ending_) return;
    if (signal == SIGINT && std::exchange(interrupted_, true)) _exit(128 + SIGINT);
    if (signal == SIGHUP) reload_ = true;
    if (signal == SIGINT || signal == SIGTERM) stop_ = true;
    changed_.notify_all();
  }
}

Signals::Event Signals::Wait() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return reload_ || stop_; });
  if (stop_) return Event::kStop;
  reload_ = false;
  return Event::kReload;
}

}  // namespace ascolto::service
