// Looks characters up in the generated tables, and decodes UTF-8 beyond ASCII.

#include "ascolto/text/characters.h"

#include <array>

#include "ascolto/text/character_tables.h"

namespace ascolto::text {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

std::uint8_t Flags(char32_t c) { return c < 0x110000 ? FoldEntry(c).flags : 0; }

// The bounds of the second byte and the number of continuation bytes, by the first byte (table 3-7
// of the Unicode Standard). A byte that cannot come first has 0 continuation bytes and an empty
// range.
struct Lead {
  unsigned char bytes, low, high;
};
constexpr Lead LeadOf(unsigned char b) {
  if (b < 0x80) return {1, 0, 0};
  if (b < 0xC2) return {0, 0, 0};
  if (b < 0xE0) return {2, 0x80, 0xBF};
  if (b == 0xE0) return {3, 0xA0, 0xBF};
  if (b == 0xED) return {3, 0x80, 0x9F};
  if (b < 0xF0) return {3, 0x80, 0xBF};
  if (b == 0xF0) return {4, 0x90, 0xBF};
  if (b < 0xF4) return {4, 0x80, 0xBF};
  if (b == 0xF4) return {4, 0x80, 0x8F};
  return {0, 0, 0};
}
constexpr auto kLeads = [] {
  std::array<Lead, 256> leads{};
  for (std::size_t b = 0; b < leads.size(); ++b) leads[b] = LeadOf(static_cast<unsigned char>(b));
  return leads;
}();

}  // namespace

bool IsWordCharacter(char32_t c) { return Flags(c) & kWordFlag; }
bool IsEmoji(char32_t c) { return Flags(c) & kEmojiFlag; }
bool IsCombiningMark(char32_t c) { return Flags(c) & kMarkFlag; }
bool IsWhiteSpace(char32_t c) { return Flags(c) & kSpaceFlag; }
bool IsUpperCase(char32_t c) { return Flags(c) & kUpperFlag; }
bool IsLetter(char32_t c) { return Flags(c) & kLetterFlag; }

Decoded DecodeBeyondAscii(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(at);
  const Lead lead = kLeads[first];
  if (lead.bytes == 0) return {kReplacement, 1, false};
  char32_t c = first & (0x7F >> lead.bytes);
  unsigned char low = lead.low;
  unsigned char high = lead.high;
  for (int i = 1; i < lead.bytes; ++i) {
    if (at + i >= text.size() || byte(at + i) < low || byte(at + i) > high) {
      return {kReplacement, i, false};
    }
    c = c << 6 | (byte(at + i) & 0x3F);
    low = 0x80;
    high = 0xBF;
  }
  return {c, lead.bytes, true};
}

}  // namespace ascolto::text
