// Numbers in text, whatever the locale.

#ifndef ASCOLTO_BASE_NUMBERS_H_
#define ASCOLTO_BASE_NUMBERS_H_

#include <charconv>
#include <optional>
#include <string_view>
#include <system_error>

namespace ascolto::base {

// The number that the whole text is, in decimal digits: "12", and "-3" or "0.5" for a type that has
// such numbers. None for any other text, for "" and for a number that T cannot hold.
template <typename T>
std::optional<T> ParseNumber(std::string_view text) {
  T number{};
  const char* const text_end = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), text_end, number);
  if (error != std::errc() || end != text_end) return std::nullopt;
  return number;
}

// The value of a hexadecimal digit of either case, or -1.
constexpr int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace ascolto::base

#endif  // ASCOLTO_BASE_NUMBERS_H_
