// The engine against the naive oracle: random rules, random comments, the same hits and spans.
// ASCOLTO_SEED in the environment repeats a run.

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <thread>
#include <vector>

#include "ascolto/base/strings.h"
#include "ascolto/classifier.h"
#include "ascolto/rule_set_impl.h"
#include "ascolto/readings/text_readings.h"
#include "tests/oracle/engine_hits.h"
#include "tests/oracle/oracle.h"
#include "tests/oracle/random_comments.h"
#include "tests/oracle/random_rules.h"

namespace ascolto::oracle {
namespace {

constexpr int kCommentsOfAModel = 50;

std::uint64_t Seed() {
  const char* seed = std::getenv("ASCOLTO_SEED");
  return seed != nullptr ? std::strtoull(seed, nullptr, 10) : 20260201;
}

// What the public API must report of the oracle's hits.
using Reported = std::set<std::tuple<std::string, std::size_t, std::size_t, Reading>>;

Reported FirstSixteen(const std::vector<KeptHit>& hits, const model::Model& model, bool* more) {
  Reported out;
  std::map<std::uint32_t, int> count;
  *more = false;
  for (const KeptHit& hit : hits) {
    if (++count[hit.rule] > 16) {
      *more = true;
    } else {
      out.insert({model.rules[hit.rule].id, hit.begin, hit.end, hit.reading});
    }
  }
  return out;
}

struct Tally {
  int pairs = 0, hitting = 0;
  std::map<std::string, int> constructs;
};

void Count(const std::vector<KeptHit>& hits, const model::Model& model, bool more, Tally* tally) {
  ++tally->pairs;
  tally->hitting += !hits.empty();
  tally->constructs["more than sixteen"] += more;
  for (const KeptHit& hit : hits) {
    const model::Rule& rule = model.rules[hit.rule];
    for (const std::string& name : ConstructsOf(model, rule.find[hit.entry])) {
      ++tally->constructs[name];
    }
    ++tally->constructs[base::Cat("read ", ReadingName(hit.reading))];
  }
}

// Runs pairs until the first difference, and says what it was.
std::string Compare(std::uint64_t seed, int pairs, Tally* tally) {
  Random random(seed);
  while (tally->pairs < pairs) {
    const auto rules = RuleSet::Impl::FromModel(RandomModel(random), Limits());
    if (!rules.ok()) return rules.status().ToString();
    const model::Model& model = (*rules)->impl().model;
    const Oracle oracle(model);
    model::Model without_excuses = model;
    for (model::Rule& rule : without_excuses.rules) rule.unless_find = {};
    const Oracle unexcused(without_excuses);
    Classifier classifier(*rules);
    text::FoldedText folded;
    text::Words words;
    for (int i = 0; i < kCommentsOfAModel && tally->pairs < pairs; ++i) {
      const std::string comment = RandomComment(random, model);
      text::Fold(comment, &folded);
      text::CutWords(folded, &words);
      readings::AddTextReadings(folded, &words);
      const match::Program& program = *(*rules)->impl().program;
      const std::vector<KeptHit> got = EngineHits(program, folded, words);
      Read(program, folded, &words);
      const std::vector<KeptHit> expected = oracle.Run(folded, words);
      if (got != expected) {
        return base::Cat("pair ", tally->pairs, ": ", comment, "\noracle:\n", Describe(expected, model),
                         "engine:\n", Describe(got, model));
      }
      bool more = false;
      const Reported reported = FirstSixteen(expected, model, &more);
      const auto verdict = classifier.Classify({.text = comment});
      if (!verdict.ok()) return verdict.status().ToString();
      Reported matches;
      for (const Match& m : verdict->matches) {
        matches.insert({std::string(m.rule), m.begin, m.end, m.reading});
      }
      if (matches != reported || verdict->more != more) {
        return base::Cat("pair ", tally->pairs, ": the verdict differs: ", comment);
      }
      Count(expected, model, more, tally);
      tally->constructs["excused"] += unexcused.Run(folded, words) != expected;
    }
  }
  return "";
}

TEST(DifferentialTest, EngineAgreesWithTheOracle) {
  const std::uint64_t seed = Seed();
  constexpr int kThreads = 2;
  Tally tallies[kThreads];
  std::string differences[kThreads];
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      differences[t] = Compare(seed + static_cast<std::uint64_t>(t), ASCOLTO_PAIRS / kThreads,
                               &tallies[t]);
    });
  }
  for (std::thread& thread : threads) thread.join();
  Tally all;
  for (int t = 0; t < kThreads; ++t) {
    EXPECT_EQ(differences[t], "") << "seed " << seed + static_cast<std::uint64_t>(t);
    all.pairs += tallies[t].pairs;
    all.hitting += tallies[t].hitting;
    for (const auto& [name, count] : tallies[t].constructs) all.constructs[name] += count;
  }
  std::printf("seed %llu, %d pairs, %.1f %% hitting\n", static_cast<unsigned long long>(seed),
              all.pairs, 100.0 * all.hitting / all.pairs);
  for (const auto& [name, count] : all.constructs) std::printf("  %-20s %d\n", name.c_str(), count);
  EXPECT_EQ(all.pairs, ASCOLTO_PAIRS);
  EXPECT_GE(all.hitting, all.pairs * 3 / 10);
  for (const char* name :
       {"word", "prefix", "suffix", "infix", "emoji", "hashtag", "mention", "phrase",
        "alternatives", "gap", "list", "phrase in a list", "list in a list", "exact", "near",
        "regex", "regex_raw", "excused", "more than sixteen", "read written", "read chat", "read cut",
        "read squeezed", "read lookalike", "read leet", "read joined", "read masked",
        "read split"}) {
    EXPECT_GT(all.constructs[name], 0) << name;
  }
}

// A program made wrong on purpose. Returns whether there was something to make wrong.
using Plant = std::function<bool(match::Program*)>;

bool OracleCatches(const Plant& plant) {
  Random random(Seed());
  for (int m = 0; m < 100; ++m) {
    const model::Model model = RandomModel(random);
    auto compiled = match::Compile(model, Limits());
    EXPECT_TRUE(compiled.ok()) << compiled.status();
    if (!compiled.ok()) return false;
    auto* program = const_cast<match::Program*>(compiled->get());
    if (!plant(program)) continue;
    const Oracle oracle(model);
    text::FoldedText folded;
    text::Words words;
    for (int i = 0; i < kCommentsOfAModel; ++i) {
      const std::string comment = RandomComment(random, model);
      text::Fold(comment, &folded);
      text::CutWords(folded, &words);
      readings::AddTextReadings(folded, &words);
      const std::vector<KeptHit> got = EngineHits(*program, folded, words);
      Read(*program, folded, &words);
      if (got != oracle.Run(folded, words)) return true;
    }
  }
  return false;
}

TEST(DifferentialTest, CatchesAGapThatIsOneTooWide) {
  EXPECT_TRUE(OracleCatches([](match::Program* program) {
    bool planted = false;
    for (match::Step& step : program->steps) {
      step.gap += step.gap > 0;
      planted |= step.gap > 0;
    }
    return planted;
  }));
}

TEST(DifferentialTest, CatchesANearThatIsOneTooNarrow) {
  EXPECT_TRUE(OracleCatches([](match::Program* program) {
    for (match::Near& near : program->nears) --near.within;
    return !program->nears.empty();
  }));
}

TEST(DifferentialTest, CatchesAnExcuseThatIsLost) {
  EXPECT_TRUE(OracleCatches([](match::Program* program) {
    bool planted = false;
    for (match::ProgramEntry& entry : program->entries) planted |= std::exchange(entry.unless, false);
    return planted;
  }));
}

TEST(DifferentialTest, CatchesSinglesThatAreLost) {
  EXPECT_TRUE(OracleCatches([](match::Program* program) {
    program->singles.Build(program->symbol_uses.size(), {});
    return true;
  }));
}

TEST(DifferentialTest, CatchesPhrasesThatAreLost) {
  EXPECT_TRUE(OracleCatches([](match::Program* program) {
    program->index.Build({}, program->sequences, program->steps, program->symbol_uses.size());
    return true;
  }));
}

TEST(DifferentialTest, FindsNothingWhereNothingIsPlanted) {
  EXPECT_FALSE(OracleCatches([](match::Program*) { return true; }));
}

}  // namespace
}  // namespace ascolto::oracle
