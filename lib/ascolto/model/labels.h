// Labels are dotted names, such as "hate.religion". Any name of the right form is allowed. The
// labels of the shipped packs are known here, so that spelling mistakes can be reported.

#ifndef ASCOLTO_MODEL_LABELS_H_
#define ASCOLTO_MODEL_LABELS_H_

#include <span>
#include <string_view>

namespace ascolto::model {

// Returns whether `text` is a label: words of a to z, digits and underscores, joined by dots.
bool IsLabel(std::string_view text);

// Returns whether `label` equals `prefix` or is below it: "hate.religion" is under "hate".
bool IsUnderLabel(std::string_view label, std::string_view prefix);

// Returns whether `label` only describes a comment and can never lead to an action. This holds for
// labels under tone, intent, topic and urgency.
bool NeverActs(std::string_view label);

// Returns the known label of which `label` is probably a misspelling. Returns an empty view when
// `label` is known, extends a known label that is open, or resembles none.
std::string_view MisspeltLabel(std::string_view label);

}  // namespace ascolto::model

#endif  // ASCOLTO_MODEL_LABELS_H_
