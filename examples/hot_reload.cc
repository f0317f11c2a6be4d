// New rules while comments come in: a worker classifies, and takes the new rules at the next
// comment; nobody waits, and rules with errors change nothing.
//
//   build/bin/hot_reload

#include <atomic>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

#include "ascolto/ascolto.h"

namespace {

ascolto::RuleSet::Loaded Rules(const std::string& word) {
  const std::vector<ascolto::RuleSet::Source> sources = {
      {.name = "demo.yaml",
       .text = "pack: demo\nrules:\n"
               "  - {id: word, title: A word, label: insult, points: 80, find: {words: [\"" +
               word + "\"]}}\n"}};
  return ascolto::RuleSet::FromSources(sources);
}

}  // namespace

int main() {
  ascolto::LiveRules live(Rules("cretino").rules);
  std::atomic<bool> stop = false;
  std::atomic<int> hits = 0;

  std::thread worker([&] {
    ascolto::Classifier classifier(live.Get());
    while (!stop) {
      if (!live.IsCurrent(classifier.rules())) classifier = ascolto::Classifier(live.Get());
      const auto verdict = classifier.Classify({.text = "Che buffone"});
      if (verdict.ok() && !verdict->matches.empty()) ++hits;
    }
  });

  const ascolto::RuleSet::Loaded broken = Rules("buf*fone");  // a star inside a word
  std::cout << "broken rules: " << broken.status.message() << "\n";
  for (const ascolto::Diagnostic& problem : broken.diagnostics) std::cout << problem.Render();

  const ascolto::RuleSet::Loaded good = Rules("buffone");
  if (good.status.ok()) live.Set(good.rules);
  while (hits == 0) std::this_thread::yield();
  stop = true;
  worker.join();
  std::cout << "the worker has taken the new rules: " << good.rules->fingerprint() << "\n";
  return broken.status.ok() ? 1 : 0;
}
