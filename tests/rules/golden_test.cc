// The exact text that a classifier sees, one pair tests/golden/X.yaml and X.out a code; X.out
// holds the English text and, after a line "== it ==", the Italian.
//
// Lines that begin with "#>>>" in a .yaml are for this test: "#>>> file NAME" begins a further
// file of that name, "#>>> limit KEY NUMBER" lowers a limit, "#>>> first NUMBER" shows only as
// many problems.
//
// To write the .out files anew, look at what has changed and commit it:
//   ASCOLTO_UPDATE_GOLDEN=1 build/bin/rules_golden_test

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include "ascolto/diagnostics/catalogue.h"
#include "ascolto/rules/loader.h"
#include "gtest/gtest.h"

namespace ascolto::rules {
namespace {

namespace fs = std::filesystem;

const fs::path kFolder = fs::path(ASCOLTO_SOURCE_DIR) / "tests/golden";

std::string ReadAll(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

struct Case {
  std::vector<RuleSource> sources;
  Limits limits;
  std::size_t first = 100;  // problems that are shown
};

Case ReadCase(const fs::path& path) {
  Case result;
  result.sources.push_back({.name = path.filename().string(), .text = ""});
  const std::string text = ReadAll(path);
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size() - 1) + 1;
    const std::string line = text.substr(at, end - at);
    at = end;
    std::istringstream words(line);
    std::string sign, verb, name;
    words >> sign >> verb >> name;
    if (sign != "#>>>") {
      result.sources.back().text += line;
    } else if (verb == "file") {
      if (result.sources.back().text.empty()) result.sources.pop_back();
      result.sources.push_back({.name = name, .text = ""});
    } else if (verb == "first") {
      result.first = std::stoul(name);
    } else {
      std::size_t number = 0;
      words >> number;
      if (name == "file_bytes") result.limits.file_bytes = number;
      if (name == "rules") result.limits.rules = number;
      if (name == "forms") result.limits.forms = number;
      if (name == "form_bytes") result.limits.form_bytes = number;
      if (name == "regex_work") result.limits.regex_work = number;
      if (name == "tests") result.limits.tests = number;
      if (name == "problems") result.limits.problems = number;
    }
  }
  return result;
}

std::string Rendered(const Case& golden, MessageLanguage language) {
  std::string text;
  const LoadedModel loaded = LoadModel(golden.sources, golden.limits, language);
  for (std::size_t i = 0; i < std::min(golden.first, loaded.diagnostics.size()); ++i) {
    text += loaded.diagnostics[i].Render();
  }
  return text;
}

std::vector<fs::path> Cases() {
  std::vector<fs::path> cases;
  for (const auto& entry : fs::directory_iterator(kFolder)) {
    if (entry.path().extension() == ".yaml") cases.push_back(entry.path());
  }
  std::sort(cases.begin(), cases.end());
  return cases;
}

TEST(Golden, EveryCaseShowsItsText) {
  const bool update = std::getenv("ASCOLTO_UPDATE_GOLDEN") != nullptr;
  ASSERT_FALSE(Cases().empty());
  for (const fs::path& path : Cases()) {
    const Case golden = ReadCase(path);
    const std::string text = Rendered(golden, MessageLanguage::kEnglish) + "== it ==\n" +
                             Rendered(golden, MessageLanguage::kItalian);
    const fs::path out = fs::path(path).replace_extension(".out");
    if (update) std::ofstream(out, std::ios::binary) << text;
    EXPECT_EQ(text, ReadAll(out)) << path;
  }
}

TEST(Golden, EveryCodeHasACase) {
  for (const diagnostics::Code code : diagnostics::AllCodes()) {
    const std::string name(diagnostics::CodeName(code));
    const std::string out = ReadAll(kFolder / (name + ".out"));
    EXPECT_NE(out.find(" error " + name + ": "), out.find(" warning " + name + ": "))
        << "tests/golden/" << name << ".yaml must show " << name;
  }
}

}  // namespace
}  // namespace ascolto::rules
