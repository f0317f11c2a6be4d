// Conditions, points, buckets, actions, messages, answers: whole rule files in, verdicts out.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "ascolto/base/strings.h"
#include "ascolto/base/time_text.h"
#include "ascolto/classifier.h"

namespace ascolto {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// A pack and a site policy in memory, and what they say.
class Judged {
 public:
  explicit Judged(const std::string& rules, const std::string& site = "",
                  const std::string& head = "pack: p\n") {
    std::vector<RuleSet::Source> sources = {{"p.yaml", base::Cat(head, "rules:\n", rules)}};
    if (!site.empty()) sources.push_back({"site.yaml", site});
    const RuleSet::Loaded loaded = RuleSet::FromSources(sources);
    std::string problems;
    for (const Diagnostic& d : loaded.diagnostics) problems += d.Render();
    EXPECT_TRUE(loaded.status.ok()) << loaded.status << "\n" << problems;
    if (loaded.status.ok()) classifier_ = std::make_unique<Classifier>(loaded.rules);
  }

  Verdict operator()(const Comment& comment) {
    auto verdict = classifier_->Classify(comment);
    EXPECT_TRUE(verdict.ok()) << verdict.status();
    return *verdict;
  }
  Verdict operator()(std::string_view text) {
    Comment comment;
    comment.text = text;
    return (*this)(comment);
  }
  std::vector<std::string> Rules(const Comment& comment) {
    std::vector<std::string> out;
    for (const Match& m : (*this)(comment).matches) out.emplace_back(m.rule);
    return out;
  }

 private:
  std::unique_ptr<Classifier> classifier_;
};

Comment Text(std::string_view text) {
  Comment comment;
  comment.text = text;
  return comment;
}

TEST(JudgeTest, PicksTheHarshestBucketAndSaysWhy) {
  Judged judge(
      "  - {id: a, label: insult, points: 80, find: {words: [scemo]}}\n"
      "  - {id: b, label: profanity, points: 30, find: {words: [caspita]}}\n"
      "  - {id: c, label: insult, points: 5, find: {words: [scemo]}}\n",
      "actions:\n"
      "  default: {flag: 30, hold: 50}\n"
      "  insult: {flag: 30, hold: 50, hide: 80}\n");
  const Verdict v = judge("scemo, caspita");
  EXPECT_EQ(v.action, Action::kHide);
  ASSERT_TRUE(v.decided_by.has_value());
  EXPECT_EQ(v.decided_by->bucket, "insult");
  EXPECT_EQ(v.decided_by->points, 85);
  EXPECT_EQ(v.decided_by->threshold, 80);
  EXPECT_THAT(v.decided_by->rules, ElementsAre("p/a", "p/c"));
  ASSERT_EQ(v.labels.size(), 2u);
  EXPECT_EQ(v.labels[0].label, "insult");
  EXPECT_EQ(v.labels[0].points, 85);
  EXPECT_EQ(judge("caspita").action, Action::kFlag);  // by default
  EXPECT_EQ(judge("buongiorno").action, Action::kAllow);
  EXPECT_FALSE(judge("buongiorno").decided_by.has_value());
}

TEST(JudgeTest, CountsARuleOnceAComment) {
  Judged judge("  - {id: a, label: insult, points: 40, find: {words: [scemo]}}\n");
  const Verdict v = judge("scemo scemo scemo");
  EXPECT_EQ(v.matches.size(), 3u);
  EXPECT_EQ(v.labels[0].points, 40);
}

TEST(JudgeTest, TakesPointsAwayFromBucketsButNotBelowZero) {
  Judged judge(
      "  - {id: a, label: insult, points: 60, find: {words: [scemo]}}\n"
      "  - {id: q, label: tone.quotation, points: {insult: -40, hate: -40}, find: {words: "
      "[disse]}}\n");
  EXPECT_EQ(judge("scemo").action, Action::kHold);
  const Verdict v = judge("disse scemo");
  EXPECT_EQ(v.action, Action::kAllow);
  ASSERT_EQ(v.labels.size(), 2u);
  EXPECT_EQ(v.labels[0].points, 20);
  EXPECT_EQ(v.labels[1].label, "tone.quotation");
  EXPECT_EQ(judge("disse").action, Action::kAllow);
}

TEST(JudgeTest, PutsAnAmountIntoTheLongestListedBucket) {
  Judged judge(
      "  - {id: a, label: hate.religion, points: 50, find: {words: [uno]}}\n"
      "  - {id: b, label: hate.gender, points: 50, find: {words: [due]}}\n",
      "actions:\n"
      "  default: {flag: 30}\n"
      "  hate: {hold: 40}\n"
      "  hate.religion: {remove: 50}\n");
  EXPECT_EQ(judge("uno").action, Action::kRemove);
  EXPECT_EQ(judge("uno").decided_by->bucket, "hate.religion");
  EXPECT_EQ(judge("due").decided_by->bucket, "hate");
}

TEST(JudgeTest, NeverActsOnWhatIsOnlyListenedTo) {
  Judged judge("  - {id: a, label: tone.criticism, points: 100, find: {words: [vergogna]}}\n");
  EXPECT_EQ(judge("vergogna").action, Action::kAllow);
}

TEST(JudgeTest, ReportsShadowRulesWithoutLettingThemCount) {
  Judged judge(
      "  - {id: a, label: insult, points: 80, status: shadow, find: {words: [scemo]}}\n"
      "  - {id: b, label: spam, points: 80, when: {label: insult}, find: {words: [scemo]}}\n"
      "  - {id: c, label: insult, points: 80, status: off, find: {words: [scemo]}}\n");
  const Verdict v = judge("scemo");
  EXPECT_EQ(v.action, Action::kAllow);
  ASSERT_EQ(v.matches.size(), 1u);
  EXPECT_TRUE(v.matches[0].shadow);
  EXPECT_THAT(v.labels, IsEmpty());
}

TEST(JudgeTest, SeesLabelsOfRulesThatStandAnywhere) {
  Judged judge(
      "  - {id: z, label: hate.other, points: 1, find: {words: [uno]}}\n"
      "  - {id: m, label: troll.mockery, points: 1, when: {label: hate}}\n"
      "  - {id: a, label: spam, points: 1, when: {label: troll}, find: {words: [uno]}}\n");
  EXPECT_THAT(judge.Rules(Text("uno")), ElementsAre("p/a", "p/m", "p/z"));
  EXPECT_THAT(judge.Rules(Text("due")), IsEmpty());
}

struct ConditionCase {
  const char* when;
  Comment holds, fails;
};

Comment With(std::string_view text, void (*set)(Comment*)) {
  Comment comment;
  comment.text = text;
  set(&comment);
  return comment;
}

TEST(JudgeTest, ChecksEveryCondition) {
  const ConditionCase cases[] = {
      {"channel: [facebook, x]", With("uno", [](Comment* c) { c->channel = "x"; }),
       With("uno", [](Comment* c) { c->channel = "web"; })},
      {"page: [a]", With("uno", [](Comment* c) { c->page = "a"; }), Text("uno")},
      {"page_topic: [school]", With("uno", [](Comment* c) { c->page_topic = "school"; }),
       Text("uno")},
      {"language: [it]", With("uno", [](Comment* c) { c->language = "it-IT"; }),
       With("uno", [](Comment* c) { c->language = "en"; })},
      {"author_role: [office]", With("uno", [](Comment* c) { c->author_role = "office"; }),
       Text("uno")},
      {"reply: true", With("uno", [](Comment* c) { c->reply = true; }), Text("uno")},
      {"author_new: false", With("uno", [](Comment* c) { c->author_new = false; }), Text("uno")},
      {"author_strikes: 3..", With("uno", [](Comment* c) { c->author_strikes = 3; }),
       With("uno", [](Comment* c) { c->author_strikes = 2; })},
      {"repeats: ..5", With("uno", [](Comment* c) { c->repeats = 5; }), Text("uno")},
      {"length: 1..4", Text("uno"), Text("unooo")},
      {"word_count: 2..2", Text("uno è"), Text("uno")},
      {"link_count: 1..", Text("uno http://a.example.it"), Text("uno")},
      {"mention_count: 1..", Text("uno @a"), Text("uno")},
      {"hashtag_count: 1..", Text("uno #a"), Text("uno")},
      {"emoji_count: 2..", Text("uno 😀😀"), Text("uno 😀")},
      {"exclamation_count: 3..", Text("uno!!!"), Text("uno!!")},
      {"question_mark: true", Text("uno?"), Text("uno")},
      {"question_mark: false", Text("uno"), Text("uno?")},
      {"caps: 0.5..", Text("UNO"), Text("Uno")},
  };
  for (const ConditionCase& c : cases) {
    Judged judge(base::Cat("  - id: a\n    label: insult\n    points: 1\n    when: {", c.when,
                           "}\n    find: {words: [uno, unooo]}\n"));
    EXPECT_EQ(judge.Rules(c.holds).size(), 1u) << c.when;
    EXPECT_EQ(judge.Rules(c.fails).size(), 0u) << c.when;
  }
}

TEST(JudgeTest, AppliesPacksOfTheCommentsLanguage) {
  Judged judge("  - {id: a, label: insult, points: 1, find: {words: [uno]}}\n", "",
               "pack: p\nlanguage: it\n");
  EXPECT_EQ(judge.Rules(Text("uno")).size(), 1u);
  EXPECT_EQ(judge.Rules(With("uno", [](Comment* c) { c->language = "IT-it"; })).size(), 1u);
  EXPECT_EQ(judge.Rules(With("uno", [](Comment* c) { c->language = "en"; })).size(), 0u);
}

TEST(JudgeTest, HitsTheWholeTextWithoutFind) {
  Judged judge("  - {id: a, label: spam, points: 50, when: {link_count: 2..}}\n");
  const Verdict v = judge("a.it e b.it poi aa.it e bb.it");
  ASSERT_EQ(v.matches.size(), 1u);
  EXPECT_EQ(v.matches[0].begin, 0u);
  EXPECT_EQ(v.matches[0].end, 29u);
}

TEST(JudgeTest, ExcusesHitsAndComments) {
  Judged judge(
      "  - id: a\n"
      "    label: insult\n"
      "    points: 80\n"
      "    find: {words: [idiota]}\n"
      "    unless:\n"
      "      find: {phrases: [\"l'idiota di dostoevskij\"]}\n"
      "      when: {author_role: [office]}\n");
  EXPECT_EQ(judge("ho letto L’IDIOTA di Dostoevskij").matches.size(), 0u);
  EXPECT_EQ(judge("idiota, ho letto l'idiota di Dostoevskij").matches.size(), 1u);
  EXPECT_EQ(judge(With("idiota", [](Comment* c) { c->author_role = "office"; })).matches.size(), 0u);
}

TEST(JudgeTest, GivesTheMessageOfTheRuleWithMostPoints) {
  const std::string rules =
      "  - {id: a, label: insult, points: 30, find: {words: [uno]}, message: minore}\n"
      "  - {id: b, title: T, policy: art. 4, label: insult, points: 60, find: {words: [uno]},\n"
      "     message: '{{action}} per {{title}} ({{policy}}, {{policy_url}})'}\n";
  const std::string site = "policy_url: https://comune.example.it/p\nactions: {default: {hide: 80}}\n";
  Judged italian(rules, site, "pack: p\nlanguage: it\n");
  EXPECT_EQ(italian("uno").message, "nascosto per T (art. 4, https://comune.example.it/p)");
  Judged english(rules, site, "pack: p\nlanguage: en\n");
  EXPECT_EQ(english("uno").message, "hidden per T (art. 4, https://comune.example.it/p)");
  Judged held(rules, "actions: {default: {hold: 80}}\n");
  EXPECT_EQ(held("uno").message, "");
}

TEST(JudgeTest, SumsTheAmountsOfARuleBeforeItChoosesTheMessage) {
  Judged judge(
      "  - {id: a, label: insult, points: {insult: 40, insult.x: 40}, find: {words: [uno]}, message: A}\n"
      "  - {id: b, label: insult, points: 50, find: {words: [uno]}, message: B}\n"
      "  - {id: c, label: insult, points: 50, find: {words: [due]}, message: C}\n"
      "  - {id: d, label: insult, points: 50, find: {words: [due]}, message: D}\n",
      "actions: {insult: {hide: 60, remove: 120}}\n");
  EXPECT_EQ(judge("uno").decided_by->points, 130);
  EXPECT_EQ(judge("uno").action, Action::kRemove);
  EXPECT_EQ(judge("uno").message, "A");
  EXPECT_EQ(judge("due").message, "C");  // the first id
}

TEST(JudgeTest, SaturatesPointsInsteadOfWrappingAround) {
  std::string rules;
  for (int i = 0; i < 3000; ++i) {
    rules += base::Cat("  - {id: r", i, ", label: insult, points: 1000000, find: {words: [uno]}}\n");
  }
  Judged judge(rules, "actions: {default: {hide: 80}}\n");
  EXPECT_EQ(judge("uno").action, Action::kHide);
  EXPECT_GT(judge("uno").decided_by->points, 2'000'000'000);
}

TEST(JudgeTest, CountsWhatStandsUnderATopicForItsOffice) {
  Judged judge(
      "  - {id: q, label: intent.request, find: {words: [chiedo]}}\n"
      "  - {id: a, label: topic.waste.bulky, points: 10, find: {words: [divano]}}\n"
      "  - {id: b, label: topic.waste.bins, points: 10, find: {words: [cassonetto]}}\n"
      "  - {id: c, label: topic.green, points: 15, find: {words: [albero]}}\n",
      "offices:\n"
      "  verde: {topics: [green], answer_within: 1h}\n"
      "  ambiente: {topics: [waste], answer_within: 2d}\n"
      "  urp: {topics: [default], answer_within: 2d}\n");
  EXPECT_EQ(judge("chiedo divano cassonetto albero").answer.office, "ambiente");
  EXPECT_EQ(judge("chiedo divano albero").answer.office, "verde");
}

TEST(JudgeTest, HasNoShareOfCapitalsWithoutLetters) {
  Judged judge("  - {id: a, label: spam, points: 1, when: {caps: ..0.2}}\n");
  EXPECT_EQ(judge.Rules(Text("12345 🅰🅱")).size(), 0u);
  EXPECT_EQ(judge.Rules(Text("ciao")).size(), 1u);
}

TEST(JudgeTest, UsesTheFirstProfileThatHolds) {
  Judged judge("  - {id: a, label: propaganda, points: 30, find: {words: [votate]}}\n",
               "actions: {default: {flag: 30}, spam: {hide: 10}}\n"
               "profiles:\n"
               "  - {name: elezioni, when: {page: [e]}, actions: {propaganda: {hold: 30}}}\n"
               "  - {name: altro, when: {page: [e, f]}, actions: {propaganda: {remove: 30}}}\n");
  EXPECT_EQ(judge("votate").action, Action::kFlag);
  const Verdict v = judge(With("votate", [](Comment* c) { c->page = "e"; }));
  EXPECT_EQ(v.action, Action::kHold);
  EXPECT_EQ(v.profile, "elezioni");
  EXPECT_EQ(judge(With("votate", [](Comment* c) { c->page = "f"; })).action, Action::kRemove);
}

TEST(JudgeTest, ProposesToBlockByThePolicy) {
  Judged judge("  - {id: a, label: insult, points: 80, find: {words: [scemo]}}\n",
               "actions: {default: {hide: 80}}\nblock: {from: hide, strikes: 4..}\n");
  EXPECT_TRUE(judge(With("scemo", [](Comment* c) { c->author_strikes = 4; })).propose_block);
  EXPECT_FALSE(judge(With("scemo", [](Comment* c) { c->author_strikes = 3; })).propose_block);
  EXPECT_FALSE(judge(With("ciao", [](Comment* c) { c->author_strikes = 9; })).propose_block);
  EXPECT_FALSE(judge("scemo").propose_block);
}

TEST(JudgeTest, OverridesChangeAShippedRule) {
  Judged judge("  - {id: a, label: insult, points: 80, find: {words: [scemo]}}\n"
               "  - {id: b, label: insult, points: 80, find: {words: [sciocco]}}\n",
               "actions: {default: {flag: 30, hide: 80}}\n"
               "overrides:\n  - {rule: p/a, points: 40}\n  - {rule: p/b, status: off}\n");
  EXPECT_EQ(judge("scemo").action, Action::kFlag);
  EXPECT_THAT(judge("sciocco").matches, IsEmpty());
}

const char kAnswerRules[] =
    "  - {id: q, label: intent.question, find: {regex: ['quando[^?]*\\?']}}\n"
    "  - {id: r, label: intent.report, find: {words: [buca]}}\n"
    "  - {id: w, label: topic.waste, find: {words: [rifiuti]}}\n"
    "  - {id: g, label: topic.green, points: 20, find: {words: [alberi]}}\n"
    "  - {id: e, label: topic.emergency, find: {words: [frana]}}\n"
    "  - {id: i, label: insult, points: 80, find: {words: [scemi]}}\n";
const char kAnswerSite[] =
    "timezone: Europe/Rome\n"
    "actions: {default: {hide: 80}}\n"
    "offices:\n"
    "  ambiente: {topics: [waste], answer_within: 24h, hours: 'mon-fri 8:00-19:00'}\n"
    "  verde: {topics: [green], answer_within: 2d, hours: 'mon-fri 8:00-14:00'}\n"
    "  urp: {topics: [default], answer_within: 2d, hours: 'mon-fri 8:00-14:00'}\n"
    "  protezione-civile: {topics: [emergency], answer_within: 1h, hours: always}\n";

TEST(JudgeTest, SaysWhoOwesAnAnswerAndByWhen) {
  Judged judge(kAnswerRules, kAnswerSite);
  Comment comment = Text("Quando passate a prendere i rifiuti?");
  comment.time = *base::ParseRfc3339("2026-11-20T18:00:00+01:00");  // a Friday
  const Verdict v = judge(comment);
  EXPECT_TRUE(v.answer.owed);
  EXPECT_EQ(v.answer.intent, "question");
  EXPECT_EQ(v.answer.office, "ambiente");
  ASSERT_TRUE(v.answer.due.has_value());
  EXPECT_EQ(base::FormatRfc3339(*v.answer.due, v.answer.utc_offset), "2026-11-25T09:00:00+01:00");
  EXPECT_EQ(judge("Quando aprite?").answer.office, "urp");
  EXPECT_FALSE(judge("Quando aprite?").answer.due.has_value());
}

TEST(JudgeTest, ChoosesIntentAndOffice) {
  Judged judge(kAnswerRules, kAnswerSite);
  EXPECT_EQ(judge("C'è una buca: quando la chiudete?").answer.intent, "report");
  EXPECT_EQ(judge("buca, rifiuti, alberi").answer.office, "verde");          // most points
  EXPECT_EQ(judge("buca, rifiuti, frana").answer.office, "protezione-civile");  // soonest
  EXPECT_FALSE(judge("i rifiuti").answer.owed);
  EXPECT_FALSE(judge("c'è una buca, scemi").answer.owed);  // hidden
  EXPECT_FALSE(judge(With("buca", [](Comment* c) { c->author_role = "office"; })).answer.owed);
}

TEST(JudgeTest, RefusesWhatIsTooLong) {
  const auto loaded = RuleSet::FromSources(std::vector<RuleSet::Source>{
      {"p.yaml", "pack: p\nrules:\n  - {id: a, label: insult, points: 1, find: {words: [uno]}}\n"}});
  Classifier classifier(loaded.rules);
  const std::string text(64 * 1024 + 1, 'a');
  const auto verdict = classifier.Classify(Text(text));
  EXPECT_EQ(verdict.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(verdict.status().message()),
              ::testing::HasSubstr("65537 bytes; at most 65536"));
  EXPECT_TRUE(classifier.Classify(Text("uno")).ok());
}

}  // namespace
}  // namespace ascolto
