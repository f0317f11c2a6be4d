// What reading a rule set may cost, shared by the threads that read its files.
//
// Work is counted in units that depend on the files alone, never on the clock, and before it is
// done. What is spent is reported by the linker, which sees all files in their order.

#ifndef ASCOLTO_RULES_BUDGET_H_
#define ASCOLTO_RULES_BUDGET_H_

#include <atomic>
#include <cstddef>
#include <functional>
#include <limits>
#include <utility>

#include "ascolto/limits.h"

namespace ascolto::rules {

// Work as a whole number for a message; the greatest one stands for everything above it.
inline std::size_t WholeUnits(double work) {
  constexpr std::size_t kMost = std::numeric_limits<std::size_t>::max();
  return work < static_cast<double>(kMost) ? static_cast<std::size_t>(work) : kMost;
}

// Thread safety: any number of threads.
class Budget {
 public:
  // `stop` may be empty; see RuleSet::Options. Limits must outlive the budget.
  explicit Budget(const Limits& limits, std::function<bool()> stop = {})
      : limits_(limits), stop_(std::move(stop)) {}

  const Limits& limits() const { return limits_; }

  // Whether nothing more is to be done; true for good once it is.
  bool Stopped() {
    if (stop_ && !stopped_.load(std::memory_order_relaxed) && stop_()) {
      stopped_.store(true, std::memory_order_relaxed);
    }
    return stopped_.load(std::memory_order_relaxed);
  }

  // Spends work on a regex (RegexCost::Work). False when all regexes together are over
  // Limits::regex_work: then it is not to be done.
  bool SpendOnRegex(double work) { return Spend(work, limits_.regex_work, &regex_work_); }
  // The same for the bytes of an entry with its alternatives written out, and Limits::form_bytes.
  bool SpendOnForms(double bytes) { return Spend(bytes, limits_.form_bytes, &form_bytes_); }

 private:
  static bool Spend(double more, std::size_t most, std::atomic<double>* spent) {
    double before = spent->load(std::memory_order_relaxed);
    while (!spent->compare_exchange_weak(before, before + more, std::memory_order_relaxed)) {
    }
    return before + more <= static_cast<double>(most);
  }

  const Limits& limits_;
  const std::function<bool()> stop_;
  std::atomic<bool> stopped_ = false;
  std::atomic<double> regex_work_ = 0, form_bytes_ = 0;
};

}  // namespace ascolto::rules

#endif  // ASCOLTO_RULES_BUDGET_H_
