// With file_bytes as large as a number can be, every file read as empty, for one more wrapped to 0.
// Every limit may be the greatest number or 0.

#include <gtest/gtest.h>

#include <fstream>
#include <limits>
#include <string>
#include <vector>

#include "ascolto/classifier.h"
#include "ascolto/rules/budget.h"
#include "tests/support/rule_folder.h"

namespace ascolto {
namespace {

constexpr std::size_t kGreatest = std::numeric_limits<std::size_t>::max();

constexpr char kPack[] =
    "pack: p\n"
    "lists: {l: [scemo, brutto ceffo]}\n"
    "rules:\n"
    "  - id: a\n"
    "    label: insult\n"
    "    points: 80\n"
    "    find: {words: [$l], phrases: [sei un (vero/gran) tonto], regex: ['x{3,9}y', '[a-z]+!{2}'],\n"
    "           near: {within: 5, all: [sindaco, $l]}}\n"
    "    tests: {match: [scemo], pass: [altro]}\n";

struct NamedLimit {
  const char* name;
  std::size_t Limits::*limit;
  bool zero_is_error;  // whether the pack above does not load with 0
};
constexpr NamedLimit kLimits[] = {
    {"file_bytes", &Limits::file_bytes, true},
    {"files", &Limits::files, true},
    {"rules", &Limits::rules, true},
    {"forms", &Limits::forms, true},
    {"form_bytes", &Limits::form_bytes, true},
    {"regex_instructions", &Limits::regex_instructions, true},
    {"regex_work", &Limits::regex_work, true},
    {"tests", &Limits::tests, true},
    {"problems", &Limits::problems, false},
    {"hits", &Limits::hits, false},
    {"regex_memory", &Limits::regex_memory, false},
};
// comment_bytes has a bound of its own, which is an error.
static_assert(sizeof(Limits) == (std::size(kLimits) + 1) * sizeof(std::size_t));

RuleSet::Loaded LoadFile(const std::string& text, const Limits& limits) {
  const tests::RuleFolder folder;
  folder.Write("p.yaml", text);
  const std::string paths[] = {folder.path()};
  RuleSet::Options options;
  options.limits = limits;
  return RuleSet::Load(paths, options);
}

std::size_t Matches(const RuleSet::Loaded& loaded, std::string_view text) {
  Classifier classifier(loaded.rules);
  const auto verdict = classifier.Classify({.text = text});
  EXPECT_TRUE(verdict.ok()) << verdict.status();
  return verdict.ok() ? verdict->matches.size() : 0;
}

TEST(LimitsTest, EachMayBeTheGreatestNumber) {
  Limits all;
  for (const NamedLimit& limit : kLimits) {
    Limits one;
    one.*limit.limit = all.*limit.limit = kGreatest;
    const RuleSet::Loaded loaded = LoadFile(kPack, one);
    ASSERT_TRUE(loaded.status.ok()) << limit.name << ": " << loaded.status;
    EXPECT_EQ(Matches(loaded, "sindaco scemo xxxy sei un gran tonto"), 3u) << limit.name;
  }
  const RuleSet::Loaded loaded = LoadFile(kPack, all);
  ASSERT_TRUE(loaded.status.ok()) << loaded.status;
  EXPECT_EQ(Matches(loaded, "sindaco scemo xxxy sei un gran tonto"), 3u);
}

TEST(LimitsTest, EachMayBeZero) {
  for (const NamedLimit& limit : kLimits) {
    Limits one;
    one.*limit.limit = 0;
    EXPECT_EQ(LoadFile(kPack, one).status.ok(), !limit.zero_is_error) << limit.name;
  }
}

TEST(LimitsTest, CommentBytesHaveABoundOfTheirOwn) {
  Limits limits;
  limits.comment_bytes = kGreatest;
  EXPECT_EQ(LoadFile(kPack, limits).status.code(), absl::StatusCode::kInvalidArgument);
}

// Files around the size of the block in which they are read, and around the limit.
TEST(LimitsTest, AFileMayHaveJustTheBytesOfTheLimit) {
  const std::string pack(kPack);
  for (const std::size_t size : {pack.size(), std::size_t{64 * 1024}, std::size_t{64 * 1024 + 1},
                                 std::size_t{200'000}}) {
    const std::string text = pack + std::string(size - pack.size(), '\n');
    Limits limits;
    limits.file_bytes = size;
    EXPECT_TRUE(LoadFile(text, limits).status.ok()) << size;
    limits.file_bytes = size - 1;
    const RuleSet::Loaded refused = LoadFile(text, limits);
    ASSERT_EQ(refused.diagnostics.size(), 1u) << size;
    EXPECT_EQ(refused.diagnostics[0].code, "E002") << size;
  }
}

TEST(LimitsTest, WorkAboveAnyNumberIsTheGreatestNumber) {
  EXPECT_EQ(rules::WholeUnits(0), 0u);
  EXPECT_EQ(rules::WholeUnits(1e18), 1'000'000'000'000'000'000u);
  EXPECT_EQ(rules::WholeUnits(18446744073709551616.0), kGreatest);
  EXPECT_EQ(rules::WholeUnits(1e300), kGreatest);
}

}  // namespace
}  // namespace ascolto
