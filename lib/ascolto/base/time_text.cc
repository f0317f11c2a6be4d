#include "ascolto/base/time_text.h"

#include "absl/time/time.h"
#include "ascolto/base/strings.h"

namespace ascolto::base {

std::string FormatRfc3339(std::chrono::sys_seconds time, std::chrono::seconds utc_offset) {
  const absl::TimeZone zone = absl::FixedTimeZone(static_cast<int>(utc_offset.count()));
  const absl::Time t = absl::FromUnixSeconds(time.time_since_epoch().count());
  return absl::FormatTime(utc_offset.count() == 0 ? "%Y-%m-%d%ET%H:%M:%SZ" : absl::RFC3339_sec, t,
                          zone);
}

absl::StatusOr<std::chrono::sys_seconds> ParseRfc3339(std::string_view text) {
  absl::Time t;
  std::string error;
  if (text.empty() || !absl::ParseTime(absl::RFC3339_full, ToAbsl(text), &t, &error) ||
      t == absl::InfiniteFuture() || t == absl::InfinitePast()) {
    return absl::InvalidArgumentError(
        Cat("not a time: \"", text, "\"; give RFC 3339, like 2026-11-21T09:30:00+01:00"));
  }
  return std::chrono::sys_seconds(std::chrono::seconds(absl::ToUnixSeconds(t)));
}

}  // namespace ascolto::base
