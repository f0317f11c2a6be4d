// From the hits of a rule's entries to the hits of the rule.

#ifndef ASCOLTO_MATCH_SELECT_HITS_H_
#define ASCOLTO_MATCH_SELECT_HITS_H_

#include <span>
#include <vector>

#include "ascolto/match/hit.h"
#include "ascolto/match/program.h"

namespace ascolto::match {

inline constexpr std::size_t kMostMatchesOfARule = 16;  // that are reported

// What became of a hit, for explanations.
enum class Disposition : std::uint8_t { kKept, kExcused, kOverlapped };

struct Fated {
  Hit hit;
  Disposition fate;
};

// Orders the hits of one rule (of `find` and of `unless`) by begin, longer first, then entry;
// drops those of `find` that lie inside one of `unless`, then keeps greedily without overlaps.
// The kept hits are moved to the front and counted. `scratch` is a buffer; `fates`, if not null,
// is given the fate of each hit of `find`, in the order said.
std::size_t SelectHits(const Program& program, std::span<Hit> hits, std::vector<Hit>* scratch,
                     std::vector<Fated>* fates);

}  // namespace ascolto::match

#endif  // ASCOLTO_MATCH_SELECT_HITS_H_
