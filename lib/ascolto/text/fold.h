// The text as a person reads it.
//
// Folding maps every code point on its own: NFKC case folding, then combining marks taken off,
// then plain spelling (text/plain_spelling.h); zero-width, bidi and control characters vanish, a
// run of white space becomes one space. Ill-formed UTF-8 gives one U+FFFD
// for each maximal subpart (Unicode 15, section 3.9). Where the code point begins that gave a
// folded byte is kept as runs: in most comments there is one.

#ifndef ASCOLTO_TEXT_FOLD_H_
#define ASCOLTO_TEXT_FOLD_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ascolto/text/ascii.h"

namespace ascolto::text {

inline constexpr std::size_t kFoldedSlack = 16;
inline constexpr std::size_t kFoldedZeros = 4;

struct FoldedText {
  FoldedText() = default;
  FoldedText(FoldedText&&) = default;
  FoldedText& operator=(FoldedText&&) = default;

  std::string_view original;
  // Folded, well-formed UTF-8; kFoldedSlack bytes behind it can be read, the first kFoldedZeros of
  // which are 0.
  std::string_view text;
  std::span<const ByteMasks> masks;  // of the text, a block each; one more behind them can be read
  bool has_special = false;          // some bit of ByteMasks::special is set

  // Folded bytes from `folded` to the next run. Plain: one byte each of the original from
  // `original` on. Else all come from the code point there.
  struct Run {
    std::uint32_t folded, original;
    bool plain;
  };
  std::vector<Run> runs;

  // Counted over the original.
  std::uint32_t code_points = 0;
  std::uint32_t letters = 0;   // of any script
  std::uint32_t capitals = 0;  // of the letters: upper and title case
  bool camel = false;          // in some word a capital may come right behind a small letter

  // The bytes of the original that gave the folded bytes [begin, end), begin < end: from the
  // first byte of the first code point to the end of the last one and of the combining marks
  // that follow it.
  std::size_t OriginalBegin(std::size_t begin) const;
  std::size_t OriginalEnd(std::size_t end) const;

  std::string buffer;  // what `text` is in
  std::vector<ByteMasks> mask_buffer;
};

// Folds `original` into *folded, whose buffers are reused. `original` must live as long as
// *folded is used, and be shorter than 2^32 bytes.
void Fold(std::string_view original, FoldedText* folded);

// The folded text alone.
std::string Fold(std::string_view original);

// Only case-folded: NFKC case folding, canonically decomposed, so that accents are kept and
// both ways to write them are one. For `exact:` entries.
std::string FoldCase(std::string_view original);
void FoldCase(std::string_view original, std::string* folded);  // reuses the buffer

}  // namespace ascolto::text

#endif  // ASCOLTO_TEXT_FOLD_H_
