// The one RE2 pattern that a word or phrase entry means.
//
// The pattern is for a path through the lattice of words, its forms joined by one space, and
// must match the whole of it. In a pattern with a gap, and only there, the forms of readings are
// written with a `~` before them, for gap words are written words only.

#ifndef ASCOLTO_MATCH_CANONICAL_H_
#define ASCOLTO_MATCH_CANONICAL_H_

#include <cstddef>
#include <string>

#include "ascolto/model/model.h"

namespace ascolto::match {

inline constexpr std::size_t kMostPatternBytes = 1 << 20;

struct CanonicalPattern {
  std::string pattern;  // RE2 syntax; empty when it would be longer than kMostPatternBytes
  bool marks_readings;  // the pattern has a gap
};

// `exact`: the forms are case-folded only (text::FoldCase), paths are of written words only.
CanonicalPattern Canonical(const model::Model& model, const model::Phrase& phrase, bool exact);

}  // namespace ascolto::match

#endif  // ASCOLTO_MATCH_CANONICAL_H_
