// `ascolto test PATH…`: runs the tests inside rule files.

#include <CLI/CLI.hpp>

#include <memory>

#include "ascolto/base/strings.h"
#include "ascolto/workbench/rule_tests.h"
#include "service/cli/command.h"
#include "service/cli/terminal.h"
#include "service/json/text.h"

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

std::string AsText(const RuleTest& test, bool colour) {
  const bool bad = test.outcome == Outcome::kFails || test.outcome == Outcome::kCannotRun;
  std::string out = base::Cat(Printable(test.file), ":", test.line, ":", test.column, ": ");
  if (colour) out += bad ? "\x1b[1;31m" : "\x1b[1;33m";
  out += workbench::OutcomeName(test.outcome);
  if (colour) out += "\x1b[0m";
  out += base::Cat(": ", Printable(test.rule), test.expectation == Expectation::kMatch
                                        ? " should match: " : " should pass: ",
                   Printable(test.text), "\n");
  if (!test.error.empty()) out += base::Cat("  ", Printable(test.error), "\n");
  if (!test.other_rules.empty()) {
    out += "  other rules hit it:";
    for (const std::string& rule : test.other_rules) out += base::Cat(" ", Printable(rule));
    out += '\n';
  }
  return out;
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
  json.Member("move_me", run.Count(Outcome::kMoveMe));
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
    out += base::Cat("no tests: ", Printable(rule), "\n");
  }
  if (run.tests.empty()) {
    return out + base::Cat(Count(run.rules, "rule", "rules"),
                           ", and no tests: that is a failure too\n");
  }
  out += base::Cat(Count(run.tests.size(), "test", "tests"), " of ",
                   Count(run.rules, "rule", "rules"), ": ");
  const std::size_t bad = run.Count(Outcome::kFails) + run.Count(Outcome::kCannotRun);
  out += bad == 0 ? "none failed" : base::Cat(Count(bad, "test", "tests"), " failed");
  if (const std::size_t gaps = run.Count(Outcome::kKnownGap)) {
    out += base::Cat(", ", Count(gaps, "known gap", "known gaps"));
  }
  if (const std::size_t moves = run.Count(Outcome::kMoveMe)) {
    out += base::Cat(", ", moves, " under todo that hold now");
  }
  return out + "\n";
}

int Test(const TestFlags& flags) {
  workbench::RuleTestOptions options;
  options.loading.language = flags.language;
  const bool shows_progress = IsTerminal(stderr);
  if (shows_progress) {
    options.progress = [](std::size_t done, std::size_t all) {
      std::fputs(base::Cat("\r", done, " of ", Count(all, "test", "tests")).c_str(), stderr);
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
  CLI::App* verb = app->add_subcommand("test", "Run the tests inside rule files");
  verb->add_option("PATH", flags->paths, "Rule files, and folders of them")->required();
  verb->add_flag("--todo", flags->todo, "List the known gaps too");
  AddCommonFlags(verb, flags.get());
  verb->footer(
      "Exit codes: 0 no test failed, 1 some did or there is none, 2 cannot run.\n"
      "Example:  ascolto test rules");
  verb->callback([=] { *run = [=] { return Test(*flags); }; });
}

}  // namespace ascolto::cli
