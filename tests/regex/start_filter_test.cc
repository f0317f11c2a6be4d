// Heads against what they promise: every match of RE2 begins at one of the places, and every place is
// one where the bytes are of the sets. ASCOLTO_SEED in the environment repeats a run.

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

Head HeadOf(std::string_view pattern, bool folded) {
  const RegexNode tree = *ReadRegex(pattern, folded);
  return HeadOf(tree, TextNeedsOf(tree).width.least);
}

using Places = std::vector<std::pair<std::uint32_t, std::size_t>>;

// Pairs of head and place, of all heads.
Places PlacesOf(const StartFilter& heads, std::string_view text) {
  PaddedText padded;
  padded.Read(text);
  StartFilter::Scratch scratch;
  const ByteCounts counts = CountBytes(text);
  Places places;
  heads.Find(padded, counts, &scratch, [&](std::uint32_t head, std::size_t at) {
    places.emplace_back(head, at);
    return true;
  });
  EXPECT_TRUE(places.empty() || heads.MayStand(counts));
  return places;
}

std::vector<std::size_t> PlacesOf(std::string_view pattern, std::string_view text) {
  StartFilter heads;
  heads.Add(HeadOf(pattern, false));
  heads.Build();
  std::vector<std::size_t> places;
  for (const auto& [head, at] : PlacesOf(heads, text)) places.push_back(at);
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
  EXPECT_EQ(HeadOf("a(?:bc|d)", false).bytes.size(), 2);
  EXPECT_TRUE(HeadOf("a?", false).bytes.empty());
}

TEST(StartFilter, GiveUpWhereRepeatsAreNestedTooDeep) {
  EXPECT_TRUE(HeadOf("((((((((a?b?)+)+)+)+)+)+)+)+c", false).bytes.empty());
}

TEST(StartFilter, EqualOnesAreKeptOnce) {
  StartFilter heads;
  const Head head = HeadOf("[ab]c", false);
  EXPECT_EQ(heads.Add(head), heads.Add(head));
  EXPECT_EQ(heads.Add(Head()), StartFilter::kNone);
}

TEST(StartFilter, AreNotReportedWhenNoMoreAreWanted) {
  StartFilter heads;
  const std::uint32_t some = heads.Add(HeadOf("[!?]", false));
  const std::uint32_t other = heads.Add(HeadOf("[.?]", false));
  heads.Build();
  PaddedText padded;
  padded.Read("a!b?c.d!");
  StartFilter::Scratch scratch;
  Places places;
  heads.Find(padded, CountBytes("a!b?c.d!"), &scratch, [&](std::uint32_t head, std::size_t at) {
    places.emplace_back(head, at);
    return head != some;
  });
  EXPECT_EQ(places, (Places{{some, 1}, {other, 3}, {other, 5}}));
}

// Several at once, as a rule set has them.
void Fuzz(bool folded, int* places_in_all) {
  Random random(Seed() + (folded ? 1 : 0));
  RE2::Options quiet;
  quiet.set_log_errors(false);
  for (int regexes = 0; regexes < ASCOLTO_REGEXES;) {
    StartFilter heads;
    std::vector<std::unique_ptr<RE2>> of;        // by head: a regex that has it
    std::vector<Head> kept;
    std::vector<RegexNode> trees;
    for (std::size_t count = 1 + random() % 90; count > 0; --count) {
      const std::string pattern = RandomRegex(random);
      auto regex = std::make_unique<RE2>(pattern, quiet);
      if (!regex->ok()) continue;
      ++regexes;
      const auto tree = ReadRegex(pattern, folded);
      if (!tree.has_value()) continue;
      const Head head = HeadOf(*tree, TextNeedsOf(*tree).width.least);
      const std::uint32_t id = heads.Add(head);
      if (id == StartFilter::kNone || id != of.size()) continue;
      of.push_back(std::move(regex));
      kept.push_back(head);
      trees.push_back(*tree);
    }
    heads.Build();
    for (int i = 0; i < 12 && !of.empty(); ++i) {
      std::string text =
          i % 2 == 0 ? RandomText(random) : TextFor(random, trees[random() % of.size()]);
      for (int lengthen = i % 3; lengthen > 0; --lengthen) text = RandomText(random) + text;
      if (folded) text = text::Fold(text);
      const Places places = PlacesOf(heads, text);
      *places_in_all += static_cast<int>(places.size());
      for (const auto& [id, at] : places) {
        const Head& head = kept[id];
        for (std::size_t byte = 0; byte < head.bytes.size(); ++byte) {
          ASSERT_LT(at + byte, text.size());
          ASSERT_TRUE(head.bytes[byte].Has(static_cast<unsigned char>(text[at + byte])));
        }
        ASSERT_FALSE(head.begins_word && at > 0 && IsWordByte(text[at - 1]));
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
  const std::string_view pieces[] = {"!", "?", "`", ".", "\u2026", "\u200d", "\x01", "\xff", "7",
                                     "\uff17", "A", "Z", "b", "\u00c8", "E\u0301", " ", "\t", "\ufb01"};
  text::FoldedText folded;
  for (int i = 0; i < 20'000; ++i) {
    std::string original;
    for (std::size_t count = random() % 150; count > 0; --count) {
      original += pieces[random() % std::size(pieces)];
    }
    text::Fold(original, &folded);
    const ByteCounts counts = CountsOf(folded);
    ASSERT_TRUE(counts.Reach(CountBytes(original))) << original;
    ASSERT_TRUE(counts.Reach(CountBytes(folded.text))) << original;
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
      ASSERT_EQ(mask.Of(padded, at), mask.OfPlain(padded, at));
    }
  }
}

}  // namespace
}  // namespace ascolto::regex
