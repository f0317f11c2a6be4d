// Names are sorted, so that counts go over from one rule set to the next by one pass over both.

#include "service/metrics/comment_counters.h"

#include <algorithm>
#include <utility>

namespace ascolto::service {
namespace {

// Calls same(i, j) for every name that stands in both, at i of `a` and j of `b`.
template <typename Same>
void ForEachInBoth(const std::vector<std::string>& a, const std::vector<std::string>& b,
                   Same same) {
  for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    const int order = a[i].compare(b[j]);
    if (order == 0) same(i, j);
    i += order <= 0;
    j += order >= 0;
  }
}

}  // namespace

RuleNames::RuleNames(const RuleSet& set) : fingerprint(set.fingerprint()) {
  for (const RuleInfo& rule : set.rules()) {
    rules.emplace_back(rule.id);
    rule_labels.emplace_back(rule.label);
    shadow.push_back(rule.status == RuleStatus::kShadow);
  }
  for (const auto& label : set.labels()) labels.emplace_back(label);
}

void CommentCounters::TakeRules(const RuleSet& rules) {
  if (hits_ != nullptr && hits_->names->fingerprint == rules.fingerprint()) return;
  auto hits = std::make_unique<Hits>(totals_->NamesOf(rules));
  std::lock_guard lock(totals_->mutex_);
  hits_.swap(hits);
  if (hits != nullptr) totals_->replaced_.push_back(std::move(hits));
}

void CommentCounters::CountHits(const Verdict& verdict) {
  Hits& hits = *hits_;
  if (++hits.comment == 0) {
    std::fill(hits.seen.begin(), hits.seen.end(), 0);
    hits.comment = 1;
  }
  for (const Match& match : verdict.matches) {
    if (std::exchange(hits.seen[match.rule_index], hits.comment) == hits.comment) continue;
    hits.rules[match.rule_index].Increment();
  }
  for (const LabelPoints& label : verdict.labels) hits.labels[label.label_index].Increment();
}

void CommentTotals::Sums::Take(std::shared_ptr<const RuleNames> next) {
  Sums sums;
  sums.names = std::move(next);
  sums.rules.resize(sums.names->rules.size());
  sums.labels.resize(sums.names->labels.size());
  if (names != nullptr) {
    ForEachInBoth(names->rules, sums.names->rules, [&](std::size_t i, std::size_t j) {
      if (names->shadow[i] == sums.names->shadow[j]) sums.rules[j] = rules[i];
    });
    ForEachInBoth(names->labels, sums.names->labels,
                  [&](std::size_t i, std::size_t j) { sums.labels[j] = labels[i]; });
  }
  *this = std::move(sums);
}

void CommentTotals::Sums::Add(const CommentCounters::Hits& hits) {
  ForEachInBoth(hits.names->rules, names->rules, [&](std::size_t i, std::size_t j) {
    if (hits.names->shadow[i] == names->shadow[j]) rules[j] += hits.rules[i].value();
  });
  ForEachInBoth(hits.names->labels, names->labels, [&](std::size_t i, std::size_t j) {
    labels[j] += hits.labels[i].value();
  });
}

CommentCounters* CommentTotals::AddCounters() {
  std::lock_guard lock(mutex_);
  return counters_.emplace_back(new CommentCounters(this)).get();
}

void CommentTotals::Prepare(const RuleSet& rules) {
  auto names = std::make_shared<const RuleNames>(rules);
  std::lock_guard lock(mutex_);
  FoldReplaced();
  sums_.Take(std::move(names));
}

std::shared_ptr<const RuleNames> CommentTotals::NamesOf(const RuleSet& rules) {
  {
    std::lock_guard lock(mutex_);
    if (sums_.names != nullptr && sums_.names->fingerprint == rules.fingerprint()) {
      return sums_.names;
    }
  }
  return std::make_shared<const RuleNames>(rules);
}

// The caller holds the mutex.
void CommentTotals::FoldReplaced() {
  if (sums_.names == nullptr) return;
  for (const auto& hits : replaced_) sums_.Add(*hits);
  replaced_.clear();
}

// The caller holds the mutex.
CommentTotals::Sums CommentTotals::Sum() {
  FoldReplaced();
  Sums sums = sums_;
  if (sums.names == nullptr) return sums;
  for (const auto& counters : counters_) {
    if (counters->hits_ != nullptr) sums.Add(*counters->hits_);
  }
  return sums;
}

void CommentTotals::Collect(std::size_t most_rules, Families* families) {
  std::array<std::uint64_t, kActionCount> actions{};
  std::uint64_t errors = 0;
  Sums sums;
  {
    std::lock_guard lock(mutex_);
    for (const auto& counters : counters_) {
      for (int i = 0; i < kActionCount; ++i) actions[i] += counters->actions_[i].value();
      errors += counters->errors_.value();
    }
    sums = Sum();
  }
  MetricFamily* family = AddCounter("ascolto_comments_total",
                                    "Comments that got a verdict, by its action.", families);
  for (int i = 0; i < kActionCount; ++i) {
    const std::string_view name = ActionName(static_cast<Action>(i));
    AddValue(static_cast<double>(actions[i]), {{"action", std::string(name)}}, family);
  }
  family = AddCounter("ascolto_comment_errors_total",
                      "Comments that got an error in place of a verdict.", families);
  AddValue(static_cast<double>(errors), {}, family);
  if (sums.names != nullptr) CollectHits(sums, most_rules, families);
}

void CommentTotals::CollectHits(const Sums& sums, std::size_t most_rules, Families* families) {
  const RuleNames& names = *sums.names;
  std::vector<std::size_t> listed;
  for (std::size_t i = 0; i < sums.rules.size(); ++i) {
    if (sums.rules[i] > 0) listed.push_back(i);
  }
  if (listed.size() > most_rules) {
    std::stable_sort(listed.begin(), listed.end(), [&sums](std::size_t a, std::size_t b) {
      return sums.rules[a] > sums.rules[b];
    });
    listed.resize(most_rules);
    std::sort(listed.begin(), listed.end());
  }
  MetricFamily* family = AddCounter(
      "ascolto_rule_hits_total",
      "Comments that a rule hit; those of rules on trial (shadow) took no part in the action.",
      families);
  for (const std::size_t i : listed) {
    AddValue(static_cast<double>(sums.rules[i]),
             {{"rule", names.rules[i]},
              {"label", names.rule_labels[i]},
              {"shadow", names.shadow[i] ? "true" : "false"}},
             family);
  }
  family = AddCounter("ascolto_label_comments_total",
                      "Comments that live rules gave a label.", families);
  for (std::size_t i = 0; i < sums.labels.size(); ++i) {
    if (sums.labels[i] == 0) continue;
    AddValue(static_cast<double>(sums.labels[i]), {{"label", names.labels[i]}}, family);
  }
}

}  // namespace ascolto::service
