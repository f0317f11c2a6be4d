// The site policy and the judging side of the rules, compiled: labels and buckets are numbers.

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

// The intents to which an answer is owed, the most pressing first.
inline constexpr std::string_view kAnsweredIntents[] = {"report", "complaint", "request",
                                                        "question", "proposal"};
inline constexpr int kNoIntent = std::size(kAnsweredIntents);

struct Amount {
  LabelId label;
  int points;
};

// To which comments a rule applies.
struct RuleConditions {
  std::string_view language;  // empty: every language
  Conditions when, unless_when;
};

// What every hit of a rule makes one read.
struct RulePolicy {
  std::string_view id;
  std::uint32_t index;  // among all rules by id
  LabelId label;
  int points;  // for that label
  std::uint32_t others_begin, others_end;  // for other labels, in Policy::other_amounts
  std::unique_ptr<const RuleConditions> conditions;  // null: it applies to every comment
  RuleStatus status;
  bool finds;  // else it hits the whole text
};

// Of one rule, for the author; placeholders filled in.
struct Messages {
  std::string hide, remove;
};

inline constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();

struct Bucket {
  std::array<std::int64_t, kActionCount> from;  // points from which an action applies, or kNever
  std::string name;

  // The harshest action that applies.
  Action ActionAt(std::int64_t points) const {
    int action = 0;
    for (int i = 1; i < kActionCount; ++i) action = points >= from[i] ? i : action;
    return static_cast<Action>(action);
  }
};

inline constexpr int kListeningBucket = 0;

// The table of actions with one profile's changes.
struct Profile {
  std::string name;  // empty: no profile
  Conditions when;
  std::vector<Bucket> buckets;  // kListeningBucket first, which never acts
  std::vector<int> bucket_of;   // by LabelId
};

inline constexpr int kNone = -1;

// Thread safety: immutable. Refers to the model, which must outlive it.
struct Policy {
  explicit Policy(const model::Model& model);

  const model::Model& model;
  std::vector<std::string> labels;  // by LabelId, sorted
  std::vector<RulePolicy> rules;    // as in the model
  std::vector<Amount> other_amounts;
  std::vector<Messages> messages;   // of the rules
  std::vector<std::uint32_t> rules_by_id;  // their places in the model, sorted by id
  std::vector<std::uint32_t> rules_without_find;  // ascending; those that are off left out
  std::vector<Profile> profiles;    // in order; the last one always holds
  std::vector<int> intent_of;       // by LabelId: index into kAnsweredIntents, or kNoIntent
  // The office that owns a topic, and which of its topics that is.
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
