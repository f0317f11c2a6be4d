// A hash table of texts, each with the ids that were added with it. All that a look-up reads of a text
// of up to 16 bytes fills half a cache line.

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

// Thread safety: Add and Build by one thread; the rest by any number afterwards.
class TextTable {
 public:
  // The text is not empty. Pairs of text and id are all different.
  void Add(std::string_view text, std::uint32_t id);
  void Build();

  bool empty() const { return texts_ == 0; }
  // More than the nearest cache has room for.
  bool is_large() const { return texts_ > 4096; }
  // The ids of the text whose key that is.
  std::span<const std::uint32_t> Find(const WordKey& key, std::string_view text) const;
  // What Find will read first comes into the caches.
  void Fetch(std::uint64_t hash) const { __builtin_prefetch(&slots_[SlotOf(hash)]); }
  // An id that Find will probably give; or some number below how many were added, or 0.
  std::uint32_t Guess(std::uint64_t hash) const { return slots_[SlotOf(hash)].id; }

 private:
  struct Added {
    std::uint64_t hash;
    std::string text;
    std::uint32_t id;
    auto operator<=>(const Added&) const = default;
  };
  // All that is known of a text, so that one that is found costs one miss of the cache.
  struct alignas(32) Slot {
    internal::Halves text;    // of more than 16 bytes: where it is in long_texts_, and 0
    std::uint32_t hash = 0;   // the lower half
    std::uint32_t bytes = 0;  // of the text; 0 in a free slot
    std::uint32_t ids = 0;    // how many
    std::uint32_t id = 0;     // the only one, or where they are in ids_
  };
  // By the hash's upper half.
  std::size_t SlotOf(std::uint64_t hash) const { return (hash >> 32) * slots_.size() >> 32; }
  bool Holds(const Slot& slot, const WordKey& key, std::string_view text) const {
    const bool may_be = slot.hash == static_cast<std::uint32_t>(key.hash) &&
                        slot.bytes == text.size();
    if (!may_be) return false;
    return text.size() <= kHashSlack
               ? ((slot.text.low ^ key.begin.low) | (slot.text.high ^ key.begin.high)) == 0
               : long_texts_.compare(slot.text.low, slot.bytes, text) == 0;
  }

  std::vector<Added> added_;  // until Build
  std::size_t texts_ = 0;
  std::vector<Slot> slots_{1};
  std::string long_texts_;
  std::vector<std::uint32_t> ids_;
};

}  // namespace ascolto::lexicon

#endif  // ASCOLTO_LEXICON_TEXT_TABLE_H_
