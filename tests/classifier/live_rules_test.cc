// Rules that change under running classifiers.

#include "ascolto/live_rules.h"

#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "ascolto/base/strings.h"
#include "ascolto/classifier.h"

namespace ascolto {
namespace {

std::shared_ptr<const RuleSet> RulesFor(const std::string& word) {
  const RuleSet::Source source{
      "p.yaml", base::Cat("pack: p\nrules:\n  - {id: ", word, ", label: insult, points: 80, find: {words: [",
                          word, "]}}\n")};
  return RuleSet::FromSources(std::span(&source, 1)).rules;
}

TEST(LiveRulesTest, ReadersSeeTheOldSetOrTheNewOneWhole) {
  const std::shared_ptr<const RuleSet> sets[] = {RulesFor("uno"), RulesFor("due")};
  LiveRules live(sets[0]);
  std::atomic<bool> stop = false;
  std::atomic<int> wrong = 0;
  std::atomic<int> read = 0;
  std::vector<std::thread> readers;
  for (int t = 0; t < 3; ++t) {
    readers.emplace_back([&] {
      Classifier classifier(live.Get());
      while (!stop.load()) {
        if (!live.IsCurrent(classifier.rules())) classifier = Classifier(live.Get());
        Comment comment;
        comment.text = "uno due";
        const auto verdict = classifier.Classify(comment);
        const bool first = verdict->fingerprint == sets[0]->fingerprint();
        wrong += verdict->matches.size() != 1 ||
                 verdict->matches[0].rule != (first ? "p/uno" : "p/due");
        ++read;
      }
    });
  }
  int swaps = 0;
  while (swaps < 200 || read.load() < 2000) live.Set(sets[++swaps % 2]);
  stop = true;
  for (std::thread& reader : readers) reader.join();
  EXPECT_EQ(wrong.load(), 0);
  EXPECT_TRUE(live.IsCurrent(*sets[swaps % 2]));
}

TEST(LiveRulesTest, ManyThreadsShareOneSet) {
  const auto rules = RulesFor("uno");
  std::vector<std::thread> threads;
  std::atomic<int> hits = 0;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      Classifier classifier(rules);
      for (int i = 0; i < 500; ++i) {
        const std::string text = base::Cat("testo ", i, i % 2 == 0 ? " uno" : "");
        Comment comment;
        comment.text = text;
        hits += static_cast<int>(classifier.Classify(comment)->matches.size());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(hits.load(), 4 * 250);
}

}  // namespace
}  // namespace ascolto
