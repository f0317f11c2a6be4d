// Segments the words that a hashtag writes together: "#seiuncretino".
//
// Most hashtags are ordinary words ("#elezioni"). A position is considered only if a piece can
// begin there: a piece of four bytes or more begins with the first four bytes of a word of the
// rules, and a shorter piece is in a short list. Dynamic programming finds the cheapest
// segmentation.

#ifndef ASCOLTO_READINGS_HASHTAGS_H_
#define ASCOLTO_READINGS_HASHTAGS_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "ascolto/lexicon/lexicon.h"
#include "ascolto/lexicon/affix_table.h"
#include "ascolto/lexicon/bloom_filter.h"
#include "ascolto/lexicon/word_hash.h"
#include "ascolto/model/model.h"

namespace ascolto::readings {

// Returns whether `word` is one of the very common Italian and English words of less than four
// bytes.
bool IsShortWord(std::string_view word);

// Thread safety: one thread calls AddMaskable and Build; afterwards any number of threads may call
// the rest.
class HashtagSegmenter {
 public:
  // The lengths of words that the caller should segment.
  static constexpr std::size_t kMinBytes = 5;
  static constexpr std::size_t kMaxBytes = 64;

  struct Range {
    std::uint32_t begin, end;  // bytes of the word; both are 0 for an empty range
    bool operator==(const Range&) const = default;
  };
  // Working buffers, kept so that later calls do not allocate.
  struct Scratch {
    // The best segmentation of a prefix of the word.
    struct Cut {
      std::uint32_t cost, begin;  // `begin`: of its last piece
    };
    std::vector<Cut> cuts;
    std::vector<Range> pieces;
  };

  // Adds a maskable word. `standalone`: the word is an entry of its own, not only a part of
  // phrases. A word may be added once with each value of `standalone`.
  void AddMaskable(std::string_view word, bool standalone);
  void Build(const model::Model& model);

  // Returns the pieces of a word, at least two. Returns none when the word cannot be segmented, or
  // is one piece as a whole. A piece is either short (a short word, or a maskable word of less than
  // four bytes), or has 4 to 24 bytes, begins with the first four bytes of a word of the rules, and
  // is in `lexicon`. The segmentation with the fewest pieces wins; short pieces count twice.
  // kHashSlack bytes after the word must be readable. The result is valid until the next call with
  // `scratch`.
  std::span<const Range> Segment(std::string_view word, const lexicon::Lexicon& lexicon,
                                 Scratch* scratch) const;

  // Returns the longest maskable word that is an entry of its own, has 6 to 24 bytes, and is a
  // suffix of `word`, or else a prefix of it. At least four bytes of `word` must remain beside it.
  Range FindMaskable(std::string_view word) const;

 private:
  // Sets of hashes of up to four bytes.
  std::vector<std::uint64_t> short_maskable_;  // empty after Build
  lexicon::HashSet short_pieces_;
  lexicon::HashSet prefixes_;  // the first four bytes of the words of the rules
  // Maskable words as prefixes and as suffixes. The ids are their lengths in bytes.
  lexicon::AffixTable maskable_prefixes_{false}, maskable_suffixes_{true};
};

}  // namespace ascolto::readings

#endif  // ASCOLTO_READINGS_HASHTAGS_H_
