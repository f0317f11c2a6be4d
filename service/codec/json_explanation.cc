// Key by key, in the order that the header shows.

#include "service/codec/json_explanation.h"

#include <string_view>

#include "service/codec/json_text.h"
#include "service/codec/json_verdict.h"

namespace ascolto::service {
namespace {

using workbench::ExplainedHit;
using workbench::ExplainedReading;
using workbench::ExplainedRule;
using workbench::ExplainedToken;
using workbench::ExplainedWord;

void WriteSpan(std::size_t begin, std::size_t end, JsonWriter* json) {
  json->Member("begin", begin);
  json->Member("end", end);
}

void WriteHit(const ExplainedHit& hit, JsonWriter* json) {
  json->BeginObject();
  json->Member("fate", hit.fate);
  json->Member("kind", hit.kind);
  json->Member("entry", hit.entry);
  json->Strings("patterns", hit.patterns);
  WriteSpan(hit.begin, hit.end, json);
  json->Member("reading", ReadingName(hit.reading));
  json->EndObject();
}

void WriteRule(const ExplainedRule& rule, JsonWriter* json) {
  json->BeginObject();
  json->Member("rule", rule.id);
  json->Member("label", rule.label);
  json->Member("status", RuleStatusName(rule.status));
  json->Member("outcome", rule.outcome);
  json->MemberOrNull("condition", rule.condition);
  json->Key("hits");
  json->Array(rule.hits, [json](const ExplainedHit& hit) { WriteHit(hit, json); });
  json->EndObject();
}

}  // namespace

std::string ExplanationJson(const workbench::Explanation& explanation, const Comment& comment) {
  std::string out;
  JsonWriter json(&out);
  json.BeginObject();
  json.Member("folded", explanation.folded);
  json.Key("words");
  json.Array(explanation.words, [&](const ExplainedWord& word) {
    json.BeginObject();
    json.Member("form", word.form);
    WriteSpan(word.begin, word.end, &json);
    json.EndObject();
  });
  json.Key("readings");
  json.Array(explanation.readings, [&](const ExplainedReading& reading) {
    json.BeginObject();
    json.Member("form", reading.form);
    json.Member("reading", ReadingName(reading.reading));
    WriteSpan(reading.begin, reading.end, &json);
    json.EndObject();
  });
  json.Key("tokens");
  json.Array(explanation.tokens, [&](const ExplainedToken& token) {
    json.BeginObject();
    json.Member("kind", token.kind);
    WriteSpan(token.begin, token.end, &json);
    json.EndObject();
  });
  json.Key("rules");
  json.Array(explanation.rules, [&](const ExplainedRule& rule) { WriteRule(rule, &json); });
  json.Key("verdict");
  WriteVerdict(comment, explanation.verdict, {}, &json);
  json.EndObject();
  return out + "\n";
}

}  // namespace ascolto::service
