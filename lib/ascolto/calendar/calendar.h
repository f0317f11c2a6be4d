// Computes by when an office must answer. Knows opening hours, closures, Italian holidays and
// daylight saving time; does not know verdicts.
//
// - `Nh` means N opening hours. `Nd` means N opening days: the answer is due at the same time of
//   day on the Nth opening day after the start. If the office is closed at that time, the answer
//   is due at the last moment before it at which the office is open that day, or, without such a
//   moment, when the office first opens that day.
// - Outside opening hours, counting starts at the next opening.
// - Hours are in local time of the site, including daylight saving. An hour is 3,600 seconds.

#ifndef ASCOLTO_CALENDAR_CALENDAR_H_
#define ASCOLTO_CALENDAR_CALENDAR_H_

#include <chrono>
#include <optional>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "ascolto/model/model.h"

namespace ascolto::calendar {

// Returns Easter Sunday of `year` in the Gregorian calendar (anonymous algorithm; Meeus,
// Astronomical Algorithms, 2nd ed., chapter 8).
absl::CivilDay EasterSunday(int year);

// Returns whether `day` is a public holiday in Italy: Legge 260/1949 with DPR 792/1985, Legge
// 336/2000 (2 June) and Legge 151/2025 (4 October, from 2026). Easter Sunday counts as well.
bool IsItalianHoliday(absl::CivilDay day);

// Thread safety: immutable.
class Calendar {
 public:
  explicit Calendar(absl::TimeZone zone) : zone_(zone) {}

  // Returns when an answer to a comment of time `written` is due. Returns none when the office does
  // not open within ten years, or when `written` is outside the years 1 to 9990.
  std::optional<std::chrono::sys_seconds> Due(const model::Office& office,
                                              std::chrono::sys_seconds written) const;

  // Returns the offset of the site's time zone from UTC at `time`.
  std::chrono::seconds UtcOffset(std::chrono::sys_seconds time) const;

 private:
  absl::TimeZone zone_;
};

}  // namespace ascolto::calendar

#endif  // ASCOLTO_CALENDAR_CALENDAR_H_
