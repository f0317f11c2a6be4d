// The loops of text/ascii.h on vectors of 16 bytes. Every x86-64 machine supports SSE2.

#include <emmintrin.h>

#include <bit>

#include "ascolto/text/ascii_vector.h"

namespace ascolto::text {
namespace {

struct Vector {
  using Bytes = __m128i;
  static constexpr std::size_t kBytes = 16;
  static Bytes Load(const char* from) {
    return _mm_loadu_si128(reinterpret_cast<const Bytes*>(from));
  }
  static void Store(char* to, Bytes v) { _mm_storeu_si128(reinterpret_cast<Bytes*>(to), v); }
  static Bytes Broadcast(std::uint32_t four) { return _mm_set1_epi32(static_cast<int>(four)); }
  static Bytes Equal(Bytes a, Bytes b) { return _mm_cmpeq_epi8(a, b); }
  static Bytes Greater(Bytes a, Bytes b) { return _mm_cmpgt_epi8(a, b); }
  static Bytes Or(Bytes a, Bytes b) { return _mm_or_si128(a, b); }
  static Bytes Subtract(Bytes a, Bytes b) { return _mm_sub_epi8(a, b); }
  static Bytes Min(Bytes a, Bytes b) { return _mm_min_epu8(a, b); }
  static Bytes Select(Bytes mask, Bytes yes, Bytes no) {
    return _mm_or_si128(_mm_and_si128(mask, yes), _mm_andnot_si128(mask, no));
  }
  static Bytes ShiftUp(Bytes v, Bytes before) {
    return _mm_or_si128(_mm_slli_si128(v, 1), _mm_srli_si128(before, 15));
  }
  static std::uint32_t Bits(Bytes v) { return static_cast<std::uint32_t>(_mm_movemask_epi8(v)); }
  static std::uint32_t FirstBit(std::uint64_t bits) {
    return static_cast<std::uint32_t>(std::countr_zero(bits));
  }
};

using Loops = BlockLoops<BlockOf<Vector>>;

}  // namespace

extern const AsciiLoops kSse2Loops;
constinit const AsciiLoops kSse2Loops = {"SSE2", Loops::Fold, Loops::Unusual, Loops::Words};

}  // namespace ascolto::text
