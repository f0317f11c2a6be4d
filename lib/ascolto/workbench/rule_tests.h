// Runs the tests inside the rule files.
//
//   const RuleTestRun run = RunRuleTests(paths, {});
//   if (!run.status.ok()) return 2;  // nothing ran
//   for (const RuleTest& test : run.tests) {
//     if (test.outcome == Outcome::kFails) std::cout << test.rule << ": " << test.text << "\n";
//   }
//
// Each case runs before the site's overrides, whatever the status of its rule, with all rules
// loaded. For each field of the comment that the caller gives and that the case does not set,
// the first value is taken that the rule's `when` allows.

#ifndef ASCOLTO_WORKBENCH_RULE_TESTS_H_
#define ASCOLTO_WORKBENCH_RULE_TESTS_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "ascolto/diagnostic.h"
#include "ascolto/rule_set.h"

namespace ascolto::workbench {

enum class Expectation : std::uint8_t {
  kMatch,  // the rule has a kept hit
  kPass,   // it has none
};

enum class Outcome : std::uint8_t {
  kHolds,        // as expected
  kFails,        // not as expected
  kKnownGap,     // under `todo`, and indeed not yet as expected
  kTodoPasses,       // under `todo`, and holds: belongs under `match` or `pass`
  kCannotRun,    // the text is over the limit of the rule set
};
std::string_view OutcomeName(Outcome outcome);  // "holds", "fails", "known gap", …

struct RuleTest {
  std::string rule;  // "pack/id"
  std::string file;
  int line = 0;
  int column = 0;
  Expectation expectation = Expectation::kMatch;
  bool todo = false;
  std::string text;  // of the comment
  bool hit = false;  // what the rule did
  Outcome outcome = Outcome::kHolds;
  std::vector<std::string> other_rules;  // that hit the same comment, by id; of all
                                         // tests together at most 100,000
  std::string error;                     // kCannotRun: why
};

struct RuleTestRun {
  // Not OK: the rules did not load, and nothing ran; or loading.stop said so, and `tests` are those
  // that ran before (Cancelled).
  absl::Status status;
  std::vector<Diagnostic> diagnostics;  // of loading
  std::vector<RuleTest> tests;          // by file, line and column
  std::size_t rules = 0;
  std::vector<std::string> rules_without_tests;  // by id

  std::size_t Count(Outcome outcome) const;
  // Whether at least one test ran that is no `todo`, and none failed.
  bool Passed() const;
};

struct RuleTestOptions {
  RuleSet::Options loading;  // for_tests is set in any case
  // Called now and then with the number of tests done and of all, from the calling thread.
  std::function<void(std::size_t done, std::size_t all)> progress;
};

// Thread safety: any thread; each call is on its own.
RuleTestRun RunRuleTests(std::span<const std::string> paths, const RuleTestOptions& options);
RuleTestRun RunRuleTestsOf(std::span<const RuleSet::Source> sources,
                           const RuleTestOptions& options);

}  // namespace ascolto::workbench

#endif  // ASCOLTO_WORKBENCH_RULE_TESTS_H_
