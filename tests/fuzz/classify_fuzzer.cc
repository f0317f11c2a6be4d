// The whole way of any comment: spans in range, in order and on the borders of code points; the same
// verdict and the same spans with zero-width noise in the text as without.

#include <algorithm>
#include <string>
#include <tuple>
#include <vector>

#include "ascolto/classifier.h"
#include "tests/fuzz/properties.h"

namespace ascolto {
namespace {

Classifier* LoadClassifier() {
  const std::string path = ASCOLTO_SOURCE_DIR "/tests/disguises/rules.yaml";
  const RuleSet::Loaded loaded = RuleSet::Load(std::span(&path, 1));
  for (const Diagnostic& diagnostic : loaded.diagnostics) {
    std::fprintf(stderr, "%s\n", diagnostic.Render().c_str());
  }
  ASCOLTO_HOLDS(loaded.status.ok());
  return new Classifier(loaded.rules);  // kept for the life of the program
}

using Found = std::tuple<std::string, std::size_t, std::size_t, Reading>;

struct Outcome {
  Action action;
  std::vector<Found> found;
};

Outcome Classify(Classifier* classifier, std::string_view text) {
  const auto verdict = classifier->Classify({.text = text});
  ASCOLTO_HOLDS(verdict.ok());
  const std::vector<bool> borders = fuzz::Borders(text);
  Outcome outcome{verdict->action, {}};
  for (const Match& match : verdict->matches) {
    ASCOLTO_HOLDS(match.begin < match.end && match.end <= text.size());
    ASCOLTO_HOLDS(borders[match.begin] && borders[match.end]);
    outcome.found.emplace_back(match.rule, match.begin, match.end, match.reading);
  }
  ASCOLTO_HOLDS(std::is_sorted(
      verdict->matches.begin(), verdict->matches.end(), [](const Match& a, const Match& b) {
        return std::tie(a.begin, a.end, a.rule) < std::tie(b.begin, b.end, b.rule);
      }));
  return outcome;
}

}  // namespace
}  // namespace ascolto

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ascolto;
  static Classifier* const classifier = LoadClassifier();
  if (size > classifier->rules().limits().comment_bytes / 8) return 0;  // noise makes it longer
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const Outcome plain = Classify(classifier, text);

  const fuzz::Noisy noisy = fuzz::WithZeroWidthNoise(text);
  Outcome with_noise = Classify(classifier, noisy.text);
  for (auto& [rule, begin, end, reading] : with_noise.found) {
    begin = noisy.plain[begin];
    end = noisy.plain[end];
  }
  ASCOLTO_HOLDS(plain.action == with_noise.action);
  ASCOLTO_HOLDS(plain.found == with_noise.found);
  return 0;
}
