#include "service/daemon/rules_log.h"

namespace ascolto::service {
namespace {

constexpr std::size_t kMost = 20;

void LogError(const Diagnostic& error, Log* log) {
  log->Error("error in the rules", {{"code", error.code},
                                    {"file", error.file},
                                    {"line", error.line},
                                    {"column", error.column},
                                    {"message", error.message},
                                    {"hint", error.hint}});
}

void LogTest(const workbench::RuleTest& test, Log* log) {
  log->Error("test in the rules failed", {{"rule", test.rule},
                                          {"file", test.file},
                                          {"line", test.line},
                                          {"column", test.column},
                                          {"text", CommentText{test.text}}});
}

}  // namespace

void LogReload(const ReloadReport& report, Log* log) {
  if (report.ok()) {
    log->Info(report.cause == ReloadCause::kStart ? "rules loaded" : "rules reloaded",
              {{"cause", ReloadCauseName(report.cause)},
               {"fingerprint", report.fingerprint},
               {"rules", report.rules},
               {"changed", report.changed},
               {"warnings", report.warnings},
               {"tests", report.tests},
               {"took_ms", report.took}});
    return;
  }
  std::size_t told = 0;
  for (const Diagnostic& diagnostic : report.diagnostics) {
    if (diagnostic.severity == Severity::kError && ++told <= kMost) LogError(diagnostic, log);
  }
  for (const workbench::RuleTest& test : report.failed_tests) {
    if (++told <= kMost) LogTest(test, log);
  }
  log->Error("new rules refused", {{"cause", ReloadCauseName(report.cause)},
                                         {"result", ReloadResultName(report.result)},
                                         {"problem", report.error},
                                         {"fingerprint", report.fingerprint},
                                         {"took_ms", report.took}});
}

}  // namespace ascolto::service
