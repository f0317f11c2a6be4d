// Any bytes as a comment, explained with the shipped packs: the same verdict as without an
// explanation, spans on the borders of code points, and no more than the limits allow.

#include <string>
#include <string_view>

#include "ascolto/classifier.h"
#include "ascolto/rule_set.h"
#include "ascolto/workbench/explain.h"
#include "tests/fuzz/properties.h"

namespace ascolto {
namespace {

Classifier* LoadClassifier() {
  const std::string path = ASCOLTO_SOURCE_DIR "/rules";
  const RuleSet::Loaded loaded = RuleSet::Load(std::span(&path, 1));
  ASCOLTO_HOLDS(loaded.status.ok());
  return new Classifier(loaded.rules);  // kept for the life of the program
}

}  // namespace
}  // namespace ascolto

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ascolto;
  static Classifier* const classifier = LoadClassifier();
  static const workbench::ExplainLimits limits{
      .hits = 200, .bytes = 20'000, .pattern_bytes = 100'000, .stop = {}};
  if (size > classifier->rules().limits().comment_bytes) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto verdict = classifier->Classify({.text = text});
  ASCOLTO_HOLDS(verdict.ok());
  const Action action = verdict->action;
  const auto explanation = workbench::Explain({.text = text}, classifier, limits);
  if (!explanation.ok()) {
    ASCOLTO_HOLDS(absl::IsResourceExhausted(explanation.status()));
    return 0;
  }
  ASCOLTO_HOLDS(explanation->verdict.action == action);
  const std::vector<bool> borders = fuzz::Borders(text);
  std::size_t hits = 0, pattern_bytes = 0;
  for (const workbench::ExplainedRule& rule : explanation->rules) {
    for (const workbench::ExplainedHit& hit : rule.hits) {
      ++hits;
      ASCOLTO_HOLDS(hit.begin <= hit.end && hit.end <= size);
      ASCOLTO_HOLDS(borders[hit.begin] && borders[hit.end]);
      for (const std::string& pattern : hit.patterns) pattern_bytes += pattern.size();
    }
  }
  ASCOLTO_HOLDS(hits <= limits.hits && pattern_bytes <= limits.pattern_bytes);
  return 0;
}
