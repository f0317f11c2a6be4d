// Code points and UTF-8.

#ifndef ASCOLTO_BASE_UTF8_H_
#define ASCOLTO_BASE_UTF8_H_

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

namespace ascolto::base {

// Returns the UTF-8 bytes of `c`, which is at most U+10FFFF.
inline std::string Utf8(char32_t c) {
  std::string out;
  if (c < 0x80) {
    out.push_back(static_cast<char>(c));
  } else if (c < 0x800) {
    out.push_back(static_cast<char>(0xc0 | (c >> 6)));
    out.push_back(static_cast<char>(0x80 | (c & 0x3f)));
  } else if (c < 0x10000) {
    out.push_back(static_cast<char>(0xe0 | (c >> 12)));
    out.push_back(static_cast<char>(0x80 | ((c >> 6) & 0x3f)));
    out.push_back(static_cast<char>(0x80 | (c & 0x3f)));
  } else {
    out.push_back(static_cast<char>(0xf0 | (c >> 18)));
    out.push_back(static_cast<char>(0x80 | ((c >> 12) & 0x3f)));
    out.push_back(static_cast<char>(0x80 | ((c >> 6) & 0x3f)));
    out.push_back(static_cast<char>(0x80 | (c & 0x3f)));
  }
  return out;
}

// Whether a byte begins a character; the others go on with one.
constexpr bool BeginsCharacter(char byte) {
  return (static_cast<unsigned char>(byte) & 0xc0) != 0x80;
}

// How many characters (code points) a text has.
inline int CountCharacters(std::string_view text) {
  return static_cast<int>(std::count_if(text.begin(), text.end(), BeginsCharacter));
}

// The first characters of a text, or all of it when it has fewer.
inline std::string_view FirstCharacters(std::string_view text, int characters) {
  std::size_t at = 0;
  for (; at < text.size(); ++at) {
    if (BeginsCharacter(text[at]) && characters-- <= 0) break;
  }
  return text.substr(0, at);
}

}  // namespace ascolto::base

#endif  // ASCOLTO_BASE_UTF8_H_
