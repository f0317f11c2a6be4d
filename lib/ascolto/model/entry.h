// Entries of `find` and `lists` as plain data, with their alternatives expanded into forms.

#ifndef ASCOLTO_MODEL_ENTRY_H_
#define ASCOLTO_MODEL_ENTRY_H_

#include <cstdint>
#include <string>
#include <vector>

#include "ascolto/diagnostics/problems.h"

namespace ascolto::model {

// One position in a phrase.
struct Element {
  enum class Kind : std::uint8_t {
    kWord,   // a word; with stars, a set of words
    kToken,  // one emoji, "#tag" or "@name"
    kGap,    // any number of written words from 0 to `gap`
    kList,   // any entry of Model::lists[list]
  };
  Kind kind = Kind::kWord;
  std::string text;   // kWord, kToken: the folded form without stars; never empty for a token
  std::string cased;  // kWord: the form with accents, only case-folded (for `exact:`)
  bool star_before = false;
  bool star_after = false;
  int gap = 0;
  int list = -1;
};

// One way to write a phrase. Never empty; neither begins nor ends with a gap. A token is the only
// element of its form.
using Form = std::vector<Element>;

// A word or phrase entry with its alternatives expanded.
struct Phrase {
  std::string source;  // as written in the file
  diagnostics::Place place;
  std::vector<Form> forms;  // 1 to 64, all different
};

// One entry under `find`.
struct Entry {
  enum class Kind : std::uint8_t { kPhrase, kExact, kNear, kRegex, kRegexRaw };
  Kind kind = Kind::kPhrase;
  diagnostics::Place place;
  std::vector<Phrase> phrases;  // kPhrase, kExact: exactly one; kNear: the items, 2 to 6
  int within = 0;               // kNear: a number of words, 2 to 30
  std::string pattern;          // kRegex, kRegexRaw: in RE2 syntax
};

}  // namespace ascolto::model

#endif  // ASCOLTO_MODEL_ENTRY_H_
