// Conversions between std::string_view and absl::string_view, which are different types in the
// installed Abseil, and Cat, which stands in for absl::StrCat and takes std::string_view.

#ifndef ASCOLTO_BASE_STRINGS_H_
#define ASCOLTO_BASE_STRINGS_H_

#include <string>
#include <string_view>
#include <type_traits>

#include "absl/strings/string_view.h"

namespace ascolto::base {

inline absl::string_view ToAbsl(std::string_view s) { return {s.data(), s.size()}; }
inline std::string_view ToStd(absl::string_view s) { return {s.data(), s.size()}; }

inline void AppendPiece(std::string* out, std::string_view piece) { out->append(piece); }
inline void AppendPiece(std::string* out, char piece) { out->push_back(piece); }
// Whole numbers only: std::to_string of a fraction depends on the locale of the process.
template <typename T>
  requires std::is_integral_v<T>
void AppendPiece(std::string* out, T number) {
  out->append(std::to_string(number));
}

// Returns the pieces (strings, characters, numbers), concatenated.
template <typename... Pieces>
std::string Cat(const Pieces&... pieces) {
  std::string out;
  (AppendPiece(&out, pieces), ...);
  return out;
}

}  // namespace ascolto::base

#endif  // ASCOLTO_BASE_STRINGS_H_
