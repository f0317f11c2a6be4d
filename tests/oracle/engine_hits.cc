#include "tests/oracle/engine_hits.h"

#include <map>

#include "ascolto/base/strings.h"
#include "ascolto/match/canonical.h"
#include "ascolto/match/select_hits.h"
#include "ascolto/match/matcher.h"

namespace ascolto::oracle {

void Read(const match::Program& program, const text::FoldedText& folded, text::Words* words) {
  std::vector<lexicon::WordKey> keys;
  for (const text::Word& word : words->words) {
    keys.push_back(lexicon::KeyOf(folded.text.substr(word.begin, word.end - word.begin)));
  }
  readings::LexiconReadings::Scratch scratch;
  program.readings.Add(folded, keys, program.lexicon, words, &scratch);
}

std::vector<KeptHit> EngineHits(const match::Program& program, const text::FoldedText& folded,
                                text::Words words) {
  match::Matcher matcher(program);
  std::map<std::uint32_t, std::vector<match::Hit>> by_rule;
  for (const match::Hit& hit : matcher.Match(folded, &words)) {
    by_rule[program.entries[hit.entry].rule].push_back(hit);
  }
  std::vector<KeptHit> kept;
  std::vector<match::Hit> scratch;
  for (auto& [rule, hits] : by_rule) {
    const std::size_t count = match::SelectHits(program, hits, &scratch, nullptr);
    for (std::size_t i = 0; i < count; ++i) {
      kept.push_back({rule, hits[i].begin, hits[i].end, hits[i].reading,
                      program.entries[hits[i].entry].order});
    }
  }
  return kept;
}

std::string Describe(const std::vector<KeptHit>& hits, const model::Model& model) {
  std::string out;
  for (const KeptHit& h : hits) {
    const model::Entry& entry = model.rules[h.rule].find[h.entry];
    out += base::Cat("  rule ", h.rule, " [", h.begin, ",", h.end, ") ", ReadingName(h.reading),
                     "\n", entry.pattern);
    for (const model::Phrase& phrase : entry.phrases) {
      const bool exact = entry.kind == model::Entry::Kind::kExact;
      out += base::Cat("    ", match::Canonical(model, phrase, exact).pattern, "\n");
    }
  }
  return out;
}

}  // namespace ascolto::oracle
