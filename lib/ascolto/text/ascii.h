// The loops that every comment goes through, sixty-four bytes at a time.
//
// Comments are mostly ASCII, and what is done with a byte of it hardly depends on its neighbours: a
// block of bytes is folded at once, and what its bytes are is told by masks, one bit a byte, in
// which words are then found without looking at a byte again. The loops are written for AVX-512,
// AVX2 and SSE2, whichever the machine has. The scalar loops say what is done; they are what other
// machines run, and what tests compare with.

#ifndef ASCOLTO_TEXT_ASCII_H_
#define ASCOLTO_TEXT_ASCII_H_

#include <cstddef>
#include <cstdint>
#include <span>

namespace ascolto::text {

inline constexpr std::size_t kBlockBytes = 64;
inline constexpr std::size_t kAsciiSlack = 64;  // bytes that folding may write behind its result

// Classes of 64 bytes of folded text; bit i is for byte i, and 0 behind the end of the text.
struct ByteMasks {
  std::uint64_t word = 0;  // lower-case letters and digits
  std::uint64_t digit = 0;
  std::uint64_t sign = 0;    // printable ASCII that is neither `word` nor a space
  std::uint64_t triple = 0;  // letters that the next two bytes repeat
  // Bytes of a chunk (between spaces) that may hold more than words and signs: those that are not
  // ASCII, @, #, a colon before a slash, a dot before a letter or digit. Of a colon or dot in the
  // block's last byte it is not asked what follows.
  std::uint64_t special = 0;
  std::uint64_t low_line = 0;  // _
  std::uint64_t exclamation = 0;
  std::uint64_t question = 0;
  // Signs that stand for letters: ! | +, which behind a word are more often punctuation, and $ @.
  std::uint64_t soft_leet = 0;
  std::uint64_t firm_leet = 0;
  std::uint64_t hump = 0;  // letters that were ASCII capitals right behind small letters

  std::uint64_t beyond_ascii() const { return special & ~sign; }
  bool operator==(const ByteMasks&) const = default;
};

// How far folding has come, and what it has counted.
struct AsciiFolding {
  std::size_t bytes = 0;
  std::uint32_t letters = 0;
  std::uint32_t capitals = 0;  // of the letters
  bool small_last = false;     // the last byte was a small letter
  // Over all blocks, whether some bit is set.
  bool special = false;
  bool hump = false;
};

// What the words of a text are like.
struct WordEdges {
  std::uint32_t* end = nullptr;  // behind the last edge
  std::uint32_t exclamations = 0;
  bool question = false;
  bool odd = false;          // some bit of `odd` is set
  bool spelled_out = false;  // there may be three words of one letter, one after the other
};
// Edges that finding them may write behind the last one.
inline constexpr std::size_t kEdgeSlack = 32;

// The loops in one kind of instructions. Thread safety: all may be called at any time.
struct AsciiLoops {
  const char* name;

  // Folds text[folding->bytes, size), which begins with a block, to the same place of `out`, and
  // sets the masks of the text there. Bytes that are not ASCII stay what they are. If `plain`,
  // stops before the first block with a byte that is not printable ASCII, or is a space behind
  // another one. `out` has room for `size` and kAsciiSlack more, and may be `text`.
  void (*fold)(const char* text, std::size_t size, bool plain, char* out, ByteMasks* masks,
               AsciiFolding* folding);

  // Which of the bytes from text[at] on, 64 or up to the end, are neither printable ASCII nor
  // spaces, or are spaces behind another one that is among them. Bit i is for text[at + i].
  std::uint64_t (*unusual)(const char* text, std::size_t size, std::size_t at);

  // Finds the words of a text of `size` bytes in its masks: maximal runs of `word`. `edges`, which
  // has room for `size` + 1 and kEdgeSlack more, gets where each one begins and ends. odd[i] gets
  // bits of block i: a word that may have readings (readings/text_readings.h), for more than being one of
  // several single letters, has a bit in it, or is the last or last but one that begins before one.
  WordEdges (*words)(const ByteMasks* masks, std::size_t size, std::uint32_t* edges,
                     std::uint64_t* odd);
};

// Those that this machine can run, the scalar ones first, the fastest last.
std::span<const AsciiLoops* const> AllAsciiLoops();

// The fastest that this machine can run.
const AsciiLoops& TheAsciiLoops();

// Each byte four times.
struct FourTimesTable {
  std::uint32_t of[256];
};
extern const FourTimesTable kFourTimes;

inline std::size_t BlocksOf(std::size_t bytes) { return (bytes + kBlockBytes - 1) / kBlockBytes; }

}  // namespace ascolto::text

#endif  // ASCOLTO_TEXT_ASCII_H_
