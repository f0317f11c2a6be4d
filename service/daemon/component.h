// A part of the running service: one that is started, told of reloads, drained and stopped.

#ifndef ASCOLTO_SERVICE_DAEMON_COMPONENT_H_
#define ASCOLTO_SERVICE_DAEMON_COMPONENT_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "ascolto/base/strings.h"
#include "ascolto/diagnostic.h"

namespace ascolto::service {

// Why the service could not start.
struct StartProblems {
  std::vector<Diagnostic> diagnostics;  // of the rules
  std::vector<std::string> messages;    // each a line

  // Adds a message; false, for `return problems->Fail(status)`.
  bool Fail(const absl::Status& status) {
    messages.emplace_back(base::ToStd(status.message()));
    return false;
  }
};

// The daemon starts its components in their order and stops them in the reverse order. A component may
// use those before it until it is destroyed.
//
// Thread safety: Tick on the daemon's ticker thread, from the start of all to the stop of the first;
// everything else on one thread.
class Component {
 public:
  virtual ~Component() = default;

  // False after telling why not. Then the daemon stops what was started, and ends.
  virtual bool Start(StartProblems* problems) = 0;
  // All components have started: logs what the operator wants to know of this one.
  virtual void Announce() {}
  // SIGHUP: reads files again.
  virtual void Reload() {}
  // About once a second.
  virtual void Tick() {}
  // The service is about to stop. Tells callers, and goes on answering.
  virtual void Drain() {}
  // Finishes what was taken, and ends its threads. Called at most once; also when Start said false.
  virtual void Stop() {}
};

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_DAEMON_COMPONENT_H_
