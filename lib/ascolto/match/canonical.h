// The canonical RE2 pattern of a word or phrase entry. It defines what the entry means.
//
// The pattern is for a path through the lattice of words: the forms of the path, joined by single
// spaces. It must match the whole path. If the pattern contains a gap, the forms of readings are
// preceded by `~`, because gap words must be written words. Other patterns have no such marks.

#ifndef ASCOLTO_MATCH_CANONICAL_H_
#define ASCOLTO_MATCH_CANONICAL_H_

#include <cstddef>
#include <string>

#include "ascolto/model/model.h"

namespace ascolto::match {

inline constexpr std::size_t kMaxPatternBytes = 1 << 20;

struct CanonicalPattern {
  std::string pattern;  // RE2 syntax; empty when it would be longer than kMaxPatternBytes
  bool marks_readings;  // the pattern has a gap, so that readings are marked by `~`
};

// `exact`: forms are only case-folded (text::FoldCase), and paths consist of written words only.
CanonicalPattern Canonical(const model::Model& model, const model::Phrase& phrase, bool exact);

}  // namespace ascolto::match

#endif  // ASCOLTO_MATCH_CANONICAL_H_
