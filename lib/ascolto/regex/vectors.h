// Helpers for SSE2 vectors of 16 bytes. Empty if the compiler does not target SSE2, which every
// x86-64 machine has.

#ifndef ASCOLTO_REGEX_VECTORS_H_
#define ASCOLTO_REGEX_VECTORS_H_

#ifdef __SSE2__

#include <emmintrin.h>

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace ascolto::regex {

// Loads the last 1 to 15 bytes of a text, followed by zeros.
inline __m128i LoadLast(const char* bytes, std::size_t size) {
  std::uint64_t low = 0, high = 0;
  if (size >= 8) {
    std::memcpy(&low, bytes, 8);
    if (size > 8) {  // the last eight bytes, without those in `low`
      std::memcpy(&high, bytes + size - 8, 8);
      high >>= 8 * (16 - size);
    }
  } else if (size >= 4) {
    std::uint32_t last = 0;
    std::memcpy(&low, bytes, 4);
    std::memcpy(&last, bytes + size - 4, 4);
    low |= std::uint64_t{last} << 8 * (size - 4);
  } else {
    const auto byte = [bytes](std::size_t i) {
      return std::uint64_t{static_cast<unsigned char>(bytes[i])} << 8 * i;
    };
    low = byte(0) | byte(size / 2) | byte(size - 1);
  }
  return _mm_set_epi64x(static_cast<long long>(high), static_cast<long long>(low));
}

}  // namespace ascolto::regex

#endif  // __SSE2__

#endif  // ASCOLTO_REGEX_VECTORS_H_
