// Reads rules as the service takes them: files once into memory, then checked, tested, compiled.

#ifndef ASCOLTO_SERVICE_RULES_CHECK_H_
#define ASCOLTO_SERVICE_RULES_CHECK_H_

#include <memory>
#include <span>

#include "absl/status/statusor.h"
#include "ascolto/rule_set.h"
#include "service/rules/reload_report.h"

namespace ascolto::service {

// The tests in the files run on the very texts that are compiled. Null when the rules are not to
// be taken; *report gets `result`, `error`, and what was found either way.
std::shared_ptr<const RuleSet> CheckRules(std::span<const RuleSet::Source> sources,
                                          const RuleSet::Options& loading, ReloadReport* report);

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_RULES_CHECK_H_
