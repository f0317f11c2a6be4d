// The layout of the generated character tables. A table has two stages: blocks of 128 code points,
// and one 32-bit entry per code point. generate_character_tables.cc writes character_tables.cc.

#ifndef ASCOLTO_TEXT_CHARACTER_TABLES_H_
#define ASCOLTO_TEXT_CHARACTER_TABLES_H_

#include <cstdint>

namespace ascolto::text {

inline constexpr int kBlockSize = 128;

inline constexpr std::uint8_t kWordFlag = 1;
inline constexpr std::uint8_t kLetterFlag = 2;
inline constexpr std::uint8_t kUpperFlag = 4;
inline constexpr std::uint8_t kCasedFlag = 8;
inline constexpr std::uint8_t kMarkFlag = 16;
inline constexpr std::uint8_t kSpaceFlag = 32;
inline constexpr std::uint8_t kEmojiFlag = 64;

// The properties of a code point and its mapping.
struct CharacterEntry {
  enum Mapping : std::uint8_t { kItself, kNothing, kSpace, kText };
  std::uint8_t flags = 0;
  Mapping mapping = kItself;
  std::uint32_t offset = 0;  // into kMappedBytes, below 2^16
  std::uint32_t length = 0;  // bytes, below 2^6

  constexpr std::uint32_t Encode() const {
    return flags | static_cast<std::uint32_t>(mapping) << 8 | length << 10 | offset << 16;
  }
  static constexpr CharacterEntry Decode(std::uint32_t encoded) {
    return {static_cast<std::uint8_t>(encoded & 0xFF), static_cast<Mapping>(encoded >> 8 & 3),
            encoded >> 16, encoded >> 10 & 0x3F};
  }
};

extern const std::uint16_t kFoldBlocks[];
extern const std::uint32_t kFoldEntries[];
extern const std::uint16_t kCaseBlocks[];
extern const std::uint32_t kCaseEntries[];
extern const unsigned char kMappedBytes[];

// `c` must be below 0x110000.
inline CharacterEntry FoldEntry(char32_t c) {
  return CharacterEntry::Decode(
      kFoldEntries[kFoldBlocks[c / kBlockSize] * kBlockSize + c % kBlockSize]);
}
inline CharacterEntry CaseEntry(char32_t c) {
  return CharacterEntry::Decode(
      kCaseEntries[kCaseBlocks[c / kBlockSize] * kBlockSize + c % kBlockSize]);
}

}  // namespace ascolto::text

#endif  // ASCOLTO_TEXT_CHARACTER_TABLES_H_
