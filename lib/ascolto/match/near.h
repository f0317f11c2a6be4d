// Finds the shortest ranges of words that contain one hit of every item of a `near`, pairwise
// disjoint.
//
// It is a dynamic program. For each node e and each set of items it stores the last node from which
// disjoint hits of these items fit before e. A range ends where the whole set fits within its
// words. The work is linear in the words and the hits.

#ifndef ASCOLTO_MATCH_NEAR_H_
#define ASCOLTO_MATCH_NEAR_H_

#include <cstdint>
#include <span>
#include <vector>

#include "ascolto/match/program.h"
#include "ascolto/verdict.h"

namespace ascolto::match {

inline constexpr int kMaxNearItems = 6;  // a set of sets of items must fit 64 bits
inline constexpr int kMaxNearWords = 30;

// The shortest hit of one item that begins at one word.
struct NearHit {
  UnitId unit;
  std::uint32_t from, to;    // nodes of the lattice
  std::uint32_t begin, end;  // bytes of the folded text
  Reading reading;
};

// A range that satisfies a `near`, in bytes of the folded text, from the beginning of the first hit
// to the end of the last one. `reading` is the mildest reading with which the range holds; hits
// with harsher readings do not widen the range.
struct NearRun {
  std::uint32_t begin, end;
  Reading reading;
};

// Thread safety: one thread at a time; the buffers are reused.
class NearFinder {
 public:
  // Finds the ranges of `near`. `hits` are the hits of its items in any order; their order changes.
  // The ranges are minimal and ordered from left to right; each begins after the end of the one
  // before it. They are valid until the next call.
  std::span<const NearRun> Find(const Near& near, std::span<NearHit> hits);

 private:
  std::int64_t& Latest(std::uint32_t node, unsigned items);

  std::vector<std::int64_t>
      latest_;  // a ring buffer of nodes; each has a row with one value per set
  std::size_t ring_ = 0, sets_ = 0;
  std::vector<NearRun> runs_;
};

}  // namespace ascolto::match

#endif  // ASCOLTO_MATCH_NEAR_H_
