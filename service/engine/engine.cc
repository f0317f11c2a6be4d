#include "service/engine/engine.h"

#include <limits>
#include <utility>

#include "ascolto/base/guarded.h"
#include "ascolto/base/status_macros.h"
#include "ascolto/base/strings.h"

namespace ascolto::service {
namespace {

absl::Status Stopping() {
  return absl::UnavailableError(
      "the service is stopping; send the request again, to another server or later");
}

}  // namespace

// How many tasks wait is bounded by what is admitted, and by the number of streams.
Engine::Engine(const LiveRules& live, Metrics* counted, const Options& given, Sinks* sinks)
    : options(given),
      metrics(*counted),
      admission(given.in_flight),
      history(given.history ? std::make_unique<History>(*given.history) : nullptr),
      classifiers(live, &metrics.comments, history.get(), given.threads,
                  sinks != nullptr && !sinks->empty()),
      tasks(given.threads, std::numeric_limits<std::size_t>::max()),
      sinks_(sinks) {}

void Engine::Submit(Batch* batch, const Size& size) {
  if (size.of_stream) batch->began_ = std::chrono::steady_clock::now();
  std::optional<Refusal> refusal;
  absl::Status status;
  bool taken = false;
  const absl::Status thrown = base::Guarded([&] {
    status = [&]() -> absl::Status {
      ASCOLTO_RETURN_IF_ERROR(CheckCount(size.comments, &refusal));
      absl::StatusOr<Admission::Ticket> ticket =
          size.of_stream ? admission.AdmitBeside(size.comments, size.bytes)
                         : admission.Admit(size.comments, size.bytes);
      if (!ticket.ok()) {
        refusal = Refusal::kOverload;
        return ticket.status();
      }
      batch->ticket_ = *std::move(ticket);
      batch->admitted_comments_ = size.comments;
      batch->is_of_stream_ = size.of_stream;
      if (IsSmall(size.comments, size.bytes)) return absl::OkStatus();
      taken = tasks.TrySubmit([this, batch] { WorkAfterWaiting(batch); });
      if (taken) return absl::OkStatus();
      refusal = Refusal::kStopping;
      return Stopping();
    }();
  });
  if (taken) return;  // another thread may have destroyed the batch
  if (!thrown.ok()) {
    status = thrown;
    refusal = Refusal::kFailed;
  }
  if (!status.ok()) return Finish(batch, status, refusal);
  Work(batch);
}

void Engine::Finish(Batch* batch, const absl::Status& status, std::optional<Refusal> refusal) {
  if (refusal) {
    metrics.requests.CountRefusal(*refusal);
  } else {
    metrics.requests.CountRefusal(status);
  }
  batch->counters_->Count(status.code(), std::chrono::steady_clock::now() - batch->began_);
  // A caller that does not read its answer is not to hold up others.
  batch->ticket_ = {};
  batch->further_ = {};
  batch->Done(status, refusal);
}

void Engine::WorkAfterWaiting(Batch* batch) {
  if (batch->is_of_stream_ ||
      std::chrono::steady_clock::now() - batch->began_ <= options.max_wait) {
    return Work(batch);
  }
  Finish(batch,
         absl::ResourceExhaustedError(base::Cat("the request waited for more than ",
                                                options.max_wait.count(),
                                                " ms, which is the limit; try again soon")),
         Refusal::kWaitedTooLong);
}

void Engine::Work(Batch* batch) {
  // The batch leaves the calls when it is done; this entry stays until the sinks have its verdicts.
  std::optional<Calls::Entry> entry;
  if (sinks_ != nullptr && !sinks_->empty()) entry.emplace(&calls);
  std::optional<Refusal> refusal;
  std::vector<ClassifiedComment> classified;
  absl::Status status;
  const absl::Status thrown =
      base::Guarded([&] { status = Answer(batch, &refusal, &classified); });
  if (!thrown.ok()) {
    status = thrown;
    refusal = Refusal::kFailed;
  }
  Finish(batch, status, refusal);
  if (!classified.empty()) {
    (void)base::Guarded([&] { sinks_->Offer(std::move(classified)); });
  }
}

absl::Status Engine::Answer(Batch* batch, std::optional<Refusal>* refusal,
                            std::vector<ClassifiedComment>* classified) {
  if (batch->IsLate()) {
    *refusal = Refusal::kDeadline;
    return absl::DeadlineExceededError("the deadline passed before the work began");
  }
  if (batch->IsCancelled()) {
    *refusal = Refusal::kClientGone;
    return absl::CancelledError("the caller went away before the work began");
  }
  ASCOLTO_ASSIGN_OR_RETURN(const std::size_t comments, batch->Read());
  ASCOLTO_RETURN_IF_ERROR(CheckCount(comments, refusal));
  if (comments > batch->admitted_comments_) {
    absl::StatusOr<Admission::Ticket> further =
        admission.Admit(comments - batch->admitted_comments_, 0);
    if (!further.ok()) {
      *refusal = Refusal::kOverload;
      return further.status();
    }
    batch->further_ = *std::move(further);
  }
  const LiveClassifierPool::Lease classifier = classifiers.Borrow();
  absl::Status status = batch->Answer(*classifier);
  *classified = classifier->TakeClassified();
  return status;
}

absl::Status Engine::CheckCount(std::size_t comments, std::optional<Refusal>* refusal) const {
  if (comments <= options.max_batch) return absl::OkStatus();
  *refusal = Refusal::kTooLarge;
  return absl::InvalidArgumentError(
      base::Cat("too many comments in one request: more than ", options.max_batch,
                ", which is the limit; send them in several requests"));
}

}  // namespace ascolto::service
