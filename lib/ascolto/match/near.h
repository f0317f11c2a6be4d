// Runs of words that hold one hit of every item of a `near`, pairwise disjoint.
//
// For each node e and each set of items, the program below keeps the last node from which on
// disjoint hits of those items fit before e; a run ends where the whole set fits within its
// words. The work is linear in the words and the hits.

#ifndef ASCOLTO_MATCH_NEAR_H_
#define ASCOLTO_MATCH_NEAR_H_

#include <cstdint>
#include <span>
#include <vector>

#include "ascolto/match/program.h"
#include "ascolto/verdict.h"

namespace ascolto::match {

inline constexpr int kMostNearItems = 6;   // so that a set of sets of items is 64 bits
inline constexpr int kMostNearWords = 30;

// The shortest hit of one item from one start word.
struct NearHit {
  UnitId unit;
  std::uint32_t from, to;    // nodes of the lattice
  std::uint32_t begin, end;  // folded bytes
  Reading reading;
};

// A run of a `near`: folded bytes from the first item's begin to the last one's end, over the hits
// with readings up to the mildest with which the run holds.
struct NearRun {
  std::uint32_t begin, end;
  Reading reading;
};

// Thread safety: one thread at a time; the buffers are reused.
class NearFinder {
 public:
  // `hits` are those of the items of `near`; the order does not matter, it is changed. The runs
  // are minimal, left to right, each resuming after the end of the last; valid until the next
  // call.
  std::span<const NearRun> Find(const Near& near, std::span<NearHit> hits);

 private:
  std::int64_t& Latest(std::uint32_t node, unsigned items);

  std::vector<std::int64_t> latest_;  // a ring of nodes, a row of sets each
  std::size_t ring_ = 0, sets_ = 0;
  std::vector<NearRun> runs_;
};

}  // namespace ascolto::match

#endif  // ASCOLTO_MATCH_NEAR_H_
