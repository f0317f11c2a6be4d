// Key by key, in the order that the header shows.

#include "service/codec/json_verdict.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "ascolto/base/strings.h"
#include "ascolto/base/time_text.h"
#include "service/codec/utf16.h"

namespace ascolto::service {
namespace {

constexpr std::string_view kOwnKeys[] = {"id",      "action", "labels",  "decided_by",
                                         "matches", "answer", "message", "rules",
                                         "more",    "propose_block",     "profile"};

void WriteDecision(const Verdict& verdict, JsonWriter* json) {
  json->Key("labels");
  json->BeginObject();
  for (const LabelPoints& label : verdict.labels) {
    json->AnyKey(label.label);
    json->Number(label.points);
  }
  json->EndObject();
  json->Key("decided_by");
  if (!verdict.decided_by) return json->Null();
  json->BeginObject();
  json->Member("bucket", verdict.decided_by->bucket);
  json->Member("points", verdict.decided_by->points);
  json->Member("threshold", verdict.decided_by->threshold);
  json->Strings("rules", verdict.decided_by->rules);
  json->EndObject();
}

// Begin and end of each match, in the unit of `style`.
std::vector<std::size_t> Offsets(const Comment& comment, const Verdict& verdict,
                                 const VerdictStyle& style) {
  std::vector<std::size_t> offsets;
  for (const Match& match : verdict.matches) {
    offsets.push_back(match.begin);
    offsets.push_back(match.end);
  }
  if (!style.utf16) return offsets;
  std::vector<std::size_t*> pointers;
  for (std::size_t& offset : offsets) pointers.push_back(&offset);
  ToUtf16(comment.text, pointers);
  return offsets;
}

void WriteMatches(const Comment& comment, const Verdict& verdict, const VerdictStyle& style,
                  JsonWriter* json) {
  const std::vector<std::size_t> offsets = Offsets(comment, verdict, style);
  auto offset = offsets.begin();
  json->Key("matches");
  json->Array(verdict.matches, [&](const Match& match) {
    json->BeginObject();
    json->Member("rule", match.rule);
    json->Member("label", match.label);
    json->Member("begin", *offset++);
    json->Member("end", *offset++);
    if (style.texts) {
      json->Member("text", comment.text.substr(match.begin, match.end - match.begin));
    }
    json->Member("reading", ReadingName(match.reading));
    json->Member("shadow", match.shadow);
    json->EndObject();
  });
}

void WriteAnswer(const Answer& answer, JsonWriter* json) {
  json->Key("answer");
  json->BeginObject();
  json->Member("owed", answer.owed);
  json->MemberOrNull("intent", answer.intent);
  json->MemberOrNull("office", answer.office);
  json->MemberOrNull("due",
                     answer.due ? base::FormatRfc3339(*answer.due, answer.utc_offset) : "");
  json->EndObject();
}

}  // namespace

void WriteVerdict(const Comment& comment, const Verdict& verdict,
                  std::span<const std::pair<std::string, std::string>> others, JsonWriter* json,
                  const VerdictStyle& style) {
  json->BeginObject();
  json->MemberOrNull("id", comment.id);
  json->Member("action", ActionName(verdict.action));
  if (style.detail >= VerdictDetail::kLabels) WriteDecision(verdict, json);
  if (style.detail >= VerdictDetail::kMatches) WriteMatches(comment, verdict, style, json);
  WriteAnswer(verdict.answer, json);
  json->MemberOrNull("message", verdict.message);
  json->Member("rules", verdict.fingerprint);
  if (verdict.more) json->Member("more", true);
  if (verdict.propose_block) json->Member("propose_block", true);
  if (!verdict.profile.empty()) json->Member("profile", verdict.profile);
  for (const auto& [name, value] : others) {
    const bool taken =
        std::find(std::begin(kOwnKeys), std::end(kOwnKeys), name) != std::end(kOwnKeys);
    json->AnyKey(taken ? base::Cat("input.", name) : name);
    json->Raw(value);
  }
  json->EndObject();
}

void AppendVerdictJson(const Comment& comment, const Verdict& verdict,
                       std::span<const std::pair<std::string, std::string>> others,
                       std::string* out, const VerdictStyle& style) {
  JsonWriter json(out);
  WriteVerdict(comment, verdict, others, &json, style);
  out->push_back('\n');
}

}  // namespace ascolto::service
