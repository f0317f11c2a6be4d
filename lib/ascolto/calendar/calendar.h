// When an office is open, and by when an answer is due. Used by verdicts and by listening.
//
// - `Nh` counts opening hours, `Nd` opening days: the same time on the Nth next opening day; when
//   the office is closed at that time, the last moment before it that the office is open that
//   day, or else the day's first.
// - Outside hours the count starts at the next opening.
// - Hours are local to the site, daylight saving included; an hour is 3,600 seconds.

#ifndef ASCOLTO_CALENDAR_CALENDAR_H_
#define ASCOLTO_CALENDAR_CALENDAR_H_

#include <chrono>
#include <optional>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "ascolto/model/model.h"

namespace ascolto::calendar {

// Sunday of Easter in the Gregorian calendar (the anonymous algorithm: Meeus, Astronomical
// Algorithms, 2nd ed., chapter 8).
absl::CivilDay EasterSunday(int year);

// The Italian public holidays: Legge 260/1949 with DPR 792/1985, Legge 336/2000 (2 June) and
// Legge 151/2025 (4 October, from 2026); Easter Sunday too.
bool IsItalianHoliday(absl::CivilDay day);

// Thread safety: immutable.
class Calendar {
 public:
  explicit Calendar(absl::TimeZone zone) : zone_(zone) {}

  // None when the office does not open within ten years, and outside the years 1 to 9990.
  std::optional<std::chrono::sys_seconds> Due(const model::Office& office,
                                              std::chrono::sys_seconds written) const;

  // Of the site at that moment.
  std::chrono::seconds UtcOffset(std::chrono::sys_seconds time) const;

 private:
  absl::TimeZone zone_;
};

}  // namespace ascolto::calendar

#endif  // ASCOLTO_CALENDAR_CALENDAR_H_
