// What is known about a rule without compiling it: its file, its names and its status.
//
//   for (const ascolto::RuleInfo& rule : rules.rules()) {
//     if (rule.status == ascolto::RuleStatus::kShadow) std::cout << rule.id << " is on trial\n";
//   }

#ifndef ASCOLTO_RULE_INFO_H_
#define ASCOLTO_RULE_INFO_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace ascolto {

// A rule file in memory.
struct RuleSource {
  std::string name;  // shown in diagnostics, like a path
  std::string text;  // the YAML
};

// What happens when a rule hits.
enum class RuleStatus : std::uint8_t {
  kLive,    // the hits count
  kShadow,  // on trial: hits are reported but do not influence the action
  kOff,     // the rule is not used
};
std::string_view RuleStatusName(RuleStatus status);  // "live", "shadow", "off"

// Information about one rule. The views are valid as long as the rule set.
struct RuleInfo {
  std::string_view id;  // "pack/id"
  std::string_view pack;
  std::string_view title;
  std::string_view owner;
  std::string_view label;
  std::string_view policy;
  std::string_view file;
  int line = 0;
  RuleStatus status = RuleStatus::kLive;  // after the site's overrides
};

}  // namespace ascolto

#endif  // ASCOLTO_RULE_INFO_H_
