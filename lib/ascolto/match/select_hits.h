// Selects the hits of a rule from the hits of its entries.

#ifndef ASCOLTO_MATCH_SELECT_HITS_H_
#define ASCOLTO_MATCH_SELECT_HITS_H_

#include <span>
#include <vector>

#include "ascolto/match/hit.h"
#include "ascolto/match/program.h"

namespace ascolto::match {

inline constexpr std::size_t kMaxMatchesOfARule = 16;  // number of matches that are reported

// What SelectHits did with a hit. Explanations show it.
enum class Disposition : std::uint8_t { kKept, kExcused, kOverlapped };

struct HitDisposition {
  Hit hit;
  Disposition disposition;
};

// Selects the hits of one rule. `hits` has the hits of its `find` and `unless` entries. They are
// sorted by begin, longer first, then by entry. Hits of `find` that lie inside a hit of `unless`
// are dropped. Of the others, hits that overlap an earlier one are dropped. The kept hits are moved
// to the front; the function returns their number. `scratch` is a buffer. If `dispositions` is not
// null, the disposition of each hit of `find` is appended to it, in sorted order.
std::size_t SelectHits(const Program& program, std::span<Hit> hits, std::vector<Hit>* scratch,
                       std::vector<HitDisposition>* dispositions);

}  // namespace ascolto::match

#endif  // ASCOLTO_MATCH_SELECT_HITS_H_
