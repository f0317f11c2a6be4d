// What a text must hold for a regex to match in it: texts, and runs of bytes of one kind.
//
// Most regexes need something that most comments lack: a word, five digits, an @. To look for
// that first is what lets thousands of regexes cost next to nothing.

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


// How many bytes.
struct Width {
  static constexpr std::uint32_t kEndless = ~0u;
  std::uint32_t least = 0, most = 0;
};

struct NeededText {
  std::string text;          // an outline
  Width before;              // of the match, before the text
  bool begins_word = false;  // a word of the outline begins where the text does
  bool ends_word = false;    // one ends where the text does, with its last byte
};

// One of the texts stands in the outline of every match.
using TextNeed = std::vector<NeededText>;

struct TextNeeds {
  std::vector<TextNeed> needs;  // in the order in which a match has them; all must be met
  Width width;                  // of a match
};
TextNeeds TextNeedsOf(const RegexNode& regex);

// How rare an outline is in comments, in bits: a guess from the letters it is made of. Of a need:
// of all its texts together.
double Rarity(std::string_view text);
double Rarity(const TextNeed& need);

// Every match has at least that many bytes of the set in a row, 0 to kMostRun.
inline constexpr int kMostRun = 255;
int NeededRun(const RegexNode& regex, const ByteSet& set);

// Every match has at least that many bytes of the set in all.
std::uint32_t NeededBytes(const RegexNode& regex, const ByteSet& set);

// The sets that the regex takes characters from.
void AddSets(const RegexNode& regex, std::vector<ByteSet>* sets);

// How rare the bytes of a set are, in bits for each.
double Rarity(const ByteSet& set);

constexpr ByteSet RangeOf(unsigned char first, unsigned char last) {
  ByteSet set;
  set.AddRange(first, last);
  return set;
}
inline constexpr ByteSet kDigits = RangeOf('0', '9'), kCapitals = RangeOf('A', 'Z');
inline constexpr ByteSet kAllBytes = {~std::uint64_t{0}, ~std::uint64_t{0}, true};

// What the first bytes of a match may be: a set for each, as many as every match has, at most
// kMostHeadBytes.
inline constexpr std::size_t kMostHeadBytes = 6;
struct Head {
  std::vector<ByteSet> bytes;
  bool begins_word = false;  // a word of ASCII begins where the match does
  // Of the digits or capitals that stand where a match begins: how many there are at least, and
  // what may come behind them; all bytes when that may be anything, or the end of the text.
  int least_run = 0;
  ByteSet behind_run = kAllBytes;
  auto operator<=>(const Head&) const = default;
};
// `shortest`: the bytes that every match has, TextNeeds::width.least.
Head HeadOf(const RegexNode& regex, std::uint32_t shortest);
double Rarity(const Head& head);

// The bytes of what \b takes for a word.
ByteSet WordBytes();

}  // namespace ascolto::regex

#endif  // ASCOLTO_REGEX_NEEDS_H_
