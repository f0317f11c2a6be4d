// The problems of rule files as JSON.

#ifndef ASCOLTO_SERVICE_CODEC_JSON_PROBLEMS_H_
#define ASCOLTO_SERVICE_CODEC_JSON_PROBLEMS_H_

#include <cstddef>
#include <span>
#include <string>

#include "ascolto/diagnostic.h"
#include "ascolto/rule_set.h"

namespace ascolto::service {

struct ProblemCounts {
  std::size_t errors = 0;
  std::size_t warnings = 0;
};
ProblemCounts CountProblems(std::span<const Diagnostic> diagnostics);

// {"problems":[{"code","severity","file","line","column","width","message","source_line","hint"}],
//  "errors","warnings","rule_count","rules"}
//
// and a line end; the last two, the number of rules and their fingerprint, only when there are no
// errors.
std::string ProblemsJson(const RuleSet::Loaded& loaded);

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_CODEC_JSON_PROBLEMS_H_
