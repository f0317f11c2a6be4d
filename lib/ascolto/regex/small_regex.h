// A backtracking matcher for small regexes. For most regexes of rules it costs a tenth of RE2.
//
// RE2 builds its automaton while it runs, and for a regex that rarely runs the automaton is not
// built yet. RE2 also reads a comment twice to find one span. A typical regex of a rule consists of
// a few letters, classes and gaps, for which backtracking is faster. Alternatives are tried in the
// order that leftmost-first semantics demands, so the span equals RE2's. Backtracking can take
// exponential time; therefore every search has a budget, and when it is used up RE2 takes over.
// Regexes with unusual constructs are not compiled at all.

#ifndef ASCOLTO_REGEX_SMALL_REGEX_H_
#define ASCOLTO_REGEX_SMALL_REGEX_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ascolto/regex/syntax_tree.h"

namespace ascolto::regex {


// Thread safety: immutable.
class SmallRegex {
 public:
  enum class Result : std::uint8_t { kNoMatch, kMatch, kGaveUp };

  // A backtracking point.
  struct BacktrackPoint {
    std::uint32_t step, at;
    // For a run that ends at `at`: the earliest position where it may end, or, if it is lazy, how
    // many characters it has consumed. Otherwise kNoRun.
    std::uint32_t run;
  };
  // The buffers of searches in one text.
  struct Scratch {
    std::vector<BacktrackPoint> backtrack_points;
    std::size_t budget = 0;  // steps that may still be executed
    // Charges for bytes that a run has read. Several bytes cost as much as one step.
    void Charge(std::size_t bytes) { budget -= std::min(budget, bytes / 4); }
  };
  // Longer texts are left to RE2, because there the cost of building its automaton does not matter.
  static constexpr std::size_t kLongText = 2048;
  static std::size_t BudgetFor(std::string_view text) {
    return 256 + 8 * std::min<std::size_t>(text.size(), 512);
  }

  // Whether a search by backtracking is probably faster than RE2. It is not where nearly every
  // position can begin a match in many ways.
  bool is_fast_to_search() const { return is_fast_to_search_; }

  // Returns none if the regex is not supported. `folded`: as given to ParseRegex.
  static std::optional<SmallRegex> Compile(const RegexNode& regex, bool folded);

  // Finds the match that begins at `begin` and sets *end.
  Result MatchAt(std::string_view text, std::size_t begin, Scratch* scratch,
                 std::size_t* end) const;
  // Finds the first match that begins at `from` or later. If it gives up, *begin is the position
  // from which a match is still possible.
  Result Search(std::string_view text, std::size_t from, Scratch* scratch, std::size_t* begin,
                std::size_t* end) const;

 private:
  static constexpr std::uint32_t kNoRun = ~0u;

  // A set of all 256 bytes.
  struct Bytes {
    std::array<std::uint64_t, 4> words{};
    bool Has(char c) const {
      const auto byte = static_cast<unsigned char>(c);
      return (words[byte / 64] >> byte % 64 & 1) != 0;
    }
    bool IsAscii() const { return (words[2] | words[3]) == 0; }
    void Add(const Bytes& other) {
      for (std::size_t i = 0; i < 4; ++i) words[i] |= other.words[i];
    }
    bool Intersects(const Bytes& other) const {
      for (std::size_t i = 0; i < 4; ++i) {
        if ((words[i] & other.words[i]) != 0) return true;
      }
      return false;
    }
    bool IsSubsetOf(const Bytes& other) const {
      for (std::size_t i = 0; i < 4; ++i) {
        if ((words[i] & ~other.words[i]) != 0) return false;
      }
      return true;
    }
  };
  static Bytes BytesOf(const ByteSet& set);

  struct Step {
    enum class Kind : std::uint8_t {
      kLiteral,    // `max` bytes of text_ from `other`
      kSet,        // one character of `set`
      kRun,        // `min` to `max` characters of `set`, followed by a byte of `next`
      kAssertion,  // an empty-width assertion
      kSplit,      // the next step first, then step `other`; the other way round if `lazy`
      kJump,       // step `other`
      kAccept,     // a match
    };
    Kind kind;
    Assertion assertion = Assertion::kWord;
    bool lazy = false;
    bool end_follows = false;  // the end of the text may follow a run
    bool possessive = false;   // a run that stops before its greatest length cannot lead to a match
    std::uint16_t set = 0;
    std::uint16_t next = 0;  // the set of bytes that may follow
    std::uint32_t min = 0, max = 0;
    std::uint32_t other = 0;
  };
  // The bytes with which a match may begin, counted from some step (its FIRST set).
  struct FirstSet {
    Bytes bytes;
    bool nullable = false;  // the match may be empty
    double steps = 0;       // steps for trying all alternatives at one position
  };
  class Compiler;

  // Consumes one character of the set. Returns false if there is none.
  bool Consume(const Step& step, std::string_view text, std::size_t* at) const;
  // Consumes at most `max` characters of the set and returns how many.
  std::uint32_t ConsumeUpTo(const Step& step, std::uint32_t max, std::string_view text,
                            std::size_t* at) const;
  // Executes a run: the longest one that the next step can follow, or the shortest one if it is
  // lazy.
  bool MatchRun(std::uint32_t step, std::string_view text, std::size_t* at, Scratch* scratch) const;
  // Moves the end of a run to the next one to try. Returns false when there is none.
  bool Shorten(BacktrackPoint* point, std::string_view text) const;
  bool Lengthen(BacktrackPoint* point, std::string_view text) const;
  // Returns to the last backtracking point. Returns false when there is none.
  bool Backtrack(std::string_view text, std::uint32_t* step, std::size_t* at,
                 Scratch* scratch) const;
  bool MayEnd(const Step& run, std::string_view text, std::size_t at) const {
    return at < text.size() ? sets_[run.next].Has(text[at]) : run.end_follows;
  }

  std::vector<Step> steps_;
  std::string text_;
  std::vector<Bytes> sets_;
  Bytes first_bytes_;
  bool begins_word_ = false;  // a match begins only where a word begins
  bool is_fast_to_search_ = false;
};

}  // namespace ascolto::regex

#endif  // ASCOLTO_REGEX_SMALL_REGEX_H_
