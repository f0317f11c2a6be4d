// Parsers of the short notations in an office's settings: "mon-fri 8:00-14:00, sat 9:00-12:00",
// "2d", "06-24".

#ifndef ASCOLTO_MODEL_OPENING_HOURS_H_
#define ASCOLTO_MODEL_OPENING_HOURS_H_

#include <optional>
#include <string_view>
#include <utility>

#include "ascolto/model/model.h"

namespace ascolto::model {

// Parses intervals separated by commas and adds them to *hours. An interval without days applies to
// the days of the interval before it. Names of days are English or Italian. Returns false when the
// text is not a list of opening hours, or when intervals overlap.
bool ParseOpeningHours(std::string_view text, Hours* hours);

// Returns the number and whether it counts days: "24h" gives 24 and false, "2d" gives 2 and true.
std::optional<std::pair<int, bool>> ParseAnswerWithin(std::string_view text);

// Parses "it-holidays", "06-24" (every year) or "2026-12-07" (once).
std::optional<Closure> ParseClosure(std::string_view text);

}  // namespace ascolto::model

#endif  // ASCOLTO_MODEL_OPENING_HOURS_H_
