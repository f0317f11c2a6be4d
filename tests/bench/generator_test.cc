// The generated rules and comments: the same everywhere, in the shares that they promise.

#include "bench/generator.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "ascolto/base/sha256.h"
#include "ascolto/text/fold.h"
#include "bench/corpus.h"
#include "bench/ours.h"
#include "bench/share.h"

namespace ascolto::bench {
namespace {

const std::vector<std::string>& Comments() {
  static const auto* const comments = new std::vector<std::string>(GenerateCorpus(2000, 1));
  return *comments;
}

const Vocabulary& Words() {
  static const auto* const words = new Vocabulary(Comments());
  return *words;
}

std::string Everything(const std::vector<GeneratedRule>& rules) {
  std::string all;
  for (const GeneratedRule& rule : rules) all += rule.yaml + rule.pattern + "\n";
  return all;
}

// Figures of one machine can only be compared with those of another when these stay as they are.
TEST(GeneratorTest, GivesTheSameOnEveryMachine) {
  std::string comments;
  for (const std::string& comment : Comments()) comments += comment + "\n";
  EXPECT_EQ(base::Sha256Hex(comments).substr(0, 16), "526d4286fcd75bb0");
  EXPECT_EQ(base::Sha256Hex(Everything(GenerateRules(Words(), {1000, 1, Mix::kMixed, 0.1})))
                .substr(0, 16),
            "0d646857914360c3");
}

TEST(GeneratorTest, SeedsGiveDifferentRules) {
  const auto of = [](std::uint64_t seed) {
    return Everything(GenerateRules(Words(), {50, seed, Mix::kMixed, 0.1}));
  };
  EXPECT_EQ(of(1), of(1));
  EXPECT_NE(of(1), of(2));
}

TEST(GeneratorTest, KindsHaveTheirShares) {
  for (const std::size_t count : {100u, 1000u, 3000u}) {
    const auto rules = GenerateRules(Words(), {count, 3, Mix::kMixed, 0.1});
    ASSERT_EQ(rules.size(), count);
    const auto lists = std::count_if(rules.begin(), rules.end(), [](auto& r) { return r.list; });
    const auto ungated =
        std::count_if(rules.begin(), rules.end(), [](auto& r) { return r.ungated; });
    EXPECT_EQ(lists * 10, static_cast<long>(count) * 7);
    EXPECT_GE(ungated * 100, static_cast<long>(count) * 3);
    EXPECT_LE(ungated * 100, static_cast<long>(count) * 4);
  }
  for (const GeneratedRule& rule : GenerateRules(Words(), {200, 3, Mix::kLists, 0.1})) {
    EXPECT_TRUE(rule.list);
  }
}

TEST(GeneratorTest, RulesLoadUnderTheirIds) {
  const auto rules = GenerateRules(Words(), {2500, 1, Mix::kMixed, 0.1});
  const auto loaded = Load(rules);
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  std::set<std::size_t> seen;
  for (const RuleInfo& info : (*loaded)->rules()) {
    EXPECT_EQ(info.id, RuleId(RuleIndex(info.id)));
    seen.insert(RuleIndex(info.id));
  }
  EXPECT_EQ(seen.size(), rules.size());
  EXPECT_EQ(*seen.rbegin(), rules.size() - 1);
}

TEST(GeneratorTest, ASmallerShareHitsLess) {
  const auto hits = [](double share) {
    auto loaded = Load(GenerateRules(Words(), {300, 5, Mix::kLists, share}));
    RuleFinder finder(*loaded);
    std::vector<std::uint32_t> found;
    std::set<std::size_t> out;
    for (std::size_t i = 0; i < Comments().size(); ++i) {
      finder.Find(Comments()[i], &found);
      if (!found.empty()) out.insert(i);
    }
    return out;
  };
  const std::set<std::size_t> few = hits(0.02), many = hits(0.2);
  EXPECT_LT(few.size(), many.size());
  EXPECT_FALSE(few.empty());
}

TEST(ShareTest, AsManyCommentsMeetARuleAsWasAskedFor) {
  std::vector<PeerText> texts;
  for (const std::string& comment : Comments()) texts.push_back({{}, comment});
  for (const Mix mix : {Mix::kMixed, Mix::kLists}) {
    GeneratorOptions options{200, 1, mix, 0};
    const auto share = FindShare(Words(), texts, options);
    ASSERT_TRUE(share.ok()) << share.status();
    options.share = *share;
    RuleFinder finder(*Load(GenerateRules(Words(), options)));
    std::vector<std::uint32_t> found;
    double hits = 0;
    for (const PeerText& text : texts) {
      finder.Find(text.raw, &found);
      hits += !found.empty();
    }
    EXPECT_GE(hits / static_cast<double>(texts.size()), kMinHits);
    EXPECT_LE(hits / static_cast<double>(texts.size()), kMaxHits);
  }
}

TEST(CorpusTest, LooksLikeComments) {
  EXPECT_GT(MeanBytes(Comments()), 80);
  EXPECT_LT(MeanBytes(Comments()), 90);
  const auto share = [](auto has) {
    return static_cast<double>(std::count_if(Comments().begin(), Comments().end(), has)) /
           static_cast<double>(Comments().size());
  };
  const auto holds = [&](std::string_view part) {
    return share([=](const std::string& c) { return c.find(part) != c.npos; });
  };
  EXPECT_GT(holds("https://"), 0.05);
  EXPECT_GT(holds("@"), 0.05);
  EXPECT_GT(holds("#"), 0.05);
  EXPECT_GT(holds("à"), 0.01);
  EXPECT_GT(holds("😂"), 0.005);
  EXPECT_GT(share([](const std::string& c) { return c != text::Fold(c); }), 0.5);
}

TEST(CorpusTest, SaysWhatIsWrongWithAFile) {
  EXPECT_EQ(ReadCorpus("/nonexistent.jsonl").status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(ReadCorpus(ASCOLTO_SOURCE_DIR "/README.md").status().code(),
            absl::StatusCode::kInvalidArgument);
  const auto shipped = ReadCorpus(ASCOLTO_SOURCE_DIR "/examples/comments.jsonl");
  ASSERT_TRUE(shipped.ok()) << shipped.status();
  EXPECT_GT(shipped->size(), 5u);
}

}  // namespace
}  // namespace ascolto::bench
