// The loops of text/ascii.h on vectors of 32 bytes. Compiled for AVX2, BMI2 and POPCNT, and called
// only on machines that support them.

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
  static Bytes Broadcast(std::uint32_t four) { return _mm256_set1_epi32(static_cast<int>(four)); }
  static Bytes Equal(Bytes a, Bytes b) { return _mm256_cmpeq_epi8(a, b); }
  static Bytes Greater(Bytes a, Bytes b) { return _mm256_cmpgt_epi8(a, b); }
  static Bytes Or(Bytes a, Bytes b) { return _mm256_or_si256(a, b); }
  static Bytes Subtract(Bytes a, Bytes b) { return _mm256_sub_epi8(a, b); }
  static Bytes Min(Bytes a, Bytes b) { return _mm256_min_epu8(a, b); }
  static Bytes Select(Bytes mask, Bytes yes, Bytes no) { return _mm256_blendv_epi8(no, yes, mask); }
  static Bytes ShiftUp(Bytes v, Bytes before) {
    return _mm256_alignr_epi8(v, _mm256_permute2x128_si256(before, v, 0x21), 15);
  }
  static std::uint32_t Bits(Bytes v) { return static_cast<std::uint32_t>(_mm256_movemask_epi8(v)); }
  static std::uint32_t FirstBit(std::uint64_t bits) {
    return static_cast<std::uint32_t>(_tzcnt_u64(bits));
  }
};

using Loops = BlockLoops<BlockOf<Vector>>;

}  // namespace

extern const AsciiLoops kAvx2Loops;
constinit const AsciiLoops kAvx2Loops = {"AVX2", Loops::Fold, Loops::Unusual, Loops::Words};

}  // namespace ascolto::text
