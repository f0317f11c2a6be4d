// Between the messages of proto/ascolto/v1/rules.proto and the nouns of the library.

#ifndef ASCOLTO_SERVICE_GRPC_RULES_WIRE_H_
#define ASCOLTO_SERVICE_GRPC_RULES_WIRE_H_

#include <string_view>

#include "ascolto/diagnostic.h"
#include "ascolto/rule_set.h"
#include "ascolto/v1/rules.pb.h"
#include "ascolto/workbench/explain.h"
#include "ascolto/workbench/rule_tests.h"
#include "service/rules/reload_report.h"

namespace ascolto::service {

// Texts of rule files may be ill-formed UTF-8, which a `string` must not be: U+FFFD stands for it.
std::string WellFormed(std::string_view text);

v1::RuleStatus StatusToWire(RuleStatus status);
MessageLanguage ReadLanguage(v1::Language language);

void WriteRule(const RuleInfo& rule, std::uint32_t index, v1::Rule* message);
void WriteDiagnostic(const Diagnostic& diagnostic, v1::Diagnostic* message);
void WriteTest(const workbench::RuleTest& test, v1::TestResult* message);
void WriteReload(const ReloadReport& report, v1::Reload* message);

// `text` is the comment's; everything but the verdict.
void WriteExplanation(const workbench::Explanation& explanation, std::string_view text,
                      v1::OffsetUnit unit, v1::ExplainCommentResponse* message);

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_GRPC_RULES_WIRE_H_
