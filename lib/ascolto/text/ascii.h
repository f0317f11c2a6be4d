// The two loops that every comment goes through byte by byte.
//
// Comments are mostly ASCII, and what is done with a byte of it hardly depends on its neighbours, so
// sixteen or thirty-two are done at a time (SSE2, AVX2, whichever the machine has). The scalar
// loops say what is done; they are what other machines run, and what tests compare with.

#ifndef ASCOLTO_TEXT_ASCII_H_
#define ASCOLTO_TEXT_ASCII_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace ascolto::text {

inline constexpr std::size_t kAsciiSlack = 32;  // bytes that folding may write behind its result

struct AsciiRun {
  std::size_t bytes = 0;
  std::uint32_t letters = 0;
  std::uint32_t capitals = 0;  // of the letters
  bool camel = false;          // a capital comes right behind a small letter
};

inline constexpr std::size_t kBlockBytes = 64;

// Classes of 64 bytes of folded text; bit i is for byte i, and 0 behind the end of the text.
struct ByteMasks {
  std::uint64_t word = 0;  // lower-case letters and digits
  std::uint64_t digit = 0;
  std::uint64_t sign = 0;    // printable ASCII that is neither `word` nor a space
  std::uint64_t triple = 0;  // letters that the next two bytes repeat
  // Bytes of a chunk (between spaces) that may hold more than words and signs: those that are not
  // ASCII, @, #, a colon before a slash, a dot before a letter or digit. Of a dot in the block's
  // last byte it is not asked what follows.
  std::uint64_t special = 0;

  std::uint64_t beyond_ascii() const { return special & ~sign; }
};

// The loops in one kind of instructions. Thread safety: all may be called at any time.
struct AsciiLoops {
  const char* name;
  // Folds the plain characters that text[0, size) begins with: printable ASCII, less a space behind
  // another one (`after_space`: one stands before the text). Writes as many bytes to `out`, which
  // has room for `size` and kAsciiSlack more.
  AsciiRun (*fold)(const char* text, std::size_t size, bool after_space, char* out);
  // Sets masks[0, (size + 63) / 64) to those of text[0, size).
  void (*mask)(const char* text, std::size_t size, ByteMasks* masks);
};

// Those that this machine can run, the scalar ones first, the fastest last.
std::span<const AsciiLoops> AllAsciiLoops();

AsciiRun FoldAscii(std::string_view text, bool after_space, char* out);
void MaskBytes(std::string_view text, std::vector<ByteMasks>* masks);

}  // namespace ascolto::text

#endif  // ASCOLTO_TEXT_ASCII_H_
