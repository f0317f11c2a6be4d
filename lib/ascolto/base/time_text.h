// Moments as text: RFC 3339, to the second.

#ifndef ASCOLTO_BASE_TIME_TEXT_H_
#define ASCOLTO_BASE_TIME_TEXT_H_

#include <chrono>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace ascolto::base {

// "2026-11-21T09:30:00+01:00": the moment as a clock `utc_offset` ahead of UTC shows it; with
// an offset of 0 "…Z".
std::string FormatRfc3339(std::chrono::sys_seconds time,
                          std::chrono::seconds utc_offset = std::chrono::seconds(0));

// Takes fractions of a second (dropped) and any offset; InvalidArgument says what was given.
absl::StatusOr<std::chrono::sys_seconds> ParseRfc3339(std::string_view text);

}  // namespace ascolto::base

#endif  // ASCOLTO_BASE_TIME_TEXT_H_
