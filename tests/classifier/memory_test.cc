// What a loaded rule set takes: what matches, and little beside it.

#include <gtest/gtest.h>

#include <cstdio>
#include <string>

#include "ascolto/base/strings.h"
#include "ascolto/rule_set.h"
#include "tests/support/held_memory.h"

namespace ascolto {
namespace {

constexpr int kRules = 1000;
constexpr int kEntries = 5;  // a rule

// Words that no two numbers share, of ten letters.
std::string Word(int number) {
  std::string word;
  for (int i = 0; i < 5; ++i, number /= 12) {
    word += "bcdfglmnprst"[number % 12];
    word += "aeiou"[(number + i) % 5];
  }
  return word;
}

// Each entry has four forms, and each rule a test.
std::string Pack() {
  std::string pack = "pack: p\nrules:\n";
  for (int rule = 0; rule < kRules; ++rule) {
    pack += base::Cat("  - id: r", rule, "\n    label: insult\n    points: 10\n    find: {words: [");
    for (int i = 0; i < kEntries; ++i) {
      pack += base::Cat(i > 0 ? ", " : "", Word(rule * kEntries + i), "(o/a/i/e)");
    }
    pack += base::Cat("]}\n    tests: {match: ['", Word(rule * kEntries),
                      "o, e tutto quello che ne segue']}\n");
  }
  return pack;
}

TEST(MemoryTest, ALoadedRuleTakesLittleAndInFewPieces) {
  const RuleSet::Source source{"p.yaml", Pack()};
  const RuleSet::Loaded warm = RuleSet::FromSources(std::span(&source, 1));  // with what all share
  ASSERT_TRUE(warm.status.ok()) << warm.status;
  const HeldMemory before = HeldMemoryNow();
  const RuleSet::Loaded loaded = RuleSet::FromSources(std::span(&source, 1));
  ASSERT_TRUE(loaded.status.ok()) << loaded.status;
  const HeldMemory after = HeldMemoryNow();
  const double pieces = static_cast<double>(after.pieces - before.pieces) / kRules;
  const double bytes = static_cast<double>(after.bytes - before.bytes) / kRules;
  std::printf("%.1f pieces and %.0f bytes a rule\n", pieces, bytes);
  EXPECT_GT(pieces, 1);
  EXPECT_LT(pieces, 5);
  EXPECT_LT(bytes, 6500);
}

}  // namespace
}  // namespace ascolto
