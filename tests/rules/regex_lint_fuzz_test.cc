// What the linter tells of regexes without compiling them, against what RE2 says of them.
// ASCOLTO_SEED in the environment repeats a run.

#include <re2/filtered_re2.h>
#include <re2/re2.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>
#include <vector>

#include "ascolto/regex/cost.h"
#include "ascolto/rules/regex_lint.h"
#include "gtest/gtest.h"
#include "tests/regex/random_regexes.h"

namespace ascolto::rules {
namespace {

using diagnostics::Code;

std::uint64_t Seed() {
  const char* seed = std::getenv("ASCOLTO_SEED");
  return seed != nullptr ? std::strtoull(seed, nullptr, 10) : 20260304;
}

bool MatchesEmptySomewhere(const RE2& regex) {
  for (const std::string text : {"", "a", " ", "aa", "a ", " a", "  ", "\na", "a\n", "\n\n"}) {
    for (std::size_t at = 0; at <= text.size(); ++at) {
      re2::StringPiece hit;
      if (regex.Match(text, at, text.size(), RE2::ANCHOR_START, &hit, 1) && hit.empty()) return true;
      if (at == text.size() && regex.Match(text, at, at, RE2::ANCHOR_BOTH, &hit, 1)) return true;
    }
  }
  return false;
}

bool RequiresText(const std::string& pattern, const RE2::Options& options) {
  re2::FilteredRE2 filter(1);
  int id = 0;
  EXPECT_EQ(filter.Add(pattern, options, &id), RE2::NoError);
  std::vector<std::string> atoms;
  filter.Compile(&atoms);
  std::vector<int> without;
  filter.AllPotentials({}, &without);
  return without.empty();
}

TEST(RegexLint, SaysWhatRe2Says) {
  regex::Random random(Seed());
  RE2::Options quiet;
  quiet.set_log_errors(false);
  std::map<Code, int> seen;
  int fine = 0;
  for (int i = 0; i < ASCOLTO_REGEXES; ++i) {
    const std::string pattern = regex::RandomRegex(random);
    LintBudget budget{.instructions = ~std::size_t{0}};
    const std::vector<PatternProblem> problems = LintRegex(pattern, false, &budget);
    const auto has = [&](Code code) {
      return std::any_of(problems.begin(), problems.end(),
                         [&](const PatternProblem& p) { return p.code == code; });
    };
    for (const PatternProblem& problem : problems) ++seen[problem.code];
    fine += problems.empty();
    if (has(Code::kBackReference) || has(Code::kLookAround)) continue;
    const RE2 regex(pattern, quiet);
    ASSERT_EQ(has(Code::kBadRegex), !regex.ok()) << pattern;
    if (!regex.ok()) continue;
    // An estimate that is too small would let a regex be compiled that is too large.
    ASSERT_GE(1.5 * regex::CostOfRegex(pattern).instructions + 10, regex.ProgramSize()) << pattern;
    const bool empty = MatchesEmptySomewhere(regex);
    ASSERT_EQ(has(Code::kMatchesEmpty), empty) << "seed " << Seed() << ", regex " << pattern;
    if (empty || has(Code::kSingleByte)) continue;
    ASSERT_EQ(has(Code::kNoRequiredText), !RequiresText(pattern, quiet))
        << "seed " << Seed() << ", regex " << pattern;
  }
  std::printf("%d fine", fine);
  for (const auto& [code, count] : seen) std::printf(", %s %d", std::string(diagnostics::CodeName(code)).c_str(), count);
  std::printf("\n");
  for (const Code code : {Code::kBadRegex, Code::kMatchesEmpty, Code::kNoRequiredText}) {
    EXPECT_GT(seen[code], 0);
  }
  EXPECT_GT(fine, ASCOLTO_REGEXES / 10);
}

}  // namespace
}  // namespace ascolto::rules
