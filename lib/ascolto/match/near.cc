// The dynamic program for `near` entries.

#include "ascolto/match/near.h"

#include <algorithm>
#include <array>

namespace ascolto::match {
namespace {

constexpr std::int64_t kNever = -1;

// Returns whether hits with readings up to `max` give one hit of every item, disjoint, within [a,
// e].
bool IsSatisfied(const Near& near, std::span<const NearHit> hits, std::uint32_t a, Reading max) {
  // By node, from a: the sets of items that fit before it, one bit for each set.
  std::array<std::uint64_t, kMaxNearWords + 1> fits{};
  fits[0] = 1;
  std::uint32_t node = a;
  for (const NearHit& hit : hits) {
    if (hit.from < a || hit.reading > max) continue;
    for (; node < hit.to; ++node) fits[node + 1 - a] |= fits[node - a];
    const unsigned item = hit.unit - near.first_unit;
    for (unsigned items = 0; items < 1u << near.items; ++items) {
      if ((fits[hit.from - a] >> items & 1) == 0 || (items >> item & 1) != 0) continue;
      fits[hit.to - a] |= std::uint64_t{1} << (items | 1u << item);
    }
  }
  return (fits[node - a] >> ((1u << near.items) - 1) & 1) != 0;
}

// Returns the range from node a to the hits that end at node e. `hits` are those with to <= e.
NearRun RunBetween(const Near& near, std::span<const NearHit> hits, std::uint32_t a,
                   std::uint32_t e) {
  std::size_t first = hits.size();
  while (first > 0 && hits[first - 1].to > a) --first;
  hits = hits.subspan(first);
  NearRun run{~0u, 0, Reading::kWritten};
  while (!IsSatisfied(near, hits, a, run.reading)) {
    run.reading = static_cast<Reading>(static_cast<int>(run.reading) + 1);
  }
  for (const NearHit& hit : hits) {
    if (hit.from < a || hit.reading > run.reading) continue;
    if (hit.from == a) run.begin = std::min(run.begin, hit.begin);
    if (hit.to == e) run.end = std::max(run.end, hit.end);
  }
  return run;
}

}  // namespace

std::int64_t& NearFinder::Latest(std::uint32_t node, unsigned items) {
  return latest_[node % ring_ * sets_ + items];
}

std::span<const NearRun> NearFinder::Find(const Near& near, std::span<NearHit> hits) {
  runs_.clear();
  std::sort(hits.begin(), hits.end(), [](const NearHit& a, const NearHit& b) {
    return a.to != b.to ? a.to < b.to : a.from != b.from ? a.from < b.from : a.unit < b.unit;
  });
  const auto within = static_cast<std::uint32_t>(near.within);
  const unsigned all = (1u << near.items) - 1;
  ring_ = within + 1;
  sets_ = all + 1;
  latest_.assign(ring_ * sets_, kNever);
  std::uint32_t base = 0;  // the end of the last range
  std::size_t next = 0;
  unsigned found = 0;
  for (const NearHit& hit : hits) found |= 1u << (hit.unit - near.first_unit);
  if (found != all) return runs_;
  for (std::uint32_t e = hits.front().to; next < hits.size(); ++e) {
    if (hits[next].to > e + within) {  // no earlier hit can be within reach
      latest_.assign(ring_ * sets_, kNever);
      e = hits[next].to;
    }
    for (unsigned items = 1; items <= all; ++items) Latest(e, items) = Latest(e + ring_ - 1, items);
    for (; next < hits.size() && hits[next].to == e; ++next) {
      const NearHit& hit = hits[next];
      if (hit.from < base || e - hit.from > within) continue;
      const unsigned item = 1u << (hit.unit - near.first_unit);
      for (unsigned items = 0; items <= all; ++items) {
        if ((items & item) != 0) continue;
        const std::int64_t latest = items == 0 ? hit.from : Latest(hit.from, items);
        Latest(e, items | item) = std::max(Latest(e, items | item), latest);
      }
    }
    const std::int64_t a = Latest(e, all);
    if (a == kNever || e - a > within) continue;
    runs_.push_back(RunBetween(near, hits.first(next), static_cast<std::uint32_t>(a), e));
    latest_.assign(ring_ * sets_, kNever);
    base = e;
  }
  return runs_;
}

}  // namespace ascolto::match
