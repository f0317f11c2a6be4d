// Which bytes of a text are in a set: a bit for each, 64 bytes at a time.
//
// A byte is sorted by two look-ups within registers: its low half gives a row of eight bits, its
// high half one bit of that row. That is enough for any set of ASCII; the bytes beyond are all in
// it or none, which their highest bit tells.

#ifndef ASCOLTO_REGEX_BYTE_SET_MASK_H_
#define ASCOLTO_REGEX_BYTE_SET_MASK_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "ascolto/regex/syntax_tree.h"

namespace ascolto::regex {


// A copy of a text behind which zeros can be read: up to a whole number of words of a mask, and as
// many as one word more. Thread safety: one thread at a time; the buffer is reused.
class PaddedText {
 public:
  void Read(std::string_view text);
  const char* bytes() const { return bytes_.data(); }
  std::size_t size() const { return size_; }
  // Of a mask over the text.
  std::size_t words() const { return (size_ + 63) / 64; }
  // The bits of a word that stand for bytes of the text.
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

  // Of the 64 bytes from `at` on, at most the size of the text; zeros stand behind it.
  std::uint64_t Of(const PaddedText& text, std::size_t at) const;

  // The same byte by byte, for machines without AVX2 and for tests.
  std::uint64_t OfPlain(const PaddedText& text, std::size_t at) const;

 private:
  std::uint64_t OfVector(const char* bytes) const;

  ByteSet set_;
  // For a byte 16 * h + l below 128, bit h of row l; twice, for both halves of a register.
  alignas(32) std::array<std::uint8_t, 32> rows_{};
};

}  // namespace ascolto::regex

#endif  // ASCOLTO_REGEX_BYTE_SET_MASK_H_
