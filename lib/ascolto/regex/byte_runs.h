// Measures the longest runs of bytes of several sets in a text, such as digits, capitals or
// exclamation marks.
//
// A regex that needs seven digits in a row cannot match a comment that has at most four. Measuring
// sixteen sets costs less than running one regex: 64 bytes become one word of a mask
// (byte_set_mask.h), and the length of the longest run of ones is the number of times the mask can
// be combined by AND with itself shifted by one before it becomes zero.

#ifndef ASCOLTO_REGEX_BYTE_RUNS_H_
#define ASCOLTO_REGEX_BYTE_RUNS_H_

#include <algorithm>
#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "ascolto/regex/byte_set_mask.h"
#include "ascolto/regex/vectors.h"

namespace ascolto::regex {

// The longest run of ones in a mask, whose words are added in order.
class LongestRun {
 public:
  void Add(std::uint64_t bytes);
  std::uint32_t bytes() const { return longest_; }

 private:
  std::uint32_t open_ = 0;  // length of the run at the end of the last word
  std::uint32_t longest_ = 0;
};

// Thread safety: immutable.
class ByteRuns {
 public:
  static constexpr std::size_t kMaxKinds = 16;
  // The longest run of each set, at most 255.
  struct Lengths {
    alignas(16) std::array<std::uint8_t, kMaxKinds> of{};
    bool IsAtLeast(const Lengths& needed) const {
#ifdef __SSE2__
      const __m128i missing = _mm_subs_epu8(Load(needed.of), Load(of));
      return _mm_movemask_epi8(_mm_cmpeq_epi8(missing, _mm_setzero_si128())) == 0xFFFF;
#else
      return std::equal(of.begin(), of.end(), needed.of.begin(), std::greater_equal<>());
#endif
    }
    auto operator<=>(const Lengths&) const = default;

#ifdef __SSE2__
   private:
    static __m128i Load(const std::array<std::uint8_t, kMaxKinds>& lengths) {
      return _mm_load_si128(reinterpret_cast<const __m128i*>(lengths.data()));
    }
#endif
  };

  ByteRuns() = default;
  // At most kMaxKinds sets.
  explicit ByteRuns(std::vector<ByteSet> kinds);

  const std::vector<ByteSet>& kinds() const { return kinds_; }

  Lengths Longest(const PaddedText& text) const;

 private:
  std::vector<ByteSet> kinds_;
  std::vector<SetMask> masks_;
};

}  // namespace ascolto::regex

#endif  // ASCOLTO_REGEX_BYTE_RUNS_H_
