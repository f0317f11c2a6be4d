// A warm classifier allocates nothing of its own. Counted over the whole program, with rules that
// hold no regexes, because RE2 allocates now and then by itself.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "ascolto/classifier.h"
#include "tests/support/allocations.h"

namespace ascolto {
namespace {

constexpr char kPack[] =
    "pack: p\n"
    "lists: {offese: [cretin(o/a/i/e), brutto ceffo, '🤡', 'imbecil*', '*ocrazia']}\n"
    "rules:\n"
    "  - id: a\n"
    "    label: insult\n"
    "    points: 80\n"
    "    find:\n"
    "      words: [$offese]\n"
    "      phrases: ['sei ... $offese']\n"
    "      exact: [papà]\n"
    "      near: [{within: 6, all: [sindaco, $offese]}]\n"
    "    unless: {find: {phrases: ['brutto ceffo di nome']}}\n"
    "  - {id: q, label: intent.question, find: {words: [quando]}, when: {question_mark: true}}\n"
    "  - {id: l, label: spam, points: 50, when: {link_count: 2.., label: insult}}\n";

Classifier ClassifierOfThePack() {
  const RuleSet::Source source{"p.yaml", kPack};
  const RuleSet::Loaded loaded = RuleSet::FromSources(std::span(&source, 1));
  EXPECT_TRUE(loaded.status.ok()) << loaded.status;
  return Classifier(loaded.rules);
}

std::size_t MatchesOf(Classifier* classifier, const std::string& text) {
  Comment comment;
  comment.text = text;
  return classifier->Classify(comment)->matches.size();
}

TEST(AllocationTest, AWarmClassifierAllocatesNothing) {
  Classifier classifier = ClassifierOfThePack();
  const std::vector<std::string> comments = {
      "Quando riapre la biblioteca?",
      "sei proprio un CRETINO, st0pid0 e stuuuupido 🤡🤡 s t u p i d o",
      "il sindaco è un brutto ceffo; brutto ceffo di nome e di fatto, papà",
      "http://a.it http://b.it imbecillone @x #tag #y",
      "È così: perché no? crétìno imbecille cretini cretine",
      std::string(4000, 'a'),
  };
  const auto classify_all = [&] {
    std::size_t matches = 0;
    for (const std::string& text : comments) matches += MatchesOf(&classifier, text);
    return matches;
  };
  std::size_t matches = 0;
  for (int warm = 0; warm < 4; ++warm) matches = classify_all();  // buffers change places
  EXPECT_GT(matches, 5u);
  const long before = AllocationsSoFar();
  EXPECT_EQ(classify_all(), matches);
  EXPECT_EQ(AllocationsSoFar() - before, 0);
}

TEST(AllocationTest, TheBuffersOfAHugeCommentAreKeptForAnotherOneAndThenGivenBack) {
  Classifier classifier = ClassifierOfThePack();
  std::string huge;
  while (huge.size() < 60'000) huge += "sei un cretino, st0pid0! ";
  const std::string usual = "sei proprio un CRETINO, st0pid0 e stuuuupido";
  const auto pass = [&](int comments) {
    for (int i = 0; i < comments; ++i) MatchesOf(&classifier, usual);
  };
  pass(10);
  const long small = BytesInUse();
  EXPECT_GT(MatchesOf(&classifier, huge), 0u);
  EXPECT_GT(BytesInUse() - small, 200'000);
  pass(200);
  const long before = AllocationsSoFar();
  MatchesOf(&classifier, huge);
  // A verdict of so many matches is made of a few; no buffer grew.
  EXPECT_LT(AllocationsSoFar() - before, 20);
  pass(300);
  EXPECT_LT(BytesInUse() - small, 20'000);
}

}  // namespace
}  // namespace ascolto
