// Folding maps a comment to the text that words and regexes are matched against.
//
// Each code point is folded on its own: NFKC case folding, then combining marks removed, then plain
// spelling (text/plain_spelling.h). Zero-width, bidi and control characters are removed, and a run
// of white space becomes one space. Each maximal subpart of ill-formed UTF-8 becomes one U+FFFD
// (Unicode 15, section 3.9). The mapping from folded bytes to original bytes is stored as runs;
// most comments need one run. Folding does not find words (text/words.h).

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
  // The folded text: well-formed UTF-8. kFoldedSlack bytes after its end are readable; the first
  // kFoldedZeros of them are 0.
  std::string_view text;
  std::span<const ByteMasks> masks;  // of the text, one per block; one more is readable at the end
  bool has_special = false;          // some bit of ByteMasks::special is set

  // A run covers the folded bytes from `folded` to the next run. In a plain run each byte comes
  // from one byte of the original, starting at `original`. Otherwise all bytes come from the code
  // point at `original`.
  struct Run {
    std::uint32_t folded, original;
    bool plain;
  };
  std::vector<Run> runs;

  // Counters over the original text.
  std::uint32_t code_points = 0;
  std::uint32_t letters = 0;         // of any script
  std::uint32_t capitals = 0;        // of the letters: upper and title case
  bool may_have_camel_case = false;  // some capital may directly follow a lower-case letter

  // Map the folded bytes [begin, end), begin < end, to bytes of the original. The span starts at
  // the first byte of the first code point. It ends after the last code point and the combining
  // marks that follow it.
  std::size_t OriginalBegin(std::size_t begin) const;
  std::size_t OriginalEnd(std::size_t end) const;

  std::string buffer;  // owns the bytes of `text`
  std::vector<ByteMasks> mask_buffer;
};

// Folds `original` into *folded and reuses its buffers. `original` must stay valid while *folded is
// used, and must be shorter than 2^32 bytes.
void Fold(std::string_view original, FoldedText* folded);

// Returns only the folded text.
std::string Fold(std::string_view original);

// Case folding that keeps accents, for `exact:` entries: NFKC case folding in canonical
// decomposition, so that both ways to encode an accent become equal.
std::string FoldCase(std::string_view original);
void FoldCase(std::string_view original, std::string* folded);  // reuses the buffer of *folded

}  // namespace ascolto::text

#endif  // ASCOLTO_TEXT_FOLD_H_
