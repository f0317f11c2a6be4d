// Values as people write them: 4MiB, 500ms, 1000, true. What was printed reads back as the same.

#ifndef ASCOLTO_SERVICE_CONFIG_VALUES_H_
#define ASCOLTO_SERVICE_CONFIG_VALUES_H_

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ascolto::service {

// Digits only; nothing when they are none or too many.
std::optional<std::uint64_t> ParseCount(std::string_view text);
// "25,000".
std::string CountText(std::uint64_t number);

// A whole number and B, KiB, MiB, GiB, kB, MB or GB; bytes when there is no unit.
std::optional<std::uint64_t> ParseBytes(std::string_view text);
// In the largest unit of 1024 that gives a whole number.
std::string BytesText(std::uint64_t bytes);

// A whole number and ms, s, m, h or d; seconds when there is no unit.
std::optional<std::chrono::milliseconds> ParseDuration(std::string_view text);
// In the largest unit that gives a whole number; days only from two on.
std::string DurationText(std::chrono::milliseconds duration);

// true, yes, on; false, no, off; in any case.
std::optional<bool> ParseSwitch(std::string_view text);

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_CONFIG_VALUES_H_
