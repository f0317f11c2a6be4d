// What an example in a header claims that it prints, it prints. (That examples compile is held by the
// build: header_examples.py.)

#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "ascolto/rule_set.h"

namespace ascolto {
namespace {

// The lines of the block that follows the line "prints" in the comment at the head of a header.
std::string ClaimedOutput(const std::string& header) {
  std::ifstream file(ASCOLTO_SOURCE_DIR "/lib/ascolto/" + header);
  std::string output;
  bool follows = false;
  for (std::string line; std::getline(file, line) && line.starts_with("//");) {
    if (line == "// prints") follows = true;
    if (follows && line.starts_with("//   ")) output += line.substr(5) + "\n";
  }
  return output;
}

TEST(HeaderExamplesTest, ADiagnosticIsShownAsItsHeaderSays) {
  const RuleSet::Source source{"rules/it/insulti.yaml",
                               "pack: it.insulti\n"
                               "language: it\n"
                               "\n"
                               "# Insults.\n"
                               "\n"
                               "lists:\n"
                               "  insulti: [cretino]\n"
                               "rules:\n"
                               "  - id: a\n"
                               "    find:\n"
                               "      phrases:\n"
                               "      - sei un $insutli\n"
                               "    label: insult\n"
                               "    points: 80\n"};
  const RuleSet::Loaded loaded = RuleSet::FromSources(std::span(&source, 1));
  ASSERT_EQ(loaded.diagnostics.size(), 1u);
  EXPECT_EQ(loaded.diagnostics[0].Render(), ClaimedOutput("diagnostic.h"));
}

}  // namespace
}  // namespace ascolto
