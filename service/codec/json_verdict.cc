// Key by key, in the order that the header shows.

#include "service/codec/json_verdict.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "ascolto/base/strings.h"
#include "ascolto/base/time_text.h"
#include "service/codec/json_text.h"
#include "service/codec/utf16.h"

namespace ascolto::service {
namespace {

constexpr std::string_view kOwnKeys[] = {"id",      "action", "labels",  "decided_by",
                                         "matches", "answer", "message", "rules",
                                         "more",    "propose_block",     "profile"};

void AppendNumber(std::string_view key, std::int64_t number, std::string* out) {
  out->append(key).append(std::to_string(number));
}

void AppendLabels(const Verdict& verdict, std::string* out) {
  out->append(",\"labels\":{");
  std::string_view comma;
  for (const LabelPoints& label : verdict.labels) {
    out->append(comma);
    AppendJson(label.label, out);
    AppendNumber(":", label.points, out);
    comma = ",";
  }
  out->push_back('}');
}

void AppendDecision(const Verdict& verdict, std::string* out) {
  if (!verdict.decided_by) {
    out->append(",\"decided_by\":null");
    return;
  }
  out->append(",\"decided_by\":{\"bucket\":");
  AppendJson(verdict.decided_by->bucket, out);
  AppendNumber(",\"points\":", verdict.decided_by->points, out);
  AppendNumber(",\"threshold\":", verdict.decided_by->threshold, out);
  out->append(",\"rules\":[");
  std::string_view comma;
  for (std::string_view rule : verdict.decided_by->rules) {
    out->append(comma);
    AppendJson(rule, out);
    comma = ",";
  }
  out->append("]}");
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

void AppendMatches(const Comment& comment, const Verdict& verdict, const VerdictStyle& style,
                   std::string* out) {
  const std::vector<std::size_t> offsets = Offsets(comment, verdict, style);
  auto offset = offsets.begin();
  out->append(",\"matches\":[");
  std::string_view open = "{\"rule\":";
  for (const Match& match : verdict.matches) {
    out->append(open);
    open = ",{\"rule\":";
    AppendJson(match.rule, out);
    out->append(",\"label\":");
    AppendJson(match.label, out);
    AppendNumber(",\"begin\":", static_cast<std::int64_t>(*offset++), out);
    AppendNumber(",\"end\":", static_cast<std::int64_t>(*offset++), out);
    if (style.texts) {
      out->append(",\"text\":");
      AppendJson(comment.text.substr(match.begin, match.end - match.begin), out);
    }
    out->append(",\"reading\":");
    AppendJson(ReadingName(match.reading), out);
    out->append(match.shadow ? ",\"shadow\":true}" : ",\"shadow\":false}");
  }
  out->push_back(']');
}

void AppendAnswer(const Answer& answer, std::string* out) {
  out->append(answer.owed ? ",\"answer\":{\"owed\":true" : ",\"answer\":{\"owed\":false");
  out->append(",\"intent\":");
  AppendJsonOrNull(answer.intent, out);
  out->append(",\"office\":");
  AppendJsonOrNull(answer.office, out);
  out->append(",\"due\":");
  AppendJsonOrNull(answer.due ? base::FormatRfc3339(*answer.due, answer.utc_offset) : "", out);
  out->push_back('}');
}

}  // namespace

void AppendVerdictJson(const Comment& comment, const Verdict& verdict,
                       std::span<const std::pair<std::string, std::string>> others,
                       std::string* out, const VerdictStyle& style) {
  out->append("{\"id\":");
  AppendJsonOrNull(comment.id, out);
  out->append(",\"action\":");
  AppendJson(ActionName(verdict.action), out);
  if (style.detail >= VerdictDetail::kLabels) {
    AppendLabels(verdict, out);
    AppendDecision(verdict, out);
  }
  if (style.detail >= VerdictDetail::kMatches) AppendMatches(comment, verdict, style, out);
  AppendAnswer(verdict.answer, out);
  out->append(",\"message\":");
  AppendJsonOrNull(verdict.message, out);
  out->append(",\"rules\":");
  AppendJson(verdict.fingerprint, out);
  if (verdict.more) out->append(",\"more\":true");
  if (verdict.propose_block) out->append(",\"propose_block\":true");
  if (!verdict.profile.empty()) {
    out->append(",\"profile\":");
    AppendJson(verdict.profile, out);
  }
  for (const auto& [name, value] : others) {
    out->push_back(',');
    const bool taken =
        std::find(std::begin(kOwnKeys), std::end(kOwnKeys), name) != std::end(kOwnKeys);
    AppendJson(taken ? base::Cat("input.", name) : name, out);
    out->append(":").append(value);
  }
  out->append("}\n");
}

}  // namespace ascolto::service
