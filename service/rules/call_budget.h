// What one call about rules may cost: it ends soon after nobody waits for its answer, and when it has
// taken more processor time than is good for the service.
//
//   CallBudget budget([&] { return call->cancelled(); });
//   options.stop = budget.stop();
//   RuleSet::Loaded loaded = RuleSet::FromSources(sources, options);
//   if (budget.spent()) return budget.Why();

#ifndef ASCOLTO_SERVICE_RULES_CALL_BUDGET_H_
#define ASCOLTO_SERVICE_RULES_CALL_BUDGET_H_

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>

#include "absl/status/status.h"

namespace ascolto::service {

// Thread safety: any number of threads. Each thread's processor time counts from when it first
// asks; that of the thread that makes the budget counts from then.
class CallBudget {
 public:
  // The budgets of Limits refuse what is too much before it is done. This is behind them, for what
  // they do not foresee, such as the tests of a rule file.
  static constexpr std::chrono::milliseconds kMostProcessorTime{2000};

  // `gone`: whether nobody waits any more. It is asked from any thread.
  explicit CallBudget(std::function<bool()> gone,
                      std::chrono::nanoseconds most = kMostProcessorTime);
  CallBudget(const CallBudget&) = delete;
  CallBudget& operator=(const CallBudget&) = delete;

  // Asks whether the call is to end; true for good once it is.
  bool MustStop();
  // The same as a function, which must not outlive this.
  std::function<bool()> stop() {
    return [this] { return MustStop(); };
  }

  // Whether MustStop has said true.
  bool spent() const { return why_.load(std::memory_order_relaxed) != kNot; }
  // Why: Cancelled, or ResourceExhausted that names the limit; OK when it is not spent.
  absl::Status Why() const;

 private:
  enum Reason : std::uint8_t { kNot, kGone, kTooMuch };

  std::int64_t TimeOfThisThread();

  const std::function<bool()> gone_;
  const std::int64_t most_;  // nanoseconds
  const std::uint64_t id_;   // of no other budget
  std::atomic<std::int64_t> used_ = 0;
  std::atomic<Reason> why_ = kNot;
};

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_RULES_CALL_BUDGET_H_
