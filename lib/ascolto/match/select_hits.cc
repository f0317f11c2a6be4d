// Sorts the hits of a rule and keeps the first of those that overlap.

#include "ascolto/match/select_hits.h"

#include <algorithm>

#include "ascolto/base/short_sort.h"

namespace ascolto::match {
namespace {

// Returns whether a hit of `unless` contains the hit. `excuses` is sorted by begin, and each end is
// the greatest end so far.
bool IsInsideUnlessHit(const Hit& hit, const std::vector<Hit>& excuses) {
  const auto after = std::upper_bound(
      excuses.begin(), excuses.end(), hit.begin,
      [](std::uint32_t begin, const Hit& excuse) { return begin < excuse.begin; });
  return after != excuses.begin() && std::prev(after)->end >= hit.end;
}

}  // namespace

std::size_t SelectHits(const Program& program, std::span<Hit> hits, std::vector<Hit>* scratch,
                       std::vector<HitDisposition>* dispositions) {
  if (hits.size() == 1 && dispositions == nullptr) {
    return program.entries[hits[0].entry].unless ? 0 : 1;
  }
  base::ShortSort(hits, [](const Hit& a, const Hit& b) {
    if (a.begin != b.begin) return a.begin < b.begin;
    if (a.end != b.end) return a.end > b.end;
    if (a.entry != b.entry) return a.entry < b.entry;
    return a.reading < b.reading;
  });
  scratch->clear();
  for (const Hit& hit : hits) {
    if (!program.entries[hit.entry].unless) continue;
    scratch->push_back(hit);
    if (scratch->size() > 1) {
      scratch->back().end = std::max(scratch->back().end, scratch->end()[-2].end);
    }
  }
  std::size_t kept = 0;
  std::uint32_t free_from = 0;
  for (const Hit hit : hits) {  // a copy, because kept hits overwrite earlier ones
    if (program.entries[hit.entry].unless) continue;
    const Disposition disposition = IsInsideUnlessHit(hit, *scratch) ? Disposition::kExcused
                                    : hit.begin < free_from          ? Disposition::kOverlapped
                                                                     : Disposition::kKept;
    if (dispositions != nullptr) dispositions->push_back({hit, disposition});
    if (disposition != Disposition::kKept) continue;
    free_from = hit.end;
    hits[kept++] = hit;
  }
  return kept;
}

}  // namespace ascolto::match
