// What a text must hold for a regex to match in it: texts, and runs of bytes of one kind.
//
// Most regexes need something that most comments lack: a word, five digits, an @. To look for
// that first is what lets thousands of regexes cost next to nothing.

#ifndef ASCOLTO_MATCH_REGEX_NEEDS_H_
#define ASCOLTO_MATCH_REGEX_NEEDS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ascolto/rules/regex_tree.h"

namespace ascolto::match {

using rules::ByteSet;
using rules::RegexNode;

// How many bytes.
struct Width {
  static constexpr std::uint32_t kEndless = ~0u;
  std::uint32_t least = 0, most = 0;
};

struct NeededText {
  std::string text;          // an outline
  Width before;              // of the match, before the text
  bool begins_word = false;  // a word of the outline begins where the text does
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

// The sets that the regex takes characters from.
void AddSets(const RegexNode& regex, std::vector<ByteSet>* sets);

// How rare the bytes of a set are, in bits for each.
double Rarity(const ByteSet& set);

// What the first bytes of a match may be: a set for each, as many as every match has, at most
// kMostHeadBytes.
inline constexpr std::size_t kMostHeadBytes = 6;
struct Head {
  std::vector<ByteSet> bytes;
  bool begins_word = false;  // a word of ASCII begins where the match does
  bool operator==(const Head&) const = default;
};
Head HeadOf(const RegexNode& regex);
double Rarity(const Head& head);

// The bytes of what \b takes for a word.
ByteSet WordBytes();

}  // namespace ascolto::match

#endif  // ASCOLTO_MATCH_REGEX_NEEDS_H_
