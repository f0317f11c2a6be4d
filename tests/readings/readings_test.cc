// Readings that need the words of the rules: what they make of a text, and what the verdict says.

#include "ascolto/readings/lexicon_readings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "ascolto/base/strings.h"
#include "ascolto/classifier.h"
#include "ascolto/classifier_impl.h"
#include "ascolto/readings/text_readings.h"

namespace ascolto::readings {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr char kPack[] =
    "pack: p\n"
    "lists:\n"
    "  masked: {maskable: true, entries: [stronz(o/a/i/e), cazzo, cazzone, coglion(e/i), "
    "'vaffan*',\n"
    "           diocan, merda, pezzo di merda, ah]}\n"
    "  plain: [cretino, idiota, fascista]\n"
    "rules:\n"
    "  - {id: a, label: insult, points: 50, find: {words: [$masked, $plain]}}\n"
    "  - {id: b, label: insult, points: 50, find: {phrases: [sei un $plain, 'perche non ... "
    "acqua',\n"
    "     che $masked, ti voglio bene]}}\n"
    "  - {id: c, label: insult, points: 50, maskable: true, find: {words: [tonto, gook]}}\n"
    "  - {id: d, label: insult, points: 50, maskable: true, find: {phrases: [brutto ceffo, di "
    "testa]}}\n";
constexpr char kChat[] =
    "chat: p.chat\n"
    "words:\n"
    "  perché: [xké, xke]\n"
    "  non: nn\n"
    "  ti voglio bene: tvb\n"
    "letters:\n"
    "  ch: k\n"
    "  c: k\n";

constexpr std::size_t kLongText = 1024 * 1024;

std::shared_ptr<const RuleSet> Rules(const std::string& pack = kPack) {
  const RuleSet::Source sources[] = {{"p.yaml", pack}, {"chat.yaml", kChat}};
  RuleSet::Options options;
  options.limits.comment_bytes = options.limits.hits = kLongText;
  const RuleSet::Loaded loaded = RuleSet::FromSources(sources, options);
  for (const Diagnostic& d : loaded.diagnostics) {
    EXPECT_EQ(d.severity, Severity::kWarning) << d.Render();
  }
  return loaded.rules;
}

class Reader {
 public:
  explicit Reader(const std::string& pack = kPack) : classifier_(Rules(pack)) {}

  // "from-to form kind" for each reading.
  std::vector<std::string> Readings(const std::string& text) {
    Classify(text);
    const text::Words& words = classifier_.impl().words;
    std::vector<std::string> out;
    for (const text::ReadingEdge& r : words.readings) {
      out.push_back(base::Cat(r.from, "-", r.to, " ", words.Form(r), " ", ReadingName(r.kind)));
    }
    return out;
  }
  // How many readings the text has, and how many begin at the node where most do.
  struct Counts {
    std::size_t all, most;
  };
  Counts Count(const std::string& text) {
    Classify(text);
    const text::Words& words = classifier_.impl().words;
    std::map<std::uint32_t, std::size_t> nodes;
    std::size_t most = 0;
    for (const text::ReadingEdge& r : words.readings) most = std::max(most, ++nodes[r.from]);
    return {words.readings.size(), most};
  }
  // "rule text kind" for each match.
  std::vector<std::string> Matches(const std::string& text) {
    std::vector<std::string> out;
    for (const Match& m : Classify(text).matches) {
      out.push_back(base::Cat(m.rule.substr(2), " ", text.substr(m.begin, m.end - m.begin), " ",
                              ReadingName(m.reading)));
    }
    return out;
  }

 private:
  Verdict Classify(const std::string& text) {
    Comment comment;
    comment.text = text;
    return *classifier_.Classify(comment);
  }

  Classifier classifier_;
};

TEST(MaskedTest, OneMaskALetterAndTheFirstLetterVisible) {
  Reader reader;
  EXPECT_THAT(reader.Matches("str***o!"), ElementsAre("a str***o masked"));
  EXPECT_THAT(reader.Matches("c***o"), ElementsAre("a c***o masked"));
  EXPECT_THAT(reader.Matches("c**zo"), ElementsAre("a c**zo masked"));
  EXPECT_THAT(reader.Matches("c-zzo, c_zzo, c.zzo"),
              ElementsAre("a c-zzo masked", "a c_zzo masked", "a c.zzo masked"));
  EXPECT_THAT(reader.Matches("caxxo"), ElementsAre("a caxxo masked"));
  EXPECT_THAT(reader.Matches("c🤬🤬zo"), ElementsAre("a c🤬🤬zo masked"));
  EXPECT_THAT(reader.Matches("c***ooo"), ElementsAre("a c***ooo masked"));
  EXPECT_THAT(reader.Matches("c****o c**o **zzo 5****"), IsEmpty());
}

TEST(MaskedTest, EveryFormThatFits) {
  Reader reader;
  EXPECT_THAT(reader.Readings("stronz*"), ElementsAre("0-1 stronza masked", "0-1 stronze masked",
                                                      "0-1 stronzi masked", "0-1 stronzo masked"));
  EXPECT_THAT(reader.Readings("c****"),
              ElementsAre("0-1 cazzo masked", "0-1 ceffo masked"));
}

TEST(MaskedTest, TogetherWithLeet) {
  Reader reader;
  EXPECT_THAT(reader.Matches("str0nz*"), ElementsAre("a str0nz* masked"));
  EXPECT_THAT(reader.Matches("v@ff@ncul*"), Not(IsEmpty()));
  EXPECT_THAT(reader.Matches("C0gl*one"), ElementsAre("a C0gl*one masked"));
}

TEST(MaskedTest, OnlyWordsMarkedMaskable) {
  Reader reader;
  EXPECT_THAT(reader.Matches("cr*tino i**ota"), IsEmpty());
  EXPECT_THAT(reader.Matches("t*nto"), ElementsAre("c t*nto masked"));
  EXPECT_THAT(reader.Matches("a*"), IsEmpty());
}

TEST(MaskedTest, PunctuationIsNoMask) {
  Reader reader;
  for (const char* text : {"cazz.", "mer... da", "stronz!", "merd-", "c/zzo", "cazz,o", "mer da?",
                           "x stronz", "m.a.d.r.e"}) {
    EXPECT_THAT(reader.Readings(text), Not(Contains(::testing::HasSubstr("masked")))) << text;
  }
  // Stars behind a whole word are no further letters of a longer one.
  EXPECT_THAT(reader.Matches("**cazzo**"), ElementsAre("a cazzo written"));
}

TEST(SplitTest, WordsThatStraySpacesCut) {
  Reader reader;
  EXPECT_THAT(reader.Matches("stron zo"), ElementsAre("a stron zo split"));
  EXPECT_THAT(reader.Matches("di o can"), ElementsAre("a di o can split"));
  EXPECT_THAT(reader.Matches("co gl ioni!"), ElementsAre("a co gl ioni split"));
  EXPECT_THAT(reader.Matches("fa scista cre tino"), IsEmpty());
  EXPECT_THAT(reader.Matches("brut to ceffo mer da"), ElementsAre("d brut to ceffo split"));
  EXPECT_THAT(reader.Matches("go ok, di o, te sta"), IsEmpty());
  EXPECT_THAT(reader.Matches("mer, da mer-da dall'mer da"), IsEmpty());
}

TEST(CutTest, HashtagsThatAreWordsOfTheRules) {
  Reader reader;
  EXPECT_THAT(reader.Readings("#seiuncretino"),
              ElementsAre("0-2 sei cut", "2-3 un cut", "3-1 cretino cut"));
  EXPECT_THAT(reader.Matches("#seiuncretino"), Contains("b seiuncretino cut"));
  EXPECT_THAT(reader.Matches("#seiuncretino"), Contains("a cretino cut"));
  EXPECT_THAT(reader.Matches("tu #seiun idiota"), Contains("b seiun idiota cut"));
  EXPECT_THAT(reader.Matches("seiuncretino #seiuncretinetto #cretino2"), IsEmpty());
}

TEST(CutTest, MaskableWordsAtTheEndsOfHashtags) {
  Reader reader;
  EXPECT_THAT(reader.Matches("#sindacostronzo"), ElementsAre("a stronzo cut"));
  EXPECT_THAT(reader.Matches("#stronzidapoco"), ElementsAre("a stronzi cut"));
  EXPECT_THAT(reader.Matches("#sindacocretino #cazzotto #oltronzo"), IsEmpty());
}

TEST(CutTest, CamelCaseWithAndWithoutAHash) {
  Reader reader;
  EXPECT_THAT(reader.Matches("#SeiUnCretino"), Contains("b SeiUnCretino cut"));
  EXPECT_THAT(reader.Matches("il sindacoCretino"), ElementsAre("a Cretino cut"));
  EXPECT_THAT(reader.Matches("CheCazzo"), ElementsAre("b CheCazzo cut", "a Cazzo cut"));
}

TEST(ChatTest, SpellingsOfTheTable) {
  Reader reader;
  EXPECT_THAT(reader.Matches("xké nn c'è più acqua"), ElementsAre("b xké nn c'è più acqua chat"));
  EXPECT_THAT(reader.Matches("XKE non dare acqua"), ElementsAre("b XKE non dare acqua chat"));
  EXPECT_THAT(reader.Matches("tvb"), ElementsAre("b tvb chat"));
  EXPECT_THAT(reader.Matches("perche' nn acqua"), ElementsAre("b perche' nn acqua chat"));
}

TEST(ChatTest, LettersThatStandForOthers) {
  Reader reader;
  EXPECT_THAT(reader.Matches("kretino"), ElementsAre("a kretino chat"));
  EXPECT_THAT(reader.Matches("ke kazzo"), ElementsAre("b ke kazzo chat", "a kazzo chat"));
  EXPECT_THAT(reader.Readings("kiwi kayak"), IsEmpty());
}

TEST(ReadingsOffTest, OfAPackAndOfARule) {
  const std::string rules =
      "lists:\n  l: {maskable: true, entries: [stronzo, brutto ceffo]}\n"
      "rules:\n"
      "  - {id: a, label: insult, points: 1, find: {words: [$l]}}\n"
      "  - {id: b, label: insult, points: 1, readings: {off: squeezed}, find: {words: [$l]}}\n";
  Reader all("pack: p\n" + rules);
  EXPECT_THAT(all.Matches("str0nzo"), ElementsAre("a str0nzo leet", "b str0nzo leet"));
  EXPECT_THAT(all.Matches("strooonzo"), ElementsAre("a strooonzo squeezed"));
  EXPECT_THAT(all.Matches("bruttooo ceffo"), ElementsAre("a bruttooo ceffo squeezed"));
  Reader few("pack: p\nreadings: {off: [leet, masked, joined]}\n" + rules);
  EXPECT_THAT(few.Matches("str0nzo str*nzo s t r o n z o brutt0 ceffo"), IsEmpty());
  EXPECT_THAT(few.Matches("strooonzo stron zo"),
              ElementsAre("a strooonzo squeezed", "a stron zo split", "b stron zo split"));
}

TEST(ExactTest, SeesNoReadings) {
  Reader reader(
      "pack: p\nrules:\n  - {id: a, label: insult, points: 1, find: {exact: [cretino]}}\n");
  EXPECT_THAT(reader.Matches("cr3tino kretino #ilcretino IlCretino cretiiino с r e t i n o"),
              IsEmpty());
  EXPECT_THAT(reader.Matches("cretino"), SizeIs(1));
}

// Of a text this long, work that grew with its square would take hours: the test would not end.
TEST(ReadingsTest, AreBoundedOnLongTexts) {
  Reader reader;
  for (const std::string piece : {"c*", "c***o ", "c-z-", "#seiuncretino", "#seiun ", "CheCazzo",
                                  "xx", "k", "di o can ", "co gl ", "caxx", "tvb ", "c🤬"}) {
    std::string text;
    while (text.size() + piece.size() <= kLongText) text += piece;
    const Reader::Counts readings = reader.Count(text);
    EXPECT_LE(readings.all, text.size()) << piece;
    EXPECT_LE(readings.most, std::size_t{readings::kMaxReadingsOfAPlace}) << piece;
  }
}

}  // namespace
}  // namespace ascolto::readings
