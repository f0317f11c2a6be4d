// Writes character_tables.cc from ICU's copy of the Unicode Character Database. Run it by hand when
// the rules below or ICU change:
//
//   ninja -C build generate_character_tables
//   build/bin/generate_character_tables > lib/ascolto/text/character_tables.cc
//
// tests/text/fold_test.cc compares the committed table with ICU for every code point.

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uversion.h>

#include <cstdint>
#include <cstdio>
#include <map>
#include <string>
#include <vector>

#include "ascolto/text/character_tables.h"
#include "ascolto/text/plain_spelling.h"

namespace {

using ascolto::text::CharacterEntry;
using ascolto::text::PlainLetters;
using ascolto::text::PlainSign;
namespace tables = ascolto::text;

const icu::Normalizer2* Normalizer(bool case_fold) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* normalizer = case_fold ? icu::Normalizer2::getNFKCCasefoldInstance(error)
                                                 : icu::Normalizer2::getNFKDInstance(error);
  if (U_FAILURE(error)) {
    std::fprintf(stderr, "ICU: %s\n", u_errorName(error));
    std::exit(2);
  }
  return normalizer;
}

bool IsHangulSyllable(UChar32 c) { return c >= 0xAC00 && c <= 0xD7A3; }

bool IsMark(UChar32 c) {
  const int8_t type = u_charType(c);
  return type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK;
}

std::string Utf8(UChar32 c) {
  std::string utf8;
  icu::UnicodeString(c).toUTF8String(utf8);
  return utf8;
}

// Returns c in plain spelling, or c itself when it has none.
std::string Plain(UChar32 c) {
  if (const char sign = PlainSign(static_cast<char32_t>(c)); sign != 0) return {sign};
  const std::string_view letters = PlainLetters(static_cast<char32_t>(c));
  return letters.empty() ? Utf8(c) : std::string(letters);
}

// Returns the NFKC case folding of one code point, decomposed and in plain spelling. Combining
// marks are removed, unless `keep_marks` is true.
std::string FoldOne(UChar32 c, bool keep_marks) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::UnicodeString folded =
      Normalizer(true)->normalize(icu::UnicodeString(c), error);
  std::string out;
  for (int32_t i = 0; i < folded.length(); i = folded.moveIndex32(i, 1)) {
    const UChar32 part = folded.char32At(i);
    if (IsHangulSyllable(part)) {
      out += Utf8(part);
      continue;
    }
    const icu::UnicodeString pieces =
        Normalizer(false)->normalize(icu::UnicodeString(part), error);
    for (int32_t k = 0; k < pieces.length(); k = pieces.moveIndex32(k, 1)) {
      const UChar32 piece = pieces.char32At(k);
      if (keep_marks || !IsMark(piece)) out += Plain(piece);
    }
  }
  return out;
}

bool IsBlank(UChar32 c) {
  constexpr UChar32 kBrailleBlank = 0x2800;
  return u_isUWhiteSpace(c) || c == kBrailleBlank;
}

// Invisible characters that NFKC case folding does not remove.
bool IsInvisible(UChar32 c) {
  const bool skin_tone = c >= 0x1F3FB && c <= 0x1F3FF;
  const bool annotation = c >= 0xFFF9 && c <= 0xFFFB;
  return u_charType(c) == U_CONTROL_CHAR || u_charType(c) == U_SURROGATE || skin_tone || annotation;
}

std::string Mapped(UChar32 c, bool keep_marks) {
  if (IsBlank(c)) return " ";
  if (IsInvisible(c)) return "";
  if (const std::string plain = Plain(c); plain != Utf8(c)) return plain;
  return FoldOne(c, keep_marks);
}

std::uint8_t Flags(UChar32 c) {
  const int8_t type = u_charType(c);
  const std::uint32_t mask = U_MASK(type);
  std::uint8_t flags = 0;
  if (mask & (U_GC_L_MASK | U_GC_N_MASK | U_GC_MC_MASK)) flags |= tables::kWordFlag;
  if (mask & U_GC_L_MASK) flags |= tables::kLetterFlag;
  if (u_hasBinaryProperty(c, UCHAR_UPPERCASE) || type == U_TITLECASE_LETTER) {
    flags |= tables::kUpperFlag;
  }
  if (u_hasBinaryProperty(c, UCHAR_CASED)) flags |= tables::kCasedFlag;
  if (IsMark(c)) flags |= tables::kMarkFlag;
  if (u_isUWhiteSpace(c)) flags |= tables::kSpaceFlag;
  const bool pictographic = u_hasBinaryProperty(c, UCHAR_EXTENDED_PICTOGRAPHIC) ||
                            u_hasBinaryProperty(c, UCHAR_REGIONAL_INDICATOR);
  if (pictographic && c > 0xFF) flags |= tables::kEmojiFlag;
  return flags;
}

class Pool {
 public:
  std::uint32_t Offset(const std::string& s) {
    if (const std::size_t at = bytes_.find(s); at != std::string::npos) {
      return static_cast<std::uint32_t>(at);
    }
    bytes_ += s;
    return static_cast<std::uint32_t>(bytes_.size() - s.size());
  }
  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

std::uint32_t Entry(UChar32 c, const std::string& mapped, Pool* pool) {
  CharacterEntry entry;
  entry.flags = Flags(c);
  if (mapped == Utf8(c) && c != ' ') {
    entry.mapping = CharacterEntry::kItself;
  } else if (mapped.empty()) {
    entry.mapping = CharacterEntry::kNothing;
  } else if (mapped == " ") {
    entry.mapping = CharacterEntry::kSpace;
  } else {
    entry.mapping = CharacterEntry::kText;
    entry.offset = pool->Offset(mapped);
    entry.length = static_cast<std::uint32_t>(mapped.size());
  }
  return entry.Encode();
}

void Print(const char* type, const char* name, const std::vector<std::uint32_t>& values) {
  std::printf("const %s %s[] = {", type, name);
  for (std::size_t i = 0; i < values.size(); ++i) {
    std::printf("%s0x%X,", i % 16 == 0 ? "\n" : "", values[i]);
  }
  std::printf("\n};\n\n");
}

void PrintTable(bool keep_marks, const char* blocks_name, const char* entries_name, Pool* pool) {
  std::map<std::vector<std::uint32_t>, std::uint32_t> seen;
  std::vector<std::uint32_t> blocks;
  std::vector<std::uint32_t> entries;
  for (UChar32 first = 0; first < 0x110000; first += tables::kBlockSize) {
    std::vector<std::uint32_t> block;
    for (UChar32 c = first; c < first + tables::kBlockSize; ++c) {
      block.push_back(Entry(c, Mapped(c, keep_marks), pool));
    }
    const auto [it, fresh] =
        seen.emplace(block, static_cast<std::uint32_t>(entries.size() / tables::kBlockSize));
    if (fresh) entries.insert(entries.end(), block.begin(), block.end());
    blocks.push_back(it->second);
  }
  Print("std::uint16_t", blocks_name, blocks);
  Print("std::uint32_t", entries_name, entries);
}

}  // namespace

int main() {
  std::printf(
      "// Generated by generate_character_tables.cc from Unicode %s; not to be edited.\n\n"
      "#include \"ascolto/text/character_tables.h\"\n\n"
      "namespace ascolto::text {\n\n",
      U_UNICODE_VERSION);
  Pool pool;
  PrintTable(false, "kFoldBlocks", "kFoldEntries", &pool);
  PrintTable(true, "kCaseBlocks", "kCaseEntries", &pool);
  std::vector<std::uint32_t> bytes;
  for (const char byte : pool.bytes()) bytes.push_back(static_cast<unsigned char>(byte));
  Print("unsigned char", "kMappedBytes", bytes);
  std::printf("}  // namespace ascolto::text\n");
}
