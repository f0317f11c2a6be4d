// Checks StartFilter against RE2: every match begins at one of the places, and at every place the
// bytes are in the sets. ASCOLTO_SEED in the environment repeats a run.

#include "ascolto/regex/start_filter.h"

#include <re2/re2.h>

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "ascolto/regex/digit_masked_text.h"
#include "ascolto/regex/syntax_tree.h"
#include "ascolto/text/fold.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/regex/plain_counts.h"
#include "tests/regex/random_regexes.h"

namespace ascolto::regex {
namespace {

std::uint64_t Seed() {
  const char* seed = std::getenv("ASCOLTO_SEED");
  return seed != nullptr ? std::strtoull(seed, nullptr, 10) : 20260307;
}

StartPattern StartPatternOf(std::string_view pattern, bool folded) {
  const RegexNode tree = *ParseRegex(pattern, folded);
  return StartPatternOf(tree, TextNeedsOf(tree).width.min);
}

using Places = std::vector<std::pair<std::uint32_t, std::size_t>>;

// Pairs of start and place, of all patterns.
Places PlacesOf(const StartFilter& filter, std::string_view text) {
  PaddedText padded;
  padded.Read(text);
  StartFilter::Scratch scratch;
  const ByteCounts counts = CountBytes(text);
  Places places;
  filter.Find(padded, counts, &scratch, [&](std::uint32_t start, std::size_t at) {
    places.emplace_back(start, at);
    return true;
  });
  EXPECT_TRUE(places.empty() || filter.MayContain(counts));
  return places;
}

std::vector<std::size_t> PlacesOf(std::string_view pattern, std::string_view text) {
  StartFilter filter;
  filter.Add(StartPatternOf(pattern, false));
  filter.Build();
  std::vector<std::size_t> places;
  for (const auto& [start, at] : PlacesOf(filter, text)) places.push_back(at);
  return places;
}

TEST(StartFilter, FindTheFirstBytesOfAMatch) {
  using testing::ElementsAre;
  using testing::IsEmpty;
  EXPECT_THAT(PlacesOf(R"(\b[eh][a-z]\d{3}\b)", "he123 xhe123 eh12 ea999"), ElementsAre(0, 18));
  EXPECT_THAT(PlacesOf(R"([!?]{3,})", "no! ma dai!?! no!!"), ElementsAre(10));
  EXPECT_THAT(PlacesOf(R"(\d{1,2}[/.-]\d{1,2}[/.-]20)", "il 3.12.2024 no 3 12 2024"),
              ElementsAre(3, 5));  // at 5 only what comes behind the first six bytes is wrong
  EXPECT_THAT(PlacesOf(R"(\b\d{1,3} ?%)", "2024, 12 7% 45,0"), ElementsAre(6, 9));
  EXPECT_THAT(PlacesOf(R"(\b[A-Z]{8,} [A-Z]{2})", "ABCDEFG AB ABCDEFGHI AB"), ElementsAre(11));
  EXPECT_THAT(PlacesOf(R"([A-Z]{3,}(?: [A-Z]{4,}){2})", "ABC def"), IsEmpty());
  EXPECT_THAT(PlacesOf(R"(\x{e8}x)", "e \u00e8x"), ElementsAre(2));
}

TEST(StartFilter, AreCutWhereTheShortestMatchEnds) {
  EXPECT_EQ(StartPatternOf("a(?:bc|d)", false).bytes.size(), 2);
  EXPECT_TRUE(StartPatternOf("a?", false).bytes.empty());
}

TEST(StartFilter, GiveUpWhereRepeatsAreNestedTooDeep) {
  EXPECT_TRUE(StartPatternOf("((((((((a?b?)+)+)+)+)+)+)+)+c", false).bytes.empty());
}

TEST(StartFilter, EqualOnesAreKeptOnce) {
  StartFilter filter;
  const StartPattern start = StartPatternOf("[ab]c", false);
  EXPECT_EQ(filter.Add(start), filter.Add(start));
  EXPECT_EQ(filter.Add(StartPattern()), StartFilter::kNone);
}

TEST(StartFilter, AreNotReportedWhenNoMoreAreWanted) {
  StartFilter filter;
  const std::uint32_t some = filter.Add(StartPatternOf("[!?]", false));
  const std::uint32_t other = filter.Add(StartPatternOf("[.?]", false));
  filter.Build();
  PaddedText padded;
  padded.Read("a!b?c.d!");
  StartFilter::Scratch scratch;
  Places places;
  filter.Find(padded, CountBytes("a!b?c.d!"), &scratch, [&](std::uint32_t start, std::size_t at) {
    places.emplace_back(start, at);
    return start != some;
  });
  EXPECT_EQ(places, (Places{{some, 1}, {other, 3}, {other, 5}}));
}

// Several at once, as a rule set has them.
void Fuzz(bool folded, int* places_in_all) {
  Random random(Seed() + (folded ? 1 : 0));
  RE2::Options quiet;
  quiet.set_log_errors(false);
  for (int regexes = 0; regexes < ASCOLTO_REGEXES;) {
    StartFilter filter;
    std::vector<std::unique_ptr<RE2>> of;  // by start: a regex that has it
    std::vector<StartPattern> kept;
    std::vector<RegexNode> trees;
    for (std::size_t count = 1 + random() % 90; count > 0; --count) {
      const std::string pattern = RandomRegex(random);
      auto regex = std::make_unique<RE2>(pattern, quiet);
      if (!regex->ok()) continue;
      ++regexes;
      const auto tree = ParseRegex(pattern, folded);
      if (!tree.has_value()) continue;
      const StartPattern start = StartPatternOf(*tree, TextNeedsOf(*tree).width.min);
      const std::uint32_t id = filter.Add(start);
      if (id == StartFilter::kNone || id != of.size()) continue;
      of.push_back(std::move(regex));
      kept.push_back(start);
      trees.push_back(*tree);
    }
    filter.Build();
    for (int i = 0; i < 12 && !of.empty(); ++i) {
      std::string text =
          i % 2 == 0 ? RandomText(random) : TextFor(random, trees[random() % of.size()]);
      for (int lengthen = i % 3; lengthen > 0; --lengthen) text = RandomText(random) + text;
      if (folded) text = text::Fold(text);
      const Places places = PlacesOf(filter, text);
      *places_in_all += static_cast<int>(places.size());
      for (const auto& [id, at] : places) {
        const StartPattern& start = kept[id];
        for (std::size_t byte = 0; byte < start.bytes.size(); ++byte) {
          ASSERT_LT(at + byte, text.size());
          ASSERT_TRUE(start.bytes[byte].Has(static_cast<unsigned char>(text[at + byte])));
        }
        ASSERT_FALSE(start.begins_word && at > 0 && IsWordByte(text[at - 1]));
      }
      const std::set<std::pair<std::uint32_t, std::size_t>> all(places.begin(), places.end());
      ASSERT_EQ(all.size(), places.size());
      re2::StringPiece found;
      for (std::uint32_t id = 0; id < of.size(); ++id) {
        for (std::size_t at = 0; at <= text.size(); ++at) {
          if (!of[id]->Match(text, at, text.size(), RE2::ANCHOR_START, &found, 1)) continue;
          ASSERT_TRUE(all.contains({id, at}))
              << of[id]->pattern() << " in " << text << " at " << at;
        }
      }
    }
  }
}

TEST(ByteCounts, OfAFoldedTextAreThoseOfItsOriginalOrMore) {
  Random random(Seed());
  const std::string_view pieces[] = {"!",    "?",      "`",       ".",      "\u2026", "\u200d",
                                     "\x01", "\xff",   "7",       "\uff17", "A",      "Z",
                                     "b",    "\u00c8", "E\u0301", " ",      "\t",     "\ufb01"};
  text::FoldedText folded;
  for (int i = 0; i < 20'000; ++i) {
    std::string original;
    for (std::size_t count = random() % 150; count > 0; --count) {
      original += pieces[random() % std::size(pieces)];
    }
    text::Fold(original, &folded);
    const ByteCounts counts = CountsOf(folded);
    ASSERT_TRUE(counts.IsAtLeast(CountBytes(original))) << original;
    ASSERT_TRUE(counts.IsAtLeast(CountBytes(folded.text))) << original;
    ASSERT_EQ(counts.signs, CountBytes(folded.text).signs) << original;
    ASSERT_EQ(counts.digits, CountBytes(folded.text).digits) << original;
  }
}

TEST(StartFilter, AreWhereRandomRegexesMatch) {
  int places = 0;
  Fuzz(false, &places);
  Fuzz(true, &places);
  EXPECT_GT(places, 1000);
}

TEST(SetMask, AgreesWithTheByteByByteVersion) {
  Random random(Seed());
  for (int i = 0; i < 2'000; ++i) {
    const ByteSet set{random(), random(), random() % 2 == 0};
    std::string text(random() % 300, '\0');
    for (char& c : text) c = static_cast<char>(random());
    PaddedText padded;
    padded.Read(text);
    const SetMask mask(set);
    for (std::size_t at = 0; at <= text.size(); at += 1 + random() % 70) {
      ASSERT_EQ(mask.Of(padded, at), mask.OfScalar(padded, at));
    }
  }
}

}  // namespace
}  // namespace ascolto::regex
