// Classifies the bytes of a text: one bit per byte tells whether it is in a set, 64 bytes at a
// time.
//
// A byte is classified by two table lookups within registers (PSHUFB). Its low half selects a row
// of eight bits, and its high half one bit of that row. This represents any set of ASCII bytes.
// Non-ASCII bytes are either all in the set or not, which the highest bit of the byte decides.

#ifndef ASCOLTO_REGEX_BYTE_SET_MASK_H_
#define ASCOLTO_REGEX_BYTE_SET_MASK_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "ascolto/regex/syntax_tree.h"

namespace ascolto::regex {

// A copy of a text followed by zeros. The copy can be read up to a multiple of 64 bytes and for one
// more block of 64 bytes. Thread safety: one thread at a time; the buffer is reused.
class PaddedText {
 public:
  void Read(std::string_view text);
  const char* bytes() const { return bytes_.data(); }
  std::size_t size() const { return size_; }
  // The number of 64-bit words in a mask over the text.
  std::size_t words() const { return (size_ + 63) / 64; }
  // Returns a word with a bit for each byte of the block that belongs to the text.
  std::uint64_t Bits(std::size_t word) const {
    const std::size_t left = size_ - 64 * word;
    return left >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << left) - 1;
  }

 private:
  std::vector<char> bytes_;
  std::size_t size_ = 0;
};

// Thread safety: immutable.
class SetMask {
 public:
  explicit SetMask(const ByteSet& set);

  const ByteSet& set() const { return set_; }

  // Returns the mask of the 64 bytes from `at`, which is at most the size of the text. The bytes
  // after the text are zeros.
  std::uint64_t Of(const PaddedText& text, std::size_t at) const;

  // The same, byte by byte. Used on machines without AVX2 and by tests.
  std::uint64_t OfScalar(const PaddedText& text, std::size_t at) const;

 private:
  std::uint64_t OfVector(const char* bytes) const;

  ByteSet set_;
  // For a byte 16 * h + l below 128: bit h of row l. The rows are stored twice, for both lanes.
  alignas(32) std::array<std::uint8_t, 32> rows_{};
};

}  // namespace ascolto::regex

#endif  // ASCOLTO_REGEX_BYTE_SET_MASK_H_
