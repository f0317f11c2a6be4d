// What came of one attempt to read the rules.

#ifndef ASCOLTO_SERVICE_RULES_RELOAD_REPORT_H_
#define ASCOLTO_SERVICE_RULES_RELOAD_REPORT_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ascolto/diagnostic.h"
#include "ascolto/workbench/rule_tests.h"

namespace ascolto::service {

// Who asked for it.
enum class ReloadCause : std::uint8_t { kStart, kWatch, kSignal, kCall };
std::string_view ReloadCauseName(ReloadCause cause);  // "start", "watch", "signal", "call"

enum class ReloadResult : std::uint8_t {
  kLoaded,       // the rules are live
  kUnreadable,   // a file or folder could not be read
  kInvalid,      // there are errors in the files
  kTestsFailed,  // tests inside the files failed
  kStopped,      // the service stops, nothing was tried
};
inline constexpr int kReloadResultCount = 5;
// "loaded", "unreadable", "invalid", "tests_failed", "stopped".
std::string_view ReloadResultName(ReloadResult result);

struct ReloadReport {
  // Of `diagnostics` and of `failed_tests` at most this many are kept; the counts are of all.
  static constexpr std::size_t kMostKept = 100;

  ReloadCause cause = ReloadCause::kStart;
  ReloadResult result = ReloadResult::kStopped;
  std::chrono::system_clock::time_point began;
  std::chrono::milliseconds took{0};

  std::string fingerprint;  // of the rules that are live afterwards; empty when none are
  std::size_t rules = 0;    // how many these are
  bool changed = false;     // other rules are live than before

  std::string error;  // one line; empty with kLoaded
  std::vector<Diagnostic> diagnostics;
  std::size_t errors = 0;
  std::size_t warnings = 0;
  std::vector<workbench::RuleTest> failed_tests;
  std::size_t tests = 0;
  std::size_t tests_failed = 0;

  bool ok() const { return result == ReloadResult::kLoaded; }
};

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_RULES_RELOAD_REPORT_H_
