// Where matches may begin: every byte of a text compared with what the first bytes of a match may
// be, 64 places at a time.
//
// A date, a code, words in capitals: such a regex has no text that could be looked for, but its
// first bytes are each one of a few ("one of e and h, a letter, three digits"). A text is sorted
// into each of these sets at most once, whatever the number of regexes; the masks of a head's sets,
// moved over one another, leave the places where a match may begin, and mostly there are none.

#ifndef ASCOLTO_MATCH_HEADS_H_
#define ASCOLTO_MATCH_HEADS_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "ascolto/match/regex_needs.h"
#include "ascolto/match/set_mask.h"

namespace ascolto::match {

// Thread safety: Add by one thread; Places by any number afterwards.
class Heads {
 public:
  static constexpr std::size_t kMostBytes = 2048;  // of a text
  static constexpr std::uint32_t kNone = ~0u;

  // The masks of one text, at most 320 KB; may be used for several Heads in turn.
  struct Scratch {
    struct Mask {
      std::uint32_t round = 0;
      bool some = false;
      std::uint64_t words[kMostBytes / 64 + 1];
    };
    std::vector<Mask> sets, places;
    std::uint32_t round = 0;
  };

  // Its index; that of an equal one if there is one. kNone when there are too many sets already, or
  // the head says nothing.
  std::uint32_t Add(const Head& head);

  // Forgets the masks of the text before.
  void Begin(Scratch* scratch) const;

  // A bit for each byte of the text, at most kMostBytes long, where a match with this head may
  // begin; empty when there is none. Valid until Begin.
  std::span<const std::uint64_t> Places(std::uint32_t head, const PaddedText& text,
                                        Scratch* scratch) const;

 private:
  static constexpr std::size_t kMostSets = 384, kMostHeads = 768;

  // What stands `at` bytes behind the begin.
  struct Part {
    std::uint32_t at, set;
  };

  std::uint32_t SetOf(const ByteSet& set);
  const std::uint64_t* MaskOf(std::uint32_t set, const PaddedText& text, Scratch* scratch) const;

  // Sets the places; false when there is none.
  bool FindPlaces(std::uint32_t head, const PaddedText& text, Scratch* scratch,
                  std::uint64_t* places) const;

  std::vector<Head> heads_;
  std::vector<std::vector<Part>> parts_of_;  // by head, the rarest set first
  std::vector<ByteSet> sets_;
  std::vector<SetMask> masks_;
  std::uint32_t word_set_ = kNone;
};

}  // namespace ascolto::match

#endif  // ASCOLTO_MATCH_HEADS_H_
