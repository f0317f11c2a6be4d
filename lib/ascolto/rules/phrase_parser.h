// The grammar of one entry of words, phrases and lists: `torna(/te) ... al (tuo/vostro) $luogo`.
//
// The alternatives are written out first, then each form is folded and cut into words; so the
// signs of the grammar are those that were typed, never ones that folding makes.

#ifndef ASCOLTO_RULES_PHRASE_PARSER_H_
#define ASCOLTO_RULES_PHRASE_PARSER_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "ascolto/diagnostics/catalogue.h"
#include "ascolto/model/model.h"

namespace ascolto::rules {

using diagnostics::Code;

inline constexpr int kMaxForms = 64;
// Of an entry, times its forms: bytes that are written out.
inline constexpr std::size_t kMaxFormBytes = 256 * 1024;
inline constexpr int kMaxGap = 20;
inline constexpr int kDefaultGap = 5;
inline constexpr int kMaxGaps = 4;

// `$name` or `$pack/name` in an entry.
struct ListReference {
  std::string pack;  // empty: the pack of the entry
  std::string name;
  std::size_t begin = 0;  // bytes of the entry, with the $
  std::size_t end = 0;
};

struct EntryProblem {
  Code code;
  std::size_t begin = 0;  // bytes of the entry
  std::size_t end = 0;
  diagnostics::Arguments arguments;
};

struct ParsedPhrase {
  std::vector<model::Form> forms;  // Element::list is an index into `references`
  std::vector<ListReference> references;
  std::vector<EntryProblem> problems;  // each code once a place; an error leaves no forms
};

// How many bytes an entry has with its alternatives written out, rather more; in one pass.
double WrittenBytes(std::string_view entry);

// An entry of which more than kMaxFormBytes would be written out is a problem, and none is.
ParsedPhrase ParsePhrase(std::string_view entry);

}  // namespace ascolto::rules

#endif  // ASCOLTO_RULES_PHRASE_PARSER_H_
