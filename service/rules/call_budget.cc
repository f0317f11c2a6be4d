#include "service/rules/call_budget.h"

#include <ctime>
#include <utility>

#include "ascolto/base/strings.h"

namespace ascolto::service {
namespace {

std::atomic<std::uint64_t> next_id = 1;

// What this thread has told the budget of that id so far.
thread_local std::uint64_t told_id = 0;
thread_local std::int64_t told = 0;

std::int64_t ProcessorTime() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

}  // namespace

CallBudget::CallBudget(std::function<bool()> gone, std::chrono::nanoseconds most)
    : gone_(std::move(gone)),
      most_(most.count()),
      id_(next_id.fetch_add(1, std::memory_order_relaxed)) {
  TimeOfThisThread();
}

std::int64_t CallBudget::TimeOfThisThread() {
  const std::int64_t now = ProcessorTime();
  const std::int64_t more = told_id == id_ ? now - told : 0;
  told_id = id_;
  told = now;
  return more;
}

bool CallBudget::MustStop() {
  if (spent()) return true;
  const std::int64_t more = TimeOfThisThread();
  Reason reason = kNot;
  if (used_.fetch_add(more, std::memory_order_relaxed) + more > most_) reason = kTooMuch;
  if (gone_ && gone_()) reason = kGone;
  Reason none = kNot;
  if (reason != kNot) why_.compare_exchange_strong(none, reason, std::memory_order_relaxed);
  return reason != kNot;
}

absl::Status CallBudget::Why() const {
  switch (why_.load(std::memory_order_relaxed)) {
    case kNot: return absl::OkStatus();
    case kGone: return absl::CancelledError("nobody waits for the answer any more");
    case kTooMuch: break;
  }
  return absl::ResourceExhaustedError(
      base::Cat("the call takes too much processor time: more than ", most_ / 1'000'000,
                " ms, which is the limit of a call about rules; send fewer or smaller files and tests, "
                "or run `ascolto check` and `ascolto test` where the files are"));
}

}  // namespace ascolto::service
