// Rules as an office would have them, made up from a seed: for the engine as the YAML of packs,
// for the peers as one pattern a rule.
//
// 70 % are word and phrase lists, 20 % regexes with gaps, 10 % structural (links, mail addresses,
// phone numbers, codes, prices, capitals, punctuation); 3.5 % of all are regexes that require no
// literal. Each word of theirs is one of the corpus with probability `share`, else made up and in
// no comment. What one seed gives with a smaller share hits a subset of the comments.

#ifndef ASCOLTO_BENCH_GENERATOR_H_
#define ASCOLTO_BENCH_GENERATOR_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ascolto/rule_set.h"
#include "bench/vocabulary.h"

namespace ascolto::bench {

enum class Mix : std::uint8_t { kMixed, kLists };

struct GeneratorOptions {
  std::size_t rules = 1000;
  std::uint64_t seed = 1;
  Mix mix = Mix::kMixed;
  double share = 0.1;
};

struct GeneratedRule {
  std::string yaml;     // under `rules:` of a pack
  // In the syntax that RE2 and Vectorscan share, over the bytes of the folded text. A rule meets
  // a comment when it is found; it is written in the way that is fastest to search for.
  std::string pattern;
  bool raw = false;      // the pattern is for the bytes as given
  bool list = false;     // of words and phrases
  bool ungated = false;  // a regex that requires no literal
};

// Rule i has the id RuleId(i). The same on every machine.
std::vector<GeneratedRule> GenerateRules(const Vocabulary& vocabulary,
                                         const GeneratorOptions& options);

// "gen.p0/r12", and back.
std::string RuleId(std::size_t index);
std::size_t RuleIndex(std::string_view id);

// The packs, a thousand rules each.
std::vector<RuleSet::Source> ToSources(std::span<const GeneratedRule> rules);

}  // namespace ascolto::bench

#endif  // ASCOLTO_BENCH_GENERATOR_H_
