// The one way from a request to its verdicts, for every transport.
//
//   class MyBatch final : public Batch { … };    // bytes in, bytes out
//   engine.Submit(batch, {.comments = n, .bytes = size});   // batch->Done is called once, at the end
//
// A request is admitted or refused, answered on the spot or queued, classified, counted, and handed
// to the sinks. A transport decodes, encodes, and says who calls.

#ifndef ASCOLTO_SERVICE_ENGINE_ENGINE_H_
#define ASCOLTO_SERVICE_ENGINE_ENGINE_H_

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ascolto/live_rules.h"
#include "service/engine/admission.h"
#include "service/engine/calls.h"
#include "service/engine/live_classifier.h"
#include "service/engine/sinks.h"
#include "service/engine/task_queue.h"
#include "service/history/history.h"
#include "service/metrics/metrics.h"

namespace ascolto::service {

// A request of a transport. The engine calls Read, Answer and Done in this order, on one thread at a
// time; after a refusal it calls Done only.
class Batch {
 public:
  // `counters` count the request when it is done.
  explicit Batch(MethodCounters* counters) : counters_(counters) {}
  virtual ~Batch() = default;
  Batch(const Batch&) = delete;
  Batch& operator=(const Batch&) = delete;

  // Whether its deadline has passed, and whether nobody waits for the answer any more. Asked before
  // the work begins.
  virtual bool IsLate() const { return false; }
  virtual bool IsCancelled() const = 0;

  // Reads the request as far as needed to know how many comments it has, and returns that.
  virtual absl::StatusOr<std::size_t> Read() = 0;

  // Classifies every comment and makes the answer. A status that is not OK is the answer of the
  // whole request; what is wrong with one comment of several is part of the answer.
  virtual absl::Status Answer(LiveClassifier& classifier) = 0;

  // Sends the answer, or `status` in its place. `refusal` says why the engine refused the request, if
  // it did. The engine does not touch the batch afterwards: Done may destroy it.
  virtual void Done(const absl::Status& status, std::optional<Refusal> refusal) = 0;

 private:
  friend class Engine;

  MethodCounters* const counters_;
  std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
  std::size_t admitted_comments_ = 0;
  bool is_of_stream_ = false;
  Admission::Ticket ticket_;
  Admission::Ticket further_;  // for comments that only Read found
};

// Thread safety: every call from any thread, but for the constructor and the destructor.
class Engine {
 public:
  struct Options {
    int threads = 1;             // that classify
    std::size_t max_batch = 1000;  // comments in one request
    std::size_t max_message_bytes = std::size_t{4} << 20;  // of one request over gRPC
    std::chrono::milliseconds max_wait{1000};  // for a thread; then the request is refused
    Admission::Limits in_flight;
    std::optional<History::Options> history;  // none: nothing is remembered
  };

  // The arguments must outlive the engine; `sinks` may be null.
  Engine(const LiveRules& live, Metrics* metrics, const Options& options, Sinks* sinks = nullptr);

  // What is known of a request before it is read.
  struct Size {
    std::size_t comments = 1;  // at least
    std::size_t bytes = 0;     // of the request
    bool of_stream = false;    // one at a time of its stream: admitted beside the limits, and never
                               // refused for having waited
  };

  // Takes the request: see the top of this file. Refusals, by the status that Done gets:
  // InvalidArgument: more than `max_batch` comments. ResourceExhausted: too much is in flight, or the
  // request waited for too long. DeadlineExceeded and Cancelled: IsLate or IsCancelled said so.
  // Unavailable: the service stops. ResourceExhausted or Internal with kFailed: the work threw. Without
  // a refusal the status is what Read or Answer returned.
  void Submit(Batch* batch, const Size& size);

  // Counts the request, with its refusal or else by ReasonOf(status), and calls its Done. For requests that a transport itself refuses.
  void Finish(Batch* batch, const absl::Status& status, std::optional<Refusal> refusal = {});

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
  LiveClassifierPool classifiers;
  TaskQueue tasks;  // last: what it runs uses all of the above

 private:
  void WorkAfterWaiting(Batch* batch);
  void Work(Batch* batch);
  absl::Status Answer(Batch* batch, std::optional<Refusal>* refusal,
                      std::vector<ClassifiedComment>* classified);
  absl::Status CheckCount(std::size_t comments, std::optional<Refusal>* refusal) const;

  Sinks* const sinks_;  // may be null
};

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_ENGINE_ENGINE_H_
