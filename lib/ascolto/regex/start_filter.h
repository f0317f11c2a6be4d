// Finds the positions where matches may begin, by the sets of their first bytes. This is for
// regexes without a literal: dates, codes, words in capitals.
//
// The first bytes of a match of such a regex are each in a small set ("e or h, a letter, three
// digits"). Patterns of one kind (which begin with a digit, a letter, a capital or a sign, and
// contain digits, signs or capitals) are searched together. First, for each offset the union of
// their sets is computed as a mask over 64 bytes of text; the masks are shifted and combined by
// AND. This leaves few positions, mostly none. Then each position is tested for all patterns of the
// group at once: for every offset and byte there is a row with one bit per pattern that allows the
// byte there, and the rows of six bytes are combined by AND. Texts with too few digits, signs or
// capitals are skipped.

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

// Upper bounds of how many bytes of some kinds of ASCII a text has.
struct ByteCounts {
  std::uint32_t digits = 0, capitals = 0;
  // The longest run of signs: printable ASCII that is neither a letter, a digit nor a space. Single
  // signs are too common to count.
  std::uint32_t signs = 0;
  static constexpr ByteCounts Max() { return {~0u, ~0u, ~0u}; }
  bool IsAtLeast(const ByteCounts& needed) const {
    return digits >= needed.digits && capitals >= needed.capitals && signs >= needed.signs;
  }
};
// Returns upper bounds for the folded text and for its original. Folding keeps printable ASCII,
// except for the case of letters, and never inserts a byte between two signs.
ByteCounts CountsOf(const text::FoldedText& folded);
ByteCounts Min(const ByteCounts& a, const ByteCounts& b);
// Return what a match with these first bytes has at least, and what a match of the regex has at
// least.
ByteCounts CountsOf(const StartPattern& pattern);
ByteCounts CountsOf(const RegexNode& regex);
// Returns how rare comments with such counts are, in bits. It is an estimate; 0 if most comments
// have them.
double Rarity(const ByteCounts& counts);

// Thread safety: one thread calls Add and Build; afterwards any number of threads may call Find.
class StartFilter {
 public:
  static constexpr std::uint32_t kNone = ~0u;

  // The buffers of one search. One object may be used with several filters in turn.
  struct Scratch {
    std::vector<std::uint64_t> places;  // one bit per byte of the text
    std::vector<std::uint64_t> active;  // one bit per pattern of the group
  };

  // Adds a pattern and returns its index. Equal patterns have the same index. Returns kNone if the
  // pattern has no bytes.
  std::uint32_t Add(const StartPattern& pattern);
  void Build();

  bool empty() const { return groups_.empty(); }
  // Returns whether a text with these counts may have any position.
  bool MayContain(const ByteCounts& counts) const {
    return std::any_of(groups_.begin(), groups_.end(),
                       [&](const Group& group) { return counts.IsAtLeast(group.needed); });
  }

  // Calls found(pattern, at) for the positions where a match with these first bytes may begin. The
  // positions of one pattern are ascending; they end when `found` returns false for the pattern.
  template <typename Found>
  void Find(const PaddedText& text, const ByteCounts& counts, Scratch* scratch, Found found) const;

 private:
  using Bits = std::vector<std::uint64_t>;  // one bit per pattern of a group
  static constexpr std::size_t kEndOfText = 256, kMaxRunBytes = 15;  // indices of rows

  // The union of the sets of all patterns, `at` bytes after the beginning.
  struct OffsetSet {
    std::uint32_t at;
    SetMask set;
  };
  struct Group {
    bool begins_word = false;
    ByteCounts needed;                    // by every pattern
    std::vector<std::uint32_t> patterns;  // by bit
    std::vector<OffsetSet> offset_sets;   // the rarest set first
    std::size_t words = 0;                // length of a row
    // By offset and byte: the row in `rows` that has a bit for each pattern that allows the byte.
    std::array<std::array<std::uint16_t, 256>, kMaxStartBytes> row_of;
    std::array<Bits, kMaxStartBytes> rows;
    std::array<Bits, kMaxStartBytes> ends;  // by offset: the patterns that end there or before
    // If all patterns begin with a run of digits or of capitals: rows by the length of the run, and
    // rows by the byte after it. Otherwise empty.
    char run_begin = 0, run_end = 0;
    Bits rows_by_run, rows_after_run;
    bool has_runs() const { return !rows_by_run.empty(); }
  };

  static int KindOf(const StartPattern& pattern);
  Group BuildGroup(std::vector<std::uint32_t> patterns) const;
  // Sets scratch->places to the positions where some pattern of the group may begin. Returns false
  // when there are none.
  bool FindPlaces(const Group& group, const PaddedText& text, Scratch* scratch) const;
  // The run of digits or capitals at a position: the indices of its two rows.
  struct RunRows {
    std::size_t bytes = 0, after = 0;
  };
  void AddRuns(const std::vector<std::uint32_t>& patterns, Group* group) const;
  static std::size_t RunEnd(const Group& group, const PaddedText& text, std::size_t at);
  static RunRows RunAt(const PaddedText& text, std::size_t at, std::size_t run_end) {
    return {std::min(run_end - at, kMaxRunBytes),
            run_end < text.size() ? static_cast<unsigned char>(text.bytes()[run_end]) : kEndOfText};
  }
  // Returns 64 patterns of the group, from bit 64 * word, that may begin at a position.
  static std::uint64_t PatternsAt(const Group& group, std::size_t word, const PaddedText& text,
                                  std::size_t at, const RunRows& run);

  std::vector<StartPattern> patterns_;
  std::map<StartPattern, std::uint32_t> indices_;  // empty after Build
  std::vector<Group> groups_;
  SetMask word_bytes_{WordBytes()};
};

template <typename Found>
void StartFilter::Find(const PaddedText& text, const ByteCounts& counts, Scratch* scratch,
                 Found found) const {
  for (const Group& group : groups_) {
    if (!counts.IsAtLeast(group.needed) || !FindPlaces(group, text, scratch)) continue;
    scratch->active.assign(group.words, ~std::uint64_t{0});
    std::size_t run_end = 0;  // end of the run that contains the last position
    bool any_active = true;
    for (std::size_t block = 0; block < text.words() && any_active; ++block) {
      for (std::uint64_t left = scratch->places[block]; left != 0; left &= left - 1) {
        const std::size_t at = block * 64 + static_cast<std::size_t>(std::countr_zero(left));
        if (at >= run_end && group.has_runs()) run_end = RunEnd(group, text, at);
        const RunRows run = group.has_runs() ? RunAt(text, at, run_end) : RunRows();
        any_active = false;
        for (std::size_t word = 0; word < group.words; ++word) {
          std::uint64_t& active = scratch->active[word];
          if (active == 0) continue;
          for (std::uint64_t bits = PatternsAt(group, word, text, at, run) & active; bits != 0;
               bits &= bits - 1) {
            const auto bit = static_cast<std::size_t>(std::countr_zero(bits));
            if (!found(group.patterns[word * 64 + bit], at)) active &= ~(std::uint64_t{1} << bit);
          }
          any_active |= active != 0;
        }
      }
    }
  }
}

}  // namespace ascolto::regex

#endif  // ASCOLTO_REGEX_START_FILTER_H_
