// Runs of plain ASCII are folded sixteen bytes at a time (text/ascii.h); every other code point goes
// through the generated tables.

#include "ascolto/text/fold.h"

#include <algorithm>
#include <cstring>
#include <iterator>

#include "ascolto/text/ascii.h"
#include "ascolto/text/character_tables.h"
#include "ascolto/text/characters.h"

namespace ascolto::text {
namespace {

// What the code point `itself` becomes behind what is folded already.
std::string_view Mapped(const CharacterEntry& entry, std::string_view itself, bool after_space) {
  switch (entry.mapping) {
    case CharacterEntry::kItself: return itself;
    case CharacterEntry::kNothing: return {};
    case CharacterEntry::kSpace: return after_space ? "" : " ";
    case CharacterEntry::kText: {
      std::string_view mapped(reinterpret_cast<const char*>(kMappedBytes) + entry.offset,
                              entry.length);
      if (after_space && mapped.front() == ' ') mapped.remove_prefix(1);
      return mapped;
    }
  }
  return {};
}

constexpr std::string_view kReplacementText = "\xEF\xBF\xBD";

bool IsAsciiSmall(char c) { return c >= 'a' && c <= 'z'; }
bool IsAsciiCapital(char c) { return c >= 'A' && c <= 'Z'; }

}  // namespace

std::size_t FoldedText::OriginalBegin(std::size_t begin) const {
  if (runs.size() == 1 && runs.front().plain) return runs.front().original + begin;
  const auto next = std::upper_bound(
      runs.begin(), runs.end(), begin,
      [](std::size_t byte, const Run& run) { return byte < run.folded; });
  const Run& run = *std::prev(next);
  return run.original + (run.plain ? begin - run.folded : 0);
}

std::size_t FoldedText::OriginalEnd(std::size_t end) const {
  std::size_t at = OriginalBegin(end - 1);
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
  folded->camel = false;
  bool behind_small = false;  // what is folded so far ends with a small letter
  folded->runs.clear();
  std::string& text = folded->buffer;  // longer than what is in it
  std::size_t size = 0;
  const auto make_room = [&](std::size_t bytes) {
    if (text.size() < size + bytes) text.resize(size + bytes + size / 2);
  };
  const auto add_run = [&](std::size_t at, bool plain) {
    folded->runs.push_back({static_cast<std::uint32_t>(size), static_cast<std::uint32_t>(at), plain});
  };
  for (std::size_t at = 0; at < original.size();) {
    const std::string_view rest = original.substr(at);
    make_room(rest.size() + kAsciiSlack);
    const bool after_space = size > 0 && text[size - 1] == ' ';
    const bool ascii_next = static_cast<unsigned char>(rest.front()) < 0x80;
    const AsciiRun ascii =
        ascii_next ? FoldAscii(rest, after_space, text.data() + size) : AsciiRun();
    if (ascii.bytes > 0) {
      add_run(at, true);
      folded->code_points += static_cast<std::uint32_t>(ascii.bytes);
      folded->letters += ascii.letters;
      folded->capitals += ascii.capitals;
      folded->camel |= ascii.camel || (behind_small && IsAsciiCapital(original[at]));
      behind_small = IsAsciiSmall(original[at + ascii.bytes - 1]);
      size += ascii.bytes;
      at += ascii.bytes;
      continue;
    }
    ++folded->code_points;
    const Decoded decoded = Decode(original, at);
    const CharacterEntry entry = FoldEntry(decoded.code_point);
    const bool letter = (entry.flags & kLetterFlag) != 0;
    const bool capital = letter && (entry.flags & kUpperFlag) != 0;
    folded->letters += letter;
    folded->capitals += capital;
    const std::string_view mapped = Mapped(
        entry, decoded.well_formed ? rest.substr(0, decoded.bytes) : kReplacementText, after_space);
    if (!mapped.empty()) {
      folded->camel |= behind_small && capital;
      behind_small = letter && !capital;
      add_run(at, false);
      make_room(mapped.size());
      std::memcpy(text.data() + size, mapped.data(), mapped.size());
      size += mapped.size();
    }
    at += decoded.bytes;
  }
  make_room(kFoldedSlack);
  std::memset(text.data() + size, 0, kFoldedSlack);
  folded->text = std::string_view(text).substr(0, size);
}

std::string Fold(std::string_view original) {
  FoldedText folded;
  Fold(original, &folded);
  folded.buffer.resize(folded.text.size());
  return std::move(folded.buffer);
}

void FoldCase(std::string_view original, std::string* folded) {
  folded->clear();
  for (std::size_t at = 0; at < original.size();) {
    const Decoded decoded = Decode(original, at);
    folded->append(
        Mapped(CaseEntry(decoded.code_point),
               decoded.well_formed ? original.substr(at, decoded.bytes) : kReplacementText,
               !folded->empty() && folded->back() == ' '));
    at += decoded.bytes;
  }
}

std::string FoldCase(std::string_view original) {
  std::string folded;
  FoldCase(original, &folded);
  return folded;
}

}  // namespace ascolto::text
