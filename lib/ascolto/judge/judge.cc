// Judges the rules that have hits in the order of the model, then sums the points and decides.

#include "ascolto/judge/judge.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <tuple>

#include "ascolto/base/short_sort.h"

namespace ascolto::judge {
namespace {

// Converts points to the range of a verdict: from 0 to the greatest int.
int Points(std::int64_t sum) {
  return static_cast<int>(std::clamp<std::int64_t>(sum, 0, std::numeric_limits<int>::max()));
}

// Returns why the rule does not apply to the comment, or kHit. `condition` is set to the line that
// fails.
RuleTrace::Outcome CheckConditions(const RuleConditions& conditions, const Facts& facts,
                                   const model::Condition** condition) {
  if (!conditions.language.empty() && !facts.comment.language.empty() &&
      !IsSameLanguage(conditions.language, facts.comment.language)) {
    return RuleTrace::Outcome::kOtherLanguage;
  }
  *condition = conditions.when.FirstFailure(facts);
  if (*condition != nullptr) return RuleTrace::Outcome::kConditionFails;
  const Conditions& unless = conditions.unless_when;
  if (!unless.empty() && unless.FirstFailure(facts) == nullptr) {
    return RuleTrace::Outcome::kCommentExcused;
  }
  return RuleTrace::Outcome::kHit;
}

}  // namespace

using match::Hit;

Judge::Judge(const Policy& policy, const match::Program& program)
    : policy_(policy),
      program_(program),
      has_hit_(policy.labels.size(), 0),
      points_(policy.labels.size(), 0) {
  for (const Profile& profile : policy.profiles) {
    bucket_points_.resize(std::max(bucket_points_.size(), profile.buckets.size()), 0);
  }
}

void Judge::Run(const Comment& comment, const text::FoldedText& folded, const text::Words& words,
                std::span<Hit> hits, Verdict* verdict, std::vector<RuleTrace>* trace) {
  if (!matches_.empty()) Reset();
  const Facts facts{comment, folded, words, has_hit_};
  if (!hits.empty() || !policy_.rules_without_find.empty()) JudgeRules(hits, facts, trace);
  const Profile& profile = ProfileFor(facts);
  verdict->profile = profile.name;
  if (!matches_.empty()) Summarize(profile, comment, verdict);
  ProposeBlock(comment, verdict);
}

void Judge::Reset() {
  for (const LabelId label : hit_labels_) has_hit_[label] = points_[label] = 0;
  hit_labels_.clear();
  contributions_.clear();
  matches_.clear();
  labels_.clear();
  deciding_indices_.clear();
  deciding_rules_.clear();
  more_ = false;
}

// Rules are judged in the order of the model, so that a condition on a label comes after the rules
// that give the label.
void Judge::JudgeRules(std::span<Hit> hits, const Facts& facts, std::vector<RuleTrace>* trace) {
  const auto rule_of = [this](const Hit& hit) { return program_.entries[hit.entry].rule; };
  base::ShortSort(hits, [&](const Hit& a, const Hit& b) { return rule_of(a) < rule_of(b); });
  std::span<const std::uint32_t> without_find = policy_.rules_without_find;
  constexpr auto kEnd = std::numeric_limits<std::uint32_t>::max();
  while (!hits.empty() || !without_find.empty()) {
    const std::uint32_t with_hits = hits.empty() ? kEnd : rule_of(hits.front());
    const std::uint32_t without = without_find.empty() ? kEnd : without_find.front();
    const std::uint32_t rule = std::min(with_hits, without);
    if (rule == without) without_find = without_find.subspan(1);
    std::size_t count = 0;
    while (count < hits.size() && rule_of(hits[count]) == rule) ++count;
    JudgeRule(rule, hits.first(count), facts, trace);
    hits = hits.subspan(count);
  }
}

void Judge::JudgeRule(std::uint32_t rule, std::span<Hit> hits, const Facts& facts,
                      std::vector<RuleTrace>* trace) {
  const RulePolicy& policy = policy_.rules[rule];
  auto outcome = RuleTrace::Outcome::kHit;
  const model::Condition* condition = nullptr;
  if (policy.conditions != nullptr) {
    outcome = CheckConditions(*policy.conditions, facts, &condition);
  }
  if (trace == nullptr) {
    if (outcome == RuleTrace::Outcome::kHit) {
      AddHits(rule, policy, SelectHits(policy, hits, facts, nullptr));
    }
    return;
  }
  RuleTrace& record = trace->emplace_back(RuleTrace{rule, outcome, condition, {}});
  const std::span<const Hit> kept = SelectHits(policy, hits, facts, &record.hits);
  if (outcome != RuleTrace::Outcome::kHit) return;
  if (kept.empty()) record.outcome = RuleTrace::Outcome::kNothingKept;
  AddHits(rule, policy, kept);
}

std::span<const Hit> Judge::SelectHits(const RulePolicy& policy, std::span<Hit> hits,
                                       const Facts& facts,
                                       std::vector<match::HitDisposition>* dispositions) {
  if (policy.has_find) {
    return hits.first(match::SelectHits(program_, hits, &scratch_, dispositions));
  }
  whole_text_hit_ = {0, 0, static_cast<std::uint32_t>(facts.folded.original.size()),
                     Reading::kWritten};
  const bool excused = std::any_of(hits.begin(), hits.end(), [&](const Hit& hit) {
    return hit.begin == whole_text_hit_.begin && hit.end == whole_text_hit_.end;
  });
  return std::span(&whole_text_hit_, excused ? 0 : 1);
}

void Judge::AddHits(std::uint32_t rule, const RulePolicy& policy, std::span<const Hit> kept) {
  if (kept.empty()) return;
  AddMatches(policy, kept);
  if (policy.status != RuleStatus::kShadow) AddAllPoints(rule, policy);
}

void Judge::AddMatches(const RulePolicy& policy, std::span<const Hit> kept) {
  const std::string_view label = policy_.labels[policy.label];
  const bool shadow = policy.status == RuleStatus::kShadow;
  if (kept.size() > match::kMaxMatchesOfARule) {
    more_ = true;
    kept = kept.first(match::kMaxMatchesOfARule);
  }
  for (const Hit& hit : kept) {
    matches_.push_back({policy.id, label, hit.begin, hit.end, policy.index, policy.label,
                        hit.reading, shadow});
  }
}

void Judge::AddAllPoints(std::uint32_t rule, const RulePolicy& policy) {
  has_hit_[policy.label] = 1;
  AddPoints(rule, policy.label, policy.points);
  for (std::uint32_t i = policy.others_begin; i < policy.others_end; ++i) {
    AddPoints(rule, policy_.other_amounts[i].label, policy_.other_amounts[i].points);
  }
}

void Judge::AddPoints(std::uint32_t rule, LabelId label, int amount) {
  points_[label] += amount;
  hit_labels_.push_back(label);
  contributions_.push_back({rule, label, amount});
}

void Judge::Summarize(const Profile& profile, const Comment& comment, Verdict* verdict) {
  base::ShortSort(matches_, [](const Match& a, const Match& b) {
    return std::tie(a.begin, a.end, a.rule_index) < std::tie(b.begin, b.end, b.rule_index);
  });
  SumLabels();
  verdict->matches = matches_;
  verdict->labels = labels_;
  verdict->more = more_;
  Decide(profile, verdict);
  ChooseAnswer(comment, verdict);
}

void Judge::SumLabels() {
  base::ShortSort(hit_labels_, std::less<LabelId>());
  hit_labels_.erase(std::unique(hit_labels_.begin(), hit_labels_.end()), hit_labels_.end());
  for (const LabelId label : hit_labels_) {
    if (has_hit_[label] != 0 || points_[label] > 0) {
      labels_.push_back({policy_.labels[label], Points(points_[label]), label});
    }
  }
}

const Profile& Judge::ProfileFor(const Facts& facts) const {
  auto profile = policy_.profiles.begin();
  while (!profile->when.empty() && profile->when.FirstFailure(facts) != nullptr) ++profile;
  return *profile;
}

void Judge::Decide(const Profile& profile, Verdict* verdict) {
  for (const LabelId label : hit_labels_) {
    bucket_points_[profile.bucket_of[label]] += points_[label];
  }
  int deciding = kListeningBucket;
  for (const LabelId label : hit_labels_) {
    const int bucket = profile.bucket_of[label];
    const std::int64_t points = bucket_points_[bucket];
    const Action action = profile.buckets[bucket].ActionAt(points);
    if (action == Action::kAllow || action < verdict->action) continue;
    if (action > verdict->action || points > bucket_points_[deciding] ||
        (points == bucket_points_[deciding] && bucket < deciding)) {
      verdict->action = action;
      deciding = bucket;
    }
  }
  if (verdict->action != Action::kAllow) Explain(profile, deciding, verdict);
  for (const LabelId label : hit_labels_) bucket_points_[profile.bucket_of[label]] = 0;
}

void Judge::Explain(const Profile& profile, int bucket, Verdict* verdict) {
  std::int64_t most = 0;
  std::uint32_t message_rule = 0;
  for (std::size_t i = 0; i < contributions_.size();) {
    const std::uint32_t rule = contributions_[i].rule;
    std::int64_t amount = 0;
    bool counted = false;
    for (; i < contributions_.size() && contributions_[i].rule == rule; ++i) {
      if (profile.bucket_of[contributions_[i].label] != bucket) continue;
      amount += contributions_[i].amount;
      counted |= contributions_[i].amount != 0;
    }
    const std::uint32_t index = policy_.rules[rule].index;
    if (counted) deciding_indices_.push_back(index);
    if (amount > most ||
        (amount == most && most > 0 && index < policy_.rules[message_rule].index)) {
      most = amount;
      message_rule = rule;
    }
  }
  base::ShortSort(deciding_indices_, std::less<std::uint32_t>());
  for (const std::uint32_t index : deciding_indices_) {
    deciding_rules_.push_back(policy_.rules[policy_.rules_by_id[index]].id);
  }
  const Bucket& decided_bucket = profile.buckets[bucket];
  verdict->decided_by =
      Decision{decided_bucket.name, Points(bucket_points_[bucket]),
               static_cast<int>(decided_bucket.from[static_cast<int>(verdict->action)]),
               deciding_rules_, deciding_indices_};
  if (most == 0) return;
  if (verdict->action == Action::kHide) verdict->message = policy_.messages[message_rule].hide;
  if (verdict->action == Action::kRemove) verdict->message = policy_.messages[message_rule].remove;
}

void Judge::ProposeBlock(const Comment& comment, Verdict* verdict) const {
  if (!comment.author_strikes.has_value()) return;
  const std::optional<model::Block>& block = policy_.model.site.block;
  if (!block.has_value() || verdict->action < block->from) return;
  const auto strikes = static_cast<double>(*comment.author_strikes);
  verdict->propose_block = (!block->min_strikes.has_value() || strikes >= *block->min_strikes) &&
                           (!block->max_strikes.has_value() || strikes <= *block->max_strikes);
}

void Judge::ChooseAnswer(const Comment& comment, Verdict* verdict) const {
  int intent = kNoIntent;
  for (const LabelId label : hit_labels_) {
    if (has_hit_[label] != 0) intent = std::min(intent, policy_.intent_of[label]);
  }
  if (intent == kNoIntent || verdict->action >= Action::kHide || comment.author_role == "office") {
    return;
  }
  verdict->answer.owed = true;
  verdict->answer.intent = kAnsweredIntents[intent];
  const int office = ChooseOffice(comment);
  if (office == kNone) return;
  const model::Office& owner = policy_.model.site.offices[office];
  verdict->answer.office = owner.name;
  if (!comment.time.has_value()) return;
  verdict->answer.due = policy_.calendar.Due(owner, *comment.time);
  if (verdict->answer.due.has_value()) {
    verdict->answer.utc_offset = policy_.calendar.UtcOffset(*verdict->answer.due);
  }
}

int Judge::ChooseOffice(const Comment& comment) const {
  // Compares due times if both are known, and otherwise the promised times.
  const auto sooner = [&](const model::Office& a, const model::Office& b) {
    if (comment.time.has_value()) {
      const auto due_a = policy_.calendar.Due(a, *comment.time);
      const auto due_b = policy_.calendar.Due(b, *comment.time);
      if (due_a.has_value() && due_b.has_value()) return *due_a < *due_b;
    }
    const auto hours = [](const model::Office& o) { return o.within * (o.days ? 24 : 1); };
    return hours(a) < hours(b);
  };
  const std::vector<model::Office>& offices = policy_.model.site.offices;
  int best = kNone;
  std::int64_t most = 0;
  for (int office = 0; office < static_cast<int>(offices.size()); ++office) {
    const std::optional<std::int64_t> points = TopicPoints(office);
    if (!points.has_value()) continue;
    const bool ahead = best == kNone || *points > most;
    if (ahead || (*points == most && sooner(offices[office], offices[best]))) {
      best = office;
      most = *points;
    }
  }
  return best != kNone ? best : policy_.default_office;
}

std::optional<std::int64_t> Judge::TopicPoints(int office) const {
  std::optional<std::int64_t> most;
  const std::size_t topics = policy_.model.site.offices[office].topics.size();
  for (std::size_t topic = 0; topic < topics; ++topic) {
    std::optional<std::int64_t> sum;
    for (const LabelId label : hit_labels_) {
      const Policy::Owner& owner = policy_.owner_of[label];
      if (owner.office != office || owner.topic != topic || has_hit_[label] == 0) continue;
      sum = sum.value_or(0) + points_[label];
    }
    if (sum.has_value()) most = std::max(most.value_or(*sum), *sum);
  }
  return most;
}

}  // namespace ascolto::judge
