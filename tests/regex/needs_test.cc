// What regexes are said to need, against what RE2 finds. ASCOLTO_SEED in the environment repeats
// a run.

#include "ascolto/regex/needs.h"

#include <re2/re2.h>

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <string>
#include <vector>

#include "ascolto/base/strings.h"
#include "ascolto/base/utf8.h"
#include "ascolto/regex/digit_masked_text.h"
#include "ascolto/regex/syntax_tree.h"
#include "ascolto/text/fold.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/regex/random_regexes.h"

namespace ascolto::regex {
namespace {

std::uint64_t Seed() {
  const char* seed = std::getenv("ASCOLTO_SEED");
  return seed != nullptr ? std::strtoull(seed, nullptr, 10) : 20260301;
}

std::string DigitsMasked(std::string text) {
  for (char& c : text) c = MaskDigit(c);
  return text;
}

int LongestRun(std::string_view text, const ByteSet& set) {
  int run = 0, longest = 0;
  for (const char c : text) {
    run = set.Has(static_cast<unsigned char>(c)) ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return longest;
}

struct Found {
  std::string text, masked_text;
  char before, behind;  // the bytes around it in its text, or a space
};

bool Stands(const NeededText& needed, const Found& match) {
  for (std::size_t at = match.masked_text.find(needed.text); at != std::string::npos;
       at = match.masked_text.find(needed.text, at + 1)) {
    const std::size_t end = at + needed.text.size();
    const char before = at == 0 ? match.before : match.masked_text[at - 1];
    const char behind = end == match.masked_text.size() ? match.behind : match.masked_text[end];
    if (needed.begins_word && !BeginsWord(before, match.masked_text[at])) continue;
    if (needed.ends_word && IsWordByte(behind)) continue;
    if (needed.before.min <= at && at <= needed.before.max) return true;
  }
  return false;
}

// Every place that a match can begin at, with the shortest and longest of what RE2 gives there.
std::vector<Found> MatchesOf(const RE2& regex, const RE2& longest, const std::string& text) {
  std::vector<Found> matches;
  for (std::size_t at = 0; at <= text.size(); ++at) {
    for (const RE2* one : {&regex, &longest}) {
      re2::StringPiece found;
      if (one->Match(text, at, text.size(), RE2::ANCHOR_START, &found, 1)) {
        const std::string match(found.data(), found.size());
        const std::size_t end = at + match.size();
        matches.push_back({match, DigitsMasked(match), at == 0 ? ' ' : text[at - 1],
                           end == text.size() ? ' ' : text[end]});
      }
    }
  }
  return matches;
}

struct Tally {
  int regexes = 0, read = 0, matches = 0, texts = 0, words = 0, ends = 0, runs = 0, bounded = 0;
};

std::string Unmet(const RegexNode& tree, const std::vector<Found>& matches, Tally* tally) {
  const TextNeeds needs = TextNeedsOf(tree);
  std::vector<ByteSet> sets;
  AddSets(tree, &sets);
  std::sort(sets.begin(), sets.end());
  sets.erase(std::unique(sets.begin(), sets.end()), sets.end());
  if (sets.size() > 1) {
    ByteSet both{sets[0].low | sets[1].low, sets[0].high | sets[1].high,
                 sets[0].beyond || sets[1].beyond};
    sets.push_back(both);
  }
  for (const Found& found : matches) {
    ++tally->matches;
    const std::string& match = found.text;
    for (const TextNeed& need : needs.needs) {
      ++tally->texts;
      tally->words += need.front().begins_word;
      tally->ends += need.front().ends_word;
      if (std::none_of(need.begin(), need.end(),
                       [&](const NeededText& text) { return Stands(text, found); })) {
        return base::Cat("texts (", need.front().text, " …) not in match: ", match);
      }
    }
    for (const ByteSet& set : sets) {
      const int run = NeededRun(tree, set);
      tally->runs += run > 1;
      const auto bytes = static_cast<std::uint32_t>(
          std::count_if(match.begin(), match.end(),
                        [&](char c) { return set.Has(static_cast<unsigned char>(c)); }));
      if (bytes < NeededBytes(tree, set)) return base::Cat("too few bytes in match: ", match);
      if (LongestRun(match, set) < run) return base::Cat("run of ", run, " not in match: ", match);
    }
    tally->bounded += needs.width.max != Width::kUnbounded;
    if (match.size() < needs.width.min || match.size() > needs.width.max) {
      return base::Cat("width ", needs.width.min, "..", needs.width.max, " of match: ", match);
    }
  }
  return "";
}

void Fuzz(bool folded, Tally* tally) {
  Random random(Seed() + (folded ? 1 : 0));
  RE2::Options quiet;
  quiet.set_log_errors(false);
  RE2::Options longest = quiet;
  longest.set_longest_match(true);
  while (tally->regexes < ASCOLTO_REGEXES) {
    const std::string pattern = RandomRegex(random);
    const RE2 regex(pattern, quiet);
    if (!regex.ok()) continue;
    ++tally->regexes;
    const std::optional<RegexNode> tree = ParseRegex(pattern, folded);
    if (!tree.has_value()) continue;
    ++tally->read;
    const RE2 greedy(pattern, longest);
    for (int i = 0; i < 12; ++i) {
      std::string text = i % 3 == 0 ? RandomText(random) : TextFor(random, *tree);
      if (folded) text = text::Fold(text);
      const std::string problem = Unmet(*tree, MatchesOf(regex, greedy, text), tally);
      ASSERT_EQ(problem, "") << "seed " << Seed() << ", regex " << pattern << "\ntext " << text;
    }
  }
}

TEST(RegexNeeds, EveryMatchMeetsThem) {
  for (const bool folded : {false, true}) {
    Tally tally;
    Fuzz(folded, &tally);
    std::printf(
        "%s: %d regexes, %d read, %d matches; needs checked: %d texts, %d of them of words, "
        "%d runs, %d widths\n",
        folded ? "folded" : "raw", tally.regexes, tally.read, tally.matches, tally.texts,
        tally.words, tally.runs, tally.bounded);
    EXPECT_EQ(tally.read, tally.regexes) << "of what RE2 takes, everything is read";
    EXPECT_GT(tally.matches, tally.regexes);
    EXPECT_GT(tally.texts, tally.regexes / 2);
    EXPECT_GT(tally.words, tally.regexes / 20);
    EXPECT_GT(tally.ends, tally.regexes / 100);
    EXPECT_GT(tally.runs, tally.regexes / 2);
    EXPECT_GT(tally.bounded, tally.regexes / 2);
  }
}

TEST(RegexNeeds, FoldedTextsAreAsTheReaderTakesThem) {
  for (char32_t c = 1; c <= 0x10FFFF; ++c) {
    const std::string folded = text::Fold(base::Cat("a ", base::Utf8(c), " b"));
    EXPECT_EQ(folded.find("  "), std::string::npos) << "U+" << std::hex << static_cast<int>(c);
    for (const char byte : folded) {
      const bool known =
          static_cast<unsigned char>(byte) >= 0x80 ||
          (byte >= ' ' && byte <= '~' && byte != '`' && !(byte >= 'A' && byte <= 'Z'));
      EXPECT_TRUE(known) << "U+" << std::hex << static_cast<int>(c);
    }
  }
}

// "<cane>|gatto@0.. + un@3" for needs in their order; < where a word begins, > where one ends.
std::string Shown(std::string_view pattern, bool folded) {
  const std::optional<RegexNode> tree = ParseRegex(pattern, folded);
  if (!tree.has_value()) return "not read";
  std::string out;
  for (const TextNeed& need : TextNeedsOf(*tree).needs) {
    if (!out.empty()) out += " + ";
    for (const NeededText& text : need) {
      if (&text != &need.front()) out += "|";
      if (text.begins_word) out += "<";
      out += text.text;
      if (text.ends_word) out += ">";
      const auto [min, max] = text.before;
      if (max == Width::kUnbounded) out += base::Cat("@", min, "..");
      else if (max != min) out += base::Cat("@", min, "..", max);
      else if (min != 0) out += base::Cat("@", min);
    }
  }
  return out;
}

TEST(RegexNeeds, TextsOfUsualRegexes) {
  struct Case {
    std::string_view pattern, folded, raw;
  };
  const Case cases[] = {
      {R"(\bcane\b)", "<cane>", "<cane>"},
      {R"(\d+ ?euro)", "0 +  euro@1..|<euro@1..", "0 +  euro@1..|<euro@1.."},
      {R"((?i)Cazzo)", "cazzo", "cazzo"},
      {R"(cret\w+)", "cret", "cret"},
      {R"(\b[tv]i (?:spacco|rompo))", "<ti rompo|<ti spacco|<vi rompo|<vi spacco",
       "<ti rompo|<ti spacco|<vi rompo|<vi spacco"},
      {R"(sei\s+un)", "sei un", "sei\t|sei\n|sei\f|sei\r|sei  + <un@4.."},
      {R"(\bbrutt[oa]\b.{0,10}\bcane\b)", "<brutta>|<brutto> + <cane>@6..46",
       "<brutta>|<brutto> + <cane>@6..46"},
      {R"(^\d\d?[.,]\d{2} ?%)", "<0,00 %|<0,00%|<0.00 %|<0.00%|<00,00 %|<00,00%|<00.00 %|<00.00%",
       "<0,00 %|<0,00%|<0.00 %|<0.00%|<00,00 %|<00,00%|<00.00 %|<00.00%"},
      {R"(\b(?:la |)casa)", "<casa|<la casa", "<casa|<la casa"},
      {R"(\b!a)", "!a", "!a"},
      {R"(casa?)", "cas|casa", "cas|casa"},
      {R"(\d{3}-\d+@)", "000-0 + @@5..", "000-0 + @@5.."},
      {R"(ab|c\d)", "ab|c0", "ab|c0"},
      {R"(ab|\w)", "", ""},
      {R"((?:ha){3,})", "hahaha", "hahaha"},
      {R"(x(?:ab)+y)", "xab + y@3..", "xab + y@3.."},
      {R"(\x{e8} \Qa.b\E)", "\u00e8 a.b", "\u00e8 a.b"},
      {R"(\w+)", "", ""},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(Shown(c.pattern, true), c.folded) << "folded: " << c.pattern;
    EXPECT_EQ(Shown(c.pattern, false), c.raw) << "raw: " << c.pattern;
  }
}

TEST(RegexNeeds, RunsOfUsualRegexes) {
  struct Case {
    std::string_view pattern, bytes;
    int run;
  };
  const Case cases[] = {
      {R"(\d{3}[- ]?\d{7})", "0123456789", 7},
      {R"([!?]{3,})", "!?", 3},
      {R"([!?]{3,})", "!", 0},
      {R"(\b[A-Z]{5,}\b)", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", 5},
      {R"(\?\s*$)", "?", 1},
      {R"(\w+@\w+)", "@", 1},
      {R"(\d{2}(?:-\d{3})?)", "0123456789", 2},
      {R"((?:\d{2}|!\d{3})\d)", "0123456789", 3},
      {R"((?:\d\d ){3})", "0123456789", 2},
      {R"((?:\d\d ){3})", "0123456789 ", 9},
      {R"((?:a\d){3})", "0123456789", 1},
      {R"((?:\d\d?){300})", "0123456789", 255},
  };
  for (const Case& c : cases) {
    ByteSet set;
    for (const char byte : c.bytes) set.Add(static_cast<unsigned char>(byte));
    const std::optional<RegexNode> tree = ParseRegex(c.pattern, false);
    ASSERT_TRUE(tree.has_value()) << c.pattern;
    EXPECT_EQ(NeededRun(*tree, set), c.run) << c.pattern;
  }
}

}  // namespace
}  // namespace ascolto::regex
