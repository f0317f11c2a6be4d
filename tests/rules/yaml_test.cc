// The strict subset of YAML: the tree, its places, and that no text is too odd to read.

#include "ascolto/yaml/document.h"

#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "ascolto/model/fingerprint.h"
#include "gmock/gmock.h"
#include "tests/rules/support.h"

namespace ascolto::rules {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::size_t kMaxBytes = 1 << 20;

// Where character `needle` of the first scalar value of the file is found through its quotes.
std::string PlaceOf(std::string_view yaml, std::string_view needle) {
  diagnostics::Problems problems;
  const yaml::Document document = yaml::Read(yaml, 0, kMaxBytes, &problems);
  EXPECT_TRUE(document.complete && problems.all().empty()) << yaml;
  const yaml::Node& scalar = document.root.members.at(0).value;
  const std::size_t at = scalar.text.find(needle);
  EXPECT_NE(at, std::string::npos) << scalar.text;
  const diagnostics::Spot spot = document.text.SpotIn(scalar, at, at + needle.size());
  return base::Cat(spot.place.line, ":", spot.place.column, "+", spot.width);
}

TEST(ReadYaml, PlacesGoThroughQuotesAndEscapes) {
  EXPECT_EQ(PlaceOf("a: uno X due\n", "X"), "1:8+1");
  EXPECT_EQ(PlaceOf("a: 'l''X'\n", "X"), "1:8+1");
  EXPECT_EQ(PlaceOf("a: '''''X'\n", "X"), "1:9+1");
  EXPECT_EQ(PlaceOf("a: \"\\t\\u00e8\\x41X\"\n", "X"), "1:17+1");
  EXPECT_EQ(PlaceOf("a: \"\\t\\u00e8\\x41X\"\n", "è"), "1:7+6");
  EXPECT_EQ(PlaceOf("a: \"èè\\\"X\"\n", "X"), "1:9+1");
  EXPECT_EQ(PlaceOf("a: |\n\n  uno\n    due X\n", "X"), "4:9+1");
  EXPECT_EQ(PlaceOf("a: uno\n  due X\n", "X"), "2:7+1");
  EXPECT_EQ(PlaceOf("a: \"uno\n  due X\"\n", "X"), "2:7+1");
  EXPECT_EQ(PlaceOf("\xef\xbb\xbf" "a: X\r\n", "X"), "1:4+1");
}

TEST(ReadYaml, TextsThatAreFineStayFine) {
  for (const std::string_view text : {
           "pack: p\nlists:\n  x: [ciao, # a comment\n      bello]\n",
           "# a comment\n---\npack: p\n# another\n",
           "pack: p   # a comment\nlists:\n  x:\n  - ciao   # a comment\n  - \"a: b\"\n",
           "pack: p\nlists: {x: [\"[a]\", 'b}', \"#c\"], \"y\": [d]}\n",
           "pack: p\nlists:\n  x: [\n    ciao,\n    bello\n  ]\n",
           "pack: p\nlists:\n  x:\n    - \"uno\n      due\"\n    - tre\n      quattro\n",
           "pack: p\nlists:\n  x:\n    - a-b\n    - 12:30\n    - http*\n    - a'b\n    - c\"d\n",
           "pack: p\r\nlists:\r\n  x: [ciao]\r\n",
           "\xef\xbb\xbfpack: p\n",
           "pack: p\npolicy_url: https://x.example/#a\n",
           "pack: p\nlists:  #no space, but the list follows\n  x: [ciao]\n",
           "pack: p\nlists:\n  #x: [c***o]\n  y: [ciao]\n",
           "pack: p\nlists:\n  x: [é, \"\\u00e9\", '\\d']\n",
       }) {
    EXPECT_THAT(ProblemsOf({{"p.yaml", std::string(text)}}), IsEmpty()) << text;
  }
}

TEST(ReadYaml, BlocksOfTextAreNotLookedInto) {
  EXPECT_THAT(ProblemsOf(OneRule("    find: {words: [a]}\n    message: |\n      *a: b #c\n\n"
                                 "       - 'x\n      [y\n    title: t\n")),
              IsEmpty());
}

TEST(ReadYaml, ReportsEveryTrapOfAFile) {
  EXPECT_THAT(ProblemsOf({{"p.yaml",
                           "pack: p\nlists:\n  a: [*x, ciao #y]\n  b:\n    - !z\n    - 'a'b'\n"
                           "    - k: v\n    - \"\\d\"\n  c: {x:1}\n"}}),
              ElementsAre("p.yaml:3:7 E008", "p.yaml:3:16 E009", "p.yaml:5:7 E008",
                          "p.yaml:6:10 E006", "p.yaml:7:7 E014", "p.yaml:8:8 E007",
                          "p.yaml:9:6 E021", "p.yaml:9:7 E016", "p.yaml:3:16 W004"));
}

TEST(ReadYaml, DepthIsBounded) {
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "[";
  EXPECT_THAT(ProblemsOf({{"p.yaml", "pack: p\nlists: " + deep}}).size(), 1u);
  std::string dashes = "pack: p\nrules:\n";
  for (int i = 0; i < 100'000; ++i) dashes += "- ";
  EXPECT_THAT(ProblemsOf({{"p.yaml", dashes + "x\n"}}).size(), 1u);
}

std::string ExamplePack() {
  std::ifstream file(ASCOLTO_SOURCE_DIR "/tests/rules/example/it.insulti.yaml");
  return {std::istreambuf_iterator<char>(file), {}};
}

// One change: a byte, a piece cut out, doubled or moved, a sign of YAML or of the entries.
void Mutate(std::string* text, std::mt19937* random) {
  const auto below = [&](std::size_t n) {
    return std::uniform_int_distribution<std::size_t>(0, n - 1)(*random);
  };
  constexpr std::string_view kSigns[] = {"'", "\"", "#", ": ", ":", "- ", "[", "]", "{", "}", "*",
                                         "&", "!", "|", ">", "%", "@", "`", "\n", "  ", "\t", "$",
                                         "(", ")", "/", "...", "\\", "\xc3", "\xef\xbb\xbf", "~",
                                         "null", "---\n", "? ", "\r", ",", "😀", "\\Q", "(?", "\x01"};
  if (text->empty()) *text = "x";
  const std::size_t at = below(text->size());
  const std::size_t length = 1 + below(std::min<std::size_t>(text->size() - at, 30));
  switch (below(5)) {
    case 0: text->at(at) = static_cast<char>(below(256)); break;
    case 1: text->erase(at, length); break;
    case 2: text->insert(at, text->substr(at, length)); break;
    case 3: {
      const std::string piece = text->substr(at, length);
      text->erase(at, length);
      text->insert(below(text->size() + 1), piece);
      break;
    }
    case 4: text->insert(at, kSigns[below(std::size(kSigns))]); break;
  }
}

TEST(LoadModel, AnyTextGivesAModelOrProblemsAndTheSameEachTime) {
  constexpr unsigned kSeed = 20261121;
  constexpr int kTexts = 3000;
  std::mt19937 random(kSeed);
  const std::string original = ExamplePack();
  ASSERT_FALSE(original.empty());
  int loaded_count = 0;
  for (int i = 0; i < kTexts; ++i) {
    std::string text = original;
    const int changes = 1 + static_cast<int>(random() % 6);
    for (int c = 0; c < changes; ++c) Mutate(&text, &random);
    const Sources sources = {{"p.yaml", text}};
    const LoadedModel loaded = Read(sources);
    loaded_count += loaded.model.has_value();
    bool error = false;
    for (const Diagnostic& d : loaded.diagnostics) {
      error = error || d.severity == Severity::kError;
      EXPECT_FALSE(d.Render().empty());
      EXPECT_GE(d.width, 1);
    }
    ASSERT_NE(loaded.model.has_value(), error) << text;
    if (i % 50 == 0) {
      EXPECT_EQ(ProblemsOf(sources), ProblemsOf(sources));
      if (loaded.model) {
        EXPECT_EQ(model::Fingerprint(*loaded.model), model::Fingerprint(ModelOf(sources)));
      }
    }
  }
  // Both must be common, or the changes are too harsh or too mild to say anything.
  EXPECT_GT(loaded_count, kTexts / 50);
  EXPECT_LT(loaded_count, kTexts / 2);
  RecordProperty("seed", static_cast<int>(kSeed));
  RecordProperty("loaded", loaded_count);
}

}  // namespace
}  // namespace ascolto::rules
