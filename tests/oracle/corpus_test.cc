// The engine against the oracle over generated rule sets and a corpus: the same rules, the same
// spans.
//
// The corpus is generated, unless ASCOLTO_CORPUS names a file of JSON Lines with "text".
// ASCOLTO_RULES: how many rules, with commas between (100,1000).

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "ascolto/rule_set_impl.h"
#include "ascolto/readings/text_readings.h"
#include "bench/corpus.h"
#include "bench/generator.h"
#include "bench/ours.h"
#include "bench/share.h"
#include "bench/vocabulary.h"
#include "tests/oracle/engine_hits.h"
#include "tests/oracle/oracle.h"

namespace ascolto::oracle {
namespace {

std::string FromEnvironment(const char* name, const char* otherwise) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : otherwise;
}

std::vector<std::string> Corpus() {
  const std::string path = FromEnvironment("ASCOLTO_CORPUS", "");
  if (path.empty()) return bench::GenerateCorpus(ASCOLTO_COMMENTS, 5);
  auto read = bench::ReadCorpus(path);
  EXPECT_TRUE(read.ok()) << read.status();
  return read.ok() ? *std::move(read) : std::vector<std::string>();
}

std::vector<std::size_t> RuleCounts() {
  std::vector<std::size_t> counts;
  const std::string text = FromEnvironment("ASCOLTO_RULES", "100,300");
  for (const std::string& count : std::vector<std::string>(absl::StrSplit(text, ','))) {
    EXPECT_TRUE(absl::SimpleAtoi(count, &counts.emplace_back())) << "ASCOLTO_RULES: " << text;
  }
  return counts;
}

std::shared_ptr<const RuleSet> MakeRules(const std::vector<std::string>& corpus,
                                         std::size_t count, bench::Mix mix) {
  const bench::Vocabulary vocabulary(corpus);
  std::vector<std::string> folded;
  std::vector<bench::PeerText> texts;
  const std::size_t sample = std::min<std::size_t>(corpus.size(), 2000);
  for (std::size_t i = 0; i < sample; ++i) folded.push_back(text::Fold(corpus[i]));
  for (std::size_t i = 0; i < sample; ++i) texts.push_back({folded[i], corpus[i]});
  bench::GeneratorOptions options{count, 11, mix, 0};
  options.share = bench::FindShare(vocabulary, texts, options).value_or(0.1);
  auto rules = bench::Load(bench::GenerateRules(vocabulary, options));
  EXPECT_TRUE(rules.ok()) << rules.status();
  return rules.ok() ? *rules : nullptr;
}

void Compare(const std::vector<std::string>& corpus, const RuleSet& rules) {
  const RuleSet::Impl& impl = rules.impl();
  const Oracle oracle(impl.model);
  text::FoldedText folded;
  text::Words words;
  std::size_t hits = 0, comments_hit = 0;
  for (const std::string& comment : corpus) {
    text::Fold(comment, &folded);
    text::CutWords(folded, &words);
    readings::AddTextReadings(folded, &words);
    const std::vector<KeptHit> got = EngineHits(*impl.program, folded, words);
    Read(*impl.program, folded, &words);
    const std::vector<KeptHit> expected = oracle.Run(folded, words);
    ASSERT_EQ(Describe(got, impl.model), Describe(expected, impl.model))
        << comment;
    hits += expected.size();
    comments_hit += !expected.empty();
  }
  std::printf("%zu rules: %zu comments, %zu with hits, %zu hits\n", impl.model.rules.size(),
              corpus.size(), comments_hit, hits);
  EXPECT_GT(comments_hit, corpus.size() / 5);
}

TEST(CorpusTest, EngineAgreesWithTheOracleOnGeneratedRules) {
  const std::vector<std::string> corpus = Corpus();
  for (const std::size_t count : RuleCounts()) {
    const auto rules = MakeRules(corpus, count, bench::Mix::kMixed);
    ASSERT_NE(rules, nullptr);
    Compare(corpus, *rules);
    if (HasFatalFailure()) return;
  }
}

TEST(CorpusTest, EngineAgreesWithTheOracleOnGeneratedLists) {
  const std::vector<std::string> corpus = Corpus();
  const auto rules = MakeRules(corpus, RuleCounts().back(), bench::Mix::kLists);
  ASSERT_NE(rules, nullptr);
  Compare(corpus, *rules);
}

// What the words do that a large lexicon holds is fetched into the caches first, which nothing else
// here gets to.
TEST(CorpusTest, EngineAgreesWithTheOracleOnALargeLexicon) {
  std::vector<std::string> corpus = Corpus();
  const auto rules = MakeRules(corpus, 1000, bench::Mix::kMixed);
  ASSERT_NE(rules, nullptr);
  ASSERT_TRUE(rules->impl().program->lexicon.is_large());
  corpus.resize(std::min(corpus.size(), std::max<std::size_t>(corpus.size() / 10, 100)));
  Compare(corpus, *rules);
}

}  // namespace
}  // namespace ascolto::oracle
