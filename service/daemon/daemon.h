// The service as a whole, made from its settings. When it stops, it first answers every comment that it
// has taken.
//
//   Signals signals;  // before any other thread
//   Daemon::Problems problems;
//   std::unique_ptr<Daemon> daemon = Daemon::Start(settings, language, &problems);
//   if (daemon == nullptr) return 2;  // `problems` says why
//   daemon->Run(&signals);            // until a signal ends it

#ifndef ASCOLTO_SERVICE_DAEMON_DAEMON_H_
#define ASCOLTO_SERVICE_DAEMON_DAEMON_H_

#include <memory>
#include <string>
#include <vector>

#include "ascolto/diagnostic.h"
#include "service/config/settings.h"
#include "service/daemon/component.h"
#include "service/daemon/signals.h"

namespace ascolto::service {

// Thread safety: one thread.
class Daemon {
 public:
  using Problems = StartProblems;

  // Null after telling why not; else calls are taken. The settings have no Contradictions.
  static std::unique_ptr<Daemon> Start(const Settings& settings, MessageLanguage language,
                                       Problems* problems);
  virtual ~Daemon() = default;

  // Where gRPC listens, with the ports in use.
  virtual std::vector<std::string> addresses() const = 0;
  // The same of HTTP; empty when it is off.
  virtual std::string http_address() const = 0;
  // Of the rules that are live.
  virtual std::string fingerprint() const = 0;

  // Serves until a signal ends it, and stops.
  virtual void Run(Signals* signals) = 0;
  // Answers what was taken, within `drain`, and ends. A watchdog ends the process (exit code 2)
  // when even that gets stuck.
  virtual void Stop() = 0;
};

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_DAEMON_DAEMON_H_
