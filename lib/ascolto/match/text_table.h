// Texts by their hash, each with the ids that were added with it; and sets of hashes.
//
// Most words of a comment are in no rule. What is asked of them first is one bit of a bitmap
// (HashBits) with 64 bits a hash, so that of a hundred words that are not there one or two go on to
// the table; of very many hashes with 16 or more, for bits that are not in the cache cost more than
// the few words that go on besides. In the table all that is known of a text fills half a line of
// the cache.

#ifndef ASCOLTO_MATCH_TEXT_TABLE_H_
#define ASCOLTO_MATCH_TEXT_TABLE_H_

#include <algorithm>
#include <bit>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ascolto::match {

namespace internal {
// The low `n` bytes of two words, for n from 0 to 16.
struct ByteMaskPair {
  std::uint64_t low, high;
};
constexpr ByteMaskPair LowBytes(std::size_t n) {
  const auto mask = [](std::size_t bytes) {
    return bytes == 0 ? 0 : ~std::uint64_t{0} >> (64 - 8 * (bytes < 8 ? bytes : 8));
  };
  return {mask(n), mask(n > 8 ? n - 8 : 0)};
}
struct ByteMaskPairs {
  ByteMaskPair of[17];
};
inline constexpr ByteMaskPairs kLowBytes = [] {
  ByteMaskPairs pairs{};
  for (std::size_t n = 0; n < 17; ++n) pairs.of[n] = LowBytes(n);
  return pairs;
}();

static_assert(std::endian::native == std::endian::little, "the first byte must be the lowest");
inline std::uint64_t Load64(const char* bytes) {
  std::uint64_t value;
  std::memcpy(&value, bytes, sizeof(value));
  return value;
}

// Up to 16 bytes, the first one lowest, with zeros behind them; none beyond them is read.
struct Halves {
  std::uint64_t low = 0, high = 0;
};
inline Halves LoadUpTo16(const char* bytes, std::size_t size) {
  const auto load32 = [](const char* from) {
    std::uint32_t value;
    std::memcpy(&value, from, sizeof(value));
    return std::uint64_t{value};
  };
  // The last ones are loaded with some before them, where there are enough.
  if (size > 8) return {Load64(bytes), Load64(bytes + size - 8) >> 8 * (16 - size)};
  if (size == 8) return {Load64(bytes), 0};
  if (size >= 4) return {load32(bytes) | load32(bytes + size - 4) << 8 * (size - 4), 0};
  Halves halves;
  for (std::size_t i = 0; i < size; ++i) {
    halves.low |= std::uint64_t{static_cast<unsigned char>(bytes[i])} << 8 * i;
  }
  return halves;
}

// Both halves of the product, one over the other.
inline std::uint64_t Mix(std::uint64_t a, std::uint64_t b) {
  __extension__ using Wide = unsigned __int128;
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

inline constexpr std::uint64_t kSeed = 0x243F6A8885A308D3u;  // digits of pi
inline constexpr std::uint64_t kStep = 0x9E3779B97F4A7C15u;  // 2^64 over the golden ratio
}  // namespace internal

inline constexpr std::size_t kHashSlack = 16;

// The hash of up to 16 bytes, the first one lowest, with zeros behind them.
inline std::uint64_t HashOfHalves(std::uint64_t low, std::uint64_t high) {
  return internal::Mix(low ^ internal::kSeed, high ^ internal::kStep);
}

// The same of any text.
std::uint64_t HashOf(std::string_view text);

// What is asked of a word first.
struct WordKey {
  std::uint64_t hash = 0;  // HashOf the word
  internal::Halves begin;  // its first 16 bytes, the first one lowest; zeros behind a shorter word
  std::uint32_t head() const { return static_cast<std::uint32_t>(begin.low); }
};

// The key of a word, which is not empty.
WordKey KeyOf(std::string_view word);

// The same, where kHashSlack bytes can be read.
inline WordKey KeyOfReadable(const char* word, std::size_t size) {
  using internal::Load64;
  WordKey key{0, {Load64(word), Load64(word + 8)}};
  if (size > kHashSlack) [[unlikely]] {
    key.hash = HashOf({word, size});
    return key;
  }
  const internal::ByteMaskPair mask = internal::kLowBytes.of[size];
  key.begin.low &= mask.low;
  key.begin.high &= mask.high;
  key.hash = HashOfHalves(key.begin.low, key.begin.high);
  return key;
}

// A set of hashes that nearly never holds one that was not put in.
class HashBits {
 public:
  // For as many hashes: 64 bits or more each, or 16 of so many that the nearest cache has no room.
  explicit HashBits(std::size_t hashes = 0)
      : bits_(std::bit_ceil((hashes > kMany ? hashes / 4 : hashes) + 1), 0),
        mask_(bits_.size() - 1) {}
  void Put(std::uint64_t hash) { bits_[hash / 64 & mask_] |= std::uint64_t{1} << hash % 64; }
  bool MayHold(std::uint64_t hash) const {
    return (bits_.data()[hash / 64 & mask_] >> hash % 64 & 1) != 0;
  }

 private:
  static constexpr std::size_t kMany = 2048;

  std::vector<std::uint64_t> bits_;
  std::size_t mask_;
};

// A set of hashes. Thread safety: immutable.
class HashSet {
 public:
  HashSet() = default;
  explicit HashSet(std::vector<std::uint64_t> hashes);
  bool Holds(std::uint64_t hash) const {
    return bits_.MayHold(hash) && std::binary_search(hashes_.begin(), hashes_.end(), hash);
  }

 private:
  HashBits bits_;
  std::vector<std::uint64_t> hashes_;  // ascending
};

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

}  // namespace ascolto::match

#endif  // ASCOLTO_MATCH_TEXT_TABLE_H_
