// Passes a new rule set to classifiers that are running.
//
//   ascolto::LiveRules live(first.rules);
//   // in a worker, once per batch:
//   if (!live.IsCurrent(classifier.rules())) classifier = ascolto::Classifier(live.Get());
//   // when reloading:
//   if (loaded.status.ok()) live.Set(loaded.rules);

#ifndef ASCOLTO_LIVE_RULES_H_
#define ASCOLTO_LIVE_RULES_H_

#include <atomic>
#include <cstddef>
#include <memory>
#include <mutex>

#include "ascolto/rule_set.h"

namespace ascolto {

// Holds the current rule set. A reader gets either the old set or the new one as a whole.
//
// Thread safety: all functions may be called from any thread.
class LiveRules {
 public:
  // `rules` must not be null, here and in Set: a null one ends the program at once with a message.
  explicit LiveRules(std::shared_ptr<const RuleSet> rules);
  explicit LiveRules(std::nullptr_t) = delete;

  void Set(std::shared_ptr<const RuleSet> rules);
  void Set(std::nullptr_t) = delete;
  std::shared_ptr<const RuleSet> Get() const;

  // Returns whether `rules` is the set that Get() returns. The caller keeps `rules` alive. Costs
  // one atomic load.
  bool IsCurrent(const RuleSet& rules) const;

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const RuleSet> rules_;
  std::atomic<const RuleSet*> current_;
};

}  // namespace ascolto

#endif  // ASCOLTO_LIVE_RULES_H_
