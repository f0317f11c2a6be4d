// Folding any bytes: well-formed text, folded for good, with offsets in range, monotone and on the
// borders of code points; zero-width noise changes nothing.

#include "ascolto/text/fold.h"

#include "ascolto/text/characters.h"
#include "tests/fuzz/properties.h"

namespace ascolto {
namespace {

bool IsWellFormed(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const text::Decoded decoded = text::Decode(text, at);
    if (!decoded.well_formed) return false;
    at += static_cast<std::size_t>(decoded.bytes);
  }
  return true;
}

void CheckOffsets(std::string_view original, const text::FoldedText& folded) {
  const std::vector<bool> borders = fuzz::Borders(original);
  std::size_t begin_before = 0, end_before = 0;
  for (std::size_t i = 0; i < folded.text.size(); ++i) {
    const std::size_t begin = folded.OriginalBegin(i);
    const std::size_t end = folded.OriginalEnd(i + 1);
    ASCOLTO_HOLDS(begin < end && end <= original.size());
    ASCOLTO_HOLDS(borders[begin] && borders[end]);
    ASCOLTO_HOLDS(begin_before <= begin && end_before <= end);
    begin_before = begin;
    end_before = end;
  }
}

}  // namespace
}  // namespace ascolto

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ascolto;
  const std::string_view original(reinterpret_cast<const char*>(data), size);
  static text::FoldedText folded;  // warm, as a classifier's is
  text::Fold(original, &folded);
  ASCOLTO_HOLDS(IsWellFormed(folded.text));
  ASCOLTO_HOLDS(folded.capitals <= folded.letters && folded.letters <= folded.code_points);
  ASCOLTO_HOLDS(folded.code_points <= size);
  CheckOffsets(original, folded);

  const std::string once(folded.text);
  ASCOLTO_HOLDS(text::Fold(once) == once);
  const std::string case_once = text::FoldCase(original);
  ASCOLTO_HOLDS(IsWellFormed(case_once));
  ASCOLTO_HOLDS(text::FoldCase(case_once) == case_once);
  ASCOLTO_HOLDS(text::Fold(case_once) == once);

  const fuzz::Noisy noisy = fuzz::WithZeroWidthNoise(original);
  ASCOLTO_HOLDS(text::Fold(noisy.text) == once);
  ASCOLTO_HOLDS(text::FoldCase(noisy.text) == case_once);
  return 0;
}
