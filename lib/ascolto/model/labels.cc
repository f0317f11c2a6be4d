#include "ascolto/model/labels.h"

#include <algorithm>

#include "ascolto/diagnostics/similar.h"

namespace ascolto::model {
namespace {

// docs/labels.md describes each of them.
constexpr std::string_view kKnown[] = {
    "hate", "hate.ethnicity", "hate.religion", "hate.gender", "hate.orientation",
    "hate.disability", "hate.other", "threat", "incitement", "insult", "troll",
    "troll.provocation", "troll.mockery", "troll.derailing", "troll.flooding", "troll.conspiracy",
    "profanity", "blasphemy", "sexual", "spam", "spam.advert", "spam.scam", "spam.link",
    "spam.chain", "personal_data", "personal_data.phone", "personal_data.email",
    "personal_data.iban", "personal_data.fiscal_code", "personal_data.vat", "personal_data.card",
    "personal_data.address", "personal_data.plate", "propaganda", "self_harm",
    "intent", "intent.question", "intent.request", "intent.report", "intent.complaint",
    "intent.proposal", "intent.thanks", "intent.praise",
    "tone", "tone.criticism", "tone.counter_speech", "tone.quotation",
    "topic", "topic.waste", "topic.roads", "topic.water", "topic.school", "topic.registry",
    "topic.taxes", "topic.transport", "topic.green", "topic.police", "topic.culture",
    "topic.health", "topic.emergency", "urgency",
};

// Returns whether exactly one dotted part differs, by one edit, or by up to two edits when the
// known part has eight letters or more.
bool OneWordMisspelt(std::string_view label, std::string_view known) {
  int misspelt = 0;
  while (true) {
    const std::size_t a = std::min(label.find('.'), label.size());
    const std::size_t b = std::min(known.find('.'), known.size());
    if (label.substr(0, a) != known.substr(0, b)) {
      const int limit = b >= 8 ? 2 : 1;
      if (diagnostics::EditDistance(label.substr(0, a), known.substr(0, b), limit) > limit) {
        return false;
      }
      ++misspelt;
    }
    if ((a == label.size()) != (b == known.size())) return false;
    if (a == label.size()) return misspelt == 1;
    label.remove_prefix(a + 1);
    known.remove_prefix(b + 1);
  }
}

}  // namespace

bool IsLabel(std::string_view text) {
  bool word = false;
  for (const char c : text) {
    if (c == '.') {
      if (!word) return false;
      word = false;
    } else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_') {
      word = true;
    } else {
      return false;
    }
  }
  return word;
}

bool IsUnderLabel(std::string_view label, std::string_view prefix) {
  return label.starts_with(prefix) &&
         (label.size() == prefix.size() || label[prefix.size()] == '.');
}

bool NeverActs(std::string_view label) {
  return IsUnderLabel(label, "tone") || IsUnderLabel(label, "intent") ||
         IsUnderLabel(label, "topic") || IsUnderLabel(label, "urgency");
}

std::string_view MisspeltLabel(std::string_view label) {
  if (std::find(std::begin(kKnown), std::end(kKnown), label) != std::end(kKnown)) return "";
  for (const std::string_view known : kKnown) {
    if (OneWordMisspelt(label, known)) return known;
  }
  return "";
}

}  // namespace ascolto::model
