// What became of the comments: by action, by rule, by label.
//
//   CommentCounters* counters = totals.AddCounters();  // one for each classifier
//   counters->TakeRules(classifier.rules());           // when it takes other rules
//   counters->Count(*verdict);                         // a few plain additions
//
// Whoever classifies writes to counters of its own, which nobody else writes to; they are summed
// when somebody asks. No lock, no allocation and no look-up by name for a comment.

#ifndef ASCOLTO_SERVICE_METRICS_COMMENT_COUNTERS_H_
#define ASCOLTO_SERVICE_METRICS_COMMENT_COUNTERS_H_

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "ascolto/rule_set.h"
#include "ascolto/verdict.h"
#include "service/metrics/family.h"

namespace ascolto::service {

class CommentTotals;

// What the indices of a verdict are called; the same for all sets of one fingerprint.
struct RuleNames {
  explicit RuleNames(const RuleSet& rules);

  std::string fingerprint;
  std::vector<std::string> rules;   // sorted, like those below
  std::vector<std::string> rule_labels;  // by rule
  std::vector<char> shadow;              // by rule
  std::vector<std::string> labels;
};

// A number that one thread at a time adds to and any thread reads.
class OwnedCounter {
 public:
  void Increment() {
    value_.store(value_.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
  }
  std::uint64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_{0};
};

// Thread safety: one thread at a time.
class CommentCounters {
 public:
  // `rules` are those of the verdicts that come from now on.
  void TakeRules(const RuleSet& rules);

  void Count(const Verdict& verdict) {
    actions_[static_cast<std::size_t>(verdict.action)].Increment();
    if (verdict.matches.empty() && verdict.labels.empty()) return;
    CountHits(verdict);
  }
  // A comment that got an error in place of a verdict.
  void CountError() { errors_.Increment(); }

 private:
  friend class CommentTotals;

  struct Hits {
    explicit Hits(std::shared_ptr<const RuleNames> n)
        : names(std::move(n)),
          rules(names->rules.size()),
          labels(names->labels.size()),
          seen(names->rules.size()) {}

    std::shared_ptr<const RuleNames> names;
    std::vector<OwnedCounter> rules;
    std::vector<OwnedCounter> labels;
    std::vector<std::uint32_t> seen;  // the comment that the rule hit last; of the writer alone
    std::uint32_t comment = 0;
  };

  explicit CommentCounters(CommentTotals* totals) : totals_(totals) {}
  void CountHits(const Verdict& verdict);

  CommentTotals* const totals_;
  std::array<OwnedCounter, kActionCount> actions_;
  OwnedCounter errors_;
  std::unique_ptr<Hits> hits_;  // replaced under the mutex of *totals_
};

// Thread safety: every call from any thread. Must outlive what classifies.
class CommentTotals {
 public:
  // Lives as long as the totals.
  CommentCounters* AddCounters();

  // To be called before `rules` become live, so that no classifier has to copy their names.
  // Series of rules that they lack end here.
  void Prepare(const RuleSet& rules);

  // At most `most_rules` rules are listed, those that hit most.
  void Collect(std::size_t most_rules, Families* families);

 private:
  friend class CommentCounters;

  struct Sums {
    std::shared_ptr<const RuleNames> names;
    std::vector<std::uint64_t> rules;
    std::vector<std::uint64_t> labels;
    void Take(std::shared_ptr<const RuleNames> next);
    void Add(const CommentCounters::Hits& hits);
  };

  std::shared_ptr<const RuleNames> NamesOf(const RuleSet& rules);
  void FoldReplaced();
  Sums Sum();
  static void CollectHits(const Sums& sums, std::size_t most_rules, Families* families);

  std::mutex mutex_;
  std::vector<std::unique_ptr<CommentCounters>> counters_;
  std::vector<std::unique_ptr<CommentCounters::Hits>> replaced_;  // not yet in sums_
  Sums sums_;  // of hits that nobody adds to any more; under the newest names
};

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_METRICS_COMMENT_COUNTERS_H_
