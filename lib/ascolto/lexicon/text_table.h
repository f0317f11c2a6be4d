// A hash table from texts to the ids that were added with them. It is built once and then only
// read. A lookup of a text of up to 16 bytes reads half a cache line.

#ifndef ASCOLTO_LEXICON_TEXT_TABLE_H_
#define ASCOLTO_LEXICON_TEXT_TABLE_H_

#include <compare>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ascolto/lexicon/word_hash.h"

namespace ascolto::lexicon {

// Thread safety: one thread calls Add and Build; afterwards any number of threads may call the
// rest.
class TextTable {
 public:
  // Adds a pair of text and id. The text must not be empty, and each pair may be added only once.
  void Add(std::string_view text, std::uint32_t id);
  void Build();

  bool empty() const { return texts_ == 0; }
  // Whether the table is larger than the first-level cache.
  bool is_large() const { return texts_ > 4096; }
  // Returns the ids of a text, whose key must be `key`.
  std::span<const std::uint32_t> Find(const WordKey& key, std::string_view text) const;
  // Prefetches the slot that Find will read first.
  void Prefetch(std::uint64_t hash) const { __builtin_prefetch(&slots_[SlotOf(hash)]); }
  // Returns the id that Find will probably return. It may be wrong: then it is some number that is
  // smaller than the number of added pairs, or 0.
  std::uint32_t GuessId(std::uint64_t hash) const { return slots_[SlotOf(hash)].id; }

 private:
  struct Added {
    std::uint64_t hash;
    std::string text;
    std::uint32_t id;
    auto operator<=>(const Added&) const = default;
  };
  // Everything about one text, so that a lookup has one cache miss.
  struct alignas(32) Slot {
    internal::Bytes16 text;   // longer than 16 bytes: the offset in long_texts_, and 0
    std::uint32_t hash = 0;   // the lower half of the hash
    std::uint32_t bytes = 0;  // length of the text; 0 in a free slot
    std::uint32_t ids = 0;    // number of ids
    std::uint32_t id = 0;     // the only id, or the index of the first one in ids_
  };
  // The slot is determined by the upper half of the hash.
  std::size_t SlotOf(std::uint64_t hash) const { return (hash >> 32) * slots_.size() >> 32; }
  bool Matches(const Slot& slot, const WordKey& key, std::string_view text) const {
    const bool may_be = slot.hash == static_cast<std::uint32_t>(key.hash) &&
                        slot.bytes == text.size();
    if (!may_be) return false;
    return text.size() <= kHashSlack
               ? ((slot.text.low ^ key.begin.low) | (slot.text.high ^ key.begin.high)) == 0
               : long_texts_.compare(slot.text.low, slot.bytes, text) == 0;
  }

  std::vector<Added> added_;  // empty after Build
  std::size_t texts_ = 0;
  std::vector<Slot> slots_{1};
  std::string long_texts_;
  std::vector<std::uint32_t> ids_;
};

}  // namespace ascolto::lexicon

#endif  // ASCOLTO_LEXICON_TEXT_TABLE_H_
