// The small notations of offices: "mon-fri 8:00-14:00, sat 9:00-12:00", "2d", "06-24".

#ifndef ASCOLTO_MODEL_OPENING_HOURS_H_
#define ASCOLTO_MODEL_OPENING_HOURS_H_

#include <optional>
#include <string_view>
#include <utility>

#include "ascolto/model/model.h"

namespace ascolto::model {

// Adds the parts, separated by commas, to *hours; a part without days is for those of the part
// before it. False: not opening hours, or they overlap. Days are English or Italian.
bool ParseOpeningHours(std::string_view text, Hours* hours);

// "24h" gives 24 and false, "2d" gives 2 and true.
std::optional<std::pair<int, bool>> ParseAnswerWithin(std::string_view text);

// "it-holidays", "06-24", "2026-12-07".
std::optional<Closure> ParseClosure(std::string_view text);

}  // namespace ascolto::model

#endif  // ASCOLTO_MODEL_OPENING_HOURS_H_
