// POST /v1/rules:check and /v1/rules:explain: JSON in, JSON out.

#ifndef ASCOLTO_SERVICE_HTTP_RULES_JSON_H_
#define ASCOLTO_SERVICE_HTTP_RULES_JSON_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "ascolto/rule_set.h"

namespace ascolto::service {

// {"sources":[{"name","text"}],"lang":"en" or "it"}: the problems of these files, as
// `ascolto check --json` writes them. Whatever `limits` bound is an error that says so, and so is
// more processor time than CallBudget allows. `gone`, which may be empty: whether nobody waits for
// the answer any more; then it is Cancelled.
absl::StatusOr<std::string> CheckRulesJson(const std::string& body, const Limits& limits,
                                           const std::function<bool()>& gone = {});

// {"comment":{…}}: what `ascolto explain --json` writes, under `rules`. An answer over
// workbench::ExplainLimits is InvalidArgument that says so.
absl::StatusOr<std::string> ExplainJson(const std::string& body,
                                        std::shared_ptr<const RuleSet> rules,
                                        const std::function<bool()>& gone = {});

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_HTTP_RULES_JSON_H_
