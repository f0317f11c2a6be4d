// Classifies bytes by two PSHUFB lookups where AVX2 is available.

#include "ascolto/regex/byte_set_mask.h"

#include <algorithm>
#include <cstring>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace ascolto::regex {

void PaddedText::Read(std::string_view text) {
  size_ = text.size();
  const std::size_t padded = words() * 64 + 64;
  if (bytes_.size() < padded) bytes_.resize(padded + padded / 2);
  std::copy(text.begin(), text.end(), bytes_.begin());
  std::memset(bytes_.data() + size_, 0, padded - size_);
}

SetMask::SetMask(const ByteSet& set) : set_(set) {
  for (unsigned char byte = 0; byte < 0x80; ++byte) {
    if (!set.Has(byte)) continue;
    for (const std::size_t half : {0, 16}) {
      rows_[half + byte % 16] |= static_cast<std::uint8_t>(1 << byte / 16);
    }
  }
}

std::uint64_t SetMask::OfScalar(const PaddedText& text, std::size_t at) const {
  std::uint64_t mask = 0;
  for (std::size_t i = 0; i < 64; ++i) {
    const bool has = set_.Has(static_cast<unsigned char>(text.bytes()[at + i]));
    mask |= std::uint64_t{has} << i;
  }
  return mask;
}

#if defined(__x86_64__)

__attribute__((target("avx2"))) std::uint64_t SetMask::OfVector(const char* bytes) const {
  const __m256i low_bits = _mm256_set1_epi8(0x0F);
  const __m256i bit_of_high = _mm256_broadcastsi128_si256(_mm_setr_epi8(
      1, 2, 4, 8, 16, 32, 64, static_cast<char>(128), 0, 0, 0, 0, 0, 0, 0, 0));
  const __m256i rows = _mm256_load_si256(reinterpret_cast<const __m256i*>(rows_.data()));
  const __m256i beyond = _mm256_set1_epi8(set_.beyond ? static_cast<char>(128) : 0);
  const auto half = [&](const char* from) __attribute__((target("avx2"))) {
    const __m256i in = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from));
    const __m256i high =
        _mm256_shuffle_epi8(bit_of_high, _mm256_and_si256(_mm256_srli_epi16(in, 4), low_bits));
    const __m256i row = _mm256_shuffle_epi8(rows, _mm256_and_si256(in, low_bits));
    const __m256i ascii = _mm256_cmpeq_epi8(_mm256_and_si256(row, high), high);
    // For non-ASCII bytes `high` is zero, so `ascii` is true whether they are in the set or not.
    const __m256i is_beyond = _mm256_cmpgt_epi8(_mm256_setzero_si256(), in);
    const __m256i all = _mm256_or_si256(_mm256_andnot_si256(is_beyond, ascii),
                                        _mm256_and_si256(in, beyond));
    return static_cast<std::uint32_t>(_mm256_movemask_epi8(all));
  };
  return std::uint64_t{half(bytes + 32)} << 32 | half(bytes);
}

std::uint64_t SetMask::Of(const PaddedText& text, std::size_t at) const {
  static const bool has_vectors = __builtin_cpu_supports("avx2") != 0;
  return has_vectors ? OfVector(text.bytes() + at) : OfScalar(text, at);
}

#else

std::uint64_t SetMask::Of(const PaddedText& text, std::size_t at) const {
  return OfScalar(text, at);
}

#endif

}  // namespace ascolto::regex
