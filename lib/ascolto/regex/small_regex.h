// Matches small regexes by trying: what most rules are made of costs a tenth of RE2 here.
//
// RE2 goes through an automaton that it builds while it runs and that a rarely met regex has not
// built yet; it reads a comment twice for one span. A rule's regex is mostly a few letters, classes
// and gaps, and for those it is quicker to try what the regex says, part by part, and go back
// where it fails. The order of trying is what leftmost-first means, so the span is RE2's. Going
// back can take long: every search has a budget, and where it is used up RE2 does the rest. Regexes
// with anything unusual in them are not compiled at all.

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
  enum class Result : std::uint8_t { kNothing, kFound, kGaveUp };

  // A place to go back to.
  struct Choice {
    std::uint32_t step, at;
    // Of a run that ends at `at`: where it may end at the earliest, or if it is lazy how many
    // characters it has taken. Otherwise kNoRun.
    std::uint32_t run;
  };
  // The buffers of searches in one text.
  struct Scratch {
    std::vector<Choice> choices;
    std::size_t budget = 0;  // steps that may still be made
    // For bytes that a run has gone over, there and back: several cost what a step does.
    void Pay(std::size_t bytes) { budget -= std::min(budget, bytes / 4); }
  };
  // Long texts are RE2's: what it costs to build its automaton is nothing there.
  static constexpr std::size_t kLongText = 2048;
  static std::size_t BudgetFor(std::string_view text) {
    return 256 + 8 * std::min<std::size_t>(text.size(), 512);
  }

  // Whether to search by trying costs less than RE2 does, as far as can be guessed: not where
  // nearly every place has many ways to begin.
  bool searches_well() const { return searches_well_; }

  // Nothing when it is not for us. `folded`: as the tree was read.
  static std::optional<SmallRegex> Compile(const RegexNode& regex, bool folded);

  // The match that begins at `begin`: its end.
  Result MatchAt(std::string_view text, std::size_t begin, Scratch* scratch,
                 std::size_t* end) const;
  // The first match that begins at `from` or later. When it gives up, *begin is from where on
  // there may be one.
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
    bool Meets(const Bytes& other) const {
      for (std::size_t i = 0; i < 4; ++i) {
        if ((words[i] & other.words[i]) != 0) return true;
      }
      return false;
    }
    bool IsIn(const Bytes& other) const {
      for (std::size_t i = 0; i < 4; ++i) {
        if ((words[i] & ~other.words[i]) != 0) return false;
      }
      return true;
    }
  };
  static Bytes BytesOf(const ByteSet& set);

  struct Step {
    enum class Kind : std::uint8_t {
      kText,   // `most` bytes of text_ from `other` on
      kSet,    // one character of `set`
      kRun,    // `least` to `most` of them, then a byte of `next`
      kEdge,
      kSplit,  // the next step first, then `other`; the other way round when `lazy`
      kGoto,   // `other`
      kDone,
    };
    Kind kind;
    Edge edge = Edge::kWord;
    bool lazy = false;
    bool end_follows = false;  // what comes after a run may be the end of the text
    bool whole = false;        // nothing can follow a run that stops before its end
    std::uint16_t set = 0;
    std::uint16_t next = 0;    // a set
    std::uint32_t least = 0, most = 0;
    std::uint32_t other = 0;
  };
  // What a match may begin with from some step on.
  struct Beginning {
    Bytes bytes;
    bool nothing = false;  // it may be empty
    double steps = 0;      // to try all that it may begin with
  };
  class Compiler;

  // One more character of the set, at most at the end of the text; false when there is none.
  bool Take(const Step& step, std::string_view text, std::size_t* at) const;
  // At most that many of them: how many.
  std::uint32_t TakeUpTo(const Step& step, std::uint32_t most, std::string_view text,
                         std::size_t* at) const;
  // Makes the longest run that the next step can follow, or the shortest if it is lazy.
  bool Run(std::uint32_t step, std::string_view text, std::size_t* at, Scratch* scratch) const;
  // Of a choice of a run, the next end to try; false when there is none.
  bool Shorten(Choice* choice, std::string_view text) const;
  bool Lengthen(Choice* choice, std::string_view text) const;
  // Goes back to the last choice; false when there is none.
  bool GoBack(std::string_view text, std::uint32_t* step, std::size_t* at, Scratch* scratch) const;
  bool MayEnd(const Step& run, std::string_view text, std::size_t at) const {
    return at < text.size() ? sets_[run.next].Has(text[at]) : run.end_follows;
  }

  std::vector<Step> steps_;
  std::string text_;
  std::vector<Bytes> sets_;
  Bytes begins_;
  bool begins_word_ = false;  // it matches only where a word begins
  bool searches_well_ = false;
};

}  // namespace ascolto::regex

#endif  // ASCOLTO_REGEX_SMALL_REGEX_H_
