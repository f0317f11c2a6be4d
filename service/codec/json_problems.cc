#include "service/codec/json_problems.h"

#include <algorithm>

#include "service/codec/json_text.h"

namespace ascolto::service {
namespace {

void WriteProblem(const Diagnostic& diagnostic, JsonWriter* json) {
  json->BeginObject();
  json->Member("code", diagnostic.code);
  json->Member("severity", diagnostic.severity == Severity::kError ? "error" : "warning");
  json->Member("file", diagnostic.file);
  json->Member("line", diagnostic.line);
  json->Member("column", diagnostic.column);
  json->Member("width", diagnostic.width);
  json->Member("message", diagnostic.message);
  json->Member("source_line", diagnostic.source_line);
  json->Member("hint", diagnostic.hint);
  json->EndObject();
}

}  // namespace

ProblemCounts CountProblems(std::span<const Diagnostic> diagnostics) {
  const auto errors = static_cast<std::size_t>(
      std::count_if(diagnostics.begin(), diagnostics.end(),
                    [](const Diagnostic& d) { return d.severity == Severity::kError; }));
  return {.errors = errors, .warnings = diagnostics.size() - errors};
}

std::string ProblemsJson(const RuleSet::Loaded& loaded) {
  std::string out;
  JsonWriter json(&out);
  json.BeginObject();
  json.Key("problems");
  json.Array(loaded.diagnostics,
             [&json](const Diagnostic& diagnostic) { WriteProblem(diagnostic, &json); });
  const ProblemCounts counts = CountProblems(loaded.diagnostics);
  json.Member("errors", counts.errors);
  json.Member("warnings", counts.warnings);
  if (loaded.rules != nullptr) {
    json.Member("rule_count", loaded.rules->rules().size());
    json.Member("rules", loaded.rules->fingerprint());
  }
  json.EndObject();
  return out + "\n";
}

}  // namespace ascolto::service
