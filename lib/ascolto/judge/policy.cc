// Compiles rules and site policy for the judge: labels and buckets become numbers, messages are
// filled in, and each topic is assigned to an office.

#include "ascolto/judge/policy.h"

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <string_view>

#include "absl/strings/str_replace.h"
#include "ascolto/base/strings.h"
#include "ascolto/model/labels.h"

namespace ascolto::judge {
namespace {

using model::IsUnderLabel;
using model::Model;
using model::Rule;

std::string_view FirstSegment(std::string_view label) { return label.substr(0, label.find('.')); }

std::vector<std::string> AllLabels(const Model& model) {
  std::set<std::string> labels;
  for (const Rule& rule : model.rules) {
    labels.insert(rule.label);
    for (const auto& [label, amount] : rule.points) labels.insert(label);
  }
  return {labels.begin(), labels.end()};
}

absl::TimeZone LoadZone(const std::string& name) {
  absl::TimeZone zone = absl::UTCTimeZone();
  absl::LoadTimeZone(name, &zone);  // the name was checked when the policy was read
  return zone;
}

std::string FormatMessage(const Rule& rule, const Model& model, bool removed) {
  const bool italian = IsSameLanguage(rule.language, "it");
  const std::string_view action = italian ? (removed ? "rimosso" : "nascosto")
                                          : (removed ? "removed" : "hidden");
  const std::string& url = rule.policy_url.empty() ? model.site.policy_url : rule.policy_url;
  std::string message = absl::StrReplaceAll(rule.message, {{"{{policy}}", rule.policy},
                                                           {"{{policy_url}}", url},
                                                           {"{{title}}", rule.title},
                                                           {"{{action}}", base::ToAbsl(action)}});
  while (!message.empty() && message.back() == '\n') message.pop_back();
  return message;
}

using Actions = std::map<std::string, model::Thresholds>;

// Returns the longest key that is the label or a prefix of it. Without one, returns the label's
// first segment, to which the thresholds of `default` apply.
std::string BucketName(const std::string& label, const Actions& actions) {
  std::string_view best;
  for (const auto& [key, thresholds] : actions) {
    if (key != "default" && IsUnderLabel(label, key) && key.size() > best.size()) best = key;
  }
  return std::string(best.empty() ? FirstSegment(label) : best);
}

Bucket MakeBucket(const std::string& name, const Actions& actions) {
  Bucket bucket{{}, name};
  bucket.from.fill(kNever);
  auto entry = actions.find(name);
  if (entry == actions.end()) entry = actions.find("default");
  if (entry == actions.end()) return bucket;
  for (int action = 1; action < kActionCount; ++action) {
    const std::optional<int>& from = entry->second[action];
    if (from.has_value()) bucket.from[action] = *from;
  }
  return bucket;
}

Profile MakeProfile(const std::string& name, const std::vector<model::Condition>& when,
                    const Actions& actions, const std::vector<std::string>& labels) {
  Profile profile{name, Conditions(when, labels), {MakeBucket("", {})}, {}};
  for (const std::string& label : labels) {
    if (model::NeverActs(label)) {
      profile.bucket_of.push_back(kListeningBucket);
      continue;
    }
    const std::string bucket = BucketName(label, actions);
    const auto known = std::find_if(profile.buckets.begin() + kListeningBucket + 1,
                                    profile.buckets.end(),
                                    [&](const Bucket& b) { return b.name == bucket; });
    profile.bucket_of.push_back(static_cast<int>(known - profile.buckets.begin()));
    if (known == profile.buckets.end()) profile.buckets.push_back(MakeBucket(bucket, actions));
  }
  return profile;
}

std::unique_ptr<const RuleConditions> ConditionsOf(const Rule& rule,
                                                   const std::vector<std::string>& labels) {
  if (rule.language.empty() && rule.when.empty() && rule.unless_when.empty()) return nullptr;
  return std::make_unique<const RuleConditions>(
      RuleConditions{rule.language, {rule.when, labels}, {rule.unless_when, labels}});
}

int IntentOf(const std::string& label) {
  for (int i = 0; i < kNoIntent; ++i) {
    if (IsUnderLabel(label, base::Cat("intent.", kAnsweredIntents[i]))) return i;
  }
  return kNoIntent;
}

// By topic. If several offices name a topic, the first one owns it.
using Owners = std::map<std::string, Policy::Owner, std::less<>>;

Owners OwnersOf(const std::vector<model::Office>& offices) {
  Owners owners;
  for (std::size_t i = 0; i < offices.size(); ++i) {
    for (std::size_t k = 0; k < offices[i].topics.size(); ++k) {
      owners.emplace(offices[i].topics[k], Policy::Owner{static_cast<int>(i), k});
    }
  }
  return owners;
}

// Returns the office whose topic is the longest one that contains the label.
Policy::Owner OwnerOf(std::string_view label, const Owners& owners) {
  constexpr std::string_view kTopic = "topic.";
  if (!label.starts_with(kTopic)) return {};
  std::string_view topic = label.substr(kTopic.size());
  while (!topic.empty()) {
    if (const auto found = owners.find(topic); found != owners.end()) return found->second;
    const std::size_t dot = topic.rfind('.');
    topic = topic.substr(0, dot == std::string_view::npos ? 0 : dot);
  }
  return {};
}

}  // namespace

Policy::Policy(const Model& m)
    : model(m), labels(AllLabels(m)), calendar(LoadZone(m.site.timezone)) {
  const auto id_of = [&](const std::string& label) {
    return static_cast<LabelId>(std::lower_bound(labels.begin(), labels.end(), label) -
                                labels.begin());
  };
  for (std::uint32_t i = 0; i < model.rules.size(); ++i) {
    const Rule& rule = model.rules[i];
    rules_by_id.push_back(i);
    RulePolicy& policy = rules.emplace_back();
    policy.id = rule.id;
    policy.label = id_of(rule.label);
    policy.points = 0;
    policy.others_begin = static_cast<std::uint32_t>(other_amounts.size());
    for (const auto& [label, points] : rule.points) {
      if (label == rule.label) {
        policy.points += points;
      } else {
        other_amounts.push_back({id_of(label), points});
      }
    }
    policy.others_end = static_cast<std::uint32_t>(other_amounts.size());
    policy.conditions = ConditionsOf(rule, labels);
    policy.status = rule.status;
    policy.has_find = !rule.find.empty();
    messages.push_back({FormatMessage(rule, model, false), FormatMessage(rule, model, true)});
    if (rule.find.empty() && rule.status != RuleStatus::kOff) rules_without_find.push_back(i);
  }
  std::sort(rules_by_id.begin(), rules_by_id.end(), [&](std::uint32_t a, std::uint32_t b) {
    return model.rules[a].id < model.rules[b].id;
  });
  for (std::uint32_t i = 0; i < rules_by_id.size(); ++i) rules[rules_by_id[i]].index = i;
  for (const model::Profile& profile : model.site.profiles) {
    Actions actions = model.site.actions;
    for (const auto& [key, thresholds] : profile.actions) actions[key] = thresholds;
    profiles.push_back(MakeProfile(profile.name, profile.when, actions, labels));
  }
  profiles.push_back(MakeProfile("", {}, model.site.actions, labels));
  const Owners owners = OwnersOf(model.site.offices);
  for (const std::string& label : labels) {
    intent_of.push_back(IntentOf(label));
    owner_of.push_back(OwnerOf(label, owners));
  }
  for (std::size_t i = 0; i < model.site.offices.size(); ++i) {
    const std::vector<std::string>& topics = model.site.offices[i].topics;
    if (std::find(topics.begin(), topics.end(), "default") != topics.end()) {
      default_office = static_cast<int>(i);
    }
  }
}

}  // namespace ascolto::judge
