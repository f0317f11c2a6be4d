// Text that hides nothing from its reader: made safe for one line of a log, in a way that JSON
// (RFC 8259) reads too.

#ifndef ASCOLTO_SERVICE_LOG_QUOTE_H_
#define ASCOLTO_SERVICE_LOG_QUOTE_H_

#include <string>
#include <string_view>

namespace ascolto::service {

// Whether a reader would not see a code point, so that it has to be shown in another way: controls,
// line and paragraph separators, interlinear annotations, and what Unicode 15 calls
// Default_Ignorable_Code_Point or Bidi_Control. The zero width joiner and the variation selectors
// U+FE00 to U+FE0F are none of them: emoji are made with them.
bool IsUnseen(char32_t c);

// Whether `text` can stand without quotes: not empty, only printing ASCII, and none of " = \.
bool IsPlainWord(std::string_view text);

// `text` and `end` between double quotes. Control characters, line separators, and what turns the
// direction of text or cannot be seen, become \uXXXX; ill-formed UTF-8 becomes U+FFFD.
void AppendQuoted(std::string_view text, std::string_view end, std::string* out);

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_LOG_QUOTE_H_
