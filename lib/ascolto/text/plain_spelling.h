// Plain ASCII spellings of characters that NFKC leaves unchanged: typographic quotes, apostrophes
// and dashes; small capitals, white letters on black, æ and œ. This is the only place where folding
// changes the spelling beyond NFKC.

#ifndef ASCOLTO_TEXT_PLAIN_SPELLING_H_
#define ASCOLTO_TEXT_PLAIN_SPELLING_H_

#include <string_view>

namespace ascolto::text {

// Returns the ASCII punctuation for c, or 0 when c has none.
constexpr char PlainSign(char32_t c) {
  switch (c) {
    case U'`': case U'\u00B4': case U'\u02B9': case U'\u02BB': case U'\u02BC': case U'\u02BD':
    case U'\u02C8': case U'\u1FFD': case U'\u2018': case U'\u2019': case U'\u201A': case U'\u201B':
    case U'\u2032': case U'\u2035': case U'\u2039': case U'\u203A': case U'\u275B':
    case U'\u275C': case U'\u275F': case U'\uA78C': case U'\uFF07': case U'\uFF40':
      return '\'';
    case U'\u00AB': case U'\u00BB': case U'\u02BA': case U'\u02EE': case U'\u201C':
    case U'\u201D': case U'\u201E': case U'\u201F': case U'\u2033': case U'\u2036':
    case U'\u275D': case U'\u275E': case U'\u2760': case U'\u301D': case U'\u301E':
    case U'\u301F': case U'\uFF02': case U'\U0001F676': case U'\U0001F677': case U'\U0001F678':
      return '"';
    case U'\u02D7': case U'\u2010': case U'\u2011': case U'\u2012': case U'\u2013':
    case U'\u2014': case U'\u2015': case U'\u2043': case U'\u2212': case U'\u2E3A':
    case U'\u2E3B': case U'\uFE58': case U'\uFE63': case U'\uFF0D':
      return '-';
    default:
      return 0;
  }
}

// Returns the ASCII letters for c, or an empty view when c has none.
constexpr std::string_view PlainLetters(char32_t c) {
  constexpr std::string_view kAlphabet = "abcdefghijklmnopqrstuvwxyz";
  // Unicode has no small capital x.
  constexpr std::u32string_view kSmallCapitals = U"ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘꞯʀꜱᴛᴜᴠᴡxʏᴢ";
  static_assert(kSmallCapitals.size() == kAlphabet.size());
  if (c == U'\u00E6') return "ae";
  if (c == U'\u0153') return "oe";
  for (const char32_t first : {U'\U0001F150', U'\U0001F170'}) {  // circled, squared
    if (c >= first && c < first + kAlphabet.size()) return kAlphabet.substr(c - first, 1);
  }
  const std::size_t letter = kSmallCapitals.find(c);
  return letter != kSmallCapitals.npos ? kAlphabet.substr(letter, 1) : "";
}

}  // namespace ascolto::text

#endif  // ASCOLTO_TEXT_PLAIN_SPELLING_H_
