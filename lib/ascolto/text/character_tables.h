// The layout of the generated tables: two stages, blocks of 128 code points, one packed entry
// a code point. character_tables.cc is written by generate_character_tables.cc.

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

// What a code point is and what it becomes.
struct CharacterEntry {
  enum Mapping : std::uint8_t { kItself, kNothing, kSpace, kText };
  std::uint8_t flags = 0;
  Mapping mapping = kItself;
  std::uint32_t offset = 0;  // into kMappedBytes, below 2^16
  std::uint32_t length = 0;  // bytes, below 2^6

  constexpr std::uint32_t Pack() const {
    return flags | static_cast<std::uint32_t>(mapping) << 8 | length << 10 | offset << 16;
  }
  static constexpr CharacterEntry Unpack(std::uint32_t packed) {
    return {static_cast<std::uint8_t>(packed & 0xFF), static_cast<Mapping>(packed >> 8 & 3),
            packed >> 16, packed >> 10 & 0x3F};
  }
};

extern const std::uint16_t kFoldBlocks[];
extern const std::uint32_t kFoldEntries[];
extern const std::uint16_t kCaseBlocks[];
extern const std::uint32_t kCaseEntries[];
extern const unsigned char kMappedBytes[];

// `c` must be below 0x110000.
inline CharacterEntry FoldEntry(char32_t c) {
  return CharacterEntry::Unpack(
      kFoldEntries[kFoldBlocks[c / kBlockSize] * kBlockSize + c % kBlockSize]);
}
inline CharacterEntry CaseEntry(char32_t c) {
  return CharacterEntry::Unpack(
      kCaseEntries[kCaseBlocks[c / kBlockSize] * kBlockSize + c % kBlockSize]);
}

}  // namespace ascolto::text

#endif  // ASCOLTO_TEXT_CHARACTER_TABLES_H_
