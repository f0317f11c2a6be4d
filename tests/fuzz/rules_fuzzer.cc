// Any bytes as a rule file, all the way to a program, with small limits: problems have places inside
// the file, and what loads classifies a comment and has the same fingerprint again.

#include <algorithm>
#include <string>
#include <string_view>

#include "ascolto/classifier.h"
#include "ascolto/rule_set.h"
#include "ascolto/workbench/explain.h"
#include "tests/fuzz/properties.h"

namespace ascolto {
namespace {

RuleSet::Options SmallOptions() {
  RuleSet::Options options;
  options.limits = {.comment_bytes = 4096,
                    .file_bytes = 64 * 1024,
                    .files = 4,
                    .rules = 1000,
                    .forms = 5000,
                    .form_bytes = 100'000,
                    .regex_instructions = 2000,
                    .regex_work = 50'000,
                    .tests = 1000,
                    .problems = 100,
                    .hits = 10'000,
                    .regex_memory = 1024 * 1024};
  return options;
}

void CheckDiagnostics(const RuleSet::Loaded& loaded, std::string_view text) {
  const auto lines = std::count(text.begin(), text.end(), '\n') + 1;
  ASCOLTO_HOLDS(loaded.diagnostics.size() <= 101);
  for (const Diagnostic& diagnostic : loaded.diagnostics) {
    ASCOLTO_HOLDS(diagnostic.line >= 0 && diagnostic.line <= lines);
    ASCOLTO_HOLDS(!diagnostic.code.empty() && !diagnostic.message.empty());
    ASCOLTO_HOLDS(diagnostic.Render().size() < 20'000);
  }
}

}  // namespace
}  // namespace ascolto

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ascolto;
  static const RuleSet::Options options = SmallOptions();
  const std::string text(reinterpret_cast<const char*>(data), size);
  const RuleSet::Source source{text.find("thresholds") != std::string::npos ? "site.yaml" : "p.yaml", text};
  const RuleSet::Loaded loaded = RuleSet::FromSources(std::span(&source, 1), options);
  CheckDiagnostics(loaded, text);
  ASCOLTO_HOLDS(loaded.status.ok() == (loaded.rules != nullptr));
  if (!loaded.status.ok()) return 0;
  const RuleSet::Loaded again = RuleSet::FromSources(std::span(&source, 1), options);
  ASCOLTO_HOLDS(again.rules != nullptr && again.rules->fingerprint() == loaded.rules->fingerprint());
  Classifier classifier(loaded.rules);
  for (const std::string_view comment : {std::string_view("Sei un cretino, a b c! 80 xké #ab"),
                                         std::string_view(text).substr(0, 300)}) {
    const auto verdict = classifier.Classify({.text = comment});
    ASCOLTO_HOLDS(verdict.ok() || absl::IsResourceExhausted(verdict.status()));
    const auto explanation = workbench::Explain({.text = comment}, &classifier);
    ASCOLTO_HOLDS(explanation.ok() == verdict.ok());
  }
  return 0;
}
