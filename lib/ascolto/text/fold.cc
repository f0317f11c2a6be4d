// A run of ASCII goes through one table; every other code point through the generated ones.

#include "ascolto/text/fold.h"

#include <array>

#include "ascolto/text/character_tables.h"
#include "ascolto/text/characters.h"

namespace ascolto::text {
namespace {

// ASCII that folds to one byte: that byte; 0 for what needs the general path (controls that
// vanish, white space that may merge).
constexpr std::array<char, 128> kAsciiFold = [] {
  std::array<char, 128> fold{};
  for (int c = 0x21; c < 0x7F; ++c) fold[c] = static_cast<char>(c);
  for (int c = 'A'; c <= 'Z'; ++c) fold[c] = static_cast<char>(c - 'A' + 'a');
  fold['`'] = '\'';
  return fold;
}();

void AppendMapped(const CharacterEntry& entry, std::string_view itself, std::string* out) {
  switch (entry.mapping) {
    case CharacterEntry::kItself:
      out->append(itself);
      return;
    case CharacterEntry::kNothing:
      return;
    case CharacterEntry::kSpace:
      if (out->empty() || out->back() != ' ') out->push_back(' ');
      return;
    case CharacterEntry::kText: {
      std::string_view mapped(reinterpret_cast<const char*>(kMappedBytes) + entry.offset,
                              entry.length);
      if (mapped.front() == ' ' && !out->empty() && out->back() == ' ') mapped.remove_prefix(1);
      out->append(mapped);
      return;
    }
  }
}

constexpr std::string_view kReplacementText = "\xEF\xBF\xBD";

}  // namespace

std::size_t FoldedText::OriginalEnd(std::size_t end) const {
  std::size_t at = origin[end - 1];
  at += Decode(original, at).bytes;
  while (at < original.size() && static_cast<unsigned char>(original[at]) >= 0x80) {
    const Decoded next = Decode(original, at);
    if (!IsCombiningMark(next.code_point)) break;
    at += next.bytes;
  }
  return at;
}

void Fold(std::string_view original, FoldedText* folded) {
  folded->original = original;
  folded->code_points = folded->letters = folded->capitals = 0;
  folded->ascii = true;
  std::string& text = folded->text;
  std::vector<std::uint32_t>& origin = folded->origin;
  text.clear();
  origin.clear();
  text.reserve(original.size());
  origin.reserve(original.size());
  for (std::size_t at = 0; at < original.size();) {
    const auto byte = static_cast<unsigned char>(original[at]);
    ++folded->code_points;
    if (byte < 0x80 && kAsciiFold[byte] != 0) {
      const char plain = kAsciiFold[byte];
      const bool capital = byte >= 'A' && byte <= 'Z';
      folded->capitals += capital;
      folded->letters += plain >= 'a' && plain <= 'z';
      text.push_back(plain);
      origin.push_back(static_cast<std::uint32_t>(at));
      ++at;
      continue;
    }
    const Decoded decoded = Decode(original, at);
    folded->ascii &= byte < 0x80;
    const CharacterEntry entry = FoldEntry(decoded.code_point);
    folded->capitals += (entry.flags & kUpperFlag) != 0;
    folded->letters += (entry.flags & kLetterFlag) != 0 && (entry.flags & kCasedFlag) != 0;
    AppendMapped(entry, decoded.well_formed ? original.substr(at, decoded.bytes) : kReplacementText,
                 &text);
    origin.resize(text.size(), static_cast<std::uint32_t>(at));
    at += decoded.bytes;
  }
}

std::string Fold(std::string_view original) {
  FoldedText folded;
  Fold(original, &folded);
  return std::move(folded.text);
}

void FoldCase(std::string_view original, std::string* folded) {
  folded->clear();
  for (std::size_t at = 0; at < original.size();) {
    const Decoded decoded = Decode(original, at);
    AppendMapped(CaseEntry(decoded.code_point),
                 decoded.well_formed ? original.substr(at, decoded.bytes) : kReplacementText,
                 folded);
    at += decoded.bytes;
  }
}

std::string FoldCase(std::string_view original) {
  std::string folded;
  FoldCase(original, &folded);
  return folded;
}

}  // namespace ascolto::text
