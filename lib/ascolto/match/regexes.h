// The regexes of a rule set over one kind of text (folded or raw).
//
// One RE2::Set says which of them match at all; only those are run alone, for their places.

#ifndef ASCOLTO_MATCH_REGEXES_H_
#define ASCOLTO_MATCH_REGEXES_H_

#include <re2/re2.h>
#include <re2/set.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace ascolto::match {

inline constexpr int kMostRegexHits = 64;  // of one entry in one text

// Thread safety: Add and Compile by one thread; the rest by any number afterwards.
class Regexes {
 public:
  // Returns the index of the pattern; InvalidArgument with RE2's words.
  absl::StatusOr<int> Add(const std::string& pattern, std::size_t memory);

  // `memory`: bytes for the automaton over all patterns. When it cannot be built within them,
  // the patterns are split.
  void Compile(std::size_t memory);

  std::size_t size() const { return regexes_.size(); }
  const RE2& regex(int index) const { return *regexes_[index]; }

  // The indices of the patterns that may match, ascending; every pattern that does is there.
  // Both vectors are buffers of the caller's.
  void Candidates(std::string_view text, std::vector<int>* scratch, std::vector<int>* found) const;

  // Calls hit(begin, end) for each match that is not empty, left to right, at most 64 times,
  // each search resuming where the last one ended.
  template <typename OnHit>
  void FindAll(int index, std::string_view text, OnHit hit) const;

 private:
  struct Part {
    std::unique_ptr<RE2::Set> set;  // null: too large even alone, always a candidate
    int begin, end;                 // indices of the patterns
  };
  void CompilePart(int begin, int end, std::size_t memory);

  std::vector<std::unique_ptr<RE2>> regexes_;
  std::vector<Part> parts_;
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
