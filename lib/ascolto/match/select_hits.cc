#include "ascolto/match/select_hits.h"

#include <algorithm>

#include "ascolto/base/short_sort.h"

namespace ascolto::match {
namespace {

// Whether one of `excuses`, ordered by begin, whose ends are the greatest so far, holds the hit.
bool IsExcused(const Hit& hit, const std::vector<Hit>& excuses) {
  const auto after = std::upper_bound(
      excuses.begin(), excuses.end(), hit.begin,
      [](std::uint32_t begin, const Hit& excuse) { return begin < excuse.begin; });
  return after != excuses.begin() && std::prev(after)->end >= hit.end;
}

}  // namespace

std::size_t SelectHits(const Program& program, std::span<Hit> hits, std::vector<Hit>* scratch,
                     std::vector<Fated>* fates) {
  if (hits.size() == 1 && fates == nullptr) return program.entries[hits[0].entry].unless ? 0 : 1;
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
  for (const Hit hit : hits) {  // a copy: kept hits are moved over those before
    if (program.entries[hit.entry].unless) continue;
    const Disposition fate = IsExcused(hit, *scratch) ? Disposition::kExcused
                      : hit.begin < free_from  ? Disposition::kOverlapped
                                               : Disposition::kKept;
    if (fates != nullptr) fates->push_back({hit, fate});
    if (fate != Disposition::kKept) continue;
    free_from = hit.end;
    hits[kept++] = hit;
  }
  return kept;
}

}  // namespace ascolto::match
