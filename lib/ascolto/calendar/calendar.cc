// Walks day by day over the opening hours of an office, at most ten years ahead.

#include "ascolto/calendar/calendar.h"

#include <algorithm>
#include <cstdint>
#include <span>
#include <utility>

namespace ascolto::calendar {
namespace {

constexpr int kMaxDays = 3653;  // how many days are searched for an opening: ten years
constexpr std::pair<int, int> kWholeDay[] = {{0, 24 * 60}};

using Minutes = std::pair<int, int>;

bool IsClosed(const model::Office& office, absl::CivilDay day) {
  return std::any_of(office.closed.begin(), office.closed.end(), [&](const model::Closure& c) {
    switch (c.kind) {
      case model::Closure::Kind::kItalianHolidays: return IsItalianHoliday(day);
      case model::Closure::Kind::kYearly: return day.month() == c.month && day.day() == c.day;
      case model::Closure::Kind::kOnce: return day == absl::CivilDay(c.year, c.month, c.day);
    }
    return false;
  });
}

// Returns the opening hours of one day, in minutes from midnight.
std::span<const Minutes> HoursOn(const model::Office& office, absl::CivilDay day) {
  if (IsClosed(office, day)) return {};
  if (office.hours.always) return kWholeDay;
  return office.hours.open[static_cast<int>(absl::GetWeekday(day))];
}

absl::Time TimeAt(absl::CivilDay day, int minute, absl::TimeZone zone) {
  return absl::FromCivil(absl::CivilSecond(absl::CivilMinute(day) + minute), zone);
}

// Returns the first moment at or after `time` at which the office is open.
std::optional<absl::Time> NextOpening(const model::Office& office, absl::Time time,
                                      absl::TimeZone zone) {
  absl::CivilDay day = absl::ToCivilDay(time, zone);
  for (int i = 0; i < kMaxDays; ++i, ++day) {
    for (const auto& [begin, end] : HoursOn(office, day)) {
      if (time < TimeAt(day, end, zone)) return std::max(time, TimeAt(day, begin, zone));
    }
  }
  return std::nullopt;
}

std::optional<absl::Time> AddOpeningHours(const model::Office& office, absl::Time start,
                                     absl::TimeZone zone) {
  absl::Duration left = absl::Hours(office.within);
  absl::CivilDay day = absl::ToCivilDay(start, zone);
  for (int i = 0; i < kMaxDays; ++i, ++day) {
    for (const auto& [begin, end] : HoursOn(office, day)) {
      const absl::Time from = std::max(start, TimeAt(day, begin, zone));
      const absl::Time to = TimeAt(day, end, zone);
      if (to <= from) continue;
      if (left <= to - from) return from + left;
      left -= to - from;
    }
  }
  return std::nullopt;
}

// Returns the last open second of the day that is not after `second`, or else the first open second.
// Both count from midnight.
std::int64_t LastOpenSecond(std::span<const Minutes> open, std::int64_t second) {
  std::int64_t best = std::int64_t{60} * open.front().first;
  for (const auto& [begin, end] : open) {
    if (std::int64_t{60} * begin <= second) best = std::min(second, std::int64_t{60} * end);
  }
  return best;
}

std::optional<absl::Time> AddOpeningDays(const model::Office& office, absl::Time start,
                                    absl::TimeZone zone) {
  const absl::CivilSecond local = absl::ToCivilSecond(start, zone);
  absl::CivilDay day(local);
  int left = office.within;
  for (int i = 0; i < kMaxDays && left > 0; ++i) {
    ++day;
    left -= !HoursOn(office, day).empty();
  }
  if (left > 0) return std::nullopt;
  const std::int64_t second = local - absl::CivilSecond(absl::CivilDay(local));
  return absl::FromCivil(absl::CivilSecond(day) + LastOpenSecond(HoursOn(office, day), second), zone);
}

}  // namespace

absl::CivilDay EasterSunday(int year) {
  const int a = year % 19;
  const int b = year / 100, c = year % 100;
  const int d = b / 4, e = b % 4;
  const int f = (b + 8) / 25;
  const int g = (b - f + 1) / 3;
  const int h = (19 * a + b - d - g + 15) % 30;
  const int i = c / 4, k = c % 4;
  const int l = (32 + 2 * e + 2 * i - h - k) % 7;
  const int m = (a + 11 * h + 22 * l) / 451;
  const int n = h + l - 7 * m + 114;
  return absl::CivilDay(year, n / 31, n % 31 + 1);
}

bool IsItalianHoliday(absl::CivilDay day) {
  constexpr std::pair<int, int> kFixed[] = {{1, 1},  {1, 6},  {4, 25}, {5, 1},   {6, 2},  {8, 15},
                                {11, 1}, {12, 8}, {12, 25}, {12, 26}};
  const std::pair<int, int> date{day.month(), day.day()};
  if (std::find(std::begin(kFixed), std::end(kFixed), date) != std::end(kFixed)) return true;
  if (day.year() >= 2026 && date == std::pair(10, 4)) return true;
  const absl::CivilDay easter = EasterSunday(static_cast<int>(day.year()));
  return day == easter || day == easter + 1;
}

std::optional<std::chrono::sys_seconds> Calendar::Due(const model::Office& office,
                                                      std::chrono::sys_seconds written) const {
  const absl::Time time = absl::FromUnixSeconds(written.time_since_epoch().count());
  const absl::civil_year_t year = absl::ToCivilYear(time, zone_).year();
  if (year < 1 || year > 9990) return std::nullopt;
  const std::optional<absl::Time> start = NextOpening(office, time, zone_);
  if (!start.has_value()) return std::nullopt;
  const std::optional<absl::Time> due =
      office.days ? AddOpeningDays(office, *start, zone_) : AddOpeningHours(office, *start, zone_);
  if (!due.has_value()) return std::nullopt;
  return std::chrono::sys_seconds(std::chrono::seconds(absl::ToUnixSeconds(*due)));
}

std::chrono::seconds Calendar::UtcOffset(std::chrono::sys_seconds time) const {
  return std::chrono::seconds(
      zone_.At(absl::FromUnixSeconds(time.time_since_epoch().count())).offset);
}

}  // namespace ascolto::calendar
