// Loops over every byte of a comment, 64 bytes at a time: fold ASCII, classify bytes, find words.
//
// Most comments are ASCII, and folding an ASCII byte hardly depends on its neighbours. Therefore a
// whole block is folded at once, and the classes of its bytes are stored as masks with one bit per
// byte. Words are found in the masks without reading bytes again. There are versions for AVX-512,
// AVX2 and SSE2, chosen by what the machine supports. The scalar version is the reference: tests
// compare the others with it, and other machines run it.

#ifndef ASCOLTO_TEXT_ASCII_H_
#define ASCOLTO_TEXT_ASCII_H_

#include <cstddef>
#include <cstdint>
#include <span>

namespace ascolto::text {

inline constexpr std::size_t kBlockBytes = 64;
inline constexpr std::size_t kAsciiSlack = 64;  // bytes that folding may write after its result

// Classes of 64 bytes of folded text. Bit i describes byte i; bits after the end of the text are 0.
struct ByteMasks {
  std::uint64_t word = 0;  // lower-case letters and digits
  std::uint64_t digit = 0;
  std::uint64_t sign = 0;    // printable ASCII that is neither in `word` nor a space
  std::uint64_t triple = 0;  // letters that are equal to the next two bytes
  // Bytes that show that their chunk (the text between two spaces) may contain tokens: non-ASCII
  // bytes, @, #, a colon before a slash, and a dot before a letter or digit. A colon or dot in the
  // last byte of a block is always included.
  std::uint64_t special = 0;
  std::uint64_t underscore = 0;  // _
  std::uint64_t exclamation = 0;
  std::uint64_t question = 0;
  // Characters used as letters in leet spelling: ! | + are more often punctuation when they follow
  // a word, $ and @ are not.
  std::uint64_t ambiguous_leet = 0;
  std::uint64_t unambiguous_leet = 0;
  std::uint64_t case_boundary = 0;  // ASCII letters that were capitals after lower-case letters

  std::uint64_t beyond_ascii() const { return special & ~sign; }
  bool operator==(const ByteMasks&) const = default;
};

// How many bytes are folded so far, and counters over them.
struct AsciiFolding {
  std::size_t bytes = 0;
  std::uint32_t letters = 0;
  std::uint32_t capitals = 0;  // of the letters
  bool lower_last = false;     // the last byte was a lower-case letter
  // Whether any bit of ByteMasks::special or ::case_boundary is set in any block.
  bool special = false;
  bool case_boundary = false;
};

// The result of finding the words of a text.
struct WordEdges {
  std::uint32_t* end = nullptr;  // after the last edge
  std::uint32_t exclamations = 0;
  bool question = false;
  bool may_have_readings = false;  // some bit in the `may_have_readings` masks is set
  bool single_letter_run = false;  // there may be three one-letter words in a row
};
// How many edges the word loop may write after the last one.
inline constexpr std::size_t kEdgeSlack = 32;

// The loops for one instruction set. Thread safety: all functions may be called from any thread.
struct AsciiLoops {
  const char* name;

  // Folds text[folding->bytes, size) into the same positions of `out` and sets the masks of these
  // bytes. folding->bytes is a multiple of kBlockBytes. Non-ASCII bytes are copied. With `plain`,
  // stops before the first block that contains a byte that is not printable ASCII, or a space after
  // another space. `out` has room for `size` + kAsciiSlack bytes and may be equal to `text`.
  void (*fold)(const char* text, std::size_t size, bool plain, char* out, ByteMasks* masks,
               AsciiFolding* folding);

  // Looks at up to 64 bytes from text[at]. Bit i is set when text[at + i] is neither printable
  // ASCII nor a space, or is a space right after another space among these bytes.
  std::uint64_t (*unusual)(const char* text, std::size_t size, std::size_t at);

  // Finds the words of a text of `size` bytes in its masks. A word is a maximal run of `word` bits.
  // Writes where each word begins and ends to `edges`, which has room for `size` + 1 + kEdgeSlack
  // values. may_have_readings[i] gets the bits of block i. If a word may have readings
  // (readings/text_readings.h) for another reason than being one of several one-letter words, then
  // a bit is set in the word, or the word is one of the last two that begin before a set bit.
  WordEdges (*words)(const ByteMasks* masks, std::size_t size, std::uint32_t* edges,
                     std::uint64_t* may_have_readings);
};

// Returns the versions that this machine supports: the scalar one first, the fastest one last.
std::span<const AsciiLoops* const> SupportedAsciiLoops();

// Returns the fastest version that this machine supports.
const AsciiLoops& FastestAsciiLoops();

// Each byte value repeated in all four bytes of a word.
struct RepeatedByteTable {
  std::uint32_t of[256];
};
extern const RepeatedByteTable kRepeatedBytes;

inline std::size_t BlockCount(std::size_t bytes) { return (bytes + kBlockBytes - 1) / kBlockBytes; }

}  // namespace ascolto::text

#endif  // ASCOLTO_TEXT_ASCII_H_
