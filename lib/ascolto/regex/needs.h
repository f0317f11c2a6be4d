// Necessary conditions of a regex match, derived from its syntax tree: literals, runs of bytes of
// one set, and sets for the first bytes. It does not search texts.
//
// Most regexes need something that most comments lack: a word, five digits, an @. Testing for that
// first makes thousands of regexes cost next to nothing.

#ifndef ASCOLTO_REGEX_NEEDS_H_
#define ASCOLTO_REGEX_NEEDS_H_

#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ascolto/regex/syntax_tree.h"

namespace ascolto::regex {

// A range of lengths in bytes.
struct Width {
  static constexpr std::uint32_t kUnbounded = ~0u;
  std::uint32_t min = 0, max = 0;
};

struct NeededText {
  std::string text;          // as it occurs in the digit-masked text
  Width before;              // how many bytes of the match precede it
  bool begins_word = false;  // it begins at the beginning of a word of the digit-masked text
  bool ends_word = false;    // its last byte is the end of a word
};

// A disjunction: every match contains at least one of these texts when its digits are masked.
using TextNeed = std::vector<NeededText>;

struct TextNeeds {
  std::vector<TextNeed> needs;  // a conjunction, in the order of their occurrence in a match
  Width width;                  // of a match
};
TextNeeds TextNeedsOf(const RegexNode& regex);

// Returns how rare a digit-masked text is in comments, in bits. It is an estimate from its letters.
// For a TextNeed it is the rarity of all its texts together.
double Rarity(std::string_view text);
double Rarity(const TextNeed& need);

// Returns how many bytes of the set in a row every match has at least, from 0 to kMaxRun.
inline constexpr int kMaxRun = 255;
int NeededRun(const RegexNode& regex, const ByteSet& set);

// Returns how many bytes of the set every match has at least.
std::uint32_t NeededBytes(const RegexNode& regex, const ByteSet& set);

// Appends the sets of the characters in the regex.
void AddSets(const RegexNode& regex, std::vector<ByteSet>* sets);

// Returns how rare the bytes of a set are, in bits per byte.
double Rarity(const ByteSet& set);

constexpr ByteSet RangeOf(unsigned char first, unsigned char last) {
  ByteSet set;
  set.AddRange(first, last);
  return set;
}
inline constexpr ByteSet kDigits = RangeOf('0', '9'), kCapitals = RangeOf('A', 'Z');
inline constexpr ByteSet kAllBytes = {~std::uint64_t{0}, ~std::uint64_t{0}, true};

// The sets of the first bytes of a match. There are as many sets as the shortest match has bytes,
// at most kMaxStartBytes.
inline constexpr std::size_t kMaxStartBytes = 6;
struct StartPattern {
  std::vector<ByteSet> bytes;
  bool begins_word = false;  // every match begins at the beginning of an ASCII word
  // If a match begins with a run of digits or capitals: the least length of the run, and the set of
  // the bytes that may follow it. All bytes mean that anything may follow, or the end of the text.
  int min_run = 0;
  ByteSet after_run = kAllBytes;
  auto operator<=>(const StartPattern&) const = default;
};
// `shortest`: the least length of a match, TextNeeds::width.min.
StartPattern StartPatternOf(const RegexNode& regex, std::uint32_t shortest);
double Rarity(const StartPattern& start);

// Returns the bytes that \b treats as word bytes.
ByteSet WordBytes();

}  // namespace ascolto::regex

#endif  // ASCOLTO_REGEX_NEEDS_H_
