#include "ascolto/workbench/rule_tests.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <optional>
#include <tuple>
#include <utility>

#include "ascolto/base/numbers.h"
#include "ascolto/base/strings.h"
#include "ascolto/base/time_text.h"
#include "ascolto/classifier.h"
#include "ascolto/classifier_impl.h"
#include "ascolto/comment.h"
#include "ascolto/rule_set_impl.h"

namespace ascolto::workbench {
namespace {

constexpr std::size_t kProgressEvery = 256;
constexpr std::size_t kMaxOtherRules = 100'000;  // of all tests together

// The fields of Comment that a condition may ask for, by the order of rules::Field.
constexpr std::string_view kGivenFields[] = {"channel", "page",  "page_topic",
                                             "language", "reply", "author_role",
                                             "author_new", "author_strikes", "repeats"};

// A whole number that the range allows: its smallest, else 0.
std::int64_t FirstInRange(const model::Condition& condition) {
  if (condition.min) return static_cast<std::int64_t>(std::ceil(*condition.min));
  if (condition.max && *condition.max < 0) {
    return static_cast<std::int64_t>(std::floor(*condition.max));
  }
  return 0;
}

// The comment of a case; it refers to the case and the rule.
Comment CommentOf(const model::TestCase& test, const model::Rule& rule) {
  Comment comment;
  for (const auto& [name, value] : test.fields) {
    const CommentField* field = FindCommentField(name);
    if (field == nullptr) continue;
    switch (field->kind) {
      case CommentField::Kind::kText: comment.*field->text = value; break;
      case CommentField::Kind::kFlag: comment.*field->flag = value == "true"; break;
      case CommentField::Kind::kNumber:
        comment.*field->number = base::ParseNumber<std::int64_t>(value);  // checked when it was read
        break;
      case CommentField::Kind::kTime: {
        const auto time = base::ParseRfc3339(value);
        if (time.ok()) comment.*field->time = *time;
        break;
      }
    }
  }
  for (const model::Condition& condition : rule.when) {
    const std::size_t index = static_cast<std::size_t>(condition.field);
    if (index >= std::size(kGivenFields)) continue;
    const std::string_view name = kGivenFields[index];
    if (test.fields.contains(std::string(name))) continue;
    const CommentField& field = *FindCommentField(name);
    switch (field.kind) {
      case CommentField::Kind::kText:
        if (!condition.texts.empty()) comment.*field.text = condition.texts.front();
        break;
      case CommentField::Kind::kFlag: comment.*field.flag = condition.flag; break;
      case CommentField::Kind::kNumber: comment.*field.number = FirstInRange(condition); break;
      case CommentField::Kind::kTime: break;
    }
  }
  return comment;
}

class Runner {
 public:
  Runner(std::shared_ptr<const RuleSet> rule_set, RuleTestRun* run)
      : model_(rule_set->impl().model), classifier_(std::move(rule_set)), run_(*run) {}

  void Run(const RuleTestOptions& options) {
    const std::size_t all = CountCases();
    if (options.loading.stop) classifier_.impl().StopWhen(&options.loading.stop);
    for (const model::Rule& rule : model_.rules) {
      const std::size_t before = run_.tests.size();
      for (const auto& [cases, expectation, todo] :
           {std::tuple(&rule.match, Expectation::kMatch, false),
            std::tuple(&rule.pass, Expectation::kPass, false),
            std::tuple(&rule.todo_match, Expectation::kMatch, true),
            std::tuple(&rule.todo_pass, Expectation::kPass, true)}) {
        for (const model::TestCase& test : *cases) {
          RunCase(rule, test, expectation, todo);
          if (options.loading.stop && options.loading.stop()) {
            run_.tests.pop_back();  // it may not have been looked at to its end
            run_.status = absl::CancelledError("the tests were stopped");
            return;
          }
          if (options.progress && run_.tests.size() % kProgressEvery == 0) {
            options.progress(run_.tests.size(), all);
          }
        }
      }
      if (run_.tests.size() == before) run_.rules_without_tests.push_back(rule.id);
    }
    if (options.progress) options.progress(run_.tests.size(), all);
    run_.rules = model_.rules.size();
    std::sort(run_.rules_without_tests.begin(), run_.rules_without_tests.end());
    std::stable_sort(run_.tests.begin(), run_.tests.end(),
                     [](const RuleTest& a, const RuleTest& b) {
                       return std::tie(a.file, a.line, a.column) <
                              std::tie(b.file, b.line, b.column);
                     });
  }

 private:
  std::size_t CountCases() const {
    std::size_t count = 0;
    for (const model::Rule& rule : model_.rules) {
      count += rule.match.size() + rule.pass.size() + rule.todo_match.size() +
               rule.todo_pass.size();
    }
    return count;
  }

  void RunCase(const model::Rule& rule, const model::TestCase& test, Expectation expectation,
               bool todo) {
    RuleTest& result = run_.tests.emplace_back();
    result.rule = rule.id;
    if (test.place.file >= 0) {
      result.file = model_.files[static_cast<std::size_t>(test.place.file)];
    }
    result.line = test.place.line;
    result.column = test.place.column;
    result.expectation = expectation;
    result.todo = todo;
    result.text = test.fields.at("text");
    const absl::StatusOr<Verdict> verdict = classifier_.Classify(CommentOf(test, rule));
    if (!verdict.ok()) {
      result.outcome = Outcome::kCannotRun;
      result.error = std::string(base::ToStd(verdict.status().message()));
      return;
    }
    for (const Match& match : verdict->matches) {
      if (match.rule == rule.id) {
        result.hit = true;
      } else {
        if (other_rules_ == kMaxOtherRules) continue;
        ++other_rules_;
        result.other_rules.emplace_back(match.rule);
      }
    }
    std::sort(result.other_rules.begin(), result.other_rules.end());
    result.other_rules.erase(std::unique(result.other_rules.begin(), result.other_rules.end()),
                             result.other_rules.end());
    const bool holds = result.hit == (expectation == Expectation::kMatch);
    if (todo) {
      result.outcome = holds ? Outcome::kTodoPasses : Outcome::kKnownGap;
    } else {
      result.outcome = holds ? Outcome::kHolds : Outcome::kFails;
    }
  }

  const model::Model& model_;
  Classifier classifier_;
  RuleTestRun& run_;
  std::size_t other_rules_ = 0;
};

RuleTestRun RunLoaded(RuleSet::Loaded loaded, const RuleTestOptions& options) {
  RuleTestRun run;
  run.status = std::move(loaded.status);
  run.diagnostics = std::move(loaded.diagnostics);
  if (run.status.ok()) Runner(std::move(loaded.rules), &run).Run(options);
  return run;
}

RuleSet::Options ForTests(const RuleTestOptions& options) {
  RuleSet::Options loading = options.loading;
  loading.for_tests = true;
  return loading;
}

}  // namespace

std::string_view OutcomeName(Outcome outcome) {
  constexpr std::string_view kNames[] = {"holds", "fails", "known gap", "move me", "cannot run"};
  return kNames[static_cast<std::size_t>(outcome)];
}

std::size_t RuleTestRun::Count(Outcome outcome) const {
  return static_cast<std::size_t>(
      std::count_if(tests.begin(), tests.end(),
                    [&](const RuleTest& test) { return test.outcome == outcome; }));
}

bool RuleTestRun::Passed() const {
  return status.ok() && Count(Outcome::kHolds) > 0 && Count(Outcome::kFails) == 0 &&
         Count(Outcome::kCannotRun) == 0;
}

RuleTestRun RunRuleTests(std::span<const std::string> paths, const RuleTestOptions& options) {
  return RunLoaded(RuleSet::Load(paths, ForTests(options)), options);
}

RuleTestRun RunRuleTestsOf(std::span<const RuleSet::Source> sources,
                           const RuleTestOptions& options) {
  return RunLoaded(RuleSet::FromSources(sources, ForTests(options)), options);
}

}  // namespace ascolto::workbench
