// Where matches may begin, told from what their first bytes may be.
//
// A date, a code, words in capitals: such a regex has no text that could be looked for, but its
// first bytes are each one of a few ("one of e and h, a letter, three digits"). Heads of one kind
// (they begin with a digit, a letter, a capital, a sign, and have digits, signs, capitals) are
// looked for together: the sets that any of them allows at each place, as masks over 64 bytes of
// text moved over one another, leave a few places, mostly none; and each of these is asked about
// all of them at once, for of every place and byte there is a row with a bit for each head that
// allows it, and the rows of six bytes are laid over one another. Comments with too few digits,
// signs or capitals are not even looked at.

#ifndef ASCOLTO_REGEX_START_FILTER_H_
#define ASCOLTO_REGEX_START_FILTER_H_

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

#include "ascolto/regex/needs.h"
#include "ascolto/regex/byte_set_mask.h"
#include "ascolto/text/fold.h"

namespace ascolto::regex {

// How many bytes of some kinds of ASCII a text has, or more.
struct ByteCounts {
  std::uint32_t digits = 0, capitals = 0;
  // The most in a row of what is printed and is neither a letter, a digit nor a space: single signs
  // are everywhere.
  std::uint32_t signs = 0;
  static constexpr ByteCounts Most() { return {~0u, ~0u, ~0u}; }
  bool Reach(const ByteCounts& needed) const {
    return digits >= needed.digits && capitals >= needed.capitals && signs >= needed.signs;
  }
};
// Of the folded text and of its original, or more: folding keeps what is printed of ASCII but for
// the case of letters, and puts nothing between two signs.
ByteCounts CountsOf(const text::FoldedText& folded);
ByteCounts Least(const ByteCounts& a, const ByteCounts& b);
// What a match with that head has at least, and a match of that regex.
ByteCounts CountsOf(const Head& head);
ByteCounts CountsOf(const RegexNode& regex);
// How seldom a comment has as many, in bits: a guess. 0 where most have.
double Rarity(const ByteCounts& counts);

// Thread safety: Add and Build by one thread; Find by any number afterwards.
class StartFilter {
 public:
  static constexpr std::uint32_t kNone = ~0u;

  // The buffers of one search; may be used for several Heads in turn.
  struct Scratch {
    std::vector<std::uint64_t> places;  // a bit for each byte of the text
    std::vector<std::uint64_t> wanted;  // a bit for each head of the group
  };

  // Its index; that of an equal one if there is one. kNone when the head says nothing.
  std::uint32_t Add(const Head& head);
  void Build();

  bool empty() const { return groups_.empty(); }
  // Whether there may be places in a text with so many bytes.
  bool MayStand(const ByteCounts& counts) const {
    return std::any_of(groups_.begin(), groups_.end(),
                       [&](const Group& group) { return counts.Reach(group.needed); });
  }

  // Calls found(head, at) for the places where a match with that head may begin, of one head
  // ascending, until it returns false for the head.
  template <typename Found>
  void Find(const PaddedText& text, const ByteCounts& counts, Scratch* scratch, Found found) const;

 private:
  using Bits = std::vector<std::uint64_t>;  // by head of a group
  static constexpr std::size_t kEndOfText = 256, kMostRunBytes = 15;  // rows

  // What some head allows `at` bytes behind the begin.
  struct Part {
    std::uint32_t at;
    SetMask set;
  };
  struct Group {
    bool begins_word = false;
    ByteCounts needed;                 // by each of them
    std::vector<std::uint32_t> heads;  // by bit
    std::vector<Part> parts;           // the rarest set first
    std::size_t words = 0;             // of a row
    // By place and byte: the row, in `rows`, with a bit for each head that allows the byte there.
    std::array<std::array<std::uint16_t, 256>, kMostHeadBytes> row_of;
    std::array<Bits, kMostHeadBytes> rows;
    std::array<Bits, kMostHeadBytes> ends;  // the heads that are no longer than that
    // Of the digits or capitals at the place the rows of how many there are, and of what comes
    // behind them; none when the heads begin with neither.
    char run_begin = 0, run_end = 0;
    Bits of_run, behind_run;
    bool has_runs() const { return !of_run.empty(); }
  };

  static int KindOf(const Head& head);
  Group MakeGroup(std::vector<std::uint32_t> heads) const;
  // Sets scratch->places to where some head of the group may stand; false when there is no place.
  bool FindPlaces(const Group& group, const PaddedText& text, Scratch* scratch) const;
  // The rows of the digits or capitals at a place.
  struct RunHere {
    std::size_t bytes = 0, behind = 0;
  };
  void AddRuns(const std::vector<std::uint32_t>& heads, Group* group) const;
  static std::size_t RunEnd(const Group& group, const PaddedText& text, std::size_t at);
  static RunHere RunAt(const PaddedText& text, std::size_t at, std::size_t run_end) {
    return {std::min(run_end - at, kMostRunBytes),
            run_end < text.size() ? static_cast<unsigned char>(text.bytes()[run_end]) : kEndOfText};
  }
  // The heads of the group, 64 from bit 64 * word on, that may stand at a place.
  static std::uint64_t HeadsAt(const Group& group, std::size_t word, const PaddedText& text,
                               std::size_t at, const RunHere& run);

  std::vector<Head> heads_;
  std::map<Head, std::uint32_t> indices_;  // until Build
  std::vector<Group> groups_;
  SetMask word_bytes_{WordBytes()};
};

template <typename Found>
void StartFilter::Find(const PaddedText& text, const ByteCounts& counts, Scratch* scratch,
                 Found found) const {
  for (const Group& group : groups_) {
    if (!counts.Reach(group.needed) || !FindPlaces(group, text, scratch)) continue;
    scratch->wanted.assign(group.words, ~std::uint64_t{0});
    std::size_t run_end = 0;  // of the run that the last place was in
    bool some_wanted = true;
    for (std::size_t block = 0; block < text.words() && some_wanted; ++block) {
      for (std::uint64_t left = scratch->places[block]; left != 0; left &= left - 1) {
        const std::size_t at = block * 64 + static_cast<std::size_t>(std::countr_zero(left));
        if (at >= run_end && group.has_runs()) run_end = RunEnd(group, text, at);
        const RunHere run = group.has_runs() ? RunAt(text, at, run_end) : RunHere();
        some_wanted = false;
        for (std::size_t word = 0; word < group.words; ++word) {
          std::uint64_t& wanted = scratch->wanted[word];
          if (wanted == 0) continue;
          for (std::uint64_t bits = HeadsAt(group, word, text, at, run) & wanted; bits != 0;
               bits &= bits - 1) {
            const auto bit = static_cast<std::size_t>(std::countr_zero(bits));
            if (!found(group.heads[word * 64 + bit], at)) wanted &= ~(std::uint64_t{1} << bit);
          }
          some_wanted |= wanted != 0;
        }
      }
    }
  }
}

}  // namespace ascolto::regex

#endif  // ASCOLTO_REGEX_START_FILTER_H_
