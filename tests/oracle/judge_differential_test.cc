// The judge against the naive one: random rules, policies and comments, the whole verdict the same.
// ASCOLTO_SEED in the environment repeats a run.

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "ascolto/base/strings.h"
#include "ascolto/classifier.h"
#include "ascolto/calendar/calendar.h"
#include "ascolto/rule_set_impl.h"
#include "ascolto/rules/loader.h"
#include "tests/oracle/engine_hits.h"
#include "tests/oracle/judge_oracle.h"
#include "tests/oracle/oracle.h"
#include "tests/oracle/random_policies.h"

namespace ascolto::oracle {
namespace {

constexpr int kCommentsOfASet = 25;

std::uint64_t Seed() {
  const char* seed = std::getenv("ASCOLTO_SEED");
  return seed != nullptr ? std::strtoull(seed, nullptr, 10) : 20261201;
}

std::string Described(const Comment& comment) {
  std::string out = base::Cat("\"", comment.text, "\"");
  for (const CommentField& field : CommentFields()) {
    using Kind = CommentField::Kind;
    if (field.name == "text") continue;
    if (field.kind == Kind::kText && !(comment.*field.text).empty()) {
      out += base::Cat(" ", field.name, "=", comment.*field.text);
    } else if (field.kind == Kind::kFlag && comment.*field.flag) {
      out += base::Cat(" ", field.name, "=", *(comment.*field.flag) ? "true" : "false");
    } else if (field.kind == Kind::kNumber && comment.*field.number) {
      out += base::Cat(" ", field.name, "=", *(comment.*field.number));
    } else if (field.kind == Kind::kTime && comment.*field.time) {
      out += base::Cat(" ", field.name, "=", (comment.*field.time)->time_since_epoch().count());
    }
  }
  return out;
}

// The rules of the engine, from what the oracle judges by; a plant makes them wrong on purpose.
using Plant = std::function<bool(model::Model*)>;

// One random set of rules, for the engine and for the oracle.
class Pair {
 public:
  // False when the files have errors, or when there is nothing to make wrong.
  bool Load(Random& random, const Plant& plant) {
    sources_ = RandomSources(random);
    rules::LoadedModel loaded = rules::LoadModel(sources_, Limits(), MessageLanguage::kEnglish);
    if (!loaded.model) return false;
    matches_ = std::make_unique<Oracle>(*loaded.model);
    judge_ = std::make_unique<JudgeOracle>(*loaded.model);
    model::Model model = rules::ApplySite(*std::move(loaded.model));
    if (!plant(&model)) return false;
    const auto rules = RuleSet::Impl::FromModel(std::move(model), Limits());
    EXPECT_TRUE(rules.ok()) << rules.status();
    if (!rules.ok()) return false;
    classifier_ = std::make_unique<Classifier>(*rules);
    return true;
  }

  std::pair<Judgement, Judgement> ExpectedAndGot(const Comment& comment) {
    text::Fold(comment.text, &folded_);
    text::CutWords(folded_, &words_);
    Read(*classifier_->rules().impl().program, folded_, &words_);
    const Judgement expected =
        judge_->Run(comment, folded_, words_, matches_->RunWithWholeTexts(folded_, words_));
    const auto verdict = classifier_->Classify(comment);
    EXPECT_TRUE(verdict.ok()) << verdict.status();
    return {expected, verdict.ok() ? JudgementOf(*verdict) : Judgement()};
  }

  std::string Files() const {
    std::string out;
    for (const RuleSet::Source& source : sources_) out += base::Cat(source.name, ":\n", source.text);
    return out;
  }

 private:
  std::vector<RuleSet::Source> sources_;
  std::unique_ptr<Oracle> matches_;
  std::unique_ptr<JudgeOracle> judge_;
  std::unique_ptr<Classifier> classifier_;
  text::FoldedText folded_;
  text::Words words_;
};

bool NothingPlanted(model::Model*) { return true; }

void Count(const Judgement& j, std::map<std::string, int>* seen) {
  ++(*seen)[base::Cat("action ", ActionName(j.action))];
  (*seen)["several rules decide"] += j.deciding_rules.size() > 1;
  (*seen)["message"] += !j.message.empty();
  (*seen)["profile"] += !j.profile.empty();
  (*seen)["block"] += j.propose_block;
  (*seen)["more"] += j.more;
  (*seen)["answer owed"] += j.owed;
  (*seen)["office"] += !j.office.empty();
  (*seen)["due"] += j.due.has_value();
  for (const auto& [label, points] : j.labels) (*seen)["label without points"] += points == 0;
  for (const Judgement::Found& found : j.matches) (*seen)["shadow"] += found.shadow;
}

TEST(JudgeDifferentialTest, TheJudgeAgreesWithTheOracle) {
  Random random(Seed());
  std::map<std::string, int> seen;
  int pairs = 0, sets = 0, refused = 0;
  while (pairs < ASCOLTO_JUDGE_PAIRS) {
    Pair pair;
    if (!pair.Load(random, NothingPlanted)) {
      ++refused;
      continue;
    }
    ++sets;
    for (int i = 0; i < kCommentsOfASet; ++i, ++pairs) {
      std::string text;
      const Comment comment = RandomCommentFor(random, &text);
      const auto [expected, got] = pair.ExpectedAndGot(comment);
      ASSERT_EQ(Describe(got), Describe(expected))
          << "pair " << pairs << " of seed " << Seed() << ": " << Described(comment) << "\n"
          << pair.Files();
      ASSERT_EQ(got, expected) << "pair " << pairs << " of seed " << Seed();
      Count(expected, &seen);
    }
  }
  std::printf("seed %llu, %d pairs, %d sets of rules, %d more with errors\n",
              static_cast<unsigned long long>(Seed()), pairs, sets, refused);
  for (const auto& [name, count] : seen) std::printf("  %-22s %d\n", name.c_str(), count);
  for (const char* name :
       {"action allow", "action flag", "action hold", "action hide", "action remove",
        "several rules decide", "message", "profile", "block", "more", "answer owed", "office", "due",
        "label without points", "shadow"}) {
    EXPECT_GT(seen[name], 0) << name;
  }
}

// --- by when an answer is due

// Open on some days, once or twice, from and to whole half hours, when no clock is changed.
model::Office RandomOffice(Random& random) {
  model::Office office;
  office.within = 1 + Below(random, 12);
  office.days = Chance(random, 50);
  office.hours.always = Chance(random, 10);
  bool opens = office.hours.always;
  for (auto& day : office.hours.open) {
    for (int from = 8 + Below(random, 32); from < 46 && Chance(random, 70); from += 4) {
      const int to = from + 1 + Below(random, 3);
      day.emplace_back(30 * from, 30 * to);
      opens = true;
    }
  }
  if (!opens) office.hours.open[2] = {{600, 630}};
  using Kind = model::Closure::Kind;
  if (Chance(random, 40)) office.closed.push_back({.kind = Kind::kItalianHolidays});
  if (Chance(random, 40)) office.closed.push_back({.kind = Kind::kYearly, .month = 6, .day = 24});
  if (Chance(random, 20)) {
    office.closed.push_back({.kind = Kind::kOnce, .year = 2026, .month = 3, .day = 2});
  }
  return office;
}

TEST(JudgeDifferentialTest, TheCalendarAgreesWithCountingByTheMinute) {
  Random random(Seed());
  for (int i = 0; i < ASCOLTO_JUDGE_PAIRS / 4; ++i) {
    const std::string timezone = Pick(
        random, std::vector<std::string>{"Europe/Rome", "UTC", "America/New_York", "Asia/Kolkata"});
    absl::TimeZone zone;
    ASSERT_TRUE(absl::LoadTimeZone(timezone, &zone)) << timezone;
    const model::Office office = RandomOffice(random);
    const std::chrono::sys_seconds written =
        std::chrono::sys_days(std::chrono::year(2026) / 1 / 1) + std::chrono::days(Below(random, 365)) +
        std::chrono::minutes(30 * Below(random, 48)) + std::chrono::seconds(Below(random, 90));
    const auto expected = DueByTheMinute(office, timezone, written);
    const auto got = calendar::Calendar(zone).Due(office, written);
    ASSERT_TRUE(expected.has_value() && got.has_value());
    const auto text = [&](std::chrono::sys_seconds time) {
      const absl::Time t = absl::FromUnixSeconds(time.time_since_epoch().count());
      return absl::FormatTime("%a %F %T", t, zone);
    };
    std::string hours;
    for (const auto& day : office.hours.open) {
      for (const auto& [from, to] : day) hours += base::Cat(from, "-", to, " ");
      hours += "| ";
    }
    ASSERT_EQ(text(*got), text(*expected))
        << "written " << text(written) << ", within " << office.within
        << (office.days ? " days" : " hours") << (office.hours.always ? ", always open" : "")
        << "\nminutes of the days from Monday: " << hours << "\npair " << i << " of seed " << Seed();
  }
}

// --- that it would notice

bool OracleCatches(const Plant& plant) {
  Random random(Seed());
  for (int set = 0; set < 400; ++set) {
    Pair pair;
    if (!pair.Load(random, plant)) continue;
    for (int i = 0; i < kCommentsOfASet; ++i) {
      std::string text;
      const Comment comment = RandomCommentFor(random, &text);
      const auto [expected, got] = pair.ExpectedAndGot(comment);
      if (expected != got) return true;
    }
  }
  return false;
}

// Changes something in every element; whether there was one.
template <typename Range, typename Change>
bool InEach(Range& range, Change change) {
  bool changed = false;
  for (auto& element : range) changed = change(element) || changed;
  return changed;
}

TEST(JudgeDifferentialTest, NoticesAThresholdThatIsOneTooHigh) {
  EXPECT_TRUE(OracleCatches([](model::Model* model) {
    return InEach(model->site.actions, [](auto& bucket) {
      return InEach(bucket.second, [](auto& from) {
        if (from) ++*from;
        return from.has_value();
      });
    });
  }));
}

TEST(JudgeDifferentialTest, NoticesAShadowRuleThatCounts) {
  EXPECT_TRUE(OracleCatches([](model::Model* model) {
    return InEach(model->rules, [](model::Rule& rule) {
      const bool shadow = rule.status == RuleStatus::kShadow;
      if (shadow) rule.status = RuleStatus::kLive;
      return shadow;
    });
  }));
}

TEST(JudgeDifferentialTest, NoticesConditionsThatAreLost) {
  for (auto model::Rule::*conditions : {&model::Rule::when, &model::Rule::unless_when}) {
    EXPECT_TRUE(OracleCatches([&](model::Model* model) {
      return InEach(model->rules, [&](model::Rule& rule) {
        // A rule that looks for nothing needs its conditions.
        return !rule.find.empty() && !std::exchange(rule.*conditions, {}).empty();
      });
    }));
  }
}

TEST(JudgeDifferentialTest, NoticesRulesThatAreJudgedInAnotherOrder) {
  EXPECT_TRUE(OracleCatches([](model::Model* model) {
    std::reverse(model->rules.begin(), model->rules.end());
    return true;
  }));
}

TEST(JudgeDifferentialTest, NoticesProfilesInAnotherOrder) {
  EXPECT_TRUE(OracleCatches([](model::Model* model) {
    std::reverse(model->site.profiles.begin(), model->site.profiles.end());
    return model->site.profiles.size() > 1;
  }));
}

TEST(JudgeDifferentialTest, NoticesAnOfficeThatAnswersLater) {
  EXPECT_TRUE(OracleCatches([](model::Model* model) {
    return InEach(model->site.offices, [](model::Office& office) { return ++office.within > 0; });
  }));
}

TEST(JudgeDifferentialTest, NoticesNothingWhereNothingIsPlanted) {
  EXPECT_FALSE(OracleCatches(NothingPlanted));
}

}  // namespace
}  // namespace ascolto::oracle
