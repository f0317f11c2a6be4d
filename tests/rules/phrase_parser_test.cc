// The grammar of entries: what each form looks like, and what is wrong with the others.

#include "ascolto/rules/phrase_parser.h"

#include <string>
#include <vector>

#include "ascolto/base/strings.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ascolto::rules {
namespace {

using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::IsEmpty;

// A form as a line: words, stars, "<5>" gaps, "$pack/name" lists, "[#tag]" tokens.
std::string Shown(const model::Form& form, const ParsedPhrase& parsed, bool cased = false) {
  std::string text;
  for (const model::Element& element : form) {
    if (!text.empty()) text += " ";
    switch (element.kind) {
      case model::Element::Kind::kWord:
        text += base::Cat(element.star_before ? "*" : "", cased ? element.cased : element.text,
                          element.star_after ? "*" : "");
        break;
      case model::Element::Kind::kToken: text += base::Cat("[", element.text, "]"); break;
      case model::Element::Kind::kGap: text += base::Cat("<", element.gap, ">"); break;
      case model::Element::Kind::kList: {
        const ListReference& reference = parsed.references[static_cast<std::size_t>(element.list)];
        text += base::Cat("$", reference.pack.empty() ? "" : reference.pack + "/", reference.name);
        break;
      }
    }
  }
  return text;
}

std::vector<std::string> Forms(std::string_view entry, bool cased = false) {
  const ParsedPhrase parsed = ParsePhrase(entry);
  std::vector<std::string> forms;
  for (const model::Form& form : parsed.forms) forms.push_back(Shown(form, parsed, cased));
  return forms;
}

std::vector<std::string> Codes(std::string_view entry) {
  std::vector<std::string> codes;
  for (const EntryProblem& problem : ParsePhrase(entry).problems) {
    codes.emplace_back(diagnostics::CodeName(problem.code));
  }
  return codes;
}

struct FormsCase {
  std::string_view entry;
  std::vector<std::string> forms;
};

TEST(ParsePhrase, GivesTheFormsOfAnEntry) {
  const FormsCase cases[] = {
      {"cretino", {"cretino"}},
      {"cretin(o/a/i/e)", {"cretino", "cretina", "cretini", "cretine"}},
      {"torna(/te) ... al (tuo/vostro) paese",
       {"torna <5> al tuo paese", "torna <5> al vostro paese", "tornate <5> al tuo paese",
        "tornate <5> al vostro paese"}},
      {"sei (un/una/proprio un) $insulti",
       {"sei un $insulti", "sei una $insulti", "sei proprio un $insulti"}},
      {"vaffan*", {"vaffan*"}},
      {"*fobia", {"*fobia"}},
      {"*port*", {"*port*"}},
      {"porc* mad*", {"porc* mad*"}},
      {"a ...3 b", {"a <3> b"}},
      {"a ... ...", {}},
      {"a...b", {"a <5> b"}},
      {"a .... b", {"a <5> b"}},
      {"$it.insulti/lista sei", {"$it.insulti/lista sei"}},
      {"$lista... via", {"$lista <5> via"}},
      {"$lista. via", {"$lista via"}},
      {"l'$lista", {"l $lista"}},
      {"($a/$b) via", {"$a via", "$b via"}},
      {"Sei UN crètino!!", {"sei un cretino"}},
      {"l'idiota di dostoevskij", {"l idiota di dostoevskij"}},
      {"l’idiota", {"l idiota"}},
      {"e-mail u_s.a", {"e mail u s a"}},
      {"(un/UN/Un) cretino", {"un cretino"}},
      {"5 stelle", {"5 stelle"}},
      {"(ciao)/(/)", {}},
      {"😀", {"[😀]"}},
      {"❤️", {"[❤]"}},
      {"#Vergogna", {"[#vergogna]"}},
      {"@Sindaco_x", {"[@sindaco_x]"}},
      {"#(a/b)", {"[#a]", "[#b]"}},
      {"#vergogna*", {"vergogna*"}},
      {"il 100% vero", {"il 100 vero"}},
  };
  for (const FormsCase& c : cases) {
    EXPECT_THAT(Forms(c.entry), ElementsAreArray(c.forms)) << c.entry;
  }
}

TEST(ParsePhrase, KeepsAccentsForExact) {  // decomposed, as text::FoldCase gives them
  EXPECT_THAT(Forms("Papà è né*", /*cased=*/true), ElementsAre("papa\u0300 e\u0300 ne\u0301*"));
  EXPECT_THAT(Forms("PERCHE\u0301", /*cased=*/true), ElementsAre("perche\u0301"));
  EXPECT_THAT(Forms("Straße", /*cased=*/true), ElementsAre("strasse"));
}

struct CodesCase {
  std::string_view entry;
  std::vector<std::string> codes;
};

TEST(ParsePhrase, SaysWhatIsWrong) {
  const CodesCase cases[] = {
      {"", {"E043"}},
      {"!!!", {"E043"}},
      {"(/un)", {"E043"}},
      {"stra$x", {"E033"}},
      {"$x$y", {"E033", "E033"}},
      {"$x(a/b)", {"E033"}},
      {"(pre/)$x", {"E033"}},
      {"c***o", {"E034"}},
      {"*", {"E035"}},
      {"sei * un", {"E035"}},
      {"... a", {"E036"}},
      {"a ...", {"E036"}},
      {"(x/) ... y", {"E036"}},
      {"a ...21 b", {"E037"}},
      {"a ...0 b", {"E037"}},
      {"a ...999999999999 b", {"E037"}},
      {"a ... b ... c ... d ... e ... f", {"E038"}},
      {"a (b/c", {"E039"}},
      {"a)", {"E039"}},
      {"(a/(b/c))", {"E040"}},
      {"(a)", {"E041"}},
      {"()", {"E041"}},
      {"a/b", {"E042"}},
      {"costa 5 $", {"E046"}},
      {"www.truffa.it", {"E044"}},
      {"😀😀", {"E044"}},
      {"(a/b/c/d/e) (a/b/c/d/e) (a/b/c/d/e)", {"E045"}},
      {"che bello 😀", {"W004"}},
      {"sei … tu", {"W006"}},
  };
  for (const CodesCase& c : cases) {
    EXPECT_THAT(Codes(c.entry), ElementsAreArray(c.codes)) << c.entry;
  }
}

TEST(ParsePhrase, TakesSixtyFourFormsAndNoMore) {
  EXPECT_EQ(Forms("(a/b/c/d) (a/b/c/d) (a/b/c/d)").size(), 64u);
  EXPECT_THAT(Forms("(a/b/c/d) (a/b/c/d) (a/b/c/d/e)"), IsEmpty());
}

TEST(ParsePhrase, PutsProblemsAtTheirBytes) {
  const ParsedPhrase parsed = ParsePhrase("è un cre*ino");
  ASSERT_EQ(parsed.problems.size(), 1u);
  EXPECT_EQ(parsed.problems[0].begin, 9u);
  EXPECT_EQ(parsed.problems[0].end, 10u);
  EXPECT_EQ(parsed.problems[0].arguments[0].text, "cre*ino");
}

}  // namespace
}  // namespace ascolto::rules
