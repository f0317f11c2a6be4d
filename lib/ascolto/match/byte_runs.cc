#include "ascolto/match/byte_runs.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "ascolto/match/vectors.h"

#if defined(__x86_64__)
#include <tmmintrin.h>
#endif

namespace ascolto::match {
namespace {

constexpr std::uint32_t kMostLength = 255;

// The runs of one kind, word by word.
class Run {
 public:
  void Add(std::uint64_t bytes) {
    if (bytes == 0) {
      open_ = 0;
      return;
    }
    const auto first = static_cast<std::uint32_t>(std::countr_one(bytes));
    longest_ = std::max(longest_, open_ + first);
    if (first == 64) {
      open_ += 64;
      return;
    }
    open_ = static_cast<std::uint32_t>(std::countl_one(bytes));
    std::uint32_t length = 0;
    for (; bytes != 0; bytes &= bytes >> 1) ++length;
    longest_ = std::max({longest_, length, open_});
  }
  std::uint8_t longest() const {
    return static_cast<std::uint8_t>(std::min(longest_, kMostLength));
  }

 private:
  std::uint32_t open_ = 0;  // how long the run is that the next word may go on with
  std::uint32_t longest_ = 0;
};

}  // namespace

ByteRuns::ByteRuns(std::vector<ByteSet> kinds) : kinds_(std::move(kinds)) {
  for (const ByteSet& kind : kinds_) {
    Rows& rows = rows_.emplace_back(Rows{});
    for (unsigned char byte = 0; byte < 0x80; ++byte) {
      if (kind.Has(byte)) rows[byte % 16] |= static_cast<std::uint8_t>(1 << byte / 16);
    }
  }
}

ByteRuns::Lengths ByteRuns::LongestPlain(std::string_view text) const {
  Lengths lengths;
  for (std::size_t kind = 0; kind < kinds_.size(); ++kind) {
    std::uint32_t run = 0, longest = 0;
    for (const char c : text) {
      run = kinds_[kind].Has(static_cast<unsigned char>(c)) ? run + 1 : 0;
      longest = std::max(longest, run);
    }
    lengths.of[kind] = static_cast<std::uint8_t>(std::min(longest, kMostLength));
  }
  return lengths;
}

#if defined(__x86_64__)

__attribute__((target("ssse3"))) ByteRuns::Lengths ByteRuns::LongestVector(
    std::string_view text) const {
  std::array<Run, kMostKinds> runs;
  const __m128i low_bits = _mm_set1_epi8(0x0F);
  const __m128i bit_of_high = _mm_setr_epi8(1, 2, 4, 8, 16, 32, 64, static_cast<char>(128), 0, 0, 0,
                                            0, 0, 0, 0, 0);
  const std::size_t kinds = rows_.size();
  for (std::size_t at = 0; at < text.size(); at += 64) {
    const std::size_t size = std::min<std::size_t>(64, text.size() - at);
    __m128i low[4], high[4];
    std::uint64_t beyond = 0;
    for (std::size_t i = 0; i < 4; ++i) {
      const char* bytes = text.data() + at + 16 * i;
      __m128i sixteen = _mm_setzero_si128();
      if (size >= 16 * (i + 1)) {
        sixteen = _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes));
      } else if (size > 16 * i) {
        sixteen = LoadLast(bytes, size - 16 * i);
      }
      low[i] = _mm_and_si128(sixteen, low_bits);
      high[i] = _mm_shuffle_epi8(bit_of_high,
                                 _mm_and_si128(_mm_srli_epi16(sixteen, 4), low_bits));
      beyond |= std::uint64_t{static_cast<std::uint32_t>(_mm_movemask_epi8(sixteen))} << 16 * i;
    }
    const std::uint64_t there = ~std::uint64_t{0} >> (64 - size);
    for (std::size_t kind = 0; kind < kinds; ++kind) {
      const __m128i rows =
          _mm_loadu_si128(reinterpret_cast<const __m128i*>(rows_[kind].data()));
      std::uint64_t others = 0;
      for (std::size_t i = 0; i < 4; ++i) {
        const __m128i in = _mm_and_si128(_mm_shuffle_epi8(rows, low[i]), high[i]);
        const int mask = _mm_movemask_epi8(_mm_cmpeq_epi8(in, _mm_setzero_si128()));
        others |= std::uint64_t{static_cast<std::uint32_t>(mask)} << 16 * i;
      }
      runs[kind].Add((~others | (kinds_[kind].beyond ? beyond : 0)) & there);
    }
  }
  Lengths lengths;
  for (std::size_t kind = 0; kind < kinds; ++kind) lengths.of[kind] = runs[kind].longest();
  return lengths;
}

ByteRuns::Lengths ByteRuns::Longest(std::string_view text) const {
  static const bool has_vectors = __builtin_cpu_supports("ssse3") != 0;
  return has_vectors ? LongestVector(text) : LongestPlain(text);
}

#else

ByteRuns::Lengths ByteRuns::Longest(std::string_view text) const { return LongestPlain(text); }

#endif

}  // namespace ascolto::match
