// Which matchers a word meets. A matcher is one word of an entry: a form, or with stars a set of
// forms.
//
// Of each word its hash and its first and last four bytes are taken, once; with these a bit in each
// of three bitmaps tells that it meets nothing, as most words do. What starts or ends with a
// star is then asked for by its length: only the lengths that occur.

#ifndef ASCOLTO_MATCH_LEXICON_H_
#define ASCOLTO_MATCH_LEXICON_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "ascolto/match/text_table.h"
#include "ascolto/rules/model.h"

namespace ascolto::match {

using MatcherId = std::uint32_t;

// A matcher of `exact`: it meets written words only, by their case-folded form.
struct ExactMatcher {
  std::string cased;
  bool star_before, star_after;
  bool Fits(std::string_view cased_word) const;
};

// What is asked of a word first.
struct WordKey {
  std::uint64_t hash;
  std::uint32_t head;  // the first four bytes, the first one lowest; zeros behind a shorter word
  std::uint32_t tail;  // the last four bytes, the last one highest; zeros before a shorter word
};

// The key of text[begin, end), which is not empty.
inline WordKey KeyOf(std::string_view text, std::size_t begin, std::size_t end) {
  const std::size_t size = end - begin;
  const char* bytes = text.data() + begin;
  char copy[kHashSlack] = {};
  WordKey key;
  if (begin + kHashSlack <= text.size() && size <= kHashSlack) {
    key.hash = HashShort(bytes, size);
  } else {
    key.hash = HashOf(text.substr(begin, size));
    std::memcpy(copy, bytes, size < kHashSlack ? size : kHashSlack);
    bytes = copy;
  }
  const auto head = static_cast<std::uint32_t>(internal::Load64(bytes));
  if (size >= 4) {
    key.head = head;
    std::memcpy(&key.tail, text.data() + end - 4, 4);
  } else {
    key.tail = head << (32 - 8 * size);
    key.head = head & (~std::uint32_t{0} >> (32 - 8 * size));
  }
  return key;
}

// Thread safety: Add and Build by one thread; the rest by any number afterwards.
class Lexicon {
 public:
  MatcherId Add(const rules::Element& element, bool exact);
  void Build();

  std::size_t size() const { return exact_of_.size(); }
  // Null for a matcher that the folded text is enough for.
  const ExactMatcher* exact(MatcherId id) const {
    return exact_of_[id] == kNotExact ? nullptr : &exact_[exact_of_[id]];
  }
  bool has_tokens() const { return !tokens_.empty(); }

  // Whether some matcher may fit the word; never false when one does.
  bool MayMeet(const WordKey& key, std::string_view form) const {
    return forms_.MayHold(key.hash) || prefixes_.MayHold(key.head) ||
           suffixes_.MayHold(key.tail) || (!infixes_.empty() && MayHoldInfix(form));
  }

  // Calls found(id) for every matcher of words whose folded text fits `form`, in no special order.
  // The caller checks exact(id).
  template <typename Found>
  void Find(const WordKey& key, std::string_view form, Found found) const;
  // The matchers of emoji, hashtags and mentions, by all of their text.
  std::span<const MatcherId> FindToken(std::string_view form) const {
    return tokens_.Find(HashOf(form), form);
  }

 private:
  // Starred matchers by their text.
  class Starred {
   public:
    // `end`: the end of words is what counts, else their beginning.
    explicit Starred(bool end) : end_(end) {}
    void Add(const std::string& text, MatcherId id);
    void Build();
    bool empty() const { return table_.empty(); }

    // Of the four bytes at the word's beginning or end.
    bool MayHold(std::uint32_t bytes) const {
      for (const std::uint32_t mask : masks_) {
        const std::uint64_t bit = BitOf(bytes & mask);
        if ((bitmap_[bit / 64] >> bit % 64 & 1) != 0) return true;
      }
      return false;
    }
    // Calls found(id) for the texts that `form` begins (ends) with.
    template <typename Found>
    void Find(std::string_view form, Found found) const {
      for (const std::uint32_t length : lengths_) {
        if (length > form.size()) return;
        const std::string_view part =
            end_ ? form.substr(form.size() - length) : form.substr(0, length);
        const std::uint64_t hash = HashOf(part);
        if (!table_.MayHold(hash)) continue;
        for (const MatcherId id : table_.Find(hash, part)) found(id);
      }
    }

   private:
    std::uint64_t BitOf(std::uint32_t bytes) const {
      return bytes * internal::kStep >> 32 & (bitmap_.size() * 64 - 1);
    }

    bool end_;
    TextTable table_;
    std::vector<std::uint32_t> lengths_;  // of the texts, in bytes, ascending
    std::vector<std::uint32_t> keys_;     // of the texts, as in WordKey, until Build
    std::vector<std::uint32_t> masks_;    // of the texts shorter than four bytes, and of the others
    std::vector<std::uint64_t> bitmap_{0};
  };
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
  TextTable forms_;
  TextTable tokens_;
  Starred prefixes_{false};  // text*
  Starred suffixes_{true};   // *text
  Starred infixes_{false};   // *text*
};

template <typename Found>
void Lexicon::Find(const WordKey& key, std::string_view form, Found found) const {
  if (forms_.MayHold(key.hash)) {
    for (const MatcherId id : forms_.Find(key.hash, form)) found(id);
  }
  if (prefixes_.MayHold(key.head)) prefixes_.Find(form, found);
  if (suffixes_.MayHold(key.tail)) suffixes_.Find(form, found);
  if (infixes_.empty()) return;
  for (std::size_t at = 0; at < form.size(); ++at) {
    if (infixes_.MayHold(HeadAt(form, at))) infixes_.Find(form.substr(at), found);
  }
}

}  // namespace ascolto::match

#endif  // ASCOLTO_MATCH_LEXICON_H_
