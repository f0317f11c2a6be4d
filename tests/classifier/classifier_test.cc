// The whole way of a comment, on texts that people should not send.

#include "ascolto/classifier.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <tuple>
#include <vector>

#include "ascolto/base/strings.h"

namespace ascolto {
namespace {

constexpr char kPack[] =
    "pack: p\n"
    "lists:\n"
    "  offese: [cretin(o/a/i/e), brutto ceffo, '🤡', 'imbecil*']\n"
    "rules:\n"
    "  - id: phrase\n"
    "    label: insult\n"
    "    points: 80\n"
    "    find:\n"
    "      words: [$offese]\n"
    "      phrases: ['sei ... $offese', 'a a ... a ... a ... a']\n"
    "      near:\n"
    "        - {within: 6, all: [sindaco, $offese]}\n"
    "        - {within: 30, all: [a, a, a, a]}\n"
    "      regex: ['x(?:.*y)?', '[!?]{3,}', 'a{2,}']\n"
    "      regex_raw: ['[A-Z]{5,}']\n"
    "    unless: {find: {phrases: ['brutto ceffo di nome']}}\n";

std::shared_ptr<const RuleSet> Rules(std::size_t comment_bytes = Limits().comment_bytes) {
  const RuleSet::Source source{"p.yaml", kPack};
  RuleSet::Options options;
  options.limits.comment_bytes = comment_bytes;
  const RuleSet::Loaded loaded = RuleSet::FromSources(std::span(&source, 1), options);
  for (const Diagnostic& d : loaded.diagnostics) {
    EXPECT_EQ(d.severity, Severity::kWarning) << d.Render();
  }
  return loaded.rules;
}

using Seen = std::tuple<Action, std::vector<std::tuple<std::size_t, std::size_t, Reading>>>;

Seen See(Classifier* classifier, const std::string& text) {
  Comment comment;
  comment.text = text;
  const auto verdict = classifier->Classify(comment);
  EXPECT_TRUE(verdict.ok()) << verdict.status();
  std::vector<std::tuple<std::size_t, std::size_t, Reading>> matches;
  for (const Match& m : verdict->matches) {
    EXPECT_LE(m.begin, m.end);
    EXPECT_LE(m.end, text.size());
    matches.emplace_back(m.begin, m.end, m.reading);
  }
  return {verdict->action, matches};
}

std::string Repeat(std::string_view piece, std::size_t bytes) {
  std::string out;
  while (out.size() + piece.size() <= bytes) out += piece;
  return out;
}

TEST(ClassifierTest, GivesTheSameVerdictForOddTextEachTime) {
  constexpr std::size_t kBytes = 64 * 1024;
  const std::string texts[] = {
      "",
      " ",
      std::string(1, '\0'),
      std::string("cre\0tino", 8),
      "\xFF\xFE cretino \xC3",
      Repeat("a", kBytes),
      Repeat("a ", kBytes),
      Repeat("a.", kBytes),
      Repeat("sei a ", kBytes),
      Repeat("sei sei brutto ", kBytes),
      Repeat("x", kBytes),
      Repeat("aaab1!", kBytes),
      Repeat("@", kBytes),
      Repeat("a@", kBytes),
      Repeat("#", kBytes),
      Repeat("www.", kBytes),
      Repeat("http://", kBytes),
      Repeat("a.it.", kBytes),
      Repeat("😀", kBytes),
      Repeat("👨‍", kBytes),
      Repeat("e\u0301", kBytes),
      Repeat("\u0301", kBytes),
      Repeat("\xF0\x9F", kBytes),
      Repeat("\uFDFA", kBytes),
      "\u202Eonitercorc\u202C cretino \u2066x\u2069",
      Repeat("cretino ", kBytes),
      Repeat("brutto ceffo di nome ", kBytes),
  };
  Classifier first(Rules());
  Classifier second(Rules());
  for (const std::string& text : texts) {
    const Seen once = See(&first, text);
    EXPECT_EQ(See(&first, text), once) << text.substr(0, 20);
    EXPECT_EQ(See(&second, text), once) << text.substr(0, 20);
  }
}

TEST(ClassifierTest, FindsTheWordThatIsHiddenInTheNoise) {
  Classifier classifier(Rules());
  const std::string texts[] = {
      "cre\u200Btino", std::string("cre\0tino", 8), "\xFF" "cretino\xFF", "\u202Ecretino",
      "C R E T I N O", "crétìnò", "cr3t1n0", "cretiiiino", "ＣＲＥＴＩＮＯ",
      Repeat("bla ", 60'000) + "cretino",
  };
  for (const std::string& text : texts) {
    EXPECT_EQ(std::get<Action>(See(&classifier, text)), Action::kHold) << text.substr(0, 20);
  }
}

TEST(ClassifierTest, ReadsAMillionEmojiWhenTheLimitAllowsIt) {
  Classifier classifier(Rules(8 * 1024 * 1024));
  const Seen seen = See(&classifier, Repeat("🤡", 4'000'000));
  EXPECT_EQ(std::get<1>(seen).size(), 16u);
  EXPECT_EQ(std::get<Action>(See(&classifier, "ciao")), Action::kAllow);
}

TEST(ClassifierTest, SpansNeverCutACodePoint) {
  Classifier classifier(Rules());
  std::mt19937 random(7);
  const std::string pieces[] = {"cretino", "CRÉTINO", "c r e t i n o", "sei ",  "🤡", "e\u0301",
                                "\u200B",  "brutto ", "ceffo",         "sindaco", " ", "!!!",
                                "ＣＲＥＴＩＮＯ", "XXXXXX", "\uFB01", "ÀÀÀÀÀÀ"};
  const auto boundary = [](const std::string& text, std::size_t at) {
    return at == text.size() || (static_cast<unsigned char>(text[at]) & 0xC0) != 0x80;
  };
  for (int round = 0; round < 5000; ++round) {
    std::string text;
    for (int i = 0; i < 8; ++i) text += pieces[random() % std::size(pieces)];
    const Seen seen = See(&classifier, text);
    for (const auto& [begin, end, reading] : std::get<1>(seen)) {
      ASSERT_TRUE(boundary(text, begin) && boundary(text, end)) << text;
      ASSERT_LT(begin, end) << text;
    }
  }
}

TEST(ClassifierTest, AcceptsAnyBytes) {
  Classifier classifier(Rules());
  std::mt19937 random(11);
  for (int round = 0; round < 20'000; ++round) {
    std::string text(random() % 60, '\0');
    for (char& c : text) c = static_cast<char>(random());
    See(&classifier, text);
  }
}

TEST(RuleSetTest, SaysWhatIsWrongWithAPath) {
  const std::string missing[] = {"no/such/folder"};
  const RuleSet::Loaded loaded = RuleSet::Load(missing);
  EXPECT_EQ(loaded.status.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(loaded.status.message()), ::testing::HasSubstr("no/such/folder"));
  EXPECT_EQ(loaded.rules, nullptr);
}

TEST(RuleSetTest, ListsItsRulesAndIsNamedByWhatTheySay) {
  const auto rules = Rules();
  ASSERT_EQ(rules->rules().size(), 1u);
  EXPECT_EQ(rules->rules()[0].id, "p/phrase");
  EXPECT_EQ(rules->rules()[0].line, 5);
  EXPECT_EQ(rules->fingerprint().size(), 64u);
  EXPECT_EQ(rules->fingerprint(), Rules()->fingerprint());
}

TEST(RuleSetTest, IndicesOfAVerdictLeadToTheRulesAndLabelsByName) {
  const RuleSet::Source sources[] = {
      {"z.yaml", "pack: z\nrules:\n"
                 "  - {id: b, label: threat, points: 50, find: {words: [ti]}}\n"
                 "  - {id: a, label: insult, points: {insult: 80, hate: 5}, find: {words: [ti]}}\n"},
      {"a.yaml", "pack: a\nrules:\n"
                 "  - {id: c, label: insult, points: 10, find: {words: [odio]}}\n"}};
  const RuleSet::Loaded loaded = RuleSet::FromSources(sources);
  ASSERT_TRUE(loaded.status.ok());
  EXPECT_THAT(loaded.rules->labels(), ::testing::ElementsAre("hate", "insult", "threat"));
  Classifier classifier(loaded.rules);
  const auto verdict = classifier.Classify({.text = "ti odio"});
  ASSERT_TRUE(verdict.ok());
  ASSERT_EQ(verdict->matches.size(), 3u);
  for (const Match& match : verdict->matches) {
    EXPECT_EQ(loaded.rules->rules()[match.rule_index].id, match.rule);
    EXPECT_EQ(loaded.rules->labels()[match.label_index], match.label);
  }
  ASSERT_EQ(verdict->labels.size(), 3u);
  for (const LabelPoints& label : verdict->labels) {
    EXPECT_EQ(loaded.rules->labels()[label.label_index], label.label);
  }
  ASSERT_TRUE(verdict->decided_by.has_value());
  ASSERT_EQ(verdict->decided_by->rules.size(), 2u);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(loaded.rules->rules()[verdict->decided_by->rule_indices[i]].id,
              verdict->decided_by->rules[i]);
  }
}

TEST(RuleSetTest, DoesNotMultiplyListsOut) {
  std::string pack = "pack: p\nlists:\n  a: [";
  for (int i = 0; i < 50; ++i) pack += base::Cat("x", i, " y, ");
  pack += "z]\n  b: [$a $a $a $a]\n  c: [$b $b $b $b, fine]\n"
          "rules:\n  - {id: r, label: spam, points: 80, find: {phrases: [inizio $c]}}\n";
  const RuleSet::Source source{"p.yaml", pack};
  RuleSet::Options options;
  options.limits.forms = 100;
  const RuleSet::Loaded loaded = RuleSet::FromSources(std::span(&source, 1), options);
  ASSERT_TRUE(loaded.status.ok()) << loaded.status;
  Classifier classifier(loaded.rules);
  const std::string text = "inizio " + Repeat("x7 y z ", 7 * 8) + " altro";
  EXPECT_EQ(std::get<1>(See(&classifier, text)).size(), 1u);
  EXPECT_EQ(std::get<1>(See(&classifier, text.substr(8))).size(), 0u);
}

TEST(RuleSetTest, RefusesMoreFormsThanTheLimit) {
  std::string pack = "pack: p\nrules:\n  - {id: r, label: spam, points: 1, find: {words: [";
  for (int i = 0; i < 5; ++i) pack += base::Cat("parola", i, ", ");
  pack += "fine]}}\n";
  const RuleSet::Source source{"p.yaml", pack};
  RuleSet::Options options;
  options.limits.forms = 5;
  const RuleSet::Loaded loaded = RuleSet::FromSources(std::span(&source, 1), options);
  EXPECT_EQ(loaded.rules, nullptr);
  ASSERT_EQ(loaded.diagnostics.size(), 1u) << loaded.status;
  EXPECT_THAT(loaded.diagnostics[0].message, ::testing::HasSubstr("5"));
}

}  // namespace
}  // namespace ascolto
