// Key by key, in the order that the header shows.

#include "service/codec/json_explanation.h"

#include <string_view>

#include "ascolto/base/strings.h"
#include "service/codec/json_text.h"
#include "service/codec/json_verdict.h"

namespace ascolto::service {
namespace {

using workbench::ExplainedHit;
using workbench::ExplainedReading;
using workbench::ExplainedRule;
using workbench::ExplainedToken;
using workbench::ExplainedWord;

// "name":"text" or "name":number, each with what comes before it.
void Put(std::string_view before, std::string_view text, std::string* out) {
  out->append(before);
  AppendJson(text, out);
}
void PutSpan(std::size_t begin, std::size_t end, std::string* out) {
  out->append(base::Cat(",\"begin\":", begin, ",\"end\":", end));
}

template <typename Items, typename Append>
void PutList(std::string_view before, const Items& items, std::string* out, Append append) {
  out->append(before).push_back('[');
  bool first = true;
  for (const auto& item : items) {
    if (!first) out->push_back(',');
    first = false;
    append(item);
  }
  out->push_back(']');
}

void PutHit(const ExplainedHit& hit, std::string* out) {
  Put("{\"fate\":", hit.fate, out);
  Put(",\"kind\":", hit.kind, out);
  Put(",\"entry\":", hit.entry, out);
  PutList(",\"patterns\":", hit.patterns, out,
          [out](const std::string& pattern) { AppendJson(pattern, out); });
  PutSpan(hit.begin, hit.end, out);
  Put(",\"reading\":", ReadingName(hit.reading), out);
  out->push_back('}');
}

void PutRule(const ExplainedRule& rule, std::string* out) {
  Put("{\"rule\":", rule.id, out);
  Put(",\"label\":", rule.label, out);
  Put(",\"status\":", RuleStatusName(rule.status), out);
  Put(",\"outcome\":", rule.outcome, out);
  out->append(",\"condition\":");
  AppendJsonOrNull(rule.condition, out);
  PutList(",\"hits\":", rule.hits, out, [out](const ExplainedHit& hit) { PutHit(hit, out); });
  out->push_back('}');
}

}  // namespace

std::string ExplanationJson(const workbench::Explanation& explanation, const Comment& comment) {
  std::string out;
  Put("{\"folded\":", explanation.folded, &out);
  PutList(",\"words\":", explanation.words, &out, [&](const ExplainedWord& word) {
    Put("{\"form\":", word.form, &out);
    PutSpan(word.begin, word.end, &out);
    out += '}';
  });
  PutList(",\"readings\":", explanation.readings, &out, [&](const ExplainedReading& reading) {
    Put("{\"form\":", reading.form, &out);
    Put(",\"reading\":", ReadingName(reading.reading), &out);
    PutSpan(reading.begin, reading.end, &out);
    out += '}';
  });
  PutList(",\"tokens\":", explanation.tokens, &out, [&](const ExplainedToken& token) {
    Put("{\"kind\":", token.kind, &out);
    PutSpan(token.begin, token.end, &out);
    out += '}';
  });
  PutList(",\"rules\":", explanation.rules, &out,
          [&](const ExplainedRule& rule) { PutRule(rule, &out); });
  out += ",\"verdict\":";
  AppendVerdictJson(comment, explanation.verdict, {}, &out);
  out.back() = '}';
  return out + "\n";
}

}  // namespace ascolto::service
