// What a caller must not do does not compile, or ends the program at once with the reason.

#include <gtest/gtest.h>

#include <concepts>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>

#include "ascolto/ascolto.h"

namespace ascolto {
namespace {

using Rules = std::shared_ptr<const RuleSet>;

template <typename C>
concept CanClassify = requires(C classifier, const Comment& comment) {
  std::forward<C>(classifier).Classify(comment);
};
template <typename C>
concept HasRules = requires(C classifier) { std::forward<C>(classifier).rules(); };
template <typename Given>
concept CanBeSet = requires(LiveRules& live, Given rules) { live.Set(rules); };

// A verdict views the classifier's buffers: that of a temporary one would view what is gone.
static_assert(CanClassify<Classifier&>);
static_assert(!CanClassify<Classifier>);
static_assert(!CanClassify<Classifier&&>);
static_assert(HasRules<Classifier&>);
static_assert(HasRules<const Classifier&>);
static_assert(!HasRules<Classifier>);

static_assert(std::constructible_from<Classifier, Rules>);
static_assert(!std::constructible_from<Classifier, std::nullptr_t>);
static_assert(!std::default_initializable<Classifier>);
static_assert(std::constructible_from<LiveRules, Rules>);
static_assert(!std::constructible_from<LiveRules, std::nullptr_t>);
static_assert(CanBeSet<Rules>);
static_assert(!CanBeSet<std::nullptr_t>);

// Their parts refer to one another.
static_assert(!std::copyable<Classifier>);
static_assert(!std::movable<RuleSet>);
static_assert(!std::movable<LiveRules>);

Rules SomeRules() {
  const RuleSet::Source source{
      "p.yaml", "pack: p\nrules:\n  - {id: a, label: insult, points: 1, find: {words: [a]}}\n"};
  return RuleSet::FromSources(std::span(&source, 1)).rules;
}

// What a program gets that does not look at Loaded::status.
Rules NoRules() {
  const RuleSet::Source source{"p.yaml", "pack: ["};
  return RuleSet::FromSources(std::span(&source, 1)).rules;
}

TEST(MisuseDeathTest, RulesThatDidNotLoadEndTheProgramWithTheReason) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_DEATH(Classifier classifier(NoRules()), "Classifier: the rule set is null; look at RuleSet");
  EXPECT_DEATH(LiveRules live(NoRules()), "LiveRules: the rule set is null; look at RuleSet");
  LiveRules live(SomeRules());
  EXPECT_DEATH(live.Set(NoRules()), "LiveRules: the rule set is null; look at RuleSet");
}

}  // namespace
}  // namespace ascolto
