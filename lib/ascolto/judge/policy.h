// The site policy and the judging side of the rules, compiled: labels and buckets are numbers.

#ifndef ASCOLTO_JUDGE_POLICY_H_
#define ASCOLTO_JUDGE_POLICY_H_

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ascolto/judge/calendar.h"
#include "ascolto/judge/conditions.h"
#include "ascolto/rules/model.h"
#include "ascolto/verdict.h"

namespace ascolto::judge {

using LabelId = std::uint32_t;

// The intents to which an answer is owed, the most pressing first.
inline constexpr std::string_view kAnsweredIntents[] = {"report", "complaint", "request",
                                                        "question", "proposal"};
inline constexpr int kNoIntent = std::size(kAnsweredIntents);

struct RulePolicy {
  std::uint32_t index;  // among all rules by id
  LabelId label;
  RuleStatus status;
  std::vector<std::pair<LabelId, int>> amounts;
  Conditions when, unless_when;
  std::string hide_message, remove_message;  // placeholders filled in
};

struct Bucket {
  std::string name;
  rules::Thresholds thresholds;
};

// The table of actions with one profile's changes.
struct Profile {
  std::string name;  // empty: no profile
  Conditions when;
  std::vector<Bucket> buckets;
  std::vector<int> bucket_of;  // by LabelId; -1: its points never act
};

inline constexpr int kNone = -1;

// Thread safety: immutable. Refers to the model, which must outlive it.
struct Policy {
  explicit Policy(const rules::Model& model);

  const rules::Model& model;
  std::vector<std::string> labels;  // by LabelId, sorted
  std::vector<RulePolicy> rules;    // as in the model
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
  Calendar calendar;
};

}  // namespace ascolto::judge

#endif  // ASCOLTO_JUDGE_POLICY_H_
