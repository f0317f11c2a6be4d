// Runs of plain ASCII are folded in one loop without branches; every other code point goes through
// the generated tables.

#include "ascolto/text/fold.h"

#include <array>

#include "ascolto/text/character_tables.h"
#include "ascolto/text/characters.h"

namespace ascolto::text {
namespace {

// ASCII that folds to one byte whatever stands before it: not the controls that vanish, nor white
// space, which may merge.
constexpr std::array<char, 256> kPlainFold = [] {
  std::array<char, 256> fold{};
  for (int c = 0x21; c < 0x7F; ++c) fold[c] = static_cast<char>(c);
  for (int c = 'A'; c <= 'Z'; ++c) fold[c] = static_cast<char>(c - 'A' + 'a');
  fold['`'] = '\'';
  return fold;
}();

// Folds the plain characters and single spaces that `rest` begins with, which stand at `at` of the
// original. Returns how many there were.
std::size_t FoldPlainRun(std::string_view rest, std::size_t at, FoldedText* folded) {
  std::size_t size = 0;
  bool space = !folded->text.empty() && folded->text.back() == ' ';
  for (; size < rest.size(); ++size) {
    const bool is_space = rest[size] == ' ';
    if (is_space ? space : kPlainFold[static_cast<unsigned char>(rest[size])] == 0) break;
    space = is_space;
  }
  const std::size_t begin = folded->text.size();
  folded->text.append(rest.substr(0, size));
  folded->origin.resize(begin + size);
  char* text = folded->text.data() + begin;
  std::uint32_t* origin = folded->origin.data() + begin;
  std::uint32_t capitals = 0;
  std::uint32_t letters = 0;
  // No branches, for the compiler to make vectors of.
  for (std::size_t i = 0; i < size; ++i) {
    const char c = text[i];
    const bool capital = c >= 'A' && c <= 'Z';
    const char lower = static_cast<char>(c + (capital ? 'a' - 'A' : 0));
    capitals += capital;
    letters += lower >= 'a' && lower <= 'z';
    text[i] = lower == '`' ? '\'' : lower;
  }
  for (std::size_t i = 0; i < size; ++i) origin[i] = static_cast<std::uint32_t>(at + i);
  folded->code_points += static_cast<std::uint32_t>(size);
  folded->capitals += capitals;
  folded->letters += letters;
  return size;
}

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
  std::string& text = folded->text;
  std::vector<std::uint32_t>& origin = folded->origin;
  text.clear();
  origin.clear();
  for (std::size_t at = 0; at < original.size();) {
    if (const std::size_t plain = FoldPlainRun(original.substr(at), at, folded); plain > 0) {
      at += plain;
      continue;
    }
    ++folded->code_points;
    const Decoded decoded = Decode(original, at);
    const CharacterEntry entry = FoldEntry(decoded.code_point);
    const bool letter = (entry.flags & kLetterFlag) != 0;
    folded->letters += letter;
    folded->capitals += letter && (entry.flags & kUpperFlag) != 0;
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
