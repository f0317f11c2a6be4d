#include "ascolto/judge/judge.h"

#include <algorithm>
#include <limits>
#include <tuple>

namespace ascolto::judge {
namespace {

// Points as a verdict gives them: from 0 to the greatest int.
int Points(std::int64_t sum) {
  return static_cast<int>(std::clamp<std::int64_t>(sum, 0, std::numeric_limits<int>::max()));
}

}  // namespace

using match::Hit;

Judge::Judge(const Policy& policy, const match::Program& program)
    : policy_(policy),
      program_(program),
      seen_(policy.labels.size(), 0),
      points_(policy.labels.size(), 0) {}

Verdict Judge::Run(const Comment& comment, const text::FoldedText& folded,
                   const text::Words& words, std::span<Hit> hits,
                   std::vector<RuleTrace>* trace) {
  for (const LabelId label : touched_) seen_[label] = points_[label] = 0;
  touched_.clear();
  contributions_.clear();
  matches_.clear();
  labels_.clear();
  deciding_indices_.clear();
  deciding_rules_.clear();
  more_ = false;

  const Facts facts{comment, folded, words, seen_};
  const auto rule_of = [this](const Hit& hit) { return program_.entries[hit.entry].rule; };
  const auto by_rule = [&](const Hit& a, const Hit& b) { return rule_of(a) < rule_of(b); };
  if (hits.size() > 1) std::sort(hits.begin(), hits.end(), by_rule);
  // Rules in the order of the model, so that a condition on a label comes after its rules.
  auto without_find = policy_.rules_without_find.begin();
  const auto judge_without_find = [&](std::uint32_t before) {
    for (; without_find != policy_.rules_without_find.end() && *without_find < before;
         ++without_find) {
      JudgeRule(*without_find, {}, facts, trace);
    }
  };
  for (std::size_t begin = 0; begin < hits.size();) {
    const std::uint32_t rule = rule_of(hits[begin]);
    std::size_t end = begin + 1;
    while (end < hits.size() && rule_of(hits[end]) == rule) ++end;
    judge_without_find(rule);
    if (without_find != policy_.rules_without_find.end() && *without_find == rule) ++without_find;
    JudgeRule(rule, hits.subspan(begin, end - begin), facts, trace);
    begin = end;
  }
  judge_without_find(static_cast<std::uint32_t>(policy_.rules.size()));

  Verdict verdict;
  SumLabels();
  std::sort(matches_.begin(), matches_.end(), [](const Match& a, const Match& b) {
    return std::tie(a.begin, a.end, a.rule_index) < std::tie(b.begin, b.end, b.rule_index);
  });
  verdict.matches = matches_;
  verdict.labels = labels_;
  verdict.more = more_;
  const Profile& profile = ProfileFor(facts);
  verdict.profile = profile.name;
  Decide(profile, &verdict);
  ProposeBlock(comment, &verdict);
  ChooseAnswer(comment, &verdict);
  return verdict;
}

void Judge::JudgeRule(std::uint32_t rule, std::span<Hit> hits, const Facts& facts,
                      std::vector<RuleTrace>* trace) {
  const rules::Rule& source = policy_.model.rules[rule];
  RuleTrace record{rule, RuleTrace::Outcome::kHit, nullptr, {}};
  record.outcome = Look(rule, facts, &record.condition);
  Hit whole{0, 0, static_cast<std::uint32_t>(facts.folded.original.size()), Reading::kWritten};
  std::size_t kept = 0;
  if (source.find.empty()) {
    const bool excused = std::any_of(hits.begin(), hits.end(), [&](const Hit& hit) {
      return hit.begin == whole.begin && hit.end == whole.end;
    });
    hits = std::span(&whole, 1);
    kept = excused ? 0 : 1;
  } else if (record.outcome == RuleTrace::Outcome::kHit || trace != nullptr) {
    kept = KeepHits(program_, hits, &scratch_, trace == nullptr ? nullptr : &record.hits);
  }
  if (record.outcome == RuleTrace::Outcome::kHit && kept == 0) {
    record.outcome = RuleTrace::Outcome::kNothingKept;
  }
  if (record.outcome == RuleTrace::Outcome::kHit) {
    const bool shadow = source.status == RuleStatus::kShadow;
    more_ |= kept > match::kMostMatchesOfARule;
    for (const Hit& hit : hits.first(std::min(kept, match::kMostMatchesOfARule))) {
      const RulePolicy& policy = policy_.rules[rule];
      matches_.push_back({source.id, source.label, hit.begin, hit.end, policy.index, policy.label,
                          hit.reading, shadow});
    }
    if (!shadow) Count(rule);
  }
  if (trace != nullptr) trace->push_back(std::move(record));
}

RuleTrace::Outcome Judge::Look(std::uint32_t rule, const Facts& facts,
                               const rules::Condition** condition) const {
  const std::string& language = policy_.model.rules[rule].language;
  if (!language.empty() && !facts.comment.language.empty() &&
      !IsSameLanguage(language, facts.comment.language)) {
    return RuleTrace::Outcome::kOtherLanguage;
  }
  *condition = policy_.rules[rule].when.FirstFailure(facts);
  if (*condition != nullptr) return RuleTrace::Outcome::kConditionFails;
  const Conditions& unless = policy_.rules[rule].unless_when;
  if (!unless.empty() && unless.FirstFailure(facts) == nullptr) {
    return RuleTrace::Outcome::kCommentExcused;
  }
  return RuleTrace::Outcome::kHit;
}

void Judge::Count(std::uint32_t rule) {
  const RulePolicy& policy = policy_.rules[rule];
  seen_[policy.label] = 1;
  touched_.push_back(policy.label);
  for (const auto& [label, amount] : policy.amounts) {
    points_[label] += amount;
    touched_.push_back(label);
    contributions_.push_back({rule, label, amount});
  }
}

void Judge::SumLabels() {
  std::sort(touched_.begin(), touched_.end());
  touched_.erase(std::unique(touched_.begin(), touched_.end()), touched_.end());
  for (const LabelId label : touched_) {
    if (seen_[label] != 0 || points_[label] > 0) {
      labels_.push_back({policy_.labels[label], Points(points_[label]), label});
    }
  }
}

const Profile& Judge::ProfileFor(const Facts& facts) const {
  return *std::find_if(policy_.profiles.begin(), policy_.profiles.end(), [&](const Profile& p) {
    return p.when.FirstFailure(facts) == nullptr;
  });
}

void Judge::Decide(const Profile& profile, Verdict* verdict) {
  if (contributions_.empty()) return;
  bucket_points_.assign(profile.buckets.size(), 0);
  for (const Contribution& c : contributions_) {
    if (profile.bucket_of[c.label] != kNone) bucket_points_[profile.bucket_of[c.label]] += c.amount;
  }
  int deciding = kNone;
  for (int b = 0; b < static_cast<int>(profile.buckets.size()); ++b) {
    const Bucket& bucket = profile.buckets[b];
    for (int a = kActionCount - 1; a > 0; --a) {
      const std::optional<int>& from = bucket.thresholds[a];
      if (!from.has_value() || Points(bucket_points_[b]) < *from) continue;
      const auto action = static_cast<Action>(a);
      if (action > verdict->action ||
          (action == verdict->action && bucket_points_[b] > bucket_points_[deciding])) {
        verdict->action = action;
        deciding = b;
      }
      break;
    }
  }
  if (deciding != kNone) Explain(profile, deciding, verdict);
}

void Judge::ProposeBlock(const Comment& comment, Verdict* verdict) const {
  const std::optional<rules::Block>& block = policy_.model.site.block;
  if (!block.has_value() || verdict->action < block->from || !comment.author_strikes.has_value()) {
    return;
  }
  const auto strikes = static_cast<double>(*comment.author_strikes);
  verdict->propose_block = (!block->min_strikes.has_value() || strikes >= *block->min_strikes) &&
                           (!block->max_strikes.has_value() || strikes <= *block->max_strikes);
}

void Judge::Explain(const Profile& profile, int bucket, Verdict* verdict) {
  std::int64_t most = 0;
  std::uint32_t speaker = 0;
  for (std::size_t i = 0; i < contributions_.size();) {
    const std::uint32_t rule = contributions_[i].rule;
    std::int64_t amount = 0;
    bool counted = false;
    for (; i < contributions_.size() && contributions_[i].rule == rule; ++i) {
      if (profile.bucket_of[contributions_[i].label] != bucket) continue;
      amount += contributions_[i].amount;
      counted |= contributions_[i].amount != 0;
    }
    const std::string_view id = policy_.model.rules[rule].id;
    if (counted) deciding_indices_.push_back(policy_.rules[rule].index);
    if (amount > most || (amount == most && most > 0 && id < policy_.model.rules[speaker].id)) {
      most = amount;
      speaker = rule;
    }
  }
  std::sort(deciding_indices_.begin(), deciding_indices_.end());
  for (const std::uint32_t index : deciding_indices_) {
    deciding_rules_.push_back(policy_.model.rules[policy_.rules_by_id[index]].id);
  }
  verdict->decided_by = Decision{
      profile.buckets[bucket].name, Points(bucket_points_[bucket]),
      *profile.buckets[bucket].thresholds[static_cast<int>(verdict->action)], deciding_rules_,
      deciding_indices_};
  if (most == 0) return;
  const RulePolicy& policy = policy_.rules[speaker];
  if (verdict->action == Action::kHide) verdict->message = policy.hide_message;
  if (verdict->action == Action::kRemove) verdict->message = policy.remove_message;
}

void Judge::ChooseAnswer(const Comment& comment, Verdict* verdict) const {
  int intent = kNoIntent;
  for (const LabelId label : touched_) {
    if (seen_[label] != 0) intent = std::min(intent, policy_.intent_of[label]);
  }
  if (intent == kNoIntent || verdict->action >= Action::kHide || comment.author_role == "office") {
    return;
  }
  verdict->answer.owed = true;
  verdict->answer.intent = kAnsweredIntents[intent];
  const int office = ChooseOffice(comment);
  if (office == kNone) return;
  const rules::Office& owner = policy_.model.site.offices[office];
  verdict->answer.office = owner.name;
  if (!comment.time.has_value()) return;
  verdict->answer.due = policy_.calendar.Due(owner, *comment.time);
  if (verdict->answer.due.has_value()) {
    verdict->answer.utc_offset = policy_.calendar.UtcOffset(*verdict->answer.due);
  }
}

int Judge::ChooseOffice(const Comment& comment) const {
  // The sooner, by the due time where there is one, else by the promise alone.
  const auto sooner = [&](const rules::Office& a, const rules::Office& b) {
    if (comment.time.has_value()) {
      const auto due_a = policy_.calendar.Due(a, *comment.time);
      const auto due_b = policy_.calendar.Due(b, *comment.time);
      if (due_a.has_value() && due_b.has_value()) return *due_a < *due_b;
    }
    const auto hours = [](const rules::Office& o) { return o.within * (o.days ? 24 : 1); };
    return hours(a) < hours(b);
  };
  const std::vector<rules::Office>& offices = policy_.model.site.offices;
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
    for (const LabelId label : touched_) {
      const Policy::Owner& owner = policy_.owner_of[label];
      if (owner.office != office || owner.topic != topic || seen_[label] == 0) continue;
      sum = sum.value_or(0) + points_[label];
    }
    if (sum.has_value()) most = std::max(most.value_or(*sum), *sum);
  }
  return most;
}

}  // namespace ascolto::judge
