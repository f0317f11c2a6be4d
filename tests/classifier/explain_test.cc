// Explanations: how a comment was read, what fired, what was skipped and why.

#include "ascolto/workbench/explain.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace ascolto::workbench {
namespace {

using ::testing::ElementsAre;

TEST(ExplainTest, ShowsReadingsPatternsFatesAndReasons) {
  const RuleSet::Source source{
      "p.yaml",
      "pack: p\n"
      "rules:\n"
      "  - {id: hit, label: insult, points: 80, find: {phrases: ['sei (un/una) cretin(o/a)']}}\n"
      "  - {id: excused, label: insult, points: 1, find: {words: [cretino]},\n"
      "     unless: {find: {phrases: [sei un cretino]}}}\n"
      "  - {id: skipped, label: insult, points: 1, when: {channel: [x]}, find: {words: [sei]}}\n"
      "  - {id: near, label: insult, points: 1, find: {near: [{within: 4, all: [sei, cretino]}]}}\n"};
  const RuleSet::Loaded loaded = RuleSet::FromSources(std::span(&source, 1));
  ASSERT_TRUE(loaded.status.ok()) << loaded.status;
  Classifier classifier(loaded.rules);
  Comment comment;
  comment.text = "SEI un cr3tino 😀";
  const auto e = Explain(comment, &classifier);
  ASSERT_TRUE(e.ok()) << e.status();
  EXPECT_EQ(e->folded, "sei un cr3tino 😀");
  ASSERT_EQ(e->words.size(), 3u);
  ASSERT_EQ(e->readings.size(), 1u);
  EXPECT_EQ(e->readings[0].form, "cretino");
  EXPECT_EQ(e->readings[0].reading, Reading::kLeet);
  ASSERT_EQ(e->tokens.size(), 1u);
  EXPECT_EQ(e->tokens[0].kind, "emoji");
  ASSERT_EQ(e->rules.size(), 4u);

  EXPECT_EQ(e->rules[0].id, "p/excused");
  EXPECT_EQ(e->rules[0].outcome, "hits excused");
  EXPECT_EQ(e->rules[0].hits[0].fate, "excused");
  EXPECT_EQ(e->rules[0].hits[0].entry, "cretino");

  EXPECT_EQ(e->rules[1].id, "p/hit");
  EXPECT_EQ(e->rules[1].outcome, "hit");
  ASSERT_EQ(e->rules[1].hits.size(), 1u);
  EXPECT_EQ(e->rules[1].hits[0].entry, "sei (un/una) cretin(o/a)");
  EXPECT_THAT(e->rules[1].hits[0].patterns,
              ElementsAre("(?:sei un cretina|sei un cretino|sei una cretina|sei una cretino)"));
  EXPECT_EQ(e->rules[1].hits[0].reading, Reading::kLeet);
  EXPECT_EQ(e->rules[1].hits[0].begin, 0u);
  EXPECT_EQ(e->rules[1].hits[0].end, 14u);

  EXPECT_EQ(e->rules[2].id, "p/near");
  EXPECT_EQ(e->rules[2].hits[0].entry, "sei + cretino");
  EXPECT_THAT(e->rules[2].hits[0].patterns, ElementsAre("sei", "cretino"));

  EXPECT_EQ(e->rules[3].id, "p/skipped");
  EXPECT_EQ(e->rules[3].outcome, "condition fails");
  EXPECT_EQ(e->rules[3].condition, "channel");
  EXPECT_EQ(e->verdict.action, Action::kHold);
}

}  // namespace
}  // namespace ascolto::workbench
