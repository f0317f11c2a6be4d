// A verdict as one line of JSON.

#ifndef ASCOLTO_SERVICE_CODEC_JSON_VERDICT_H_
#define ASCOLTO_SERVICE_CODEC_JSON_VERDICT_H_

#include <cstdint>
#include <span>
#include <string>
#include <utility>

#include "ascolto/comment.h"
#include "ascolto/verdict.h"
#include "service/codec/json_text.h"

namespace ascolto::service {

// How much of a verdict is written, and what offsets count.
enum class VerdictDetail : std::uint8_t {
  kVerdict,  // without "labels", "decided_by" and "matches"
  kLabels,   // without "matches"
  kMatches,  // all
};
struct VerdictStyle {
  VerdictDetail detail = VerdictDetail::kMatches;
  bool utf16 = false;  // UTF-16 code units in place of bytes
  bool texts = true;   // "text" of each match
};

// {"id","action","labels":{LABEL:POINTS},"decided_by":{"bucket","points","threshold","rules"},
//  "matches":[{"rule","label","begin","end","text","reading","shadow"}],
//  "answer":{"owed","intent","office","due"},"message","rules"}
//
// Every key of that detail is there, null when there is no such thing; "more",
// "propose_block" and "profile" follow only when they are set. At the end come `others` (names,
// and values as JSON) under their own names, or under "input.NAME" when the verdict has one so
// named.
void WriteVerdict(const Comment& comment, const Verdict& verdict,
                  std::span<const std::pair<std::string, std::string>> others, JsonWriter* json,
                  const VerdictStyle& style = {});

// The same, and a line end.
void AppendVerdictJson(const Comment& comment, const Verdict& verdict,
                       std::span<const std::pair<std::string, std::string>> others,
                       std::string* out, const VerdictStyle& style = {});

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_CODEC_JSON_VERDICT_H_
