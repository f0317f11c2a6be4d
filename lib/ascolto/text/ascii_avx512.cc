// The loops of text/ascii.h on vectors of 64 bytes. Compiled for AVX-512 with VBMI2, and called
// only on machines that support it. Older machines with AVX-512 run slower for a while after such
// instructions.

#include <immintrin.h>

#include "ascolto/text/ascii_vector.h"

namespace ascolto::text {
namespace {

struct Block {
  using Bytes = __m512i;
  using Mask = std::uint64_t;
  static constexpr bool kHasMaskedLoad = true;

  static Bytes Load(const char* from) { return _mm512_loadu_si512(from); }
  static Bytes LoadPrefix(const char* from, std::size_t bytes) {
    return _mm512_maskz_loadu_epi8(~std::uint64_t{0} >> (kBlockBytes - bytes), from);
  }
  static void Store(char* to, Bytes v) { _mm512_storeu_si512(to, v); }
  static Bytes Broadcast(char c) { return _mm512_set1_epi32(static_cast<int>(RepeatByte(c))); }
  static Mask Equal(Bytes v, char c) { return _mm512_cmpeq_epi8_mask(v, Broadcast(c)); }
  static Mask Equal(Bytes a, Bytes b) { return _mm512_cmpeq_epi8_mask(a, b); }
  static Mask Below(Bytes v, char c) { return _mm512_cmplt_epi8_mask(v, Broadcast(c)); }
  static Mask InRange(Bytes v, char from, char count) {
    return _mm512_cmplt_epu8_mask(_mm512_sub_epi8(v, Broadcast(from)), Broadcast(count));
  }
  static Mask HighBit(Bytes v) { return _mm512_movepi8_mask(v); }
  static std::uint64_t Bits(Mask mask) { return mask; }
  static Bytes SetBit(Bytes v, char bit) { return _mm512_or_si512(v, Broadcast(bit)); }
  static Bytes Select(Mask mask, Bytes yes, Bytes no) {
    return _mm512_mask_blend_epi8(mask, no, yes);
  }
  static Bytes ShiftUp(Bytes v) {
    const Bytes from = _mm512_sub_epi8(ByteIndices(), Broadcast(1));
    return _mm512_maskz_permutexvar_epi8(~std::uint64_t{1}, from, v);
  }

  // Writes sixteen positions at a time. Most blocks have at most 32.
  static std::uint32_t* BitPositions(std::uint64_t bits, std::uint32_t base, std::uint32_t* to) {
    const int count = __builtin_popcountll(bits);
    const Bytes places = _mm512_maskz_compress_epi8(bits, ByteIndices());
    StoreSixteen<0>(places, base, to);
    StoreSixteen<1>(places, base, to);
    if (count > 32) [[unlikely]] {
      StoreSixteen<2>(places, base, to);
      StoreSixteen<3>(places, base, to);
    }
    return to + count;
  }

 private:
  // The zeroing forms with all mask bits set avoid a warning of GCC 12 about the plain forms.
  template <int kQuarter>
  static void StoreSixteen(Bytes places, std::uint32_t base, std::uint32_t* to) {
    const __m128i sixteen = _mm512_maskz_extracti32x4_epi32(0xFF, places, kQuarter);
    const Bytes wide = _mm512_maskz_cvtepu8_epi32(0xFFFF, sixteen);
    _mm512_storeu_si512(to + 16 * kQuarter,
                        _mm512_add_epi32(wide, _mm512_set1_epi32(static_cast<int>(base))));
  }

  static Bytes ByteIndices() {  // the bytes 0 to 63
    alignas(kBlockBytes) static constexpr unsigned char kIndices[kBlockBytes] = {
        0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
        22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43,
        44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63};
    return _mm512_load_si512(kIndices);
  }
};

using Loops = BlockLoops<Block>;

}  // namespace

extern const AsciiLoops kAvx512Loops;
constinit const AsciiLoops kAvx512Loops = {"AVX-512", Loops::Fold, Loops::Unusual, Loops::Words};

}  // namespace ascolto::text
