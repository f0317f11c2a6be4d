// Texts by their hash, each with the ids that were added with it.
//
// Most words of a comment are in no rule. What is asked first is one bit of a bitmap with 64 bits a
// text, so that of a hundred words that are not there one or two go on to the table.

#ifndef ASCOLTO_MATCH_TEXT_TABLE_H_
#define ASCOLTO_MATCH_TEXT_TABLE_H_

#include <bit>
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

inline bool AreEqual(const char* a, const char* b, std::size_t size) {
  if (size > 16) return std::memcmp(a, b, size) == 0;
  const Halves x = LoadUpTo16(a, size), y = LoadUpTo16(b, size);
  return ((x.low ^ y.low) | (x.high ^ y.high)) == 0;
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

// The hash of `bytes[0, size)`, 0 < size <= 16, of which kHashSlack bytes can be read.
inline std::uint64_t HashShort(const char* bytes, std::size_t size) {
  const internal::ByteMaskPair mask = internal::kLowBytes.of[size];
  return HashOfHalves(internal::Load64(bytes) & mask.low, internal::Load64(bytes + 8) & mask.high);
}

// The same hash of any text.
std::uint64_t HashOf(std::string_view text);

// What is asked of a word first.
struct WordKey {
  std::uint64_t hash;  // HashOf the word
  std::uint32_t head;  // the first four bytes, the first one lowest; zeros behind a shorter word
};

// A set of hashes that nearly never holds one that was not put in.
class HashBits {
 public:
  // For as many hashes: 64 bits each.
  explicit HashBits(std::size_t hashes = 0)
      : bits_(std::bit_ceil(hashes + 1), 0), mask_(bits_.size() - 1) {}
  void Put(std::uint64_t hash) { bits_[hash / 64 & mask_] |= std::uint64_t{1} << hash % 64; }
  bool MayHold(std::uint64_t hash) const {
    return (bits_.data()[hash / 64 & mask_] >> hash % 64 & 1) != 0;
  }

 private:
  std::vector<std::uint64_t> bits_;
  std::size_t mask_;
};

// Thread safety: Add and Build by one thread; the rest by any number afterwards.
class TextTable {
 public:
  // Pairs of text and id are all different.
  void Add(std::string_view text, std::uint32_t id);
  void Build();

  bool empty() const { return rows_.empty(); }
  // More than the nearest cache has room for.
  bool is_large() const { return slots_.size() > 4096; }
  bool MayHold(std::uint64_t hash) const { return bits_.MayHold(hash); }
  // The ids of a text whose hash that is.
  std::span<const std::uint32_t> Find(std::uint64_t hash, std::string_view text) const;
  // What Find will read comes into the caches. Each reads what the one before has fetched: for
  // several texts the first for all of them, then the second, and so on.
  void FetchSlot(std::uint64_t hash) const { __builtin_prefetch(&slots_[hash >> 32 & slot_mask_]); }
  void FetchRow(std::uint64_t hash) const {
    const std::uint32_t row = slots_[hash >> 32 & slot_mask_];
    if (row != kEmpty) __builtin_prefetch(&rows_[row]);
  }
  void FetchText(std::uint64_t hash) const {
    const std::uint32_t row = slots_[hash >> 32 & slot_mask_];
    if (row == kEmpty) return;
    __builtin_prefetch(texts_.data() + rows_[row].text);
    __builtin_prefetch(ids_.data() + rows_[row].id);
  }

 private:
  struct Row {
    std::uint64_t hash;
    std::uint32_t text, size;  // in texts_
    std::uint32_t id;          // Add: the id. Build: the first in ids_; they end where the next
  };                           // row's begin
  static constexpr std::uint32_t kEmpty = ~0u;
  std::string_view TextOf(const Row& row) const {
    return std::string_view(texts_).substr(row.text, row.size);
  }

  std::string texts_;
  std::vector<Row> rows_;
  std::vector<std::uint32_t> ids_;
  std::vector<std::uint32_t> slots_{kEmpty};  // rows, by the hash's upper half
  std::uint64_t slot_mask_ = 0;
  HashBits bits_;
};

}  // namespace ascolto::match

#endif  // ASCOLTO_MATCH_TEXT_TABLE_H_
