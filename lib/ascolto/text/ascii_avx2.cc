// Thirty-two bytes at a time. Compiled for machines with AVX2, and called on no other.

#include <immintrin.h>

#include "ascolto/text/ascii_vector.h"

namespace ascolto::text {
namespace {

struct Vector {
  using Bytes = __m256i;
  static constexpr std::size_t kBytes = 32;
  static Bytes Load(const char* from) {
    return _mm256_loadu_si256(reinterpret_cast<const Bytes*>(from));
  }
  static void Store(char* to, Bytes v) { _mm256_storeu_si256(reinterpret_cast<Bytes*>(to), v); }
  static Bytes All(char c) { return _mm256_set1_epi8(c); }
  static Bytes Equal(Bytes a, Bytes b) { return _mm256_cmpeq_epi8(a, b); }
  static Bytes Greater(Bytes a, Bytes b) { return _mm256_cmpgt_epi8(a, b); }
  static Bytes And(Bytes a, Bytes b) { return _mm256_and_si256(a, b); }
  static Bytes Or(Bytes a, Bytes b) { return _mm256_or_si256(a, b); }
  static Bytes Add(Bytes a, Bytes b) { return _mm256_add_epi8(a, b); }
  static Bytes Subtract(Bytes a, Bytes b) { return _mm256_sub_epi8(a, b); }
  static Bytes Least(Bytes a, Bytes b) { return _mm256_min_epu8(a, b); }
  static std::uint32_t Bits(Bytes v) { return static_cast<std::uint32_t>(_mm256_movemask_epi8(v)); }
  static Bytes AddCount(Bytes sums, Bytes v) {
    const Bytes zero = _mm256_setzero_si256();
    return _mm256_add_epi64(sums, _mm256_sad_epu8(_mm256_sub_epi8(zero, v), zero));
  }
  static std::uint32_t Sum(Bytes sums) {
    const __m128i half =
        _mm_add_epi64(_mm256_castsi256_si128(sums), _mm256_extracti128_si256(sums, 1));
    return static_cast<std::uint32_t>(
        _mm_cvtsi128_si32(_mm_add_epi64(half, _mm_srli_si128(half, 8))));
  }
};

}  // namespace

extern const AsciiLoops kAvx2Loops;
constinit const AsciiLoops kAvx2Loops = {"AVX2", VectorLoops<Vector>::Fold,
                                         VectorLoops<Vector>::Mask};

}  // namespace ascolto::text
