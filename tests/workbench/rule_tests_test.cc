// The runner of the tests inside the rule files.

#include "ascolto/workbench/rule_tests.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ascolto::workbench {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

RuleTestRun RunText(std::string text, std::string site = "") {
  std::vector<RuleSet::Source> sources = {{"p.yaml", std::move(text)}};
  if (!site.empty()) sources.push_back({"site.yaml", std::move(site)});
  RuleTestRun run = RunRuleTestsOf(sources, {});
  for (const Diagnostic& d : run.diagnostics) ADD_FAILURE() << d.Render();
  return run;
}

std::vector<Outcome> Outcomes(const RuleTestRun& run) {
  std::vector<Outcome> outcomes;
  for (const RuleTest& test : run.tests) outcomes.push_back(test.outcome);
  return outcomes;
}

TEST(RuleTests, ExamplePackHolds) {
  const std::vector<std::string> paths = {ASCOLTO_SOURCE_DIR "/tests/rules/example"};
  const RuleTestRun run = RunRuleTests(paths, {});
  ASSERT_TRUE(run.status.ok()) << run.status;
  for (const RuleTest& test : run.tests) {
    EXPECT_NE(test.outcome, Outcome::kFails) << test.line << ": " << test.text;
  }
  EXPECT_EQ(run.Count(Outcome::kHolds), 7u);
  EXPECT_EQ(run.Count(Outcome::kKnownGap), 1u);
  EXPECT_TRUE(run.Passed());
}

TEST(RuleTests, EveryOutcomeIsTold) {
  const RuleTestRun run = RunText(R"(pack: p
rules:
  - id: a
    label: tone.criticism
    find: {words: [ciao]}
    tests:
      match: [ciao, buongiorno]
      pass: [buonasera, ciao a tutti]
      todo:
        match: [salve, ciao bello]
        pass: [ciao ciao, salve]
  - id: b
    label: tone.criticism
    find: {words: [bello]}
)");
  EXPECT_THAT(Outcomes(run),
              ElementsAre(Outcome::kHolds, Outcome::kFails, Outcome::kHolds, Outcome::kFails,
                          Outcome::kKnownGap, Outcome::kTodoPasses, Outcome::kKnownGap,
                          Outcome::kTodoPasses));
  EXPECT_FALSE(run.Passed());
  EXPECT_EQ(run.tests[1].rule, "p/a");
  EXPECT_EQ(run.tests[1].file, "p.yaml");
  EXPECT_EQ(run.tests[1].line, 7);
  EXPECT_EQ(run.tests[1].column, 21);
  EXPECT_EQ(run.tests[1].text, "buongiorno");
  EXPECT_FALSE(run.tests[1].hit);
  EXPECT_THAT(run.tests[5].other_rules, ElementsAre("p/b"));
  EXPECT_THAT(run.rules_without_tests, ElementsAre("p/b"));
}

TEST(RuleTests, FieldsThatTheCaseLeavesOutAreTakenFromWhen) {
  const RuleTestRun run = RunText(R"(pack: p
rules:
  - id: a
    label: tone.criticism
    when: {channel: [x, web], page: casa, reply: true, author_new: false, author_strikes: 2.., repeats: ..3, length: 3..}
    find: {words: [ciao]}
    tests:
      match:
        - ciao
        - {text: ciao, channel: web, author_strikes: 7}
      pass:
        - {text: ciao, channel: facebook}
        - {text: ciao, reply: false}
        - {text: ciao, repeats: 4}
        - {text: ciao, author_strikes: 1}
)");
  EXPECT_EQ(run.Count(Outcome::kHolds), 6u);
}

TEST(RuleTests, ComputedFieldsAreNeverFilledIn) {
  const RuleTestRun run = RunText(R"(pack: p
rules:
  - id: a
    label: tone.criticism
    when: {length: 100..}
    find: {words: [ciao]}
    tests: {pass: [ciao]}
)");
  EXPECT_TRUE(run.Passed());
}

TEST(RuleTests, RunBeforeOverridesWhateverTheStatus) {
  const RuleTestRun run = RunText(R"(pack: p
rules:
  - {id: off, status: off, label: tone.criticism, find: {words: [ciao]}, tests: {match: [ciao]}}
  - {id: shadow, status: shadow, label: tone.criticism, find: {words: [ciao]}, tests: {match: [ciao]}}
  - {id: live, label: tone.criticism, find: {words: [ciao]}, tests: {match: [ciao]}}
)",
                                  "overrides:\n  - {rule: p/live, status: off}\n");
  EXPECT_EQ(run.Count(Outcome::kHolds), 3u);
}

TEST(RuleTests, NoTestsAreNoSuccess) {
  const RuleTestRun run =
      RunText("pack: p\nrules:\n  - {id: a, label: tone.criticism, find: {words: [ciao]}}\n");
  EXPECT_TRUE(run.status.ok());
  EXPECT_THAT(run.tests, IsEmpty());
  EXPECT_FALSE(run.Passed());
}

TEST(RuleTests, BadFilesDoNotRun) {
  const std::vector<RuleSet::Source> sources = {{"p.yaml", "pack: p\nrules: ciao\n"}};
  const RuleTestRun run = RunRuleTestsOf(sources, {});
  EXPECT_FALSE(run.status.ok());
  EXPECT_FALSE(run.Passed());
  EXPECT_EQ(run.diagnostics.size(), 1u);
}

}  // namespace
}  // namespace ascolto::workbench
