// Folding in two steps. The vector loops of text/ascii.h fold plain ASCII. From the first block
// that contains anything else, the rest of the text is first transliterated: each other code point
// is replaced by its folded form from the generated tables, and capitals stay capitals. Then the
// vector loops fold the result.

#include "ascolto/text/fold.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <iterator>

#include "ascolto/text/ascii.h"
#include "ascolto/text/character_tables.h"
#include "ascolto/text/characters.h"

namespace ascolto::text {
namespace {

// Returns the folded form of the code point whose bytes are `itself`. `after_space`: the folded
// text so far ends with a space.
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

bool IsAsciiLower(char c) { return c >= 'a' && c <= 'z'; }
bool IsAsciiCapital(char c) { return c >= 'A' && c <= 'Z'; }

// Transliterates text. The result is folded, except for the case of ASCII letters and for the plain
// spelling of ASCII characters.
class Transliterator {
 public:
  explicit Transliterator(FoldedText* folded)
      : folded_(*folded), original_(folded->original), text_(folded->buffer) {}

  // Transliterates the original from `begin` to its end and appends it to the folded text, which
  // has `begin` bytes.
  void Transliterate(std::size_t begin, const AsciiLoops& loops) {
    size_ = begin;
    plain_ = begin > 0;
    for (std::size_t at = begin; at < original_.size();) {
      std::uint64_t unusual = loops.unusual(original_.data(), original_.size(), at);
      const std::size_t end = std::min(at + kBlockBytes, original_.size());
      while (at < end) {
        if (original_[at] == ' ' && AfterSpace()) unusual |= 1;
        const std::size_t plain =
            unusual == 0 ? end - at
                         : std::min(static_cast<std::size_t>(std::countr_zero(unusual)), end - at);
        if (plain > 0) CopyAscii(at, plain);
        at += plain;
        if (at == end) break;
        const std::size_t bytes = TransliterateCodePoint(at);
        at += bytes;
        const std::size_t done = plain + bytes;
        unusual = done < kBlockBytes ? unusual >> done : 0;
      }
    }
  }

  std::size_t size() const { return size_; }
  // Counters over the code points that are not represented by one ASCII character each.
  std::uint32_t code_points() const { return code_points_; }
  std::uint32_t letters() const { return letters_; }
  std::uint32_t capitals() const { return capitals_; }
  bool may_have_camel_case() const { return may_have_camel_case_; }

 private:
  bool AfterSpace() const { return size_ > 0 && text_[size_ - 1] == ' '; }

  void MakeRoom(std::size_t bytes) {
    if (text_.size() < size_ + bytes) text_.resize(size_ + bytes + size_ / 2);
  }

  void AddRun(std::size_t at, bool plain) {
    folded_.runs.push_back(
        {static_cast<std::uint32_t>(size_), static_cast<std::uint32_t>(at), plain});
    plain_ = plain;
  }

  // Copies at most a block.
  void CopyAscii(std::size_t at, std::size_t bytes) {
    if (!plain_) AddRun(at, true);
    may_have_camel_case_ |= non_ascii_lower_last_ && IsAsciiCapital(original_[at]);
    non_ascii_lower_last_ = false;
    MakeRoom(bytes + kAsciiSlack);
    char* const out = text_.data() + size_;
    if (original_.size() - at >= kBlockBytes) {
      std::memcpy(out, original_.data() + at, kBlockBytes);
    } else {
      std::memcpy(out, original_.data() + at, bytes);
    }
    size_ += bytes;
    code_points_ += static_cast<std::uint32_t>(bytes);
  }

  // Appends an ASCII character that represents the code point in all counters too.
  void AppendAscii(char c, std::size_t at) {
    may_have_camel_case_ |= non_ascii_lower_last_ && IsAsciiCapital(c);
    non_ascii_lower_last_ = false;
    AddRun(at, false);
    MakeRoom(1 + kAsciiSlack);
    text_[size_++] = c;
  }

  // Returns the length of the code point in bytes.
  std::size_t TransliterateCodePoint(std::size_t at) {
    ++code_points_;
    const Decoded decoded = Decode(original_, at);
    const auto bytes = static_cast<std::size_t>(decoded.bytes);
    const CharacterEntry entry = FoldEntry(decoded.code_point);
    const bool letter = (entry.flags & kLetterFlag) != 0;
    const bool capital = letter && (entry.flags & kUpperFlag) != 0;
    if (entry.mapping == CharacterEntry::kText && entry.length == 1) {
      const char c = static_cast<char>(kMappedBytes[entry.offset]);
      if (IsAsciiLower(c) == letter && c != ' ') {
        AppendAscii(capital ? static_cast<char>(c - 'a' + 'A') : c, at);
        return bytes;
      }
    }
    const std::string_view mapped =
        Mapped(entry, decoded.well_formed ? original_.substr(at, bytes) : kReplacementText,
               AfterSpace());
    letters_ += letter;
    capitals_ += capital;
    plain_ = false;
    if (mapped.empty()) return bytes;
    may_have_camel_case_ |= capital && non_ascii_lower_last_;
    const bool lower_before = size_ > 0 && IsAsciiLower(text_[size_ - 1]);
    AddRun(at, false);
    MakeRoom(mapped.size() + kAsciiSlack);
    char* const out = text_.data() + size_;
    std::memcpy(out, mapped.data(), mapped.size());
    size_ += mapped.size();
    // The ASCII letters are counted by the folding loops.
    for (const char c : mapped) letters_ -= IsAsciiLower(c);
    if (capital && IsAsciiLower(mapped.front())) {
      *out = static_cast<char>(*out - 'a' + 'A');
      --capitals_;
    } else {
      may_have_camel_case_ |= capital && lower_before;
    }
    non_ascii_lower_last_ = letter && !capital && !IsAsciiLower(mapped.back());
    return bytes;
  }

  FoldedText& folded_;
  const std::string_view original_;
  std::string& text_;
  std::size_t size_ = 0;
  bool plain_ = false;                 // the last run is plain and still open
  bool non_ascii_lower_last_ = false;  // the result ends with a non-ASCII lower-case letter
  std::uint32_t code_points_ = 0, letters_ = 0, capitals_ = 0;
  bool may_have_camel_case_ = false;
};

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
  // Nothing was removed, so there are no combining marks to include.
  if (runs.size() == 1 && runs.front().plain && text.size() == original.size()) return end;
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
  const AsciiLoops& loops = FastestAsciiLoops();
  std::string& buffer = folded->buffer;  // may be longer than its contents
  std::vector<ByteMasks>& masks = folded->mask_buffer;
  const auto make_room = [&](std::size_t bytes) {
    if (buffer.size() < bytes + kAsciiSlack) buffer.resize(bytes + kAsciiSlack);
    if (masks.size() < BlockCount(bytes) + 1) masks.resize(BlockCount(bytes) + 1);
  };
  folded->original = original;
  folded->runs.clear();
  make_room(original.size());
  AsciiFolding folding;
  loops.fold(original.data(), original.size(), true, buffer.data(), masks.data(), &folding);
  if (folding.bytes > 0) folded->runs.push_back({0, 0, true});
  folded->code_points = static_cast<std::uint32_t>(folding.bytes);
  std::size_t size = folding.bytes;
  bool may_have_camel_case = false;
  if (folding.bytes < original.size()) [[unlikely]] {
    Transliterator transliterator(folded);
    transliterator.Transliterate(folding.bytes, loops);
    size = transliterator.size();
    make_room(size);
    loops.fold(buffer.data(), size, false, buffer.data(), masks.data(), &folding);
    folded->code_points += transliterator.code_points();
    folding.letters += transliterator.letters();
    folding.capitals += transliterator.capitals();
    may_have_camel_case = transliterator.may_have_camel_case();
  }
  static_assert(kFoldedSlack <= kAsciiSlack && kFoldedZeros <= kFoldedSlack);
  std::memset(buffer.data() + size, 0, kFoldedZeros);
  folded->text = std::string_view(buffer).substr(0, size);
  folded->masks = std::span(masks).first(BlockCount(size));
  folded->letters = folding.letters;
  folded->capitals = folding.capitals;
  folded->may_have_camel_case = folding.case_boundary || may_have_camel_case;
  folded->has_special = folding.special;
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
