// The loader as a whole: files in, model and problems out.

#include "ascolto/rules/loader.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ascolto::rules {
namespace {

std::string Rendered(const std::vector<Diagnostic>& diagnostics) {
  std::string text;
  for (const Diagnostic& diagnostic : diagnostics) text += diagnostic.Render();
  return text;
}

TEST(LoadModel, ExamplePackHasNoProblems) {
  const std::vector<std::string> paths = {ASCOLTO_SOURCE_DIR "/tests/rules/example"};
  const auto sources = ReadSources(paths, Limits());
  ASSERT_TRUE(sources.ok()) << sources.status();
  const LoadedModel loaded = LoadModel(*sources, Limits(), MessageLanguage::kEnglish);
  EXPECT_EQ(Rendered(loaded.diagnostics), "");
  ASSERT_TRUE(loaded.model);
  ASSERT_EQ(loaded.model->rules.size(), 1u);
  const model::Rule& rule = loaded.model->rules[0];
  EXPECT_EQ(rule.id, "it.insulti/insulto-diretto");
  ASSERT_EQ(rule.find.size(), 5u);
  EXPECT_EQ(rule.find[1].phrases[0].forms.size(), 3u);
  EXPECT_EQ(rule.match.size(), 4u);
  EXPECT_EQ(rule.match[1].fields.at("text"), "s e i   un  crètino!!");
}

TEST(ApplySite, LeavesTestsOutAndEntriesAsTheyAre) {
  const std::vector<std::string> paths = {ASCOLTO_SOURCE_DIR "/tests/rules/example"};
  const auto sources = ReadSources(paths, Limits());
  ASSERT_TRUE(sources.ok()) << sources.status();
  LoadedModel loaded = LoadModel(*sources, Limits(), MessageLanguage::kEnglish);
  ASSERT_TRUE(loaded.model);
  ASSERT_FALSE(loaded.model->rules.at(0).match.empty());
  const model::Model applied = ApplySite(*std::move(loaded.model));
  const model::Rule& rule = applied.rules.at(0);
  EXPECT_EQ(rule.match.capacity() + rule.pass.capacity(), 0u);
  ASSERT_EQ(rule.find.size(), 5u);
  EXPECT_EQ(rule.find[1].phrases[0].forms.size(), 3u);
}

}  // namespace
}  // namespace ascolto::rules
