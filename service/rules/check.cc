#include "service/rules/check.h"

#include <algorithm>
#include <utility>

#include "ascolto/base/strings.h"
#include "service/rules/reload_report.h"

namespace ascolto::service {
namespace {

using workbench::Outcome;
using workbench::RuleTest;
using workbench::RuleTestRun;

void KeepDiagnostics(std::vector<Diagnostic> diagnostics, ReloadReport* report) {
  report->errors = static_cast<std::size_t>(
      std::count_if(diagnostics.begin(), diagnostics.end(),
                    [](const Diagnostic& d) { return d.severity == Severity::kError; }));
  report->warnings = diagnostics.size() - report->errors;
  // Errors first: a hundred warnings are not to push out the one error that matters.
  std::stable_sort(diagnostics.begin(), diagnostics.end(),
                   [](const auto& a, const auto& b) { return a.severity > b.severity; });
  if (diagnostics.size() > ReloadReport::kMostKept) diagnostics.resize(ReloadReport::kMostKept);
  report->diagnostics = std::move(diagnostics);
}

void KeepTests(RuleTestRun run, ReloadReport* report) {
  report->tests = run.tests.size();
  for (RuleTest& test : run.tests) {
    if (test.outcome != Outcome::kFails && test.outcome != Outcome::kCannotRun) continue;
    ++report->tests_failed;
    if (report->failed_tests.size() < ReloadReport::kMostKept) {
      report->failed_tests.push_back(std::move(test));
    }
  }
}

std::string FailedTests(const ReloadReport& report) {
  const RuleTest& first = report.failed_tests.front();
  return base::Cat("tests in the rule files fail: ", report.tests_failed, " of ", report.tests,
                   "; the first is of ", first.rule, ", ", first.file, ":", first.line, ":",
                   first.column);
}

std::string FirstError(const ReloadReport& report, std::string_view otherwise) {
  if (report.errors == 0) return std::string(otherwise);
  const Diagnostic& first = report.diagnostics.front();
  return base::Cat("errors in the rule files: ", report.errors, "; the first is ", first.code,
                   ", ", first.file, ":", first.line, ":", first.column, ": ", first.message);
}

}  // namespace

std::shared_ptr<const RuleSet> CheckRules(std::span<const RuleSet::Source> sources,
                                          const RuleSet::Options& loading, ReloadReport* report) {
  RuleTestRun run = workbench::RunRuleTestsOf(sources, {.loading = loading, .progress = {}});
  if (!run.status.ok()) {
    KeepDiagnostics(std::move(run.diagnostics), report);
    report->result = ReloadResult::kInvalid;
    report->error = FirstError(*report, base::ToStd(run.status.message()));
    return nullptr;
  }
  KeepTests(std::move(run), report);
  RuleSet::Loaded loaded = RuleSet::FromSources(sources, loading);
  KeepDiagnostics(std::move(loaded.diagnostics), report);
  if (!loaded.status.ok()) {
    report->result = ReloadResult::kInvalid;
    report->error = FirstError(*report, base::ToStd(loaded.status.message()));
    return nullptr;
  }
  if (report->tests_failed > 0) {
    report->result = ReloadResult::kTestsFailed;
    report->error = FailedTests(*report);
    return nullptr;
  }
  report->result = ReloadResult::kLoaded;
  return std::move(loaded.rules);
}

}  // namespace ascolto::service
