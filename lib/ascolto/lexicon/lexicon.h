// Finds the matchers of a word. A matcher is one word of an entry: a form, or with stars a set of
// forms.
//
// The hash and the first four bytes of each word are computed once. Each tests one bit in a Bloom
// filter; if some matcher begins with a star, the last four bytes test a third filter. Most words
// pass no filter and match nothing. Matchers with stars are then looked up by length, but only the
// lengths that occur with these four bytes, and the few long ones.
//
// There are two sets of filters: one for all matchers, and a smaller one for anchors. An anchor is
// a matcher that can start a hit: a single-word entry, an item of a `near`, or the key of a phrase
// (match/program.h). Without an anchor nothing hits.

#ifndef ASCOLTO_LEXICON_LEXICON_H_
#define ASCOLTO_LEXICON_LEXICON_H_

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "ascolto/lexicon/affix_table.h"
#include "ascolto/lexicon/bloom_filter.h"
#include "ascolto/lexicon/text_table.h"
#include "ascolto/lexicon/word_hash.h"
#include "ascolto/model/model.h"
#include "ascolto/text/words.h"

namespace ascolto::lexicon {

using MatcherId = std::uint32_t;

// A matcher of an `exact:` entry. It matches written words only, by their case-folded form.
struct ExactMatcher {
  std::string cased;
  bool star_before, star_after;
  bool Matches(std::string_view cased_word) const;
};

// Returns the last four bytes of a word, the last one in the highest byte. A shorter word is
// preceded by zeros.
std::uint32_t LastFourBytes(std::string_view word);

// A Bloom filter of prefixes, or of suffixes, by their first or last four bytes.
class AffixFilter {
 public:
  // Adds a prefix, or a suffix if `end` is true.
  void Add(std::string_view text, bool end);
  void Build();

  bool MayContain(std::uint32_t bytes) const {
    for (const std::uint32_t mask : masks_) {
      if (MayContain(bytes, mask)) return true;
    }
    return false;
  }
  bool empty() const { return masks_.empty(); }
  // Whether the filter is not empty and all of its texts have at least four bytes.
  bool is_full_width() const { return masks_.size() == 1 && masks_.front() == ~std::uint32_t{0}; }
  // Tests only the texts whose length corresponds to `mask`.
  bool MayContain(std::uint32_t bytes, std::uint32_t mask) const {
    return bits_.MayContain(Hash(bytes & mask));
  }

 private:
  static std::uint64_t Hash(std::uint32_t bytes) { return bytes * internal::kStep >> 20; }

  std::vector<std::uint32_t> keys_;   // empty after Build
  std::vector<std::uint32_t> masks_;  // one for each length below four bytes, one for all others
  BloomFilter bits_;
};

// Thread safety: one thread calls Add and Build; afterwards any number of threads may call the
// rest.
class Lexicon {
 public:
  MatcherId Add(const model::Element& element, bool exact);
  // `anchors`: by MatcherId, whether the matcher is an anchor.
  void Build(std::span<const char> anchors);

  std::size_t size() const { return exact_of_.size(); }
  // Returns null for a matcher that needs only the folded text.
  const ExactMatcher* exact(MatcherId id) const {
    return exact_.empty() || exact_of_[id] == kNotExact ? nullptr : &exact_[exact_of_[id]];
  }
  bool has_tokens() const { return !tokens_.empty(); }
  // Whether the tables are so large that prefetching is worthwhile.
  bool is_large() const { return forms_.is_large(); }
  void PrefetchForm(const WordKey& key) const { forms_.Prefetch(key.hash); }
  // Returns the matcher that a word with this key probably matches. It may be wrong.
  MatcherId GuessId(const WordKey& key) const { return forms_.GuessId(key.hash); }

  // Returns whether some matcher may match the word. False means that none does.
  bool MayMatch(const WordKey& key, std::string_view form) const {
    return all_filters_.forms.MayContain(key.hash) ||
           all_filters_.prefixes.MayContain(key.first_four()) ||
           (!suffixes_.empty() && all_filters_.suffixes.MayContain(LastFourBytes(form))) ||
           (!infixes_.empty() && MayContainInfix(form));
  }
  // Sets *keys to the keys of the words, and *candidates to the indices of the words that some
  // anchor may match. kHashSlack bytes after `text` must be readable.
  void FilterWords(std::string_view text, std::span<const text::Word> words,
                   std::vector<WordKey>* keys, std::vector<std::uint32_t>* candidates) const;

  // Calls found(id) for every matcher whose folded text matches `form`, in no particular order. The
  // caller must check exact(id).
  template <typename Found>
  void Find(const WordKey& key, std::string_view form, Found found) const {
    Find(all_filters_, key, form, found);
  }
  // Returns whether Find finds a matcher.
  bool Contains(const WordKey& key, std::string_view form) const {
    if (!MayMatch(key, form)) return false;
    bool known = false;
    Find(key, form, [&known](MatcherId) { known = true; });
    return known;
  }
  // Calls found(id) for every anchor that matches `form`, and possibly for other matchers that do.
  // It tests the filters that FilterWords has just used.
  template <typename Found>
  void FindAnchors(const WordKey& key, std::string_view form, Found found) const {
    Find(anchor_filters_, key, form, found);
  }
  // Returns the matchers of an emoji, hashtag or mention with this text.
  std::span<const MatcherId> FindToken(std::string_view form) const {
    return tokens_.Find(KeyOf(form), form);
  }

 private:
  struct WordFilters {
    BloomFilter forms;
    AffixFilter prefixes, suffixes;
  };

  // A matcher of words that waits for Build.
  struct PendingMatcher {
    MatcherId id;
    std::string text;
    bool star_before, star_after;
  };
  WordFilters BuildFilters(std::span<const char> of) const;
  template <typename Found>
  void Find(const WordFilters& filters, const WordKey& key, std::string_view form,
            const Found& found) const;
  // FilterWords with the test passes(key, form).
  template <typename Passes>
  void FilterWordsBy(std::string_view text, std::span<const text::Word> words,
                     std::vector<WordKey>* keys, std::vector<std::uint32_t>* candidates,
                     Passes passes) const;
  bool MayContainInfix(std::string_view form) const;
  static std::uint32_t FourBytesAt(std::string_view form, std::size_t at) {
    std::uint32_t bytes = 0;
    std::memcpy(&bytes, form.data() + at, form.size() - at < 4 ? form.size() - at : 4);
    return bytes;
  }

  static constexpr std::uint32_t kNotExact = ~0u;

  std::vector<std::uint32_t> exact_of_;  // by MatcherId: an index into exact_, or kNotExact
  std::vector<ExactMatcher> exact_;
  absl::flat_hash_map<std::string, MatcherId> ids_;
  std::vector<PendingMatcher> pending_;
  WordFilters all_filters_, anchor_filters_;
  AffixFilter infix_filter_;
  TextTable forms_;
  TextTable tokens_;
  AffixTable prefixes_{false};  // text*
  AffixTable suffixes_{true};   // *text
  AffixTable infixes_{false};   // *text*
};

template <typename Found>
void Lexicon::Find(const WordFilters& filters, const WordKey& key, std::string_view form,
                   const Found& found) const {
  if (filters.forms.MayContain(key.hash)) {
    for (const MatcherId id : forms_.Find(key, form)) found(id);
  }
  if (filters.prefixes.MayContain(key.first_four())) prefixes_.Find(form, found);
  if (!filters.suffixes.empty() && filters.suffixes.MayContain(LastFourBytes(form))) {
    suffixes_.Find(form, found);
  }
  if (infixes_.empty()) return;
  for (std::size_t at = 0; at < form.size(); ++at) {
    if (infix_filter_.MayContain(FourBytesAt(form, at))) infixes_.Find(form.substr(at), found);
  }
}

}  // namespace ascolto::lexicon

#endif  // ASCOLTO_LEXICON_LEXICON_H_
