#include "service/http/rules_json.h"

#include <algorithm>
#include <initializer_list>
#include <string_view>
#include <utility>
#include <vector>

#include "ascolto/base/status_macros.h"
#include "ascolto/base/strings.h"
#include "ascolto/classifier.h"
#include "ascolto/workbench/explain.h"
#include "service/codec/json_comment.h"
#include "service/codec/json_explanation.h"
#include "service/codec/json_problems.h"
#include "service/rules/call_budget.h"

namespace ascolto::service {
namespace {

using Json = nlohmann::ordered_json;

absl::Status Invalid(const std::string& message) {
  return absl::InvalidArgumentError(base::ToAbsl(message));
}

// What is too much is the request's fault, and comes again with it: not a reason to try again.
absl::Status NotForThisRequest(const absl::Status& status) {
  return absl::IsResourceExhausted(status) ? absl::InvalidArgumentError(status.message()) : status;
}

absl::StatusOr<Json> ReadObject(const std::string& body,
                                std::initializer_list<std::string_view> keys) {
  Json document;
  ASCOLTO_RETURN_IF_ERROR(ParseJson(body, &document));
  if (!document.is_object()) return absl::InvalidArgumentError("the request is not an object");
  for (const auto& [name, value] : document.items()) {
    if (std::find(keys.begin(), keys.end(), name) != keys.end()) continue;
    std::string known;
    for (const std::string_view key : keys) known += base::Cat(known.empty() ? "" : ", ", key);
    return Invalid(base::Cat("unknown key: \"", name.substr(0, 60), "\"; the keys are ", known));
  }
  return document;
}

absl::StatusOr<MessageLanguage> ReadLanguage(const Json& document) {
  const auto found = document.find("lang");
  if (found == document.end() || *found == "en") return MessageLanguage::kEnglish;
  if (*found == "it") return MessageLanguage::kItalian;
  return absl::InvalidArgumentError("\"lang\" is neither \"en\" nor \"it\"");
}

absl::StatusOr<std::vector<RuleSet::Source>> ReadSources(Json* document, const Limits& limits) {
  const auto found = document->find("sources");
  if (found == document->end() || !found->is_array() || found->empty()) {
    return absl::InvalidArgumentError(
        "there are no \"sources\"; give [{\"name\": \"my.yaml\", \"text\": \"pack: …\"}]");
  }
  if (found->size() > limits.files) {
    return Invalid(base::Cat("too many \"sources\": ", found->size(), "; the limit is ",
                             limits.files));
  }
  std::vector<RuleSet::Source> sources;
  for (Json& source : *found) {
    const bool right = source.is_object() && source.size() == 2 && source.contains("name") &&
                       source.contains("text") && source["name"].is_string() &&
                       source["text"].is_string();
    if (!right) {
      return Invalid(base::Cat("source ", sources.size(),
                               " is not {\"name\": \"…\", \"text\": \"…\"}"));
    }
    sources.push_back({.name = std::move(source["name"].get_ref<std::string&>()),
                       .text = std::move(source["text"].get_ref<std::string&>())});
  }
  return sources;
}

}  // namespace

absl::StatusOr<std::string> CheckRulesJson(const std::string& body, const Limits& limits,
                                           const std::function<bool()>& gone) {
  CallBudget budget(gone);
  ASCOLTO_ASSIGN_OR_RETURN(Json document, ReadObject(body, {"sources", "lang"}));
  RuleSet::Options options;
  options.limits = limits;
  ASCOLTO_ASSIGN_OR_RETURN(options.language, ReadLanguage(document));
  ASCOLTO_ASSIGN_OR_RETURN(const std::vector<RuleSet::Source> sources, ReadSources(&document, limits));
  options.stop = budget.stop();
  const RuleSet::Loaded loaded = RuleSet::FromSources(sources, options);
  if (budget.spent()) return NotForThisRequest(budget.Why());
  if (!loaded.status.ok() && CountProblems(loaded.diagnostics).errors == 0) {
    return NotForThisRequest(loaded.status);
  }
  return ProblemsJson(loaded);
}

absl::StatusOr<std::string> ExplainJson(const std::string& body,
                                        std::shared_ptr<const RuleSet> rules,
                                        const std::function<bool()>& gone) {
  ASCOLTO_ASSIGN_OR_RETURN(const Json document, ReadObject(body, {"comment"}));
  const auto comment = document.find("comment");
  if (comment == document.end()) return absl::InvalidArgumentError("there is no \"comment\"");
  DecodedComment decoded;
  ASCOLTO_RETURN_IF_ERROR(DecodeObject(*comment, false, &decoded));
  Classifier classifier(std::move(rules));
  CallBudget budget(gone);
  workbench::ExplainLimits limits;
  limits.stop = budget.stop();
  const auto explanation = workbench::Explain(decoded.comment, &classifier, limits);
  if (budget.spent()) return NotForThisRequest(budget.Why());
  if (!explanation.ok()) return NotForThisRequest(explanation.status());
  return ExplanationJson(*explanation, decoded.comment);
}

}  // namespace ascolto::service
