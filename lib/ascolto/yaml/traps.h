// Finds, in the text of a file, what YAML would silently turn into something else: a hashtag into
// a comment, a star into an alias, an apostrophe into the end of a quotation.
//
// It works line by line on the characters and knows only as much of YAML as it takes to tell
// where a value begins. Every trap is reported, and masked in a copy of the text by a control
// character, so that the parser reads on as if the value had been quoted.

#ifndef ASCOLTO_YAML_TRAPS_H_
#define ASCOLTO_YAML_TRAPS_H_

#include <string>
#include <string_view>

#include "ascolto/yaml/document.h"

namespace ascolto::yaml {

struct MaskedText {
  std::string text;       // as long as the original
  bool readable = true;   // false: the parser would only add confusion
};

MaskedText MaskTraps(const Text& text, diagnostics::Problems* problems);

// Puts the characters back in a value that was parsed from a masked text.
void Unmask(std::string* value);

// `value` as one would quote it in a file: in double quotes, or in single ones when it holds
// backslashes or double quotes.
std::string Quoted(std::string_view value);

}  // namespace ascolto::yaml

#endif  // ASCOLTO_YAML_TRAPS_H_
