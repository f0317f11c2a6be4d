// Opening hours, holidays and due times.

#include "ascolto/calendar/calendar.h"

#include <gtest/gtest.h>

#include <string>

#include "ascolto/base/time_text.h"

namespace ascolto::calendar {
namespace {

using Day = absl::CivilDay;

TEST(CalendarTest, KnowsEaster) {
  // Early, late and leap years.
  const Day easters[] = {Day(1961, 4, 2),  Day(1981, 4, 19), Day(2000, 4, 23), Day(2008, 3, 23),
                         Day(2011, 4, 24), Day(2024, 3, 31), Day(2025, 4, 20), Day(2026, 4, 5),
                         Day(2027, 3, 28), Day(2038, 4, 25)};
  for (const Day& day : easters) {
    EXPECT_EQ(EasterSunday(static_cast<int>(day.year())), day);
  }
}

TEST(CalendarTest, KnowsItalianHolidays) {
  EXPECT_TRUE(IsItalianHoliday(Day(2026, 4, 6)));    // Easter Monday
  EXPECT_TRUE(IsItalianHoliday(Day(2026, 12, 26)));
  EXPECT_TRUE(IsItalianHoliday(Day(2026, 10, 4)));   // from 2026 on
  EXPECT_FALSE(IsItalianHoliday(Day(2025, 10, 4)));
  EXPECT_FALSE(IsItalianHoliday(Day(2026, 4, 7)));
}

model::Hours Weekdays(int begin, int end) {
  model::Hours hours;
  hours.always = false;
  for (int day = 0; day < 5; ++day) hours.open[day] = {{begin * 60, end * 60}};
  return hours;
}

struct Case {
  const char* name;
  int within;
  bool days;
  model::Hours hours;
  const char* written;
  const char* due;
};

TEST(CalendarTest, CountsOpeningHoursAndOpeningDays) {
  absl::TimeZone rome;
  ASSERT_TRUE(absl::LoadTimeZone("Europe/Rome", &rome));
  const Calendar calendar(rome);
  model::Hours split = Weekdays(8, 13);
  for (int day = 0; day < 5; ++day) split.open[day].push_back({15 * 60, 17 * 60});
  model::Hours thursday_afternoon = Weekdays(8, 13);
  thursday_afternoon.open[3].push_back({15 * 60, 17 * 60});
  model::Hours early_friday = Weekdays(8, 14);
  early_friday.open[4] = {{8 * 60, 12 * 60}};
  const Case cases[] = {
      {"hours within a day", 2, false, Weekdays(8, 14), "2026-11-23T09:30:00+01:00",
       "2026-11-23T11:30:00+01:00"},
      {"hours over the night", 4, false, Weekdays(8, 14), "2026-11-23T12:00:00+01:00",
       "2026-11-24T10:00:00+01:00"},
      {"hours that end at closing", 2, false, Weekdays(8, 14), "2026-11-23T12:00:00+01:00",
       "2026-11-23T14:00:00+01:00"},
      {"hours from the weekend", 1, false, Weekdays(8, 14), "2026-11-21T10:00:00+01:00",
       "2026-11-23T09:00:00+01:00"},
      {"hours over a lunch break", 3, false, split, "2026-11-23T12:00:00+01:00",
       "2026-11-23T17:00:00+01:00"},
      {"always", 1, false, {}, "2026-11-21T23:30:00+01:00", "2026-11-22T00:30:00+01:00"},
      {"always, over the change of clocks", 24, false, {}, "2026-10-24T12:00:00+02:00",
       "2026-10-25T11:00:00+01:00"},
      {"days", 2, true, Weekdays(8, 14), "2026-11-23T09:30:15+01:00", "2026-11-25T09:30:15+01:00"},
      {"days over the weekend", 2, true, Weekdays(8, 14), "2026-11-20T09:30:00+01:00",
       "2026-11-24T09:30:00+01:00"},
      {"days from closing time", 1, true, Weekdays(8, 14), "2026-11-23T14:00:00+01:00",
       "2026-11-25T08:00:00+01:00"},
      {"days over holidays", 1, true, Weekdays(8, 14), "2026-12-24T10:00:00+01:00",
       "2026-12-28T10:00:00+01:00"},
      {"days to a day without that hour", 1, true, thursday_afternoon,
       "2026-11-26T16:00:00+01:00", "2026-11-27T13:00:00+01:00"},
      // Was due up to 59 seconds after closing.
      {"days to a day that closes in that minute", 1, true, early_friday,
       "2026-11-26T12:00:30+01:00", "2026-11-27T12:00:00+01:00"},
  };
  for (const Case& c : cases) {
    model::Office office;
    office.within = c.within;
    office.days = c.days;
    office.hours = c.hours;
    if (!c.hours.always) office.closed = {{.kind = model::Closure::Kind::kItalianHolidays}};
    const auto due = calendar.Due(office, *base::ParseRfc3339(c.written));
    ASSERT_TRUE(due.has_value()) << c.name;
    EXPECT_EQ(base::FormatRfc3339(*due, calendar.UtcOffset(*due)), c.due) << c.name;
  }
}

TEST(CalendarTest, SaysWhenAnOfficeNeverOpens) {
  model::Office office;
  office.within = 1;
  office.hours.always = false;
  EXPECT_FALSE(Calendar(absl::UTCTimeZone()).Due(office, {}).has_value());
}

TEST(CalendarTest, SaysNothingOfTimesFarOut) {
  model::Office office;
  office.within = 1;
  EXPECT_FALSE(Calendar(absl::UTCTimeZone())
                   .Due(office, std::chrono::sys_seconds(std::chrono::seconds::max()))
                   .has_value());
}

TEST(CalendarTest, ClosesOnItsOwnDays) {
  model::Office office;
  office.within = 1;
  office.days = true;
  office.closed = {{model::Closure::Kind::kYearly, 0, 6, 24},
                   {model::Closure::Kind::kOnce, 2026, 6, 25}};
  const auto due = Calendar(absl::UTCTimeZone()).Due(office, *base::ParseRfc3339("2026-06-23T10:00:00Z"));
  EXPECT_EQ(base::FormatRfc3339(*due), "2026-06-26T10:00:00Z");
  const auto next_year =
      Calendar(absl::UTCTimeZone()).Due(office, *base::ParseRfc3339("2027-06-23T10:00:00Z"));
  EXPECT_EQ(base::FormatRfc3339(*next_year), "2027-06-25T10:00:00Z");
}

}  // namespace
}  // namespace ascolto::calendar
