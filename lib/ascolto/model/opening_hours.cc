// Parses opening hours, answer times and closures. Errors are reported by the caller.

#include "ascolto/model/opening_hours.h"

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

#include "ascolto/base/numbers.h"

namespace ascolto::model {
namespace {

constexpr int kMinutesOfDay = 24 * 60;
constexpr int kMaxWithin = 9999;

std::string_view Trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

std::vector<std::string_view> Split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t at = text.find(separator);
    parts.push_back(Trimmed(text.substr(0, at)));
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + 1);
  }
}

// The number of `min` to `max` digits that a text is.
std::optional<int> Digits(std::string_view text, std::size_t min, std::size_t max) {
  if (text.size() < min || text.size() > max || text.starts_with('-')) return std::nullopt;
  return base::ParseNumber<int>(text);
}

std::optional<int> Day(std::string_view text) {
  constexpr std::string_view kEnglish[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
  constexpr std::string_view kItalian[] = {"lun", "mar", "mer", "gio", "ven", "sab", "dom"};
  for (int i = 0; i < 7; ++i) {
    if (text == kEnglish[i] || text == kItalian[i]) return i;
  }
  return std::nullopt;
}

// Parses "mon-fri" or "sat" into a set of bits. A range may continue past Sunday.
std::optional<unsigned> Days(std::string_view text) {
  const std::vector<std::string_view> ends = Split(text, '-');
  if (ends.size() > 2) return std::nullopt;
  const std::optional<int> first = Day(ends.front());
  const std::optional<int> last = Day(ends.back());
  if (!first || !last) return std::nullopt;
  unsigned days = 0;
  for (int day = *first;; day = (day + 1) % 7) {
    days |= 1U << day;
    if (day == *last) return days;
  }
}

std::optional<int> Minute(std::string_view text) {
  const std::vector<std::string_view> parts = Split(text, ':');
  if (parts.size() != 2) return std::nullopt;
  const std::optional<int> hour = Digits(parts[0], 1, 2);
  const std::optional<int> minute = Digits(parts[1], 2, 2);
  if (!hour || !minute || *minute > 59) return std::nullopt;
  const int of_day = *hour * 60 + *minute;
  return of_day > kMinutesOfDay ? std::nullopt : std::optional<int>(of_day);
}

std::optional<std::pair<int, int>> Times(std::string_view text) {
  const std::vector<std::string_view> ends = Split(text, '-');
  if (ends.size() != 2) return std::nullopt;
  const std::optional<int> from = Minute(ends[0]);
  const std::optional<int> to = Minute(ends[1]);
  if (!from || !to || *from >= *to) return std::nullopt;
  return std::pair(*from, *to);
}

bool AddTimes(unsigned days, std::pair<int, int> times, Hours* hours) {
  for (std::size_t day = 0; day < 7; ++day) {
    if ((days >> day & 1U) == 0) continue;
    auto& open = hours->open[day];
    const auto next = std::lower_bound(open.begin(), open.end(), times);
    if (next != open.end() && next->first < times.second) return false;
    if (next != open.begin() && std::prev(next)->second > times.first) return false;
    open.insert(next, times);
  }
  return true;
}

}  // namespace

bool ParseOpeningHours(std::string_view text, Hours* hours) {
  unsigned days = 0;
  hours->always = false;
  for (const std::string_view part : Split(text, ',')) {
    const std::size_t digit = std::min(part.find_first_of("0123456789"), part.size());
    const std::string_view names = Trimmed(part.substr(0, digit));
    if (!names.empty()) {
      const std::optional<unsigned> given = Days(names);
      if (!given) return false;
      days = *given;
    }
    const auto times = Times(part.substr(digit));
    if (days == 0 || !times || !AddTimes(days, *times, hours)) return false;
  }
  return true;
}

std::optional<std::pair<int, bool>> ParseAnswerWithin(std::string_view text) {
  if (text.empty() || (text.back() != 'h' && text.back() != 'd')) return std::nullopt;
  const std::optional<int> number = Digits(text.substr(0, text.size() - 1), 1, 4);
  if (!number || *number < 1 || *number > kMaxWithin) return std::nullopt;
  return std::pair(*number, text.back() == 'd');
}

std::optional<Closure> ParseClosure(std::string_view text) {
  Closure closure;
  if (text == "it-holidays") return closure;
  const std::vector<std::string_view> parts = Split(text, '-');
  if (parts.size() != 2 && parts.size() != 3) return std::nullopt;
  const bool once = parts.size() == 3;
  const std::optional<int> year = once ? Digits(parts[0], 4, 4) : std::optional<int>(2024);
  const std::optional<int> month = Digits(parts[once ? 1 : 0], 2, 2);
  const std::optional<int> day = Digits(parts[once ? 2 : 1], 2, 2);
  if (!year || !month || !day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  closure.kind = once ? Closure::Kind::kOnce : Closure::Kind::kYearly;
  closure.year = once ? *year : 0;
  closure.month = *month;
  closure.day = *day;
  return closure;
}

}  // namespace ascolto::model
