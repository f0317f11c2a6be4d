#include "ascolto/match/near.h"

#include <algorithm>
#include <array>

namespace ascolto::match {
namespace {

constexpr std::int64_t kNever = -1;

// The run from node a to the hit ends of node e, of which `hits` are those with to <= e.
NearRun RunBetween(const Near& near, std::span<const NearHit> hits, std::uint32_t a,
                   std::uint32_t e) {
  NearRun run{~0u, 0, Reading::kWritten};
  constexpr int kUnmet = kReadingCount;
  std::array<int, kMostNearItems> mildest;
  mildest.fill(kUnmet);
  for (auto hit = hits.rbegin(); hit != hits.rend() && hit->to > a; ++hit) {
    if (hit->from < a) continue;
    int& reading = mildest[hit->unit - near.first_unit];
    reading = std::min(reading, static_cast<int>(hit->reading));
    if (hit->from == a) run.begin = std::min(run.begin, hit->begin);
    if (hit->to == e) run.end = std::max(run.end, hit->end);
  }
  run.reading = static_cast<Reading>(*std::max_element(mildest.begin(), mildest.begin() + near.items));
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
  std::uint32_t base = 0;  // where the last run ended
  std::size_t next = 0;
  for (std::uint32_t e = hits.front().to; next < hits.size(); ++e) {
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
