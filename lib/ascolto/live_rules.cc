// A mutex protects the shared_ptr. An atomic pointer to the same set makes IsCurrent cheap.

#include "ascolto/live_rules.h"

#include <utility>

#include "ascolto/base/check.h"

namespace ascolto {
namespace {

constexpr char kNull[] =
    "ascolto::LiveRules: the rule set is null; look at RuleSet::Loaded::status before its rules "
    "are used";

}  // namespace

LiveRules::LiveRules(std::shared_ptr<const RuleSet> rules)
    : rules_(base::NotNull(std::move(rules), kNull)), current_(rules_.get()) {}

void LiveRules::Set(std::shared_ptr<const RuleSet> rules) {
  rules = base::NotNull(std::move(rules), kNull);
  {
    std::lock_guard lock(mutex_);
    rules_.swap(rules);
    current_.store(rules_.get(), std::memory_order_release);
  }
  // The old set is destroyed here, outside the lock, if this was its last owner.
}

std::shared_ptr<const RuleSet> LiveRules::Get() const {
  std::lock_guard lock(mutex_);
  return rules_;
}

bool LiveRules::IsCurrent(const RuleSet& rules) const {
  return current_.load(std::memory_order_acquire) == &rules;
}

}  // namespace ascolto
