// Which matchers a word meets. A matcher is one word of an entry: a form, or with stars a set of
// forms.
//
// Of each word its hash and its first bytes are taken, once; with the hash and the first four a bit
// in each of two bitmaps (a third, by the last four bytes, where something starts with a star)
// tells that it meets nothing, as most words do. What starts or ends with a star is then asked for
// by its length: only the lengths that occur with these four bytes, and those of the few long ones.
// There are two such gates: one for all matchers, and a narrower one for those that lead, without
// which nothing hits.

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

// A matcher of `exact`: it meets written words only, by their case-folded form.
struct ExactMatcher {
  std::string cased;
  bool star_before, star_after;
  bool Fits(std::string_view cased_word) const;
};

// The last four bytes of a word, the last one highest; zeros before a shorter word.
std::uint32_t TailOf(std::string_view word);

// Starred matchers, by their first or last four bytes.
class AffixFilter {
 public:
  // A text that ends a word or begins it.
  void Put(std::string_view text, bool end);
  void Build();

  bool MayHold(std::uint32_t bytes) const {
    for (const std::uint32_t mask : masks_) {
      if (MayHold(bytes, mask)) return true;
    }
    return false;
  }
  bool empty() const { return masks_.empty(); }
  // All texts have four bytes or more, and there are some.
  bool is_plain() const { return masks_.size() == 1 && masks_.front() == ~std::uint32_t{0}; }
  // Of the texts with that mask.
  bool MayHold(std::uint32_t bytes, std::uint32_t mask) const {
    return bits_.MayHold(Hash(bytes & mask));
  }

 private:
  static std::uint64_t Hash(std::uint32_t bytes) { return bytes * internal::kStep >> 20; }

  std::vector<std::uint32_t> keys_;   // until Build
  std::vector<std::uint32_t> masks_;  // for texts shorter than four bytes, and for the others
  BloomFilter bits_;
};

// Thread safety: Add and Build by one thread; the rest by any number afterwards.
class Lexicon {
 public:
  MatcherId Add(const model::Element& element, bool exact);
  // `leads`: by MatcherId, whether it does.
  void Build(std::span<const char> leads);

  std::size_t size() const { return exact_of_.size(); }
  // Null for a matcher that the folded text is enough for.
  const ExactMatcher* exact(MatcherId id) const {
    return exact_.empty() || exact_of_[id] == kNotExact ? nullptr : &exact_[exact_of_[id]];
  }
  bool has_tokens() const { return !tokens_.empty(); }
  // Whether to have ready what will be read is worth while.
  bool is_large() const { return forms_.is_large(); }
  void FetchForm(const WordKey& key) const { forms_.Fetch(key.hash); }
  // The matcher that a word with that key probably meets, or another one.
  MatcherId Guess(const WordKey& key) const { return forms_.Guess(key.hash); }

  // Whether some matcher may fit the word; never false when one does.
  bool MayMeet(const WordKey& key, std::string_view form) const {
    return all_.forms.MayHold(key.hash) || all_.prefixes.MayHold(key.head()) ||
           (!suffixes_.empty() && all_.suffixes.MayHold(TailOf(form))) ||
           (!infixes_.empty() && MayHoldInfix(form));
  }
  // Sets *keys to those of the words, and *survivors to the indices of those that some matcher that
  // leads may fit. Behind `text` kHashSlack bytes can be read.
  void FilterWords(std::string_view text, std::span<const text::Word> words, std::vector<WordKey>* keys,
            std::vector<std::uint32_t>* survivors) const;

  // Calls found(id) for every matcher of words whose folded text fits `form`, in no special order.
  // The caller checks exact(id).
  template <typename Found>
  void Find(const WordKey& key, std::string_view form, Found found) const {
    Find(all_, key, form, found);
  }
  // Whether Find finds one.
  bool Knows(const WordKey& key, std::string_view form) const {
    if (!MayMeet(key, form)) return false;
    bool known = false;
    Find(key, form, [&known](MatcherId) { known = true; });
    return known;
  }
  // As Find, of those that lead; of the others some may be left out. It asks the gates that FilterWords
  // has asked.
  template <typename Found>
  void FindLeading(const WordKey& key, std::string_view form, Found found) const {
    Find(leading_, key, form, found);
  }
  // The matchers of emoji, hashtags and mentions, by all of their text.
  std::span<const MatcherId> FindToken(std::string_view form) const {
    return tokens_.Find(KeyOf(form), form);
  }

 private:
  struct Gates {
    BloomFilter forms;
    AffixFilter prefixes, suffixes;
  };

  // A matcher of words, until Build.
  struct Gated {
    MatcherId id;
    std::string text;
    bool star_before, star_after;
  };
  Gates MakeGates(std::span<const char> of) const;
  template <typename Found>
  void Find(const Gates& gates, const WordKey& key, std::string_view form,
            const Found& found) const;
  // FilterWords by stays(key, form).
  template <typename Stays>
  void FilterWordsBy(std::string_view text, std::span<const text::Word> words, std::vector<WordKey>* keys,
              std::vector<std::uint32_t>* survivors, Stays stays) const;
  bool MayHoldInfix(std::string_view form) const;
  static std::uint32_t HeadAt(std::string_view form, std::size_t at) {
    std::uint32_t head = 0;
    std::memcpy(&head, form.data() + at, form.size() - at < 4 ? form.size() - at : 4);
    return head;
  }

  static constexpr std::uint32_t kNotExact = ~0u;

  std::vector<std::uint32_t> exact_of_;  // by MatcherId: in exact_, or kNotExact
  std::vector<ExactMatcher> exact_;
  absl::flat_hash_map<std::string, MatcherId> ids_;
  std::vector<Gated> gated_;
  Gates all_, leading_;
  AffixFilter infix_gate_;
  TextTable forms_;
  TextTable tokens_;
  AffixTable prefixes_{false};  // text*
  AffixTable suffixes_{true};   // *text
  AffixTable infixes_{false};   // *text*
};

template <typename Found>
void Lexicon::Find(const Gates& gates, const WordKey& key, std::string_view form,
                   const Found& found) const {
  if (gates.forms.MayHold(key.hash)) {
    for (const MatcherId id : forms_.Find(key, form)) found(id);
  }
  if (gates.prefixes.MayHold(key.head())) prefixes_.Find(form, found);
  if (!gates.suffixes.empty() && gates.suffixes.MayHold(TailOf(form))) suffixes_.Find(form, found);
  if (infixes_.empty()) return;
  for (std::size_t at = 0; at < form.size(); ++at) {
    if (infix_gate_.MayHold(HeadAt(form, at))) infixes_.Find(form.substr(at), found);
  }
}

}  // namespace ascolto::lexicon

#endif  // ASCOLTO_LEXICON_LEXICON_H_
