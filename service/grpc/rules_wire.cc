// Field by field.

#include "service/grpc/rules_wire.h"

#include <chrono>
#include <string>
#include <vector>

#include <google/protobuf/timestamp.pb.h>

#include "ascolto/base/utf8.h"
#include "ascolto/text/characters.h"
#include "service/codec/utf16.h"
#include "service/codec/protobuf.h"

namespace ascolto::service {
namespace {

v1::TestOutcome OutcomeToWire(workbench::Outcome outcome) {
  switch (outcome) {
    case workbench::Outcome::kHolds: return v1::TEST_OUTCOME_HOLDS;
    case workbench::Outcome::kFails: return v1::TEST_OUTCOME_FAILS;
    case workbench::Outcome::kKnownGap: return v1::TEST_OUTCOME_KNOWN_GAP;
    case workbench::Outcome::kTodoPasses: return v1::TEST_OUTCOME_MOVE_ME;
    case workbench::Outcome::kCannotRun: return v1::TEST_OUTCOME_CANNOT_RUN;
  }
  return v1::TEST_OUTCOME_UNSPECIFIED;
}

template <typename Item>
void WriteSpan(std::size_t begin, std::size_t end, Item* message) {
  message->set_begin(static_cast<std::int64_t>(begin));
  message->set_end(static_cast<std::int64_t>(end));
}

}  // namespace

std::string WellFormed(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const text::Decoded decoded = text::Decode(text, at);
    out += base::Utf8(decoded.code_point);
    at += decoded.bytes;
  }
  return out;
}

v1::RuleStatus StatusToWire(RuleStatus status) {
  switch (status) {
    case RuleStatus::kLive: return v1::RULE_STATUS_LIVE;
    case RuleStatus::kShadow: return v1::RULE_STATUS_SHADOW;
    case RuleStatus::kOff: return v1::RULE_STATUS_OFF;
  }
  return v1::RULE_STATUS_UNSPECIFIED;
}

MessageLanguage ReadLanguage(v1::Language language) {
  return language == v1::LANGUAGE_ITALIAN ? MessageLanguage::kItalian : MessageLanguage::kEnglish;
}

void WriteRule(const RuleInfo& rule, std::uint32_t index, v1::Rule* message) {
  message->set_id(std::string(rule.id));
  message->set_pack(std::string(rule.pack));
  message->set_title(WellFormed(rule.title));
  message->set_owner(WellFormed(rule.owner));
  message->set_label(std::string(rule.label));
  message->set_policy(WellFormed(rule.policy));
  message->set_file(WellFormed(rule.file));
  message->set_line(rule.line);
  message->set_status(StatusToWire(rule.status));
  message->set_index(index);
}

void WriteDiagnostic(const Diagnostic& diagnostic, v1::Diagnostic* message) {
  message->set_code(diagnostic.code);
  message->set_severity(diagnostic.severity == Severity::kError ? v1::SEVERITY_ERROR
                                                                : v1::SEVERITY_WARNING);
  message->set_file(WellFormed(diagnostic.file));
  message->set_line(diagnostic.line);
  message->set_column(diagnostic.column);
  message->set_width(diagnostic.width);
  message->set_message(WellFormed(diagnostic.message));
  message->set_source_line(WellFormed(diagnostic.source_line));
  message->set_hint(WellFormed(diagnostic.hint));
}

void WriteTest(const workbench::RuleTest& test, v1::TestResult* message) {
  message->set_rule(test.rule);
  message->set_file(WellFormed(test.file));
  message->set_line(test.line);
  message->set_column(test.column);
  message->set_should_match(test.expectation == workbench::Expectation::kMatch);
  message->set_text(WellFormed(test.text));
  message->set_outcome(OutcomeToWire(test.outcome));
  for (const std::string& rule : test.other_rules) message->add_other_rules(rule);
  message->set_error(WellFormed(test.error));
}

void WriteReload(const ReloadReport& report, v1::Reload* message) {
  const auto since = report.began.time_since_epoch();
  message->mutable_time()->set_seconds(
      std::chrono::duration_cast<std::chrono::seconds>(since).count());
  message->set_done(report.ok());
  message->set_error(WellFormed(report.error));
  for (const Diagnostic& diagnostic : report.diagnostics) {
    WriteDiagnostic(diagnostic, message->add_diagnostics());
  }
  for (const workbench::RuleTest& test : report.failed_tests) {
    WriteTest(test, message->add_failed_tests());
  }
}

void WriteExplanation(const workbench::Explanation& explanation, std::string_view text,
                      v1::OffsetUnit unit, v1::ExplainCommentResponse* message) {
  workbench::Explanation out = explanation;
  if (unit == v1::OFFSET_UNIT_UTF16) {
    std::vector<std::size_t*> offsets;
    const auto add = [&offsets](auto& items) {
      for (auto& item : items) offsets.insert(offsets.end(), {&item.begin, &item.end});
    };
    add(out.words);
    add(out.readings);
    add(out.tokens);
    for (workbench::ExplainedRule& rule : out.rules) add(rule.hits);
    ToUtf16(text, offsets);
  }
  message->set_folded(out.folded);
  for (const workbench::ExplainedWord& word : out.words) {
    auto* item = message->add_words();
    item->set_form(word.form);
    item->set_reading(ReadingToWire(Reading::kWritten));
    WriteSpan(word.begin, word.end, item);
  }
  for (const workbench::ExplainedReading& reading : out.readings) {
    auto* item = message->add_readings();
    item->set_form(reading.form);
    item->set_reading(ReadingToWire(reading.reading));
    WriteSpan(reading.begin, reading.end, item);
  }
  for (const workbench::ExplainedToken& token : out.tokens) {
    auto* item = message->add_tokens();
    item->set_kind(std::string(token.kind));
    WriteSpan(token.begin, token.end, item);
  }
  for (const workbench::ExplainedRule& rule : out.rules) {
    auto* item = message->add_rules();
    item->set_id(std::string(rule.id));
    item->set_label(std::string(rule.label));
    item->set_status(StatusToWire(rule.status));
    item->set_outcome(std::string(rule.outcome));
    item->set_condition(rule.condition);
    for (const workbench::ExplainedHit& hit : rule.hits) {
      auto* found = item->add_hits();
      found->set_entry(WellFormed(hit.entry));
      found->set_kind(std::string(hit.kind));
      for (const std::string& pattern : hit.patterns) found->add_patterns(WellFormed(pattern));
      WriteSpan(hit.begin, hit.end, found);
      found->set_reading(ReadingToWire(hit.reading));
      found->set_fate(std::string(hit.fate));
    }
  }
}

}  // namespace ascolto::service
