// Formats and parses times as RFC 3339, with a precision of one second.

#ifndef ASCOLTO_BASE_TIME_TEXT_H_
#define ASCOLTO_BASE_TIME_TEXT_H_

#include <chrono>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace ascolto::base {

// Returns `time` in the local time of a clock that is `utc_offset` ahead of UTC, as in
// "2026-11-21T09:30:00+01:00". An offset of 0 is written "Z".
std::string FormatRfc3339(std::chrono::sys_seconds time,
                          std::chrono::seconds utc_offset = std::chrono::seconds(0));

// Parses an RFC 3339 time with any offset. Fractions of a second are dropped. InvalidArgument
// quotes the text that is not a time.
absl::StatusOr<std::chrono::sys_seconds> ParseRfc3339(std::string_view text);

}  // namespace ascolto::base

#endif  // ASCOLTO_BASE_TIME_TEXT_H_
