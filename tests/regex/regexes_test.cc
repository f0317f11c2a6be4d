// The regexes of a rule set at once, against each of them alone. ASCOLTO_SEED in the environment
// repeats a run.

#include "ascolto/regex/regexes.h"

#include <re2/re2.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "ascolto/base/strings.h"
#include "ascolto/regex/syntax_tree.h"
#include "ascolto/rules/regex_lint.h"
#include "ascolto/text/fold.h"
#include "ascolto/readings/text_readings.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/regex/plain_counts.h"
#include "tests/regex/random_regexes.h"

namespace ascolto::regex {
namespace {

using Hit = std::tuple<int, std::size_t, std::size_t>;

std::uint64_t Seed() {
  const char* seed = std::getenv("ASCOLTO_SEED");
  return seed != nullptr ? std::strtoull(seed, nullptr, 10) : 20260302;
}

// What the rule language says, pattern by pattern.
std::vector<Hit> HitsAlone(const std::vector<std::unique_ptr<RE2>>& regexes,
                           const std::string& text) {
  std::vector<Hit> hits;
  for (std::size_t i = 0; i < regexes.size(); ++i) {
    int count = 0;
    re2::StringPiece found;
    for (std::size_t at = 0;
         at <= text.size() && count < kMaxRegexHits &&
         regexes[i]->Match(text, at, text.size(), RE2::UNANCHORED, &found, 1);) {
      const std::size_t begin = found.data() - text.data();
      at = begin + std::max<std::size_t>(found.size(), 1);
      if (found.empty()) continue;
      hits.emplace_back(i, begin, begin + found.size());
      ++count;
    }
  }
  return hits;
}

// `folded`: the text is; it is searched as the matcher has it.
std::vector<Hit> HitsOf(const Regexes& regexes, std::string_view text, bool folded,
                        Regexes::Scratch* scratch) {
  std::vector<Hit> hits;
  text::FoldedText again;
  text::Words words;
  std::vector<lexicon::WordKey> keys;
  if (folded) {
    text::Fold(text, &again);
    EXPECT_EQ(again.text, text);
    text::CutWords(again, &words);
    readings::AddTextReadings(again, &words);
    for (const text::Word& word : words.words) {
      keys.push_back(lexicon::KeyOf(again.text.substr(word.begin, word.end - word.begin)));
    }
  }
  const SearchedText searched{folded ? again.text : text, CountBytes(text),
                              folded ? &again : nullptr, words.words, keys};
  regexes.FindAll(searched, scratch, [&](int index, std::size_t begin, std::size_t end) {
    hits.emplace_back(index, begin, end);
  });
  std::stable_sort(hits.begin(), hits.end(), [](const Hit& a, const Hit& b) {
    return std::get<0>(a) < std::get<0>(b);
  });
  return hits;
}

// The linter keeps the others out: \C, and what matches nothing at all.
bool IsForRules(const std::string& pattern) {
  rules::LintBudget budget;
  const std::vector<rules::PatternProblem> problems = rules::LintRegex(pattern, false, &budget);
  return std::none_of(problems.begin(), problems.end(), [](const rules::PatternProblem& problem) {
    return problem.code == diagnostics::Code::kMatchesEmpty ||
           problem.code == diagnostics::Code::kSingleByte;
  });
}

// By which ways a regex may be found.
std::string SearchMethodOf(const RegexNode& tree) {
  bool atom = false, begin = false, words = false;
  for (const TextNeed& need : TextNeedsOf(tree).needs) {
    bool usable = true, known = true, of_words = true;
    for (const NeededText& needed : need) {
      usable &= Atoms::IsUsable({needed.text, needed.begins_word});
      of_words &=
          Atoms::SearchMethodOf({needed.text, needed.begins_word}) == Atoms::SearchMethod::kWords;
      known &= needed.before.min == needed.before.max;
    }
    atom |= usable;
    begin |= usable && known;
    words |= usable && of_words;
  }
  if (atom) {
    return base::Cat("atom", words ? " of words" : "", begin ? " at a known place" : "");
  }
  std::vector<ByteSet> sets;
  AddSets(tree, &sets);
  const bool runs = std::any_of(sets.begin(), sets.end(), [&](const ByteSet& set) {
    return Rarity(set) > 0.5 && NeededRun(tree, set) > 0;
  });
  return runs ? "run" : "nothing";
}

std::string Shown(const std::vector<Hit>& hits, const std::vector<std::unique_ptr<RE2>>& regexes) {
  std::string out;
  for (const auto& [index, begin, end] : hits) {
    out += base::Cat("  ", begin, "..", end, " ",
                     regexes[static_cast<std::size_t>(index)]->pattern(), "\n");
  }
  return out;
}

TEST(Regexes, KeepEqualPatternsOnceAndRefusedOnesNot) {
  Regexes regexes(true);
  EXPECT_EQ(*regexes.Add("ab+", 64 * 1024), 0);
  for (int time = 0; time < 2; ++time) {
    EXPECT_FALSE(regexes.Add("(?:\\pL{100}){10}", 64 * 1024).ok());
    EXPECT_FALSE(regexes.Add("c(", 64 * 1024).ok());
  }
  EXPECT_EQ(*regexes.Add("cd", 64 * 1024), 1);
  EXPECT_EQ(*regexes.Add("ab+", 64 * 1024), 0);
  EXPECT_EQ(regexes.size(), 2u);
  regexes.Compile(1 << 20);
  Regexes::Scratch scratch;
  EXPECT_THAT(HitsOf(regexes, "cd abb", true, &scratch),
              testing::ElementsAre(Hit(0, 3, 6), Hit(1, 0, 2)));
}

TEST(Regexes, FindWhatEachOfThemFindsAlone) {
  Random random(Seed());
  RE2::Options quiet;
  quiet.set_log_errors(false);
  Regexes::Scratch scratch;
  std::map<std::string, int> hits_by_way;
  for (int round = 0; round < ASCOLTO_ROUNDS; ++round) {
    const bool folded = round % 2 == 0;
    Regexes regexes(folded);
    std::vector<std::unique_ptr<RE2>> alone;
    std::vector<RegexNode> trees;
    for (std::size_t count = 1 + random() % 40; alone.size() < count;) {
      const std::string pattern = RandomRegex(random);
      auto regex = std::make_unique<RE2>(pattern, quiet);
      if (!regex->ok()) continue;
      if (!IsForRules(pattern)) continue;
      const absl::StatusOr<int> index = regexes.Add(pattern, 64 * 1024);
      ASSERT_TRUE(index.ok()) << pattern;
      if (const auto at = static_cast<std::size_t>(*index); at < alone.size()) {  // it came again
        ASSERT_EQ(alone[at]->pattern(), pattern);
        continue;
      }
      alone.push_back(std::move(regex));
      trees.push_back(*ParseRegex(pattern, folded));
      ASSERT_EQ(regexes.size(), alone.size());
    }
    regexes.Compile(1 << 20);
    for (int i = 0; i < 20; ++i) {
      std::string text = RandomText(random);
      while (random() % 2 == 0) text += TextFor(random, trees[random() % trees.size()]);
      if (random() % 20 == 0) {
        for (int copies = 0; copies < 5; ++copies) text += text;
      }
      if (folded) text = text::Fold(text);
      const std::vector<Hit> expected = HitsAlone(alone, text);
      const std::vector<Hit> got = HitsOf(regexes, text, folded, &scratch);
      ASSERT_EQ(got, expected) << "seed " << Seed() << ", round " << round << "\ntext " << text
                               << "\nalone:\n" << Shown(expected, alone) << "together:\n"
                               << Shown(got, alone);
      for (const auto& [index, begin, end] : expected) {
        ++hits_by_way[SearchMethodOf(trees[static_cast<std::size_t>(index)])];
      }
      ++hits_by_way[static_cast<int>(std::count_if(
                        expected.begin(), expected.end(),
                        [](const Hit& hit) { return std::get<0>(hit) == 0; })) >= kMaxRegexHits
                        ? "as many as are counted"
                        : "fewer"];
    }
  }
  for (const char* way :
       {"atom at a known place", "atom", "atom of words at a known place", "atom of words", "run",
        "nothing", "as many as are counted"}) {
    std::printf("%-32s %d\n", way, hits_by_way[way]);
    EXPECT_GT(hits_by_way[way], 0) << way;
  }
}

}  // namespace
}  // namespace ascolto::regex
