#include "tests/fuzz/properties.h"

#include <iterator>

#include "ascolto/text/characters.h"

namespace ascolto::fuzz {
namespace {

constexpr std::string_view kNoise[] = {"\u200B", "\u200C", "\u200D", "\u2060", "\uFEFF",
                                       "\u00AD", "\u202E", "\u2063", "\u180E", "\U000E0041"};

// Whether a zero-width character beside c is more than noise.
bool Binds(char32_t c) {
  const bool joiner = c == 0x200D || (c >= 0xFE00 && c <= 0xFE0F);
  const bool tag = c >= 0xE0000 && c < 0xE0080;
  const bool skin_tone = c >= 0x1F3FB && c <= 0x1F3FF;
  return text::IsEmoji(c) || text::IsCombiningMark(c) || joiner || tag || skin_tone;
}

}  // namespace

std::vector<bool> Borders(std::string_view text) {
  std::vector<bool> borders(text.size() + 1);
  std::size_t at = 0;
  for (; at < text.size(); at += static_cast<std::size_t>(text::Decode(text, at).bytes)) {
    borders[at] = true;
  }
  borders[at] = true;
  return borders;
}

Noisy WithZeroWidthNoise(std::string_view text) {
  Noisy noisy;
  std::uint32_t state = static_cast<std::uint32_t>(text.size());
  bool binds_before = false;
  for (std::size_t at = 0; at < text.size();) {
    const text::Decoded decoded = text::Decode(text, at);
    const bool binds = Binds(decoded.code_point);
    state = state * 1664525 + 1013904223;
    if (!binds_before && !binds && state >> 30 == 0) {
      const std::string_view noise = kNoise[(state >> 8) % std::size(kNoise)];
      noisy.text += noise;
      noisy.plain.insert(noisy.plain.end(), noise.size(), at);
    }
    const auto bytes = static_cast<std::size_t>(decoded.bytes);
    noisy.text += text.substr(at, bytes);
    for (std::size_t i = 0; i < bytes; ++i) noisy.plain.push_back(at + i);
    at += bytes;
    binds_before = binds;
  }
  noisy.plain.push_back(text.size());
  return noisy;
}

}  // namespace ascolto::fuzz
