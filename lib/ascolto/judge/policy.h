// The site policy and the judged part of the rules in compiled form: labels and buckets are
// numbers.

#ifndef ASCOLTO_JUDGE_POLICY_H_
#define ASCOLTO_JUDGE_POLICY_H_

#include <array>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ascolto/calendar/calendar.h"
#include "ascolto/judge/conditions.h"
#include "ascolto/model/model.h"
#include "ascolto/verdict.h"

namespace ascolto::judge {

using LabelId = std::uint32_t;

// The intents that must be answered, the most urgent first.
inline constexpr std::string_view kAnsweredIntents[] = {"report", "complaint", "request",
                                                        "question", "proposal"};
inline constexpr int kNoIntent = std::size(kAnsweredIntents);

struct Amount {
  LabelId label;
  int points;
};

// The comments to which a rule applies.
struct RuleConditions {
  std::string_view language;  // empty: every language
  Conditions when, unless_when;
};

// Fields that are read on every hit of a rule.
struct RulePolicy {
  std::string_view id;
  std::uint32_t index;  // position among all rules, sorted by id
  LabelId label;
  int points;                              // for `label`
  std::uint32_t others_begin, others_end;  // for other labels: indices into Policy::other_amounts
  std::unique_ptr<const RuleConditions> conditions;  // null: the rule applies to every comment
  RuleStatus status;
  bool has_find;  // false: the rule hits the whole text
};

// The messages of one rule for the author, with placeholders filled in.
struct Messages {
  std::string hide, remove;
};

inline constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();

struct Bucket {
  // By action: the points from which it applies, or kNever.
  std::array<std::int64_t, kActionCount> from;
  std::string name;

  // Returns the harshest action that applies.
  Action ActionAt(std::int64_t points) const {
    int action = 0;
    for (int i = 1; i < kActionCount; ++i) action = points >= from[i] ? i : action;
    return static_cast<Action>(action);
  }
};

inline constexpr int kListeningBucket = 0;

// The thresholds of all buckets, with the changes of one profile.
struct Profile {
  std::string name;  // empty: the site's own thresholds
  Conditions when;
  std::vector<Bucket> buckets;  // the first is kListeningBucket, which never leads to an action
  std::vector<int> bucket_of;   // by LabelId: index into buckets
};

inline constexpr int kNone = -1;

// Thread safety: immutable. Refers to the model, which must outlive it.
struct Policy {
  explicit Policy(const model::Model& model);

  const model::Model& model;
  std::vector<std::string> labels;  // by LabelId, sorted
  std::vector<RulePolicy> rules;    // in the order of the model
  std::vector<Amount> other_amounts;
  std::vector<Messages> messages;                 // by rule
  std::vector<std::uint32_t> rules_by_id;         // indices into Model::rules, sorted by id
  std::vector<std::uint32_t> rules_without_find;  // ascending; without rules that are off
  std::vector<Profile> profiles;    // the first whose conditions hold applies; the last always does
  std::vector<int> intent_of;       // by LabelId: index into kAnsweredIntents, or kNoIntent
  // The office that owns a topic, and the topic's position among the office's topics.
  struct Owner {
    int office = kNone;
    std::size_t topic = 0;
  };
  std::vector<Owner> owner_of;      // by LabelId
  int default_office = kNone;
  calendar::Calendar calendar;
};

}  // namespace ascolto::judge

#endif  // ASCOLTO_JUDGE_POLICY_H_
