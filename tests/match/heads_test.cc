// Heads against what they promise: every match of RE2 begins at one of the places, and every place
// is one where the bytes are of the sets. ASCOLTO_SEED in the environment repeats a run.

#include "ascolto/match/heads.h"

#include <re2/re2.h>

#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "ascolto/match/outline.h"
#include "ascolto/rules/regex_tree.h"
#include "ascolto/text/fold.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/match/random_regexes.h"

namespace ascolto::match {
namespace {

std::uint64_t Seed() {
  const char* seed = std::getenv("ASCOLTO_SEED");
  return seed != nullptr ? std::strtoull(seed, nullptr, 10) : 20260307;
}

class Finder {
 public:
  std::vector<std::size_t> Places(const Heads& heads, std::uint32_t head, std::string_view text) {
    text_.Read(text);
    heads.Begin(&scratch_);
    std::vector<std::size_t> places;
    const auto words = heads.Places(head, text_, &scratch_);
    for (std::size_t at = 0; at < words.size() * 64; ++at) {
      if ((words[at / 64] >> at % 64 & 1) != 0) places.push_back(at);
    }
    return places;
  }

 private:
  PaddedText text_;
  Heads::Scratch scratch_;
};

std::vector<std::size_t> PlacesOf(std::string_view pattern, std::string_view text) {
  Heads heads;
  const std::uint32_t head = heads.Add(HeadOf(*rules::ReadRegex(pattern, false)));
  return Finder().Places(heads, head, text);
}

TEST(Heads, FindTheFirstBytesOfAMatch) {
  using testing::ElementsAre;
  using testing::IsEmpty;
  EXPECT_THAT(PlacesOf(R"(\b[eh][a-z]\d{3}\b)", "he123 xhe123 eh12 ea999"), ElementsAre(0, 18));
  EXPECT_THAT(PlacesOf(R"([!?]{3,})", "no! ma dai!?! no!!"), ElementsAre(10));
  EXPECT_THAT(PlacesOf(R"(\d{1,2}[/.-]\d{1,2}[/.-]20)", "il 3.12.2024 no 3 12 2024"),
              ElementsAre(3, 5));  // at 5 only what comes behind the first six bytes is wrong
  EXPECT_THAT(PlacesOf(R"([A-Z]{3,}(?: [A-Z]{4,}){2})", "ABC def"), IsEmpty());
  EXPECT_THAT(PlacesOf(R"(\x{e8}x)", "e \u00e8x"), ElementsAre(2));
}

TEST(Heads, AreCutWhereTheShortestMatchEnds) {
  EXPECT_EQ(HeadOf(*rules::ReadRegex("a(?:bc|d)", false)).bytes.size(), 2);
  EXPECT_TRUE(HeadOf(*rules::ReadRegex("a?", false)).bytes.empty());
}

TEST(Heads, GiveUpWhereRepeatsAreNestedTooDeep) {
  EXPECT_TRUE(HeadOf(*rules::ReadRegex("((((((((a?b?)+)+)+)+)+)+)+)+c", false)).bytes.empty());
}

TEST(Heads, EqualOnesAreKeptOnce) {
  Heads heads;
  const Head head = HeadOf(*rules::ReadRegex("[ab]c", false));
  EXPECT_EQ(heads.Add(head), heads.Add(head));
  EXPECT_EQ(heads.Add(Head()), Heads::kNone);
}

TEST(Heads, SayWhenThereIsNoRoom) {
  Heads heads;
  std::uint32_t last = 0;
  for (int i = 0; i < 0x2000 && last != Heads::kNone; ++i) {
    ByteSet set;
    set.Add(static_cast<unsigned char>(i / 0x40));
    set.Add(static_cast<unsigned char>(i % 0x40));
    last = heads.Add({{set}, false});
  }
  EXPECT_EQ(last, Heads::kNone);
}

void Fuzz(bool folded, int* places_in_all) {
  Random random(Seed() + (folded ? 1 : 0));
  RE2::Options quiet;
  quiet.set_log_errors(false);
  Finder finder;
  for (int regexes = 0; regexes < ASCOLTO_REGEXES;) {
    const std::string pattern = RandomRegex(random);
    const RE2 regex(pattern, quiet);
    if (!regex.ok()) continue;
    ++regexes;
    const auto tree = rules::ReadRegex(pattern, folded);
    if (!tree.has_value()) continue;
    const Head head = HeadOf(*tree);
    Heads heads;
    const std::uint32_t id = heads.Add(head);
    if (id == Heads::kNone) continue;
    for (int i = 0; i < 6; ++i) {
      std::string text = i % 2 == 0 ? RandomText(random) : TextFor(random, *tree);
      for (int lengthen = i % 3; lengthen > 0; --lengthen) text = RandomText(random) + text;
      if (folded) text = text::Fold(text);
      const std::vector<std::size_t> places = finder.Places(heads, id, text);
      *places_in_all += static_cast<int>(places.size());
      for (const std::size_t at : places) {
        for (std::size_t byte = 0; byte < head.bytes.size(); ++byte) {
          ASSERT_LT(at + byte, text.size());
          ASSERT_TRUE(head.bytes[byte].Has(static_cast<unsigned char>(text[at + byte])));
        }
        ASSERT_FALSE(head.begins_word && at > 0 && IsWordByte(text[at - 1]));
      }
      re2::StringPiece found;
      for (std::size_t at = 0; at <= text.size(); ++at) {
        if (!regex.Match(text, at, text.size(), RE2::ANCHOR_START, &found, 1)) continue;
        ASSERT_THAT(places, testing::Contains(at)) << pattern << " in " << text;
      }
    }
  }
}

TEST(Heads, AreWhereRandomRegexesMatch) {
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
    const std::size_t words = padded.words(), first = words == 0 ? 0 : random() % words;
    std::vector<std::uint64_t> got(words + 1, 7), want(words + 1, 7);
    const SetMask mask(set);
    mask.Of(padded, first, words - first, got.data());
    mask.OfPlain(padded, first, words - first, want.data());
    ASSERT_EQ(got, want);
  }
}

}  // namespace
}  // namespace ascolto::match
