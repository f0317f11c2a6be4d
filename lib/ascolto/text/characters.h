// What is known of single characters, from the generated tables.
//
// Thread safety: constant tables.

#ifndef ASCOLTO_TEXT_CHARACTERS_H_
#define ASCOLTO_TEXT_CHARACTERS_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace ascolto::text {

// A letter or digit: what words are made of (general categories L, N and Mc).
bool IsWordCharacter(char32_t c);
// Unicode's Extended_Pictographic, and regional indicators; not ASCII or signs such as ©.
bool IsEmoji(char32_t c);
bool IsCombiningMark(char32_t c);  // general categories Mn and Me
bool IsWhiteSpace(char32_t c);
bool IsUpperCase(char32_t c);
bool IsLetter(char32_t c);  // general category L

// The code point at text[at], and its length in bytes; U+FFFD and the length of the maximal
// subpart where the bytes are ill-formed. `at` must be below text.size().
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
