#include "service/codec/json_problems.h"

#include <algorithm>
#include <string_view>

#include "ascolto/base/strings.h"
#include "service/codec/json_text.h"

namespace ascolto::service {
namespace {

void AppendNumber(std::string_view key, std::size_t number, std::string* out) {
  out->append(base::Cat(",\"", key, "\":", number));
}

void AppendText(std::string_view key, std::string_view text, std::string* out) {
  out->append(base::Cat(",\"", key, "\":"));
  AppendJson(text, out);
}

}  // namespace

ProblemCounts CountProblems(std::span<const Diagnostic> diagnostics) {
  const auto errors = static_cast<std::size_t>(
      std::count_if(diagnostics.begin(), diagnostics.end(),
                    [](const Diagnostic& d) { return d.severity == Severity::kError; }));
  return {.errors = errors, .warnings = diagnostics.size() - errors};
}

void AppendProblemJson(const Diagnostic& diagnostic, std::string* out) {
  out->append("{\"code\":");
  AppendJson(diagnostic.code, out);
  AppendText("severity", diagnostic.severity == Severity::kError ? "error" : "warning", out);
  AppendText("file", diagnostic.file, out);
  AppendNumber("line", static_cast<std::size_t>(diagnostic.line), out);
  AppendNumber("column", static_cast<std::size_t>(diagnostic.column), out);
  AppendNumber("width", static_cast<std::size_t>(diagnostic.width), out);
  AppendText("message", diagnostic.message, out);
  AppendText("source_line", diagnostic.source_line, out);
  AppendText("hint", diagnostic.hint, out);
  out->push_back('}');
}

std::string ProblemsJson(const RuleSet::Loaded& loaded) {
  std::string out = "{\"problems\":[";
  for (const Diagnostic& diagnostic : loaded.diagnostics) {
    if (&diagnostic != loaded.diagnostics.data()) out += ',';
    AppendProblemJson(diagnostic, &out);
  }
  out += ']';
  const ProblemCounts counts = CountProblems(loaded.diagnostics);
  AppendNumber("errors", counts.errors, &out);
  AppendNumber("warnings", counts.warnings, &out);
  if (loaded.rules != nullptr) {
    AppendNumber("rule_count", loaded.rules->rules().size(), &out);
    AppendText("rules", loaded.rules->fingerprint(), &out);
  }
  return out + "}\n";
}

}  // namespace ascolto::service
