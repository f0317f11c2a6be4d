// One table of units for each kind of value, for reading and for writing.

#include "service/config/values.h"

#include <limits>
#include <span>

#include "absl/strings/match.h"
#include "ascolto/base/numbers.h"
#include "ascolto/base/strings.h"

namespace ascolto::service {
namespace {

struct Unit {
  std::string_view name;
  std::uint64_t size;
  bool written = true;  // else it is only read
};

// From large to small.
constexpr Unit kBytes[] = {{"GiB", 1ull << 30}, {"MiB", 1ull << 20},  {"KiB", 1ull << 10},
                           {"GB", 1'000'000'000, false}, {"MB", 1'000'000, false},
                           {"kB", 1000, false}, {"B", 1}};
constexpr Unit kTimes[] = {{"d", 86'400'000}, {"h", 3'600'000}, {"m", 60'000},
                           {"s", 1000},       {"ms", 1}};

std::optional<std::uint64_t> Parse(std::string_view text, std::span<const Unit> units,
                                   std::uint64_t without_unit) {
  const std::size_t digits = text.find_first_not_of("0123456789");
  const std::optional<std::uint64_t> number = ParseCount(text.substr(0, digits));
  if (!number) return std::nullopt;
  std::string_view name = digits == text.npos ? "" : text.substr(digits);
  while (name.starts_with(' ')) name.remove_prefix(1);
  std::uint64_t size = name.empty() ? without_unit : 0;
  for (const Unit& unit : units) {
    if (name == unit.name) size = unit.size;
  }
  if (size == 0 || *number > std::numeric_limits<std::int64_t>::max() / size) return std::nullopt;
  return *number * size;
}

std::string Text(std::uint64_t value, std::span<const Unit> units) {
  for (const Unit& unit : units) {
    if (!unit.written || value % unit.size != 0 || value < unit.size) continue;
    return base::Cat(value / unit.size, unit.name);
  }
  return base::Cat(value, units.back().name);
}

}  // namespace

std::optional<std::uint64_t> ParseCount(std::string_view text) {
  return base::ParseNumber<std::uint64_t>(text);
}

std::string CountText(std::uint64_t number) {
  const std::string digits = std::to_string(number);
  std::string out;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) out += ',';
    out += digits[i];
  }
  return out;
}

std::optional<std::uint64_t> ParseBytes(std::string_view text) { return Parse(text, kBytes, 1); }

std::string BytesText(std::uint64_t bytes) {
  return bytes == 0 ? "0" : Text(bytes, kBytes);
}

std::optional<std::chrono::milliseconds> ParseDuration(std::string_view text) {
  const std::optional<std::uint64_t> value = Parse(text, kTimes, 1000);
  if (!value) return std::nullopt;
  return std::chrono::milliseconds(static_cast<std::int64_t>(*value));
}

std::string DurationText(std::chrono::milliseconds duration) {
  const auto value = static_cast<std::uint64_t>(duration.count());
  if (value == 0) return "0s";
  const bool days = value >= 2 * kTimes[0].size;
  return Text(value, std::span(kTimes).subspan(days ? 0 : 1));
}

std::optional<bool> ParseSwitch(std::string_view text) {
  for (const std::string_view word : {"true", "yes", "on"}) {
    if (absl::EqualsIgnoreCase(base::ToAbsl(text), base::ToAbsl(word))) return true;
  }
  for (const std::string_view word : {"false", "no", "off"}) {
    if (absl::EqualsIgnoreCase(base::ToAbsl(text), base::ToAbsl(word))) return false;
  }
  return std::nullopt;
}

}  // namespace ascolto::service
