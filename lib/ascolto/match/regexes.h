// The regexes of a rule set over one kind of text (folded or raw).
//
// Over folded text most patterns need some literal: RE2 says which (FilteredRE2), the atoms are
// looked up in the text, and only the patterns whose literals are there are run. The few that
// need none, and all over raw text (where case is not folded), share an RE2::Set that says which
// of them match at all. A pattern that remains is run alone, for its places.

#ifndef ASCOLTO_MATCH_REGEXES_H_
#define ASCOLTO_MATCH_REGEXES_H_

#include <re2/filtered_re2.h>
#include <re2/re2.h>
#include <re2/set.h>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "ascolto/match/atoms.h"

namespace ascolto::match {

inline constexpr int kMostRegexHits = 64;  // of one entry in one text

// Thread safety: Add and Compile by one thread; the rest by any number afterwards.
class Regexes {
 public:
  // The buffers of one search.
  struct Scratch {
    std::vector<int> atoms, part;
  };

  // Returns the index of the pattern; InvalidArgument with RE2's words.
  absl::StatusOr<int> Add(const std::string& pattern, std::size_t memory);

  // `memory`: bytes for the automaton over the patterns without literals. When it cannot be built
  // within them, the patterns are split. `folded`: the texts will be.
  void Compile(std::size_t memory, bool folded);

  std::size_t size() const { return regexes_.size(); }

  // The indices of the patterns that may match, ascending; every pattern that does is there.
  void Candidates(std::string_view text, Scratch* scratch, std::vector<int>* found) const;

  // Calls hit(begin, end) for each match that is not empty, left to right, at most 64 times,
  // each search resuming where the last one ended.
  template <typename OnHit>
  void FindAll(int index, std::string_view text, OnHit hit) const;

 private:
  struct Part {
    std::unique_ptr<RE2::Set> set;  // null: too large even alone, always candidates
    std::vector<int> patterns;
  };
  void CompilePart(std::vector<int> patterns, std::size_t memory);
  // Which patterns need no literal; the others are gated by their atoms.
  std::vector<int> Filter();

  std::vector<std::unique_ptr<RE2>> regexes_;
  std::vector<Part> parts_;
  std::vector<char> ungated_;  // by index
  std::unique_ptr<re2::FilteredRE2> filter_;
  std::optional<Atoms> atoms_;
};

template <typename OnHit>
void Regexes::FindAll(int index, std::string_view text, OnHit hit) const {
  std::size_t at = 0;
  for (int hits = 0; hits < kMostRegexHits && at <= text.size();) {
    re2::StringPiece found;
    if (!regexes_[index]->Match(text, at, text.size(), RE2::UNANCHORED, &found, 1)) return;
    const std::size_t begin = found.data() - text.data();
    const std::size_t end = begin + found.size();
    if (begin == end) {  // go on behind the next code point
      at = end + 1;
      while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) ++at;
      continue;
    }
    hit(begin, end);
    ++hits;
    at = end;
  }
}

}  // namespace ascolto::match

#endif  // ASCOLTO_MATCH_REGEXES_H_
