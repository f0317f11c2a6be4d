// The words that a hashtag is written together from: "#seiuncretino".
//
// Most words of hashtags are no such thing ("#elezioni"), and nothing is tried where no piece can
// begin: a piece of four bytes or more begins with the first four of some word of the rules, a
// shorter one is in a short list. Of the places that are left each is reached in the cheapest way
// from those before it.

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

// Whether it is one of the Italian and English words of less than four bytes that are in every
// sentence.
bool IsShortWord(std::string_view word);

// Thread safety: AddMaskable and Build by one thread; the rest by any number afterwards.
class HashtagPieces {
 public:
  // Of a word that is worth looking at.
  static constexpr std::size_t kLeastBytes = 5;
  static constexpr std::size_t kMostBytes = 64;

  struct Range {
    std::uint32_t begin, end;  // bytes of the word; both 0 for none
    bool operator==(const Range&) const = default;
  };
  // Buffers of the work, kept so that it allocates nothing once warm.
  struct Scratch {
    // The best way to cut a word that ends at some byte of it.
    struct Cut {
      std::uint32_t cost, begin;  // of its last piece
    };
    std::vector<Cut> cuts;
    std::vector<Range> pieces;
  };

  // A maskable word, once with each `alone`: it is an entry by itself, not only a word of phrases.
  void AddMaskable(std::string_view word, bool alone);
  void Build(const model::Model& model);

  // The two or more pieces of a word, or none if there is no way to cut it, or if all of it is one
  // piece. A piece is short (a short word, or a maskable one of less than four bytes), or has 4 to
  // 24 bytes, begins with the first four of a word of the rules, and is known to `lexicon`. Of the
  // ways to cut the word, that with the fewest pieces; short ones count twice. Behind the word
  // kHashSlack bytes can be read. Valid until the next call with `scratch`.
  std::span<const Range> Cut(std::string_view word, const lexicon::Lexicon& lexicon,
                             Scratch* scratch) const;

  // The longest maskable word, an entry by itself, of 6 to 24 bytes that a word ends with, or else
  // begins with, with four bytes or more beside it.
  Range FindMaskable(std::string_view word) const;

 private:
  // Hashes of up to four bytes.
  std::vector<std::uint64_t> short_maskable_;  // until Build
  lexicon::HashSet short_pieces_;
  lexicon::HashSet heads_;  // of the words of the rules
  // Maskable words, with how many bytes they have as ids.
  lexicon::AffixTable at_begin_{false}, at_end_{true};
};

}  // namespace ascolto::readings

#endif  // ASCOLTO_READINGS_HASHTAGS_H_
