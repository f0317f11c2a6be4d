// A site without `policy_url` gave a warning for each of 137 messages, and the one error stood among
// them; a thousand warnings in a file left out the errors behind them, and were an error themselves.

#include "ascolto/diagnostics/problems.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "ascolto/base/strings.h"
#include "ascolto/rule_set.h"

namespace ascolto::rules {
namespace {

RuleSet::Loaded Load(const std::vector<RuleSet::Source>& sources, const Limits& limits = {}) {
  RuleSet::Options options;
  options.limits = limits;
  return RuleSet::FromSources(sources, options);
}

// A pack of rules with the lines that are given for each.
std::string PackOfRules(int rules, const std::string& lines) {
  std::string text = "pack: p\nrules:\n";
  for (int i = 0; i < rules; ++i) {
    text += base::Cat("  - id: r", i, "\n    label: insult\n    find: {words: [w", i, "]}\n", lines);
  }
  return text;
}

TEST(ProblemsTest, ACauseIsReportedOnceWithItsPlaces) {
  const std::string pack = PackOfRules(137, "    points: 1\n    message: 'see {{policy_url}}'\n");
  const RuleSet::Loaded loaded = Load({{"p.yaml", pack}, {"site.yaml", "timezone: Nowhere/Town\n"}});
  ASSERT_EQ(loaded.diagnostics.size(), 2u);
  EXPECT_EQ(loaded.diagnostics[0].severity, Severity::kError);
  EXPECT_EQ(loaded.diagnostics[0].file, "site.yaml");
  EXPECT_EQ(loaded.diagnostics[1].code, "W005");
  EXPECT_EQ(loaded.diagnostics[1].message,
            "no value for the placeholder {{policy_url}} (and in 136 other places)");
  EXPECT_EQ(loaded.diagnostics[1].line, 7);
  EXPECT_NE(loaded.diagnostics[1].hint.find("site.yaml"), std::string::npos);
}

TEST(ProblemsTest, ThePlaceIsTheFirstInTheOrderOfFiles) {
  const RuleSet::Loaded loaded =
      Load({{"1.yaml", "pack: z\nrules:\n  - {id: a, label: insult, points: 1, when: {label: gone}}\n"},
            {"2.yaml", "pack: a\nrules:\n  - {id: a, label: insult, points: 1, when: {label: gone}}\n"}});
  ASSERT_EQ(loaded.diagnostics.size(), 1u);
  EXPECT_EQ(loaded.diagnostics[0].file, "1.yaml");
  EXPECT_EQ(loaded.diagnostics[0].message, "no rule has the label gone (and in one other place)");
}

TEST(ProblemsTest, WhatIsCorrectedInEachPlaceIsReportedInEach) {
  const RuleSet::Loaded loaded =
      Load({{"p.yaml", PackOfRules(5, "    points: 1\n    message: '{{policy}}'\n")}});
  EXPECT_EQ(loaded.diagnostics.size(), 5u);
}

TEST(ProblemsTest, WarningsAloneKeepNoRulesFromLoading) {
  constexpr int kWarnings = 1500;
  const RuleSet::Loaded loaded = Load({{"p.yaml", PackOfRules(kWarnings, "")}});
  EXPECT_TRUE(loaded.status.ok()) << loaded.status;
  ASSERT_EQ(loaded.diagnostics.size(), diagnostics::Problems::kMost + 1);
  EXPECT_EQ(loaded.diagnostics.back().code, "W009");
  EXPECT_EQ(loaded.diagnostics.back().message.find("500 "), 0u) << loaded.diagnostics.back().message;
}

TEST(ProblemsTest, AnErrorBehindAThousandWarningsIsReportedFirst) {
  const std::string pack =
      PackOfRules(1500, "") +
      "  - {id: last, label: insult, points: 1, find: {regex: ['(a']}}\n";
  Limits few;
  few.problems = 10;
  for (const Limits& limits : {Limits(), few}) {
    const RuleSet::Loaded loaded = Load({{"p.yaml", pack}}, limits);
    EXPECT_FALSE(loaded.status.ok());
    ASSERT_FALSE(loaded.diagnostics.empty());
    EXPECT_EQ(loaded.diagnostics[0].severity, Severity::kError) << loaded.diagnostics[0].Render();
    EXPECT_EQ(loaded.diagnostics[0].line, 4503);
    EXPECT_EQ(loaded.diagnostics[1].severity, Severity::kWarning);
  }
}

}  // namespace
}  // namespace ascolto::rules
