// What gRPC and HTTP share: the moderators, the threads they work on, and what is let in.

#ifndef ASCOLTO_SERVICE_MODERATION_MODERATION_H_
#define ASCOLTO_SERVICE_MODERATION_MODERATION_H_

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>

#include "ascolto/live_rules.h"
#include "service/history/history.h"
#include "service/metrics/metrics.h"
#include "service/moderation/admission.h"
#include "service/moderation/calls.h"
#include "service/moderation/moderator.h"
#include "service/moderation/task_queue.h"

namespace ascolto::service {

// A request is counted in `calls`, admitted, and then run: on the spot when it is small, which
// saves a change of threads, else as one of `tasks`, since the threads of a transport are few and
// one that classified for long would hold up every other call.
//
// Thread safety: that of its parts.
struct Moderation {
  struct Options {
    int threads = 1;             // that classify
    std::size_t max_batch = 1000;  // comments in one request
    std::size_t max_message_bytes = std::size_t{4} << 20;  // of one request over gRPC
    std::chrono::milliseconds max_wait{1000};  // for a thread; then the request is refused
    Admission::Limits in_flight;
    std::optional<History::Options> history;  // none: nothing is remembered
  };

  // Both must outlive it.
  Moderation(const LiveRules& live, Metrics* metrics, const Options& options);

  // Whether a request may be answered on the spot: some 160 µs at the worst, at 40 ns a byte
  // (docs/benchmarks.md, texts made to be slow), and at the 1 µs that an empty comment takes.
  static bool IsSmall(std::size_t comments, std::size_t bytes) {
    return comments <= 64 && bytes <= 4096;
  }

  const Options options;
  Metrics& metrics;
  Calls calls;
  Admission admission;
  const std::unique_ptr<History> history;  // may be null
  ModeratorPool moderators;
  TaskQueue tasks;  // last: what it runs uses all of the above
};

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_MODERATION_MODERATION_H_
