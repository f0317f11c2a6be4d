// Typographic quotes, apostrophes and dashes, and the plain sign that each is read as. The one
// place where folding goes beyond Unicode's own mappings, for people type whichever their
// keyboard offers.

#ifndef ASCOLTO_TEXT_PLAIN_SIGNS_H_
#define ASCOLTO_TEXT_PLAIN_SIGNS_H_

namespace ascolto::text {

// The plain sign for c, or 0 where c is none of them.
constexpr char PlainSign(char32_t c) {
  switch (c) {
    case U'`': case U'\u00B4': case U'\u02B9': case U'\u02BB': case U'\u02BC': case U'\u02BD':
    case U'\u02C8': case U'\u2018': case U'\u2019': case U'\u201A': case U'\u201B':
    case U'\u2032': case U'\u2035': case U'\u2039': case U'\u203A': case U'\uA78C':
    case U'\uFF07': case U'\uFF40':
      return '\'';
    case U'\u00AB': case U'\u00BB': case U'\u201C': case U'\u201D': case U'\u201E':
    case U'\u201F': case U'\u2033': case U'\u2036': case U'\u301D': case U'\u301E':
    case U'\uFF02':
      return '"';
    case U'\u2010': case U'\u2011': case U'\u2012': case U'\u2013': case U'\u2014':
    case U'\u2015': case U'\u2212': case U'\uFE58': case U'\uFE63': case U'\uFF0D':
      return '-';
    default:
      return 0;
  }
}

}  // namespace ascolto::text

#endif  // ASCOLTO_TEXT_PLAIN_SIGNS_H_
