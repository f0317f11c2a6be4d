// The fingerprint of rules with a condition like `caps: 0.35..` was another one in a process with a
// comma for a decimal point. Nothing that the library reads or writes may depend on the locale.

#include <gtest/gtest.h>

#include <cstdio>
#include <sstream>
#include <string>

#include "ascolto/base/strings.h"
#include "ascolto/base/time_text.h"
#include "ascolto/classifier.h"
#include "tests/support/locale.h"

namespace ascolto {
namespace {

constexpr char kPack[] =
    "pack: p\n"
    "rules:\n"
    "  - {id: a, label: insult, points: 1000000, when: {caps: 0.35..0.8, length: 1..1000000},\n"
    "     find: {words: [scemo], regex: ['\\d+ euro']}}\n";
constexpr char kSite[] =
    "actions: {default: {flag: 1000, hide: 1000000}}\n"
    "offices: {urp: {topics: [default], answer_within: 1h}}\n";
constexpr char kWrong[] =
    "pack: q\n"
    "rules:\n"
    "  - {id: a, label: insult, points: 2000000, when: {caps: 1.5..}, find: {words: [scemo]}}\n"
    "  - {id: b, label: insult, points: 0.5, when: {length: 1.5..}, find: {words: [scemo]}}\n";

// Everything that is said of rules and of a comment.
std::string Everything() {
  std::string out;
  const RuleSet::Source sources[] = {{"p.yaml", kPack}, {"site.yaml", kSite}};
  const RuleSet::Loaded loaded = RuleSet::FromSources(sources);
  EXPECT_TRUE(loaded.status.ok()) << loaded.status;
  for (const Diagnostic& d : loaded.diagnostics) out += d.Render();
  if (!loaded.status.ok()) return out;
  out += base::Cat(loaded.rules->fingerprint(), "\n");
  Classifier classifier(loaded.rules);
  for (const char* text : {"SCEmo 1000000 euro", "scemo", "SCEMO"}) {
    const auto verdict = classifier.Classify({.text = text});
    EXPECT_TRUE(verdict.ok()) << verdict.status();
    out += base::Cat(ActionName(verdict->action), " ",
                     verdict->decided_by ? verdict->decided_by->points : 0, " ",
                     verdict->matches.size(), "\n");
  }
  const RuleSet::Source wrong[] = {{"q.yaml", kWrong}};
  for (const Diagnostic& d : RuleSet::FromSources(wrong).diagnostics) out += d.Render();
  const std::string shipped[] = {ASCOLTO_SOURCE_DIR "/rules"};
  const RuleSet::Loaded packs = RuleSet::Load(shipped);
  EXPECT_TRUE(packs.status.ok()) << packs.status;
  if (packs.status.ok()) out += base::Cat(packs.rules->fingerprint(), "\n");
  const auto time = base::ParseRfc3339("2026-11-21T09:30:00.25+01:00");
  EXPECT_TRUE(time.ok()) << time.status();
  if (time.ok()) out += base::FormatRfc3339(*time, std::chrono::hours(1));
  return out;
}

TEST(LocaleTest, NothingOfTheLibraryDependsOnIt) {
  const std::string expected = Everything();
  const tests::ItalianLocale italian;
  char text[8];
  std::snprintf(text, sizeof text, "%g", 0.5);
  ASSERT_STREQ(text, "0,5");
  std::ostringstream stream;
  stream << 1000000;
  ASSERT_EQ(stream.str(), "1.000.000");
  EXPECT_EQ(Everything(), expected);
}

}  // namespace
}  // namespace ascolto
