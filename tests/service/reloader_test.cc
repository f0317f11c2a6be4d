// Rules that are read again: what is taken, what is refused and why, who is told.

#include "service/rules/reloader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <thread>

#include "ascolto/base/strings.h"
#include "ascolto/classifier.h"
#include "tests/support/rule_folder.h"

namespace ascolto::service {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using tests::PackOf;
using tests::RuleFolder;

ReloadReport Reload(RulesReloader* rules, ReloadCause cause = ReloadCause::kCall) {
  std::promise<ReloadReport> report;
  rules->Request(cause, [&report](const ReloadReport& r) { report.set_value(r); });
  return report.get_future().get();
}

class ReloaderTest : public ::testing::Test {
 protected:
  std::unique_ptr<RulesReloader> Start() {
    RulesReloader::Options options;
    options.paths = {folder_.path()};
    return RulesReloader::Start(std::move(options), &first_);
  }

  RuleFolder folder_;
  ReloadReport first_;
};

TEST_F(ReloaderTest, StartsWithTestedRules) {
  folder_.Write("a.yaml", PackOf("uno"));
  const auto rules = Start();
  ASSERT_NE(rules, nullptr) << first_.error;
  EXPECT_EQ(first_.result, ReloadResult::kLoaded);
  EXPECT_EQ(first_.cause, ReloadCause::kStart);
  EXPECT_EQ(first_.tests, 2u);
  EXPECT_EQ(first_.rules, 1u);
  EXPECT_TRUE(first_.changed);
  EXPECT_EQ(first_.fingerprint, rules->live().Get()->fingerprint());
  EXPECT_EQ(rules->state().count[0], 1u);
}

TEST_F(ReloaderTest, DoesNotStartWithWhatItWouldNotTake) {
  folder_.RemoveAll();
  EXPECT_EQ(Start(), nullptr);
  EXPECT_EQ(first_.result, ReloadResult::kUnreadable);
  EXPECT_THAT(first_.error, HasSubstr("no such file or folder"));

  std::filesystem::create_directory(folder_.path());
  folder_.Write("a.yaml", "pack: p\nrules:\n  - {id: x, label: insult, find: {words: [$nil]}}\n");
  EXPECT_EQ(Start(), nullptr);
  EXPECT_EQ(first_.result, ReloadResult::kInvalid);
  EXPECT_GE(first_.errors, 1u);
  EXPECT_EQ(first_.diagnostics.front().severity, Severity::kError);
  EXPECT_THAT(first_.error, HasSubstr("a.yaml:3:"));

  folder_.Write("a.yaml", PackOf("uno", "due"));
  EXPECT_EQ(Start(), nullptr);
  EXPECT_EQ(first_.result, ReloadResult::kTestsFailed);
}

TEST_F(ReloaderTest, TakesBetterRulesAndRefusesWorse) {
  folder_.Write("a.yaml", PackOf("uno"));
  const auto rules = Start();
  const std::string one = first_.fingerprint;

  folder_.Write("a.yaml", PackOf("due"));
  ReloadReport report = Reload(rules.get());
  EXPECT_TRUE(report.ok() && report.changed);
  const std::string two = report.fingerprint;
  EXPECT_NE(one, two);
  EXPECT_EQ(rules->live().Get()->fingerprint(), two);

  folder_.Write("a.yaml", PackOf("tre", "quattro"));
  report = Reload(rules.get());
  EXPECT_EQ(report.result, ReloadResult::kTestsFailed);
  EXPECT_EQ(report.tests_failed, 1u);
  EXPECT_EQ(report.failed_tests.at(0).rule, "p/tre");
  EXPECT_THAT(report.error, HasSubstr("the first is of p/tre"));
  EXPECT_FALSE(report.changed);
  EXPECT_EQ(report.fingerprint, two);
  EXPECT_EQ(rules->live().Get()->fingerprint(), two);

  folder_.Write("a.yaml", "pack: [");
  report = Reload(rules.get());
  EXPECT_EQ(report.result, ReloadResult::kInvalid);
  folder_.Remove("a.yaml");
  folder_.RemoveAll();
  report = Reload(rules.get());
  EXPECT_EQ(report.result, ReloadResult::kUnreadable);
  EXPECT_EQ(rules->live().Get()->fingerprint(), two);
  EXPECT_THAT(rules->state().count, ElementsAre(2, 1, 1, 1, 0));
  EXPECT_EQ(rules->state().last->result, ReloadResult::kUnreadable);
}

TEST_F(ReloaderTest, AWatcherThatFindsNothingNewMakesNoAttempt) {
  folder_.Write("a.yaml", PackOf("uno"));
  const auto rules = Start();
  EXPECT_EQ(Reload(rules.get(), ReloadCause::kWatch).cause, ReloadCause::kStart);
  EXPECT_EQ(Reload(rules.get(), ReloadCause::kSignal).cause, ReloadCause::kSignal);
  folder_.Write("a.yaml", PackOf("uno") + "# a comment\n");
  const ReloadReport report = Reload(rules.get(), ReloadCause::kWatch);
  EXPECT_EQ(report.cause, ReloadCause::kWatch);
  EXPECT_TRUE(report.ok());
  EXPECT_FALSE(report.changed);
  EXPECT_EQ(rules->state().count[0], 3u);
}

// GetRuleSet once answered with new rules and the old reload.
TEST_F(ReloaderTest, RulesThatAreSeenAreCounted) {
  folder_.Write("a.yaml", PackOf("uno"));
  const auto rules = Start();
  for (std::uint64_t loaded = 2; loaded < 50; ++loaded) {
    const std::shared_ptr<const RuleSet> before = rules->live().Get();
    folder_.Write("a.yaml", PackOf(loaded % 2 == 0 ? "due" : "uno"));
    rules->Request(ReloadCause::kCall);
    // Without a rest, and without state(), which would wait for what may not be waited for.
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (rules->live().IsCurrent(*before)) {
      ASSERT_LT(std::chrono::steady_clock::now(), deadline);
    }
    const ReloadState state = rules->state();
    ASSERT_EQ(state.count[0], loaded);
    ASSERT_EQ(state.rules, rules->live().Get());
    ASSERT_EQ(state.last->fingerprint, state.rules->fingerprint());
  }
}

TEST_F(ReloaderTest, KeepsNamesOfTheLastSets) {
  folder_.Write("a.yaml", PackOf("uno"));
  const auto rules = Start();
  std::vector<std::string> fingerprints = {first_.fingerprint};
  for (std::size_t i = 0; i < Dictionaries::kKept; ++i) {
    folder_.Write("a.yaml", PackOf(base::Cat("parola", static_cast<char>('a' + i))));
    fingerprints.push_back(Reload(rules.get()).fingerprint);
  }
  const Dictionaries& names = rules->dictionaries();
  EXPECT_EQ(names.Find(fingerprints[0]), nullptr);
  ASSERT_NE(names.Find(fingerprints[1]), nullptr);
  EXPECT_THAT(names.Find(fingerprints[1])->rules, ElementsAre("p/parolaa"));
  EXPECT_THAT(names.Find(fingerprints[1])->labels, ElementsAre("insult"));
  EXPECT_EQ(names.Find("0"), nullptr);
}

TEST_F(ReloaderTest, AnOldSetLivesWhileItIsUsedAndNoLonger) {
  folder_.Write("a.yaml", PackOf("uno"));
  const auto rules = Start();
  auto user = std::make_unique<Classifier>(rules->live().Get());
  const std::weak_ptr<const RuleSet> old = rules->live().Get();
  folder_.Write("a.yaml", PackOf("due"));
  ASSERT_TRUE(Reload(rules.get()).ok());
  EXPECT_EQ(rules->state().sets_in_memory, 2u);
  EXPECT_TRUE(user->Classify({.text = "uno"}).ok());
  user.reset();
  EXPECT_TRUE(tests::Eventually([&] { return rules->state().sets_in_memory == 1; }));
  EXPECT_TRUE(old.expired());
}

TEST_F(ReloaderTest, ManyAskAtOnceAndAllAreTold) {
  folder_.Write("a.yaml", PackOf("uno"));
  const auto rules = Start();
  std::atomic<int> told = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 25; ++i) {
        rules->Request(ReloadCause::kCall, [&told](const ReloadReport& r) { told += r.ok(); });
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_TRUE(tests::Eventually([&] { return told.load() == 100; }));
  EXPECT_LE(rules->state().count[0], 101u);
}

TEST_F(ReloaderTest, WhoeverWaitsWhenItStopsIsTold) {
  folder_.Write("a.yaml", PackOf("uno"));
  auto rules = Start();
  std::atomic<int> told = 0;
  for (int i = 0; i < 10; ++i) {
    rules->Request(ReloadCause::kCall, [&told](const ReloadReport& r) {
      EXPECT_TRUE(r.ok() || r.result == ReloadResult::kStopped);
      ++told;
    });
  }
  rules.reset();
  EXPECT_EQ(told.load(), 10);
}

TEST_F(ReloaderTest, RulesThatCannotDecideAreWhole) {
  folder_.Write("a.yaml", PackOf("uno"));
  const auto rules = Start();
  std::atomic<bool> stop = false;
  std::atomic<int> wrong = 0;
  std::vector<std::thread> readers;
  for (int t = 0; t < 2; ++t) {
    readers.emplace_back([&] {
      Classifier classifier(rules->live().Get());
      while (!stop.load()) {
        if (!rules->live().IsCurrent(classifier.rules())) {
          classifier = Classifier(rules->live().Get());
        }
        const auto verdict = classifier.Classify({.text = "uno due"});
        const std::string_view rule = classifier.rules().rules()[0].id;
        wrong += verdict->matches.size() != 1 || verdict->matches[0].rule != rule;
      }
    });
  }
  for (int i = 0; i < 50; ++i) {
    folder_.Write("a.yaml", PackOf(i % 2 == 0 ? "due" : "uno"));
    EXPECT_TRUE(Reload(rules.get()).ok());
  }
  stop = true;
  for (std::thread& reader : readers) reader.join();
  EXPECT_EQ(wrong.load(), 0);
}

}  // namespace
}  // namespace ascolto::service
