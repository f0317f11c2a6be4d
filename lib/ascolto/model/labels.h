// Labels: dotted names. The ones of the shipped packs are known, to catch spelling mistakes;
// any other is allowed.

#ifndef ASCOLTO_MODEL_LABELS_H_
#define ASCOLTO_MODEL_LABELS_H_

#include <span>
#include <string_view>

namespace ascolto::model {

// "hate.religion": words of a to z, digits and underscores, joined by dots.
bool IsLabel(std::string_view text);

// Whether `label` is `prefix` or stands below it ("hate.religion" below "hate").
bool IsUnderLabel(std::string_view label, std::string_view prefix);

// Labels under tone, intent, topic and urgency describe, and never lead to an action.
bool NeverActs(std::string_view label);

// A known label that `label` looks like but is not; empty when it is known, stands below a
// known one that is open, or looks like none.
std::string_view MisspeltLabel(std::string_view label);

}  // namespace ascolto::model

#endif  // ASCOLTO_MODEL_LABELS_H_
