// The hash of a word, and the key with which filters and tables look a word up.

#ifndef ASCOLTO_LEXICON_WORD_HASH_H_
#define ASCOLTO_LEXICON_WORD_HASH_H_

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace ascolto::lexicon {

namespace internal {
// Masks for the low `n` bytes of a pair of 64-bit words, n from 0 to 16.
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

// Loads up to 16 bytes: the first byte is the lowest, missing bytes are 0. Reads nothing beyond
// `size`.
struct Bytes16 {
  std::uint64_t low = 0, high = 0;
};
inline Bytes16 LoadUpTo16(const char* bytes, std::size_t size) {
  const auto load32 = [](const char* from) {
    std::uint32_t value;
    std::memcpy(&value, from, sizeof(value));
    return std::uint64_t{value};
  };
  // The last bytes are loaded together with bytes before them, if the text is long enough.
  if (size > 8) return {Load64(bytes), Load64(bytes + size - 8) >> 8 * (16 - size)};
  if (size == 8) return {Load64(bytes), 0};
  if (size >= 4) return {load32(bytes) | load32(bytes + size - 4) << 8 * (size - 4), 0};
  Bytes16 result;
  for (std::size_t i = 0; i < size; ++i) {
    result.low |= std::uint64_t{static_cast<unsigned char>(bytes[i])} << 8 * i;
  }
  return result;
}

// Multiplies, and combines both halves of the product by XOR.
inline std::uint64_t Mix(std::uint64_t a, std::uint64_t b) {
  __extension__ using Wide = unsigned __int128;
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

inline constexpr std::uint64_t kSeed = 0x243F6A8885A308D3u;  // digits of pi
inline constexpr std::uint64_t kStep = 0x9E3779B97F4A7C15u;  // 2^64 divided by the golden ratio
}  // namespace internal

inline constexpr std::size_t kHashSlack = 16;

// Returns the hash of up to 16 bytes: the first byte is the lowest, missing bytes are 0.
inline std::uint64_t HashOfBytes16(std::uint64_t low, std::uint64_t high) {
  return internal::Mix(low ^ internal::kSeed, high ^ internal::kStep);
}

// Returns the hash of any text. For up to 16 bytes it equals HashOfBytes16.
std::uint64_t HashOf(std::string_view text);

// The key of a word: what filters and tables need for a lookup.
struct WordKey {
  std::uint64_t hash = 0;   // HashOf(word)
  internal::Bytes16 begin;  // the first 16 bytes; the first is the lowest, missing bytes are 0
  std::uint32_t first_four() const { return static_cast<std::uint32_t>(begin.low); }
};

// Returns the key of a word, which must not be empty.
WordKey KeyOf(std::string_view word);

// The same as KeyOf, but kHashSlack bytes from `word` on must be readable.
inline WordKey KeyOfPadded(const char* word, std::size_t size) {
  using internal::Load64;
  WordKey key{0, {Load64(word), Load64(word + 8)}};
  if (size > kHashSlack) [[unlikely]] {
    key.hash = HashOf({word, size});
    return key;
  }
  const internal::ByteMaskPair mask = internal::kLowBytes.of[size];
  key.begin.low &= mask.low;
  key.begin.high &= mask.high;
  key.hash = HashOfBytes16(key.begin.low, key.begin.high);
  return key;
}

}  // namespace ascolto::lexicon

#endif  // ASCOLTO_LEXICON_WORD_HASH_H_
