// What the readers make of packs and site policy that have no mistakes.

#include <string>
#include <vector>

#include "ascolto/model/opening_hours.h"
#include "ascolto/model/fingerprint.h"
#include "gmock/gmock.h"
#include "tests/rules/support.h"

namespace ascolto::rules {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Optional;
using ::testing::Pair;

TEST(ReadConditions, EveryFieldHasItsShape) {
  const model::Model model = ModelOf(OneRule(R"(    when:
      channel: [facebook, x]
      page: comune
      page_topic: school
      language: [it, pt-br]
      reply: true
      author_role: office
      author_new: false
      author_strikes: 3..
      repeats: ..5
      length: 3..5
      word_count: 4
      link_count: 0
      mention_count: 1..
      hashtag_count: 1..
      emoji_count: 1..
      exclamation_count: 1..
      question_mark: true
      caps: 0.6..
      label: insult
      topic: waste
    find: {words: [ciao]}
)"));
  const std::vector<model::Condition>& when = model.rules.at(0).when;
  ASSERT_EQ(when.size(), 20u);
  for (std::size_t i = 0; i < 19; ++i) EXPECT_EQ(static_cast<std::size_t>(when[i].field), i);
  EXPECT_THAT(when[0].texts, ElementsAre("facebook", "x"));
  EXPECT_EQ(when[0].place.line, 6);
  EXPECT_TRUE(when[4].flag);
  EXPECT_FALSE(when[6].flag);
  EXPECT_THAT(when[7].min, Optional(3));
  EXPECT_FALSE(when[7].max);
  EXPECT_THAT(when[8].max, Optional(5));
  EXPECT_THAT(when[9].min, Optional(3));
  EXPECT_THAT(when[9].max, Optional(5));
  EXPECT_THAT(when[10].min, Optional(4));
  EXPECT_THAT(when[10].max, Optional(4));
  EXPECT_THAT(when[17].min, Optional(0.6));
  EXPECT_EQ(when[19].field, model::Field::kLabel);
  EXPECT_THAT(when[19].texts, ElementsAre("topic.waste"));
}

TEST(ReadPack, EntriesKeepTheirOrderAndKind) {
  const model::Model model = ModelOf(OneRule(R"(    find:
      regex_raw: 'ABC'
      exact: [Papà]
      near: {within: 5, all: [uno, "due tre"]}
      words: [(a/b)]
      regex: abc
)"));
  const model::EncodedList<model::Entry>& find = model.rules.at(0).find;
  ASSERT_EQ(find.size(), 5u);
  EXPECT_EQ(find[0].kind, model::Entry::Kind::kRegexRaw);
  EXPECT_EQ(find[0].pattern, "ABC");
  EXPECT_EQ(find[1].kind, model::Entry::Kind::kExact);
  EXPECT_EQ(find[1].phrases[0].forms[0][0].cased, "papa\u0300");
  EXPECT_EQ(find[2].kind, model::Entry::Kind::kNear);
  EXPECT_EQ(find[2].within, 5);
  EXPECT_EQ(find[2].phrases.size(), 2u);
  EXPECT_EQ(find[3].phrases[0].source, "(a/b)");
  EXPECT_EQ(find[3].place.line, 9);
  EXPECT_EQ(find[3].place.column, 15);
  EXPECT_EQ(find[4].kind, model::Entry::Kind::kRegex);
}

TEST(ReadPack, ScalarsStayTheTextThatWasWritten) {
  const model::Model model = ModelOf(OneRule(
      "    title: null\n    owner: ~\n    policy: 4.20\n    find: {words: [no, null, yes, off, 0x1F]}\n"));
  const model::Rule& rule = model.rules.at(0);
  EXPECT_EQ(rule.title, "null");
  EXPECT_EQ(rule.owner, "~");
  EXPECT_EQ(rule.policy, "4.20");
  ASSERT_EQ(rule.find.size(), 5u);
  EXPECT_EQ(rule.find[1].phrases[0].forms[0][0].text, "null");
  EXPECT_EQ(rule.find[4].phrases[0].forms[0][0].text, "0x1f");
}

TEST(ReadPack, PointsAreOneNumberOrAMap) {
  EXPECT_THAT(ModelOf(OneRule("    points: 3\n    find: {words: [a]}\n")).rules.at(0).points,
              ElementsAre(Pair("tone.criticism", 3)));
  EXPECT_THAT(ModelOf(OneRule("    points: {insult: -30, hate: -40}\n    find: {words: [a]}\n"))
                  .rules.at(0).points,
              ElementsAre(Pair("hate", -40), Pair("insult", -30)));
  EXPECT_THAT(ModelOf(OneRule("    find: {words: [a]}\n")).rules.at(0).points,
              ElementsAre(Pair("tone.criticism", 10)));
}

TEST(ReadPack, ListsMayBeMaskable) {
  const model::Model model = ModelOf({{"p.yaml",
                                "pack: p\nlists:\n  a: {maskable: true, entries: [uno]}\n"
                                "  b: [due]\n"}});
  EXPECT_TRUE(model.lists.at(0).maskable);
  EXPECT_EQ(model.lists.at(0).entries.size(), 1u);
  EXPECT_FALSE(model.lists.at(1).maskable);
}

TEST(ReadPack, ReadingsMayBeOffForAPackAndForARule) {
  const model::Model model = ModelOf({{"p.yaml",
                                "pack: p\nreadings: {off: [split, leet]}\nrules:\n"
                                "  - {id: a, label: tone.criticism, find: {words: [a]}}\n"
                                "  - {id: b, label: tone.criticism, find: {words: [a]},\n"
                                "     readings: {off: chat}}\n"}});
  EXPECT_THAT(model.rules.at(0).readings_off, ElementsAre(Reading::kLeet, Reading::kSplit));
  EXPECT_THAT(model.rules.at(1).readings_off,
              ElementsAre(Reading::kChat, Reading::kLeet, Reading::kSplit));
  EXPECT_THAT(ProblemsOf({{"p.yaml", "pack: p\nreadings: {off: [let]}\n"}}),
              ElementsAre("p.yaml:2:18 E024"));
  EXPECT_THAT(ProblemsOf({{"p.yaml", "pack: p\nreadings: {off: [written]}\n"}}),
              ElementsAre("p.yaml:2:18 E024"));
  EXPECT_THAT(ProblemsOf({{"p.yaml", "pack: p\nreadings: {on: [leet]}\n"}}),
              ElementsAre("p.yaml:2:11 E021", "p.yaml:2:12 E020"));
}

TEST(ReadChat, WordsAndHowTheyAreWritten) {
  const model::Model model = ModelOf({{"c.yaml",
                                "chat: it.chat\nwords:\n  Perché: [xké, XCHE]\n  sei: 6\n"
                                "  ti voglio bene: tvb\nletters: {ch: k, c: [k, q]}\n"}});
  ASSERT_EQ(model.chats.size(), 1u);
  const model::ChatTable& table = model.chats[0];
  EXPECT_EQ(table.name, "it.chat");
  ASSERT_EQ(table.spellings.size(), 4u);
  EXPECT_EQ(table.spellings[0].spelling, "xke");
  EXPECT_THAT(table.spellings[0].words, ElementsAre("perche"));
  EXPECT_EQ(table.spellings[2].spelling, "6");
  EXPECT_THAT(table.spellings[3].words, ElementsAre("ti", "voglio", "bene"));
  ASSERT_EQ(table.letters.size(), 2u);
  EXPECT_EQ(table.letters[0].letter, 'k');
  EXPECT_THAT(table.letters[0].others, ElementsAre("ch", "c"));
}

TEST(ReadChat, IsAsStrictAsPacks) {
  EXPECT_THAT(ProblemsOf({{"c.yaml", "chat: c\nword: {a: b}\n"}}), ElementsAre("c.yaml:2:1 E020"));
  EXPECT_THAT(ProblemsOf({{"c.yaml", "chat: c\nwords: [a]\n"}}), ElementsAre("c.yaml:2:8 E019"));
  EXPECT_THAT(ProblemsOf({{"c.yaml", "chat: c\nwords:\n  a: b\n  a: c\n"}}),
              ElementsAre("c.yaml:4:3 E011"));
  EXPECT_THAT(ProblemsOf({{"a.yaml", "chat: c\n"}, {"b.yaml", "chat: c\n"}}),
              ElementsAre("b.yaml:1:7 E061"));
}

TEST(ReadChat, ChangesTheFingerprintAndCanBeOff) {
  const auto fingerprint = [](const std::string& chat, const std::string& site) {
    return model::Fingerprint(ApplySite(ModelOf({{"p.yaml", "pack: p\n"}, {"c.yaml", chat},
                                          {"site.yaml", site}})));
  };
  const std::string one = fingerprint("chat: c\nwords: {non: nn}\n", "packs: {}\n");
  EXPECT_EQ(one, fingerprint("chat: c\nwords: {NON: nn}\n", "packs: {}\n"));
  EXPECT_NE(one, fingerprint("chat: c\nwords: {non: nnn}\n", "packs: {}\n"));
  const model::Model off = ApplySite(ModelOf({{"p.yaml", "pack: p\n"}, {"c.yaml", "chat: c\n"},
                                       {"site.yaml", "packs: {off: [c]}\n"}}));
  EXPECT_TRUE(off.chats.empty());
}

TEST(ReadPack, TestsKeepTheirFields) {
  const model::Model model = ModelOf(OneRule(R"(    find: {words: [a]}
    tests:
      match:
        - {text: "a: b", channel: x, reply: true, author_strikes: 2, time: 2026-11-21T09:30:00Z}
      pass:
        - text: b
          page: casa
      todo: {pass: [c]}
)"));
  const model::Rule& rule = model.rules.at(0);
  EXPECT_THAT(rule.match.at(0).fields,
              ElementsAre(Pair("author_strikes", "2"), Pair("channel", "x"), Pair("reply", "true"),
                          Pair("text", "a: b"), Pair("time", "2026-11-21T09:30:00Z")));
  EXPECT_THAT(rule.pass.at(0).fields, ElementsAre(Pair("page", "casa"), Pair("text", "b")));
  EXPECT_EQ(rule.todo_pass.size(), 1u);
  EXPECT_EQ(rule.todo_pass[0].place.line, 12);
}

TEST(ReadSite, EveryPartIsRead) {
  const model::Model model = ModelOf({{"site.yaml", R"(timezone: Europe/Rome
policy_url: https://x.example
actions:
  insult: {flag: 30, hold: 50, hide: 80}
  hate: {remove: 90}
block: {from: hold, strikes: 4..6}
profiles:
  - {name: elezioni, when: {page: [a, b]}, actions: {insult: {hold: 10}}}
offices:
  urp: {topics: [default, waste], answer_within: 2d, hours: ["lun-ven 8:00-14:00", sat 9:00-12:30], closed: [it-holidays, 06-24, 2026-12-07]}
  x: {topics: roads, answer_within: 24h}
)"}});
  const model::Site& site = model.site;
  EXPECT_EQ(site.timezone, "Europe/Rome");
  EXPECT_EQ(site.actions.at("default")[1], 30);  // as without a file
  EXPECT_EQ(site.actions.at("insult")[3], 80);
  EXPECT_FALSE(site.actions.at("hate")[3]);
  EXPECT_EQ(site.actions.at("hate")[4], 90);
  EXPECT_EQ(site.block->from, Action::kHold);
  EXPECT_THAT(site.block->min_strikes, Optional(4));
  EXPECT_THAT(site.block->max_strikes, Optional(6));
  EXPECT_EQ(site.profiles.at(0).actions.at("insult")[2], 10);
  const model::Office& urp = site.offices.at(0);
  EXPECT_EQ(urp.within, 2);
  EXPECT_TRUE(urp.days);
  EXPECT_FALSE(urp.hours.always);
  EXPECT_THAT(urp.hours.open[4], ElementsAre(Pair(480, 840)));
  EXPECT_THAT(urp.hours.open[5], ElementsAre(Pair(540, 750)));
  EXPECT_THAT(urp.hours.open[6], IsEmpty());
  ASSERT_EQ(urp.closed.size(), 3u);
  EXPECT_EQ(urp.closed[1].month, 6);
  EXPECT_EQ(urp.closed[2].year, 2026);
  EXPECT_TRUE(site.offices.at(1).hours.always);
  EXPECT_FALSE(site.offices.at(1).days);
}

TEST(ReadSite, WithoutAFileThereIsADefaultPolicy) {
  const model::Model model = ModelOf({{"p.yaml", "pack: p\n"}});
  EXPECT_EQ(model.site.timezone, "UTC");
  ASSERT_EQ(model.site.actions.size(), 1u);
  EXPECT_THAT(model.site.actions.at("default"),
              ElementsAre(std::nullopt, Optional(30), Optional(50), std::nullopt, std::nullopt));
}

TEST(OpeningHours, PartsWithoutDaysGoOn) {
  model::Hours hours;
  ASSERT_TRUE(model::ParseOpeningHours("mon-fri 8:00-14:00, 15:00-17:00, sat 9:00-24:00", &hours));
  EXPECT_THAT(hours.open[0], ElementsAre(Pair(480, 840), Pair(900, 1020)));
  EXPECT_THAT(hours.open[5], ElementsAre(Pair(540, 1440)));
  model::Hours wrapped;
  ASSERT_TRUE(model::ParseOpeningHours("sab-lun 8:00-9:00", &wrapped));
  EXPECT_THAT(wrapped.open[6], ElementsAre(Pair(480, 540)));
  EXPECT_THAT(wrapped.open[0], ElementsAre(Pair(480, 540)));
  EXPECT_THAT(wrapped.open[1], IsEmpty());
}

TEST(OpeningHours, RefusesWhatIsNone) {
  for (const std::string_view text :
       {"", "8:00-14:00", "mon", "mon 8-14", "mon 14:00-8:00", "mon 8:00-25:00", "mon 8:60-9:00",
        "mon 8:00-9:00,", "mon 8:00-10:00, 9:00-11:00", "mon-tue-wed 8:00-9:00", "foo 8:00-9:00",
        "mon 24:01-24:02", "mon 8:00-8:00"}) {
    model::Hours hours;
    EXPECT_FALSE(model::ParseOpeningHours(text, &hours)) << text;
  }
}

TEST(OpeningHours, AnswerWithin) {
  EXPECT_THAT(model::ParseAnswerWithin("24h"), Optional(Pair(24, false)));
  EXPECT_THAT(model::ParseAnswerWithin("2d"), Optional(Pair(2, true)));
  for (const std::string_view text : {"", "d", "0d", "2", "-2d", "2w", "99999h", "2 d"}) {
    EXPECT_FALSE(model::ParseAnswerWithin(text)) << text;
  }
}

}  // namespace
}  // namespace ascolto::rules
