// The engine against the oracle with the shipped packs, on the comments of the packs' own tests.

#include <gtest/gtest.h>

#include <cstdio>
#include <set>
#include <string>
#include <vector>

#include "ascolto/rule_set_impl.h"
#include "ascolto/readings/text_readings.h"
#include "tests/oracle/engine_hits.h"
#include "tests/oracle/oracle.h"

namespace ascolto::oracle {
namespace {

std::set<std::string> TestTexts(const model::Model& model) {
  std::set<std::string> texts;
  for (const model::Rule& rule : model.rules) {
    for (const auto* cases : {&rule.match, &rule.pass, &rule.todo_match, &rule.todo_pass}) {
      for (const model::TestCase& test : *cases) texts.insert(test.fields.at("text"));
    }
  }
  return texts;
}

TEST(PacksTest, EngineAgreesWithTheOracleOnTheShippedPacks) {
  const std::string paths[] = {ASCOLTO_SOURCE_DIR "/rules"};
  RuleSet::Options options;
  options.for_tests = true;  // or the model is without the tests, whose texts are read here
  const RuleSet::Loaded loaded = RuleSet::Load(paths, options);
  ASSERT_TRUE(loaded.status.ok()) << loaded.status;
  const RuleSet::Impl& rules = loaded.rules->impl();
  const Oracle oracle(rules.model);
  text::FoldedText folded;
  text::Words words;
  std::size_t hits = 0;
  const std::set<std::string> texts = TestTexts(rules.model);
  std::size_t count = 0;
  for (const std::string& text : texts) {
    if (count++ % ASCOLTO_EVERY != 0) continue;
    text::Fold(text, &folded);
    text::CutWords(folded, &words);
    readings::AddTextReadings(folded, &words);
    const std::vector<KeptHit> got = EngineHits(*rules.program, folded, words);
    Read(*rules.program, folded, &words);
    const std::vector<KeptHit> expected = oracle.Run(folded, words);
    ASSERT_EQ(Describe(got, rules.model), Describe(expected, rules.model))
        << text;
    hits += expected.size();
  }
  std::printf("%zu texts, %zu hits\n", texts.size(), hits);
  EXPECT_GE(texts.size(), 600u);
  EXPECT_GE(hits, 300u / ASCOLTO_EVERY);
}

}  // namespace
}  // namespace ascolto::oracle
