// Properties of single characters, and decoding of UTF-8. The properties come from generated
// tables.
//
// Thread safety: all functions may be called from any thread.

#ifndef ASCOLTO_TEXT_CHARACTERS_H_
#define ASCOLTO_TEXT_CHARACTERS_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace ascolto::text {

// Whether `c` is a letter or digit, of which words consist (general categories L, N and Mc).
bool IsWordCharacter(char32_t c);
// Whether `c` has Unicode's Extended_Pictographic property or is a regional indicator. False for
// ASCII and for signs such as ©.
bool IsEmoji(char32_t c);
bool IsCombiningMark(char32_t c);  // general categories Mn and Me
bool IsWhiteSpace(char32_t c);
bool IsUpperCase(char32_t c);
bool IsLetter(char32_t c);  // general category L

// Returns the code point at text[at] and its length in bytes. For ill-formed bytes it returns
// U+FFFD and the length of the maximal subpart. `at` must be less than text.size().
struct Decoded {
  char32_t code_point;
  int bytes;
  bool well_formed;
};
Decoded DecodeBeyondAscii(std::string_view text, std::size_t at);
inline Decoded Decode(std::string_view text, std::size_t at) {
  const auto first = static_cast<unsigned char>(text[at]);
  return first < 0x80 ? Decoded{first, 1, true} : DecodeBeyondAscii(text, at);
}

}  // namespace ascolto::text

#endif  // ASCOLTO_TEXT_CHARACTERS_H_
