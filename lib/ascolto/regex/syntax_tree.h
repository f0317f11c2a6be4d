// What a regex is made of, as far as that can be told without RE2's own tree, which is not public.
//
// The reading is generous: every set of characters holds at least what RE2 would match there, and
// what is not understood gives no tree at all. So what is concluded from a tree ("a match holds
// five digits") may be less than what is true, never more.

#ifndef ASCOLTO_REGEX_SYNTAX_TREE_H_
#define ASCOLTO_REGEX_SYNTAX_TREE_H_

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>
#include <vector>

namespace ascolto::regex {

// A set of bytes: any of ASCII, and all of the others or none.
struct ByteSet {
  std::uint64_t low = 0, high = 0;  // bytes 0..63 and 64..127
  bool beyond = false;              // 128..255

  constexpr bool Has(unsigned char byte) const {
    return byte < 64 ? (low >> byte & 1) != 0 : byte < 128 ? (high >> (byte - 64) & 1) != 0 : beyond;
  }
  constexpr void Add(unsigned char byte) {
    (byte < 64 ? low : high) |= std::uint64_t{1} << byte % 64;  // ASCII
  }
  constexpr void AddRange(unsigned char first, unsigned char last) {
    for (int byte = first; byte <= last; ++byte) Add(static_cast<unsigned char>(byte));
  }
  constexpr void AddAll(const ByteSet& other) {
    low |= other.low;
    high |= other.high;
    beyond = beyond || other.beyond;
  }
  constexpr bool HasAscii() const { return (low | high) != 0; }
  constexpr bool IsIn(const ByteSet& other) const {
    return (low & ~other.low) == 0 && (high & ~other.high) == 0 && (!beyond || other.beyond);
  }
  auto operator<=>(const ByteSet&) const = default;
};

// A set of characters.
struct CharacterSet {
  ByteSet bytes;                 // the ASCII ones; `beyond` when it may hold others
  bool many = false;             // any others; else those in `others`
  std::vector<char32_t> others;  // ascending
  bool exact = false;            // RE2's set is this one and no smaller
};

// What takes no character.
enum class Edge : std::uint8_t {
  kWord,       // \b, of ASCII words
  kNotWord,    // \B
  kTextBegin,  // \A, and ^ unless (?m)
  kTextEnd,    // \z, and $ unless (?m)
  kLineBegin,
  kLineEnd,
};

struct RegexNode {
  enum class Kind : std::uint8_t {
    kCharacter,  // one of `set`
    kEdge,       // takes nothing
    kSequence,   // `parts`, one after the other
    kChoice,     // one of `parts`
    kRepeat,     // parts[0], `least` to `most` times
  };
  static constexpr int kEndless = std::numeric_limits<int>::max();

  Kind kind = Kind::kSequence;
  CharacterSet set;
  Edge edge = Edge::kWord;
  int least = 1, most = 1;
  bool lazy = false;  // few times are tried first
  std::vector<RegexNode> parts;
};

// The tree of a pattern that RE2 takes (Perl syntax, UTF-8); nothing when some of it is not
// understood, or it is nested deeper than kMostRegexDepth (cost.h): so what walks over a tree
// may be recursive. `folded`: for texts as text::Fold gives them, which hold no capitals, no controls,
// no back quotes, and never two spaces in a row.
std::optional<RegexNode> ReadRegex(std::string_view pattern, bool folded);

// Whether a match may take no character.
bool MayBeEmpty(const RegexNode& regex);

// About how many instructions RE2 compiles it to, rather more.
double CompiledSize(const RegexNode& regex);
// What RE2 compiles with its usual memory whatever it is made of.
inline constexpr double kSurelyCompiled = 40'000;

}  // namespace ascolto::regex

#endif  // ASCOLTO_REGEX_SYNTAX_TREE_H_
