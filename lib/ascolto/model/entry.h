// What rules and lists find: the entries of `find` and `lists`, their alternatives written out.

#ifndef ASCOLTO_MODEL_ENTRY_H_
#define ASCOLTO_MODEL_ENTRY_H_

#include <cstdint>
#include <string>
#include <vector>

#include "ascolto/diagnostics/problems.h"

namespace ascolto::model {

// One position of a phrase.
struct Element {
  enum class Kind : std::uint8_t {
    kWord,   // a word, or with stars a set of words
    kToken,  // one emoji, "#tag" or "@name"
    kGap,    // up to `gap` written words
    kList,   // any entry of Model::lists[list]
  };
  Kind kind = Kind::kWord;
  std::string text;   // kWord, kToken: the folded form, without stars, never empty for tokens
  std::string cased;  // kWord: the same with its accents, only case-folded (for `exact:`)
  bool star_before = false;
  bool star_after = false;
  int gap = 0;
  int list = -1;
};

// One way to write an entry. Never empty; neither begins nor ends with a gap; a token stands
// alone.
using Form = std::vector<Element>;

// A word or phrase entry, its alternatives written out.
struct Phrase {
  std::string source;  // as the file has it
  diagnostics::Place place;
  std::vector<Form> forms;  // 1..64, without repetitions
};

// One entry under `find`.
struct Entry {
  enum class Kind : std::uint8_t { kPhrase, kExact, kNear, kRegex, kRegexRaw };
  Kind kind = Kind::kPhrase;
  diagnostics::Place place;
  std::vector<Phrase> phrases;  // kPhrase, kExact: exactly one; kNear: the items, 2..6
  int within = 0;               // kNear: 2..30 words
  std::string pattern;          // kRegex, kRegexRaw: RE2 syntax
};

}  // namespace ascolto::model

#endif  // ASCOLTO_MODEL_ENTRY_H_
