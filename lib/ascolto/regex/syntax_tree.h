// The syntax tree of a regex. RE2's own tree is not public.
//
// The tree is an over-approximation: every character set contains at least what RE2 would match
// there. If a pattern contains something that this parser does not understand, there is no tree.
// Therefore a condition derived from a tree ("a match has five digits") may be weaker than the
// truth, but is never wrong.

#ifndef ASCOLTO_REGEX_SYNTAX_TREE_H_
#define ASCOLTO_REGEX_SYNTAX_TREE_H_

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>
#include <vector>

namespace ascolto::regex {

// A set of bytes: any ASCII bytes, and either all or none of the non-ASCII bytes.
struct ByteSet {
  std::uint64_t low = 0, high = 0;  // bytes 0..63 and 64..127
  bool beyond = false;              // 128..255

  constexpr bool Has(unsigned char byte) const {
    return byte < 64    ? (low >> byte & 1) != 0
           : byte < 128 ? (high >> (byte - 64) & 1) != 0
                        : beyond;
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
  constexpr bool IsSubsetOf(const ByteSet& other) const {
    return (low & ~other.low) == 0 && (high & ~other.high) == 0 && (!beyond || other.beyond);
  }
  auto operator<=>(const ByteSet&) const = default;
};

// A set of characters.
struct CharacterSet {
  ByteSet bytes;                 // the ASCII characters; `beyond`: it may have others
  bool many = false;             // any other characters; otherwise those in `others`
  std::vector<char32_t> others;  // ascending
  bool exact = false;            // RE2's set is equal to this one, not smaller
};

// Empty-width assertions.
enum class Assertion : std::uint8_t {
  kWord,       // \b, of ASCII words
  kNotWord,    // \B
  kTextBegin,  // \A, and ^ unless (?m)
  kTextEnd,    // \z, and $ unless (?m)
  kLineBegin,
  kLineEnd,
};

struct RegexNode {
  enum class Kind : std::uint8_t {
    kCharacter,      // one of `set`
    kAssertion,      // an empty-width assertion
    kConcatenation,  // `parts`, concatenated
    kAlternation,    // one of `parts`
    kRepetition,     // parts[0], repeated `min` to `max` times
  };
  static constexpr int kUnbounded = std::numeric_limits<int>::max();

  Kind kind = Kind::kConcatenation;
  CharacterSet set;
  Assertion assertion = Assertion::kWord;
  int min = 1, max = 1;
  bool lazy = false;  // fewer repetitions are tried first
  std::vector<RegexNode> parts;
};

// Parses a pattern that RE2 accepts (Perl syntax, UTF-8). Returns none if the parser does not
// understand it, or if it is nested deeper than kMaxRegexDepth (cost.h); therefore code that walks
// over a tree may be recursive. `folded`: the regex is for results of text::Fold, which have no
// capitals, no control characters, no back quotes, and never two spaces in a row.
std::optional<RegexNode> ParseRegex(std::string_view pattern, bool folded);

// Returns whether a match may be empty.
bool MayBeEmpty(const RegexNode& regex);

// Estimates how many instructions RE2 compiles the regex to. The estimate is rather too high.
double CompiledSize(const RegexNode& regex);
// RE2 compiles any regex up to this estimate with its default memory.
inline constexpr double kSurelyCompiled = 40'000;

}  // namespace ascolto::regex

#endif  // ASCOLTO_REGEX_SYNTAX_TREE_H_
