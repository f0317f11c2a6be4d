// The texts of the command line: both languages, one meaning, and no text of another part of the
// program left in English.

#include "service/cli/messages.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "ascolto/diagnostics/catalogue.h"

namespace ascolto::cli {
namespace {

std::vector<Bilingual> AllTexts() {
  std::vector<Bilingual> all(std::begin(kOwnTexts), std::end(kOwnTexts));
  all.insert(all.end(), std::begin(kOtherTexts), std::end(kOtherTexts));
  return all;
}

std::set<char> Placeholders(std::string_view text) {
  std::set<char> out;
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    if ((text[i] == '%' || text[i] == '&') && text[i + 1] >= '1' && text[i + 1] <= '9') {
      out.insert(text[i + 1]);
    }
  }
  return out;
}

// All that a moderator can be shown in Italian, the diagnostics of rule files among it.
std::vector<std::string> AllItalian() {
  std::vector<std::string> all;
  for (const Bilingual& text : AllTexts()) all.emplace_back(text.italian);
  for (const diagnostics::Code code : diagnostics::AllCodes()) {
    all.push_back(diagnostics::ExplainCode(diagnostics::CodeName(code), MessageLanguage::kItalian));
  }
  return all;
}

class InItalian : public testing::Test {
 protected:
  void SetUp() override { SetLanguage(MessageLanguage::kItalian); }
  void TearDown() override { SetLanguage(MessageLanguage::kEnglish); }
};

TEST(MessageTable, EveryTextHasBothLanguages) {
  for (const Bilingual& text : AllTexts()) {
    EXPECT_FALSE(text.english.empty());
    EXPECT_FALSE(text.italian.empty()) << text.english;
    for (const char placeholder : Placeholders(text.italian)) {
      EXPECT_TRUE(Placeholders(text.english).contains(placeholder)) << text.english;
    }
  }
}

TEST(MessageTable, NoTextIsThereTwice) {
  std::set<std::string_view> own, other;
  for (const Bilingual& text : kOwnTexts) EXPECT_TRUE(own.insert(text.english).second) << text.english;
  for (const Bilingual& text : kOtherTexts) {
    EXPECT_TRUE(other.insert(text.english).second) << text.english;
  }
}

TEST(MessageTable, ItalianIsNotEnglish) {
  // Words that are the same, and texts that are placeholders only.
  const std::set<std::string_view> same = {
      "FILE", "N",    "text|json",    "debug|info|warning|error", "link", "hashtag",
      "emoji", "%1: &2", "%1:%2: &3", "%1:%2:%3: &4"};
  for (const Bilingual& text : AllTexts()) {
    EXPECT_EQ(text.english == text.italian, same.contains(text.english)) << text.english;
  }
}

// One word for one thing, one way to address the reader, and no translated idiom.
TEST(MessageTable, ItalianUsesTheWordsThatWereChosen) {
  const std::regex wrong(
      "elenco|elenchi|\\bcolp[oi]\\b(?! d'occhio)|lascia via|compagna|"
      "\\b(scrivete|usate|mettete|fate|vedete|controllate|togliete|date|aggiungete|salvate|voi|"
      "vostr[aeio])\\b");
  for (const std::string& text : AllItalian()) {
    EXPECT_FALSE(std::regex_search(text, wrong)) << text;
  }
}

TEST_F(InItalian, SaysTheTextWithItsArguments) {
  EXPECT_EQ(Say("unknown verb: %1; did you mean %2?", {"chek", "check"}),
            "verbo sconosciuto: chek; forse intendevi check?");
  EXPECT_EQ(Count(1, "%1 comment", "%1 comments"), "1 commento");
  EXPECT_EQ(Count(25'000, "%1 comment", "%1 comments"), "25.000 commenti");
  EXPECT_EQ(NameText("question"), "domanda");
  EXPECT_EQ(NameText("something else"), "something else");
}

TEST(Messages, AreInEnglishUnlessToldOtherwise) {
  EXPECT_EQ(Say("no problems"), "no problems");
  EXPECT_EQ(Count(25'000, "%1 comment", "%1 comments"), "25,000 comments");
  EXPECT_EQ(Translated("there is no \"text\""), "there is no \"text\"");
}

// Each text of another part, with arguments, comes out as its own row says: none before it fits.
TEST_F(InItalian, TranslatesEveryTextOfOtherParts) {
  for (const Bilingual& row : kOtherTexts) {
    const auto filled = [](std::string_view text, std::string_view inner) {
      std::string out;
      for (std::size_t i = 0; i < text.size(); ++i) {
        const bool placeholder = (text[i] == '%' || text[i] == '&') && i + 1 < text.size() &&
                                 text[i + 1] >= '1' && text[i + 1] <= '9';
        if (!placeholder) {
          out += text[i];
          continue;
        }
        out += text[i] == '&' ? std::string(inner) : std::string(1, static_cast<char>('@' + i % 7));
        ++i;
      }
      return out;
    };
    // Arguments of the two languages may stand in another order: then only their texts are compared.
    const std::string english = filled(row.english, "Permission denied");
    const std::string italian = Translated(english);
    EXPECT_NE(italian, english);
    const std::string_view begin = row.italian.substr(0, row.italian.find_first_of("%&"));
    EXPECT_TRUE(italian.starts_with(begin)) << english << " -> " << italian;
  }
}

TEST_F(InItalian, TranslatesWhatStandsInsideOtherTexts) {
  const std::pair<const char*, const char*> cases[] = {
      {"cannot read a.jsonl: No such file or directory",
       "non si riesce a leggere a.jsonl: il file o la cartella non esiste"},
      {"a.yaml:3:5: max_batch cannot be \"x\"; give a whole number from 1 to 1,000,000",
       "a.yaml:3:5: max_batch non può essere \"x\"; scrivi un numero intero da 1 a 1.000.000"},
      {"a.csv:1: two columns have the same name: id", "a.csv:1: due colonne hanno lo stesso nome: id"},
      {"http 0.0.0.0:1 can be reached from other machines: without TLS, others could read tokens and "
       "comments; listen on 127.0.0.1, or set allow_exposed: on",
       "http 0.0.0.0:1 è raggiungibile da altre macchine: senza TLS altri potrebbero leggere token e "
       "commenti; usa 127.0.0.1, o scrivi allow_exposed: on"},
      {"one of text, json; by default text", "uno fra text, json; se manca, text"},
      // A diagnostic of the rules' own catalogue, in English.
      {"t.yaml:2:1: tab character; use spaces; inside double quotes a tab is written \\t",
       "t.yaml:2:1: carattere di tabulazione; usa spazi; fra virgolette doppie la tabulazione si "
       "scrive \\t"},
      {"something that nobody knows: 5", "something that nobody knows: 5"},
  };
  for (const auto& [english, italian] : cases) EXPECT_EQ(Translated(english), italian);
}

TEST(Language, IsThatOfTheFlagElseOfTheEnvironment) {
  struct Case {
    const char *all, *messages, *lang;
    std::vector<const char*> arguments;
    bool italian;
  };
  const Case cases[] = {
      {"", "", "", {}, false},
      {"", "", "it_IT.UTF-8", {}, true},
      {"", "", "it", {}, true},
      {"", "", "it@euro", {}, true},
      {"", "", "italiano", {}, false},
      {"", "it_CH", "de_CH", {}, true},
      {"C", "it_IT", "it_IT", {}, false},
      {"it_IT.UTF-8", "C", "C", {}, true},
      {"it_IT", "", "", {"check", "--lang", "en", "x"}, false},
      {"", "", "", {"check", "--lang=it", "x"}, true},
      {"", "", "", {"--lang", "it", "check", "x"}, true},
      {"", "", "", {"explain", "--", "--lang", "it"}, false},
  };
  for (const Case& given : cases) {
    setenv("LC_ALL", given.all, 1);
    setenv("LC_MESSAGES", given.messages, 1);
    setenv("LANG", given.lang, 1);
    EXPECT_EQ(LanguageOf(given.arguments) == MessageLanguage::kItalian, given.italian)
        << given.all << " " << given.messages << " " << given.lang;
  }
}

}  // namespace
}  // namespace ascolto::cli
