// What is shipped: the packs and their tests, the examples of the moderators' pages, and the
// verdicts of the sample comments (sample_verdicts.txt: id, action, deciding bucket, answer).

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "ascolto/base/strings.h"
#include "ascolto/base/time_text.h"
#include "ascolto/classifier.h"
#include "ascolto/workbench/rule_tests.h"

namespace ascolto {
namespace {

const std::string kSource = ASCOLTO_SOURCE_DIR;

std::string Read(const std::string& path) {
  std::ifstream in(kSource + path);
  EXPECT_TRUE(in.good()) << path;
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

std::string Failures(const workbench::RuleTestRun& run) {
  std::string out = std::string(run.status.message());
  for (const Diagnostic& d : run.diagnostics) out += d.Render();
  for (const workbench::RuleTest& test : run.tests) {
    if (test.outcome == workbench::Outcome::kHolds || test.outcome == workbench::Outcome::kKnownGap) {
      continue;
    }
    out += base::Cat(test.rule, ": ", workbench::OutcomeName(test.outcome), ": ", test.text, "\n");
  }
  return out;
}

TEST(PacksTest, LoadWithoutAFinding) {
  const std::string paths[] = {kSource + "/rules"};
  const RuleSet::Loaded loaded = RuleSet::Load(paths);
  ASSERT_TRUE(loaded.status.ok()) << loaded.status;
  for (const Diagnostic& d : loaded.diagnostics) ADD_FAILURE() << d.Render();
}

TEST(PacksTest, PassTheirOwnTestsAndEveryRuleHasSome) {
  const std::string paths[] = {kSource + "/rules"};
  const workbench::RuleTestRun run = workbench::RunRuleTests(paths, {});
  EXPECT_TRUE(run.Passed()) << Failures(run);
  EXPECT_GE(run.rules, 150u);
  EXPECT_GE(run.Count(workbench::Outcome::kHolds), 600u);
  EXPECT_TRUE(run.rules_without_tests.empty()) << run.rules_without_tests.front();
}

// The whole files that a page shows: its blocks marked `yaml` and nothing else.
std::vector<std::string> Blocks(const std::string& page) {
  std::vector<std::string> blocks;
  std::istringstream lines(page);
  std::string line;
  bool inside = false;
  while (std::getline(lines, line)) {
    if (inside && line == "```") {
      inside = false;
    } else if (inside) {
      blocks.back() += line + "\n";
    } else if (line == "```yaml") {
      inside = true;
      blocks.emplace_back();
    }
  }
  return blocks;
}

TEST(PacksTest, ExamplesOfTheModeratorsPagesAreRight) {
  for (const char* page : {"/docs/rules.md", "/docs/regole.md"}) {
    const std::vector<std::string> blocks = Blocks(Read(page));
    EXPECT_GE(blocks.size(), 5u) << page;
    for (const std::string& block : blocks) {
      const RuleSet::Source source{page, block};
      if (block.starts_with("chat:")) {  // a table has no tests
        const RuleSet::Loaded loaded = RuleSet::FromSources(std::span(&source, 1));
        EXPECT_TRUE(loaded.status.ok() && loaded.diagnostics.empty()) << block;
        continue;
      }
      const workbench::RuleTestRun run = workbench::RunRuleTestsOf(std::span(&source, 1), {});
      EXPECT_TRUE(run.Passed()) << block << Failures(run);
    }
  }
}

std::string Summary(const std::string& id, const Verdict& verdict) {
  std::string out = base::Cat(id, " ", ActionName(verdict.action), " ",
                              verdict.decided_by ? verdict.decided_by->bucket : "-", " ");
  return out + (verdict.answer.owed
                    ? base::Cat(verdict.answer.intent, " ", verdict.answer.office)
                    : "-");
}

TEST(PacksTest, SampleCommentsGetTheVerdictsThatAModeratorWouldGive) {
  const std::string paths[] = {kSource + "/rules"};
  Classifier classifier(RuleSet::Load(paths).rules);
  std::istringstream comments(Read("/examples/comments.jsonl"));
  std::string verdicts;
  for (std::string line; std::getline(comments, line);) {
    const auto json = nlohmann::json::parse(line);
    std::map<std::string, std::string> values;
    Comment comment;
    for (const CommentField& field : CommentFields()) {
      if (!json.contains(field.name) || field.kind != CommentField::Kind::kText) continue;
      comment.*field.text = values[std::string(field.name)] = json[field.name];
    }
    if (json.contains("author_new")) comment.author_new = json["author_new"].get<bool>();
    comment.time = *base::ParseRfc3339(json.at("time").get<std::string>());
    const auto verdict = classifier.Classify(comment);
    ASSERT_TRUE(verdict.ok()) << verdict.status();
    verdicts += Summary(values["id"], *verdict) + "\n";
  }
  EXPECT_EQ(verdicts, Read("/tests/packs/sample_verdicts.txt"));
}

}  // namespace
}  // namespace ascolto
