// `ascolto test PATH…`: runs the tests inside rule files.

#include <CLI/CLI.hpp>

#include <memory>

#include "ascolto/base/strings.h"
#include "ascolto/workbench/rule_tests.h"
#include "service/cli/command.h"
#include "service/cli/terminal.h"
#include "service/codec/json_text.h"

namespace ascolto::cli {
namespace {

using workbench::Expectation;
using workbench::Outcome;
using workbench::RuleTest;
using workbench::RuleTestRun;

struct TestFlags : CommonFlags {
  std::vector<std::string> paths;
  bool todo = false;
};

// Whether somebody has to look at it; a known gap only when they ask.
bool IsWorthSaying(const RuleTest& test, const TestFlags& flags) {
  return test.outcome != Outcome::kHolds && (test.outcome != Outcome::kKnownGap || flags.todo);
}

std::string OutcomeText(Outcome outcome) {
  switch (outcome) {
    case Outcome::kHolds: return Say("passes");
    case Outcome::kFails: return Say("fails");
    case Outcome::kKnownGap: return Say("known gap");
    case Outcome::kTodoPasses: return Say("passes now, move it out of todo");
    case Outcome::kCannotRun: return Say("cannot run");
  }
  return "";
}

std::string AsText(const RuleTest& test, bool colour) {
  const bool bad = test.outcome == Outcome::kFails || test.outcome == Outcome::kCannotRun;
  std::string outcome = OutcomeText(test.outcome);
  if (colour) outcome = base::Cat(bad ? "\x1b[1;31m" : "\x1b[1;33m", outcome, "\x1b[0m");
  const std::string rule = Printable(test.rule);
  const std::string text = Printable(test.text);
  std::string out = base::Cat(Printable(test.file), ":", test.line, ":", test.column, ": ");
  out += test.expectation == Expectation::kMatch
             ? Say("%1: %2 should match: %3", {outcome, rule, text})
             : Say("%1: %2 should not match: %3", {outcome, rule, text});
  out += '\n';
  if (!test.error.empty()) out += base::Cat("  ", Printable(Translated(test.error)), "\n");
  if (test.other_rules.empty()) return out;
  std::string others;
  for (const std::string& other : test.other_rules) {
    others += base::Cat(others.empty() ? "" : " ", Printable(other));
  }
  return out + base::Cat("  ", Say("other rules hit it: %1", {others}), "\n");
}

void WriteTest(const RuleTest& test, service::JsonWriter* json) {
  json->BeginObject();
  json->Member("rule", test.rule);
  json->Member("file", test.file);
  json->Member("line", test.line);
  json->Member("column", test.column);
  json->Member("expectation", test.expectation == Expectation::kMatch ? "match" : "pass");
  json->Member("todo", test.todo);
  json->Member("text", test.text);
  json->Member("outcome", workbench::OutcomeName(test.outcome));
  json->Strings("other_rules", test.other_rules);
  json->MemberOrNull("error", test.error);
  json->EndObject();
}

std::string JsonReport(const RuleTestRun& run, const TestFlags& flags) {
  std::string out;
  service::JsonWriter json(&out);
  json.BeginObject();
  json.Member("passed", run.Passed());
  json.Member("rules", run.rules);
  json.Member("tests", run.tests.size());
  json.Member("holds", run.Count(Outcome::kHolds));
  json.Member("fails", run.Count(Outcome::kFails));
  json.Member("known_gaps", run.Count(Outcome::kKnownGap));
  json.Member("move_me", run.Count(Outcome::kTodoPasses));
  json.Member("cannot_run", run.Count(Outcome::kCannotRun));
  json.Strings("rules_without_tests", run.rules_without_tests);
  json.Key("report");
  json.BeginArray();
  for (const RuleTest& test : run.tests) {
    if (IsWorthSaying(test, flags)) WriteTest(test, &json);
  }
  json.EndArray();
  json.EndObject();
  return out + "\n";
}

std::string TextReport(const RuleTestRun& run, const TestFlags& flags) {
  std::string out;
  for (const RuleTest& test : run.tests) {
    if (IsWorthSaying(test, flags)) out += AsText(test, UsesColour(stdout));
  }
  for (const std::string& rule : run.rules_without_tests) {
    out += Say("rule without tests: %1", {Printable(rule)}) + "\n";
  }
  const std::string rules = Count(run.rules, "%1 rule", "%1 rules");
  if (run.tests.empty()) {
    return out +
           Say("no tests in %1: write some under tests:, with match: and pass:", {rules}) + "\n";
  }
  out += Say("%1 of %2", {Count(run.tests.size(), "%1 test", "%1 tests"), rules}) + ": ";
  const std::size_t bad = run.Count(Outcome::kFails) + run.Count(Outcome::kCannotRun);
  out += bad == 0 ? Say("no test failed") : Count(bad, "%1 test failed", "%1 tests failed");
  if (const std::size_t gaps = run.Count(Outcome::kKnownGap)) {
    out += ", " + Count(gaps, "%1 known gap", "%1 known gaps");
  }
  if (const std::size_t passing = run.Count(Outcome::kTodoPasses)) {
    out += ", " + Count(passing, "%1 test under todo passes now", "%1 tests under todo pass now");
  }
  return out + "\n";
}

int Test(const TestFlags& flags) {
  workbench::RuleTestOptions options;
  options.loading.language = Language();
  const bool shows_progress = IsTerminal(stderr);
  if (shows_progress) {
    options.progress = [](std::size_t done, std::size_t all) {
      const std::string tests = Count(all, "%1 test", "%1 tests");
      std::fputs(base::Cat("\r", Say("%1 of %2", {NumberText(done), tests})).c_str(), stderr);
    };
  }
  const RuleTestRun run = workbench::RunRuleTests(flags.paths, options);
  if (shows_progress) std::fputs("\r\x1b[K", stderr);
  if (!run.status.ok()) {
    for (const Diagnostic& diagnostic : run.diagnostics) {
      std::fputs(Render(diagnostic, UsesColour(stderr)).c_str(), stderr);
    }
    PrintError(run.status);
    return kCannotRun;
  }
  const absl::Status written =
      WriteOutput(flags.json ? JsonReport(run, flags) : TextReport(run, flags));
  if (!written.ok()) {
    PrintError(written);
    return kCannotRun;
  }
  return run.Passed() ? kDone : kFindings;
}

}  // namespace

void AddTest(CLI::App* app, Run* run) {
  auto flags = std::make_shared<TestFlags>();
  CLI::App* verb = AddVerb(
      app, "test", "Run the tests inside rule files",
      "Exit codes: 0 no test failed, 1 a test failed or there are no tests, 2 cannot run.\n"
      "Example:  ascolto test rules");
  AddArguments(verb, "PATH", &flags->paths, "Rule files, or folders that hold rule files");
  verb->add_flag("--todo", flags->todo,
                 Say("List the tests under todo that do not pass yet, too"));
  AddCommonFlags(verb, flags.get());
  verb->callback([=] { *run = [=] { return Test(*flags); }; });
}

}  // namespace ascolto::cli
