// Packs and site policy put together: names, strata, overrides, fingerprint.

#include <algorithm>
#include <string>
#include <vector>

#include "ascolto/model/fingerprint.h"
#include "gmock/gmock.h"
#include "tests/rules/support.h"

namespace ascolto::rules {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string Rule1(std::string_view id, std::string_view label, std::string_view more = "") {
  return base::Cat("  - {id: ", id, ", label: ", label, ", points: 5, find: {words: [ciao]}", more,
                   "}\n");
}

Sources Pack(std::string_view rules) { return {{"p.yaml", base::Cat("pack: p\nrules:\n", rules)}}; }

std::vector<std::string> Ids(const model::Model& model) {
  std::vector<std::string> ids;
  for (const model::Rule& rule : model.rules) ids.push_back(rule.id);
  return ids;
}

TEST(Link, FindsListsOfThisAndOtherPacks) {
  const model::Model model = ModelOf({
      {"b.yaml", "pack: b\nlists:\n  x: [uno]\n  y: [$x, $a/x]\n"},
      {"a.yaml", "pack: a\nlists:\n  x: [due]\n"},
  });
  ASSERT_EQ(model.lists.size(), 3u);
  EXPECT_EQ(model.lists[0].pack, "a");
  const model::EncodedList<model::Phrase>& entries = model.lists[2].entries;
  ASSERT_EQ(entries.size(), 2u);
  EXPECT_EQ(entries[0].forms[0][0].list, 1);
  EXPECT_EQ(entries[1].forms[0][0].list, 0);
}

TEST(Link, OrdersRulesByStratumThenId) {
  const model::Model model = ModelOf(Pack(Rule1("a", "x.deep", ", when: {label: y}") +
                                   Rule1("b", "y", ", unless: {when: {topic: z}}") +
                                   Rule1("d", "topic.z") + Rule1("c", "w")));
  EXPECT_THAT(Ids(model), ElementsAre("p/c", "p/d", "p/b", "p/a"));
}

TEST(Link, LabelConditionsSeeWholeWordsOnly) {
  // "insult" is not a prefix of "insulting" in the sense of labels, so this is no cycle.
  const model::Model model = ModelOf(Pack(Rule1("a", "insulting", ", when: {label: insult}") +
                                   Rule1("b", "insult.x", ", when: {label: insulted}") +
                                   Rule1("c", "insulted")));
  EXPECT_THAT(Ids(model), ElementsAre("p/c", "p/b", "p/a"));
}

TEST(Link, RefusesCyclesOfConditions) {
  const std::string a = Rule1("a", "x.deep", ", when: {label: y}");
  const std::string b = Rule1("b", "y", ", when: {label: x}");
  EXPECT_THAT(ProblemsOf(Pack(a + b)), ElementsAre("p.yaml:3:10 E064"));
  EXPECT_THAT(ProblemsOf(Pack(Rule1("a", "x", ", when: {label: x}"))),
              ElementsAre("p.yaml:3:10 E064"));
}

TEST(Link, ChannelsOfTheSiteAreKnown) {
  Sources sources = Pack(Rule1("a", "x", ", when: {channel: sportello}"));
  EXPECT_THAT(ProblemsOf(sources), ElementsAre("p.yaml:3:73 E063"));
  sources.push_back({"site.yaml", "channels: [sportello]\n"});
  EXPECT_THAT(ProblemsOf(sources), IsEmpty());
}

TEST(Link, APolicyWithoutPacksIsNotHeldAgainstThem) {
  EXPECT_THAT(ProblemsOf({{"site.yaml",
                           "offices:\n  urp: {topics: [default, waste], answer_within: 2d}\n"
                           "overrides:\n  - {rule: p/a, points: 5}\n"}}),
              IsEmpty());
}

TEST(Link, AnUnreadableFileIsNotHeldAgainstTheOthers) {
  Sources sources = Pack(Rule1("a", "x"));
  sources.push_back({"q.yaml", "pack: q\n  lists: x: y\n"});
  sources.push_back({"site.yaml", "overrides:\n  - {rule: q/a, points: 5}\n"});
  for (const std::string& problem : ProblemsOf(sources)) {
    EXPECT_TRUE(problem.starts_with("q.yaml")) << problem;
  }
}

TEST(ApplySite, ChangesRulesAndLeavesPacksOut) {
  Sources sources = Pack(Rule1("a", "x") + Rule1("b", "x"));
  sources.push_back({"q.yaml", "pack: q\nrules:\n" + Rule1("c", "x")});
  sources.push_back({"site.yaml",
                     "packs: {off: [q]}\noverrides:\n"
                     "  - {rule: p/b, points: {hate: -3}, status: shadow, policy: art. 9}\n"});
  const model::Model read = ModelOf(sources);
  EXPECT_THAT(Ids(read), ElementsAre("p/a", "p/b", "q/c"));
  EXPECT_EQ(read.rules[1].status, RuleStatus::kLive);
  const model::Model applied = ApplySite(read);
  EXPECT_THAT(Ids(applied), ElementsAre("p/a", "p/b"));
  EXPECT_EQ(applied.rules[1].status, RuleStatus::kShadow);
  EXPECT_EQ(applied.rules[1].policy, "art. 9");
  EXPECT_THAT(applied.rules[1].points, ElementsAre(std::pair<std::string, int>("hate", -3)));
  ASSERT_EQ(applied.site.overrides.size(), 1u);
  EXPECT_EQ(applied.site.overrides[0].rule, 1);
}

TEST(ApplySite, ANumberOfPointsIsForTheRulesOwnLabel) {
  Sources sources = Pack(Rule1("a", "x.y"));
  sources.push_back({"site.yaml", "overrides:\n  - {rule: p/a, points: 7}\n"});
  EXPECT_THAT(ApplySite(ModelOf(sources)).rules[0].points,
              ElementsAre(std::pair<std::string, int>("x.y", 7)));
}

TEST(Fingerprint, IsTheSameForTheSameRules) {
  const Sources sources = {
      {"a.yaml", "pack: a\nlists:\n  x: [uno]\nrules:\n" + Rule1("b", "x") + Rule1("a", "x")},
      {"b.yaml", "pack: b\nlists:\n  y: [$a/x]\nrules:\n" +
                     Rule1("c", "y", ", when: {label: x}, tests: {match: [ciao]}")},
      {"site.yaml", "timezone: Europe/Rome\nactions: {insult: {hide: 80}, hate: {hide: 60}}\n"},
  };
  const std::string first = model::Fingerprint(ModelOf(sources));
  EXPECT_EQ(first.size(), 64u);
  const Sources turned = {
      {"zz/site.yaml",
       "actions:\n  hate: {hide: 60} # a comment\n  insult: {hide: 80}\ntimezone: Europe/Rome\n"},
      {"other.yaml", "\n\npack: b\nlists: {y: [\"$a/x\"]}\nrules:\n" +
                         Rule1("c", "y", ", when: {label: x}, tests: {match: [ciao ciao]}")},
      {"a.yaml", "pack: a\nrules:\n" + Rule1("a", "x") + Rule1("b", "x") + "lists:\n  x: [UNO]\n"},
  };
  EXPECT_EQ(model::Fingerprint(ModelOf(turned)), first);
}

TEST(Fingerprint, ChangesWithAnyPartThatCounts) {
  const std::string pack = "pack: p\nlists:\n  x: [uno, due]\nrules:\n";
  const std::string rule =
      "  - {id: a, label: x, points: 5, title: t, find: {phrases: [sei $x], regex: [abc]}}\n";
  const std::string site = "actions: {x: {hide: 80}}\n";
  const auto of = [](std::string p, std::string s) {
    return model::Fingerprint(ModelOf({{"p.yaml", std::move(p)}, {"site.yaml", std::move(s)}}));
  };
  const auto with = [](std::string text, std::string_view from, std::string_view to) {
    const std::size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return text.replace(at, from.size(), to);
  };
  std::vector<std::string> prints = {of(pack + rule, site)};
  for (const auto& [from, to] : std::vector<std::pair<std::string, std::string>>{
           {"due", "tre"}, {"points: 5", "points: 6"}, {"label: x", "label: y"},
           {"sei $x", "sei un $x"}, {"abc", "abd"}, {"id: a", "id: b"}, {"title: t", "title: u"},
           {"id: a", "status: shadow, id: a"}, {"id: a", "maskable: true, id: a"},
           {"find:", "when: {length: 3..}, find:"}}) {
    prints.push_back(of(with(pack + rule, from, to), site));
  }
  prints.push_back(of(pack + rule, "actions: {x: {hide: 81}}\n"));
  prints.push_back(of(pack + rule, "actions: {x: {hold: 80}}\n"));
  std::sort(prints.begin(), prints.end());
  EXPECT_EQ(std::adjacent_find(prints.begin(), prints.end()), prints.end());
}

}  // namespace
}  // namespace ascolto::rules
