// Small regexes against RE2. ASCOLTO_SEED in the environment repeats a run.

#include "ascolto/regex/small_regex.h"

#include <re2/re2.h>

#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>

#include "ascolto/regex/syntax_tree.h"
#include "ascolto/text/fold.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/regex/random_regexes.h"

namespace ascolto::regex {
namespace {

std::uint64_t Seed() {
  const char* seed = std::getenv("ASCOLTO_SEED");
  return seed != nullptr ? std::strtoull(seed, nullptr, 10) : 20260303;
}

using Result = SmallRegex::Result;

// "2..5" or "none", of the match that begins at `at`, or if not `anchored` of the first from there.
std::string OfRe2(const RE2& regex, const std::string& text, std::size_t at, bool anchored) {
  re2::StringPiece found;
  const RE2::Anchor anchor = anchored ? RE2::ANCHOR_START : RE2::UNANCHORED;
  if (!regex.Match(text, at, text.size(), anchor, &found, 1)) return "none";
  const auto begin = static_cast<std::size_t>(found.data() - text.data());
  return std::to_string(begin) + ".." + std::to_string(begin + found.size());
}

std::string OfOurs(const SmallRegex& regex, const std::string& text, std::size_t at, bool anchored,
                   SmallRegex::Scratch* scratch) {
  scratch->budget = SmallRegex::BudgetFor(text);
  std::size_t begin = at, end = 0;
  const Result result = anchored ? regex.MatchAt(text, at, scratch, &end)
                                 : regex.Search(text, at, scratch, &begin, &end);
  if (result == Result::kGaveUp) return "gave up";
  if (result == Result::kNoMatch) return "none";
  return std::to_string(begin) + ".." + std::to_string(end);
}

struct Tally {
  int regexes = 0, small = 0, found = 0, nullable = 0, gave_up = 0;
};

void Fuzz(bool folded, Tally* tally) {
  Random random(Seed() + (folded ? 1 : 0));
  RE2::Options quiet;
  quiet.set_log_errors(false);
  SmallRegex::Scratch scratch;
  while (tally->regexes < ASCOLTO_REGEXES) {
    const std::string pattern = RandomRegex(random);
    const RE2 regex(pattern, quiet);
    if (!regex.ok()) continue;
    ++tally->regexes;
    const std::optional<RegexNode> tree = ParseRegex(pattern, folded);
    if (!tree.has_value()) continue;
    const std::optional<SmallRegex> ours = SmallRegex::Compile(*tree, folded);
    if (!ours.has_value()) continue;
    ++tally->small;
    for (int i = 0; i < 12; ++i) {
      std::string text = i % 3 == 0 ? RandomText(random) : TextFor(random, *tree);
      if (folded) {
        text = text::Fold(text);
      } else if (i % 4 == 0) {
        text.insert(random() % (text.size() + 1), "\xE2\x82");  // ill-formed
      }
      for (std::size_t at = 0; at <= text.size(); ++at) {
        for (const bool anchored : {true, false}) {
          const std::string got = OfOurs(*ours, text, at, anchored, &scratch);
          if (got == "gave up") {
            ++tally->gave_up;
            continue;
          }
          ++(got == "none" ? tally->nullable : tally->found);
          ASSERT_EQ(got, OfRe2(regex, text, at, anchored))
              << "seed " << Seed() << ", regex " << pattern << (folded ? ", folded" : ", raw")
              << "\nat " << at << (anchored ? " of " : " or later of ") << text;
        }
      }
    }
  }
}

TEST(SmallRegex, FindsWhatRe2Finds) {
  for (const bool folded : {false, true}) {
    Tally tally;
    Fuzz(folded, &tally);
    std::printf("%s: %d regexes, %d small; %d found, %d not, %d given up\n",
                folded ? "folded" : "raw", tally.regexes, tally.small, tally.found, tally.nullable,
                tally.gave_up);
    EXPECT_GT(tally.small, tally.regexes / 5);
    EXPECT_GT(tally.found, tally.small);
    EXPECT_GT(tally.nullable, tally.small);
  }
}

std::string Ours(std::string_view pattern, const std::string& text) {
  const std::optional<RegexNode> tree = ParseRegex(pattern, true);
  const std::optional<SmallRegex> regex = SmallRegex::Compile(*tree, true);
  if (!regex.has_value()) return "not small";
  SmallRegex::Scratch scratch;
  return OfOurs(*regex, text, 0, false, &scratch);
}

TEST(SmallRegex, TriesInTheOrderOfTheRegex) {
  EXPECT_EQ(Ours("a|ab", "xab"), "1..2");
  EXPECT_EQ(Ours("(?:a|ab)(?:c|bcd)", "abcd"), "0..4");
  EXPECT_EQ(Ours("a+?b??", "aab"), "0..1");
  EXPECT_EQ(Ours(R"(\bdi\b.{0,5}\bper)", "di un per per"), "0..9");
  EXPECT_EQ(Ours("(?:un )*uno", "un un uno"), "0..9");
  EXPECT_EQ(Ours("è.{2}$", "è!😀"), "0..7");
}

TEST(SmallRegex, LeavesTheUnusualToRe2) {
  for (const char* pattern : {"(?:a*)*b", R"(\p{Greek})", R"(a|\b)", "[é-ü]+", "(?:a[bc]){300}"}) {
    EXPECT_EQ(Ours(pattern, "x"), "not small") << pattern;
  }
}

TEST(SmallRegex, GivesUpRatherThanTryForLong) {
  const std::string text(2000, 'a');
  EXPECT_EQ(Ours("(?:a+)+b", text), "gave up");
  EXPECT_EQ(Ours("a+b", text.substr(0, 60)), "none");
  EXPECT_EQ(Ours("(?:a|aa)+[^b]!", text + "c"), "gave up");
  EXPECT_EQ(Ours(".*.*.*x!", text + "x"), "gave up");
  // Runs that fail are work too, however the search goes on.
  const std::string digits = "!;" + std::string(2000, '7');
  for (const char* pattern : {"\\d+x", "\\d+[!?]", "\\d.*!", "\\d.*?!", "\\d+?[!;]",
                              "[0-9]{1000}[!?]", "[0-9]{900,}[!?]"}) {
    EXPECT_EQ(Ours(pattern, digits), "gave up") << pattern;
  }
}

}  // namespace
}  // namespace ascolto::regex
