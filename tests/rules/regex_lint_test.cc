// What is said of regexes before they run.

#include "ascolto/rules/regex_lint.h"

#include <string>
#include <vector>

#include "ascolto/base/strings.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ascolto::rules {
namespace {

using ::testing::ElementsAreArray;

std::vector<PatternProblem> Lint(std::string_view pattern, bool folded) {
  LintBudget budget;
  return LintRegex(pattern, folded, &budget);
}

// "E053 0-1" for each problem.
std::vector<std::string> ProblemsOf(std::string_view pattern, bool folded) {
  std::vector<std::string> shown;
  for (const PatternProblem& p : Lint(pattern, folded)) {
    shown.push_back(base::Cat(diagnostics::CodeName(p.code), " ", p.begin, "-", p.end));
  }
  return shown;
}

struct Case {
  std::string_view pattern;
  std::vector<std::string> folded, raw;
};

TEST(LintRegex, SaysWhatIsWrongAndWhere) {
  const Case cases[] = {
      {R"(\b[tv]i (?:spacco|rompo) la (?:faccia|testa))", {}, {}},
      {"perche(?:'|) no", {}, {}},
      {"Ciao", {"E053 0-1"}, {}},
      {"ciao [A-Z]+", {"E053 6-7"}, {}},
      {"perché", {"E053 5-7"}, {}},
      {R"(a\nb)", {"E053 1-3"}, {}},
      {R"(a\x{c8}b)", {"E053 1-7"}, {}},
      {R"(\QCiao\E x)", {"E053 2-3"}, {}},
      {R"(l’uso)", {"E053 1-4"}, {}},
      {"a  b", {"E053 1-3"}, {}},
      {R"(a\W\S\Db)", {}, {}},
      {R"((?P<Nome>ciao))", {}, {}},
      {R"(\p{Lu}ciao)", {"E054 0-6"}, {}},
      {R"(\PLciao)", {}, {}},
      {R"([[:upper:]]ciao)", {"E054 1-10"}, {}},
      {R"(a\Cb)", {"E054 1-3"}, {"E056 1-3"}},
      {"a(?=b)", {"E051 1-4"}, {"E051 1-4"}},
      {"(?<!b)a", {"E051 0-4"}, {"E051 0-4"}},
      {R"(\(?=a)", {}, {}},
      {R"([(?=]a)", {}, {}},
      {R"((a)\1)", {"E052 3-5"}, {"E052 3-5"}},
      {R"((?P<x>a)(?P=x))", {"E052 8-14"}, {"E052 8-14"}},
      {"a(", {"E050 0-2"}, {"E050 0-2"}},
      {"x[z-a]", {"E050 2-5"}, {"E050 2-5"}},
      {"a**", {"E050 1-3"}, {"E050 1-3"}},
      {"a\\", {"E050 0-2"}, {"E050 0-2"}},
      {"a{1001}", {"E050 1-7"}, {"E050 1-7"}},
      {"a*", {"E055 0-2"}, {"E055 0-2"}},
      {"ciao|", {"E055 0-5"}, {"E055 0-5"}},
      {R"(\b)", {"E055 0-2"}, {"E055 0-2"}},
      {"^$", {"E055 0-2"}, {"E055 0-2"}},
      {"$", {"E055 0-1"}, {"E055 0-1"}},
      {R"(\B)", {"E055 0-2"}, {"E055 0-2"}},
      {R"(\w{3,})", {"W003 0-6"}, {"W003 0-6"}},
      {"[^a]", {"W003 0-4"}, {"W003 0-4"}},
      {"[0-9]{3}", {}, {}},
      {"@", {}, {}},
  };
  for (const Case& c : cases) {
    EXPECT_THAT(ProblemsOf(c.pattern, true), ElementsAreArray(c.folded)) << "regex: " << c.pattern;
    EXPECT_THAT(ProblemsOf(c.pattern, false), ElementsAreArray(c.raw)) << "regex_raw: " << c.pattern;
  }
}

TEST(LintRegex, RewritesThePatternAsFolded) {
  const auto rewritten = [](std::string_view pattern) {
    const std::vector<PatternProblem> problems = Lint(pattern, true);
    return problems.empty() ? std::string() : problems[0].arguments.at(1).text;
  };
  EXPECT_EQ(rewritten(R"(Perch[éè]\s+\x41)"), R"(perch[ee]\s+a)");
  EXPECT_EQ(rewritten("a   b"), "a b");
  EXPECT_EQ(rewritten(R"([^0-9\n]{0,5}x)"), "[^0-9]{0,5}x");
}

TEST(LintRegex, CompilesOnlySoManyThatAreVeryLarge) {
  LintBudget budget{.large = 1, .instructions = 1'000'000};
  const std::string large = "(?:.{100}){9}.{900}.{900}.{900}.{900}.{900}.{900}.{900}.{900}";
  EXPECT_FALSE(LintRegex(large, true, &budget).empty());
  EXPECT_TRUE(LintRegex(large, true, &budget).empty());
  EXPECT_FALSE(LintRegex("a*", true, &budget).empty());
}

TEST(LintRegex, RefusesWhatIsTooLargeOrTooDeepBeforeItIsParsed) {
  const auto repeated = [](std::string_view part, int times) {
    std::string pattern;
    for (int i = 0; i < times; ++i) pattern += part;
    return pattern;
  };
  const struct {
    std::string pattern;
    std::string code;  // empty: neither is said
  } cases[] = {
      {repeated("(", 9030) + "a" + repeated(")", 9030), "E058"},
      {repeated("(?:", 101) + "a" + repeated(")", 101), "E058"},
      {repeated("(?:", 100) + "a" + repeated(")", 100), ""},
      {base::Cat("a", repeated("{1}", 5000)), "E058"},
      {repeated("[a-z]{1,1000}", 40), "E057"},
      {repeated("[a-z]{1,1000}", 4), "E057"},
      {repeated("x[a-z]{1,100}", 4), ""},
      {repeated("[abX]", 150'000), "E057"},
      {repeated("\\pL", 300'000), "E057"},
      {repeated("\\pL", 5), ""},
      {repeated("a", 500'000), "E057"},
      {repeated("(a1|b1)", 20'000), "E057"},
      {"((a{1,100}){1,100}){1,100}", "E057"},
      {repeated("(?i)", 100'000) + "a", "E057"},
      {base::Cat("\\Q", repeated("a", 20000)), "E057"},
      {base::Cat("[", repeated("é", 5000), "]"), "E057"},
  };
  for (const auto& c : cases) {
    const std::vector<std::string> shown = ProblemsOf(c.pattern, false);
    const bool said = !shown.empty() && (shown[0].starts_with("E057") || shown[0].starts_with("E058"));
    EXPECT_EQ(said ? shown[0].substr(0, 4) : "", c.code) << c.pattern.substr(0, 40);
  }
}

TEST(LintRegex, SaysSoManyProblemsOfOneRegex) {
  std::string pattern;
  for (int i = 0; i < 7; ++i) pattern += "[[:upper:]][[:upper:]][[:upper:]][[:upper:]]";
  EXPECT_EQ(ProblemsOf(pattern, true).size(), 20u);
}

}  // namespace
}  // namespace ascolto::rules
