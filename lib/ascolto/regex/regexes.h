// All regexes of a rule set over one kind of text, folded or raw.
//
// A regex runs only where it can match. Its necessary conditions (needs.h) decide how it is found:
//   - by a literal ("spacco la ", or one of several). All such atoms are searched at once in the
//     digit-masked text (atoms.h, digit_masked_text.h). If a match begins at a fixed distance
//     before the atom, only an anchored match at that position is tried, which is several times
//     cheaper than a search.
//   - by the sets of its first bytes, if it has no such literal. All of these are searched at once
//     (start_filter.h).
//   - by runs of bytes of one set (five digits, an @), if its first bytes are too common. They are
//     measured once per text (byte_runs.h).
// Further literals are tested only after one of these.
// Regexes without any necessary condition share RE2::Sets that tell which of them match at all. The
// spans of the remaining regexes are then found as if each were searched on its own: small ones by
// backtracking (small_regex.h), the others by RE2.

#ifndef ASCOLTO_REGEX_REGEXES_H_
#define ASCOLTO_REGEX_REGEXES_H_

#include <re2/re2.h>
#include <re2/set.h>

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "ascolto/regex/atoms.h"
#include "ascolto/regex/byte_runs.h"
#include "ascolto/regex/start_filter.h"
#include "ascolto/regex/lazy_re2.h"
#include "ascolto/regex/digit_masked_text.h"
#include "ascolto/regex/needs.h"
#include "ascolto/regex/byte_set_mask.h"
#include "ascolto/regex/small_regex.h"
#include "ascolto/text/fold.h"
#include "ascolto/text/words.h"

namespace ascolto::regex {

inline constexpr int kMaxRegexHits = 64;  // of one regex in one text
inline constexpr std::uint32_t kAnywhere = ~0u;

// A text and what is known of it.
struct SearchedText {
  std::string_view text;
  ByteCounts counts;  // upper bounds
  // For a folded text: the FoldedText, its words, and their keys (may be empty). They must stay
  // valid during the search.
  const text::FoldedText* folded = nullptr;
  std::span<const text::Word> words = {};
  std::span<const lexicon::WordKey> keys = {};
};

// Thread safety: one thread calls Add and Compile; afterwards any number of threads may call the
// rest.
class Regexes {
 public:
  // The buffers of one search. One object may be used with several Regexes in turn.
  class Scratch;

  // `folded`: whether the texts are folded.
  explicit Regexes(bool folded);
  ~Regexes();

  // Adds a pattern and returns its index. A pattern that was added before keeps its index and its
  // memory. InvalidArgument quotes RE2's error; then nothing is added. `memory`: the bytes that the
  // pattern's own automaton may take, if it needs one.
  absl::StatusOr<int> Add(const std::string& pattern, std::size_t memory);

  // `memory`: the bytes that the automata of patterns without necessary conditions may take. If a
  // set cannot be built within them, it is split.
  void Compile(std::size_t memory);

  std::size_t size() const { return regexes_.size(); }
  // About how many instructions RE2 needs for all large regexes, which have nested or long
  // repetitions.
  double size_of_large_regexes() const { return size_of_large_regexes_; }

  // Calls hit(index, begin, end) for each non-empty match. The matches of one regex are reported
  // from left to right, at most kMaxRegexHits; each search resumes at the end of the last match.
  template <typename OnHit>
  void FindAll(const SearchedText& text, Scratch* scratch, OnHit hit) const;

 private:
  static constexpr std::uint32_t kMaxPlaces = 8;  // positions of one regex that are tried singly

  // A position where a match of a regex may begin, or kAnywhere.
  struct Place {
    std::uint32_t regex, begin;
    auto operator<=>(const Place&) const = default;
  };
  // A regex that has some atom, and how many bytes before the atom its matches begin, or kAnywhere.
  struct AtomUse {
    std::uint32_t regex, before;
  };
  // One text of a need. The last text of each need has `ends_need`.
  struct PrefilterText {
    std::uint32_t at, bytes;  // position in prefilter_bytes_
    Width before;             // bytes of the match before the text
    bool ends_need;
  };
  // Conditions that are tested before a regex runs.
  struct Prefilter {
    ByteCounts counts;
    ByteRuns::Lengths runs;
    bool has_runs = false;
    std::uint32_t first_text = 0, end_text = 0;  // indices into prefilter_texts_
    std::uint32_t max_bytes = kAnywhere;         // the greatest length of a match
    bool has_texts() const { return first_text != end_text; }
  };
  // Patterns without an atom and without sets of first bytes that need the same runs.
  struct RunFilteredPart {
    ByteRuns::Lengths runs;
    std::vector<std::uint32_t> patterns;
  };
  // Patterns that share an automaton. `set` is null if it would be too large even for one pattern.
  struct Part {
    std::unique_ptr<RE2::Set> set;
    std::vector<std::uint32_t> patterns;
  };
  struct UsesOfAtom {
    ByteCounts counts;    // that all of these regexes need
    std::uint32_t begin;  // index into AtomSet::uses; ends where the next one begins
  };
  static constexpr std::size_t kAtomSets = 4;
  // Atoms that are searched together, and the regexes that use them.
  struct AtomSet {
    ByteCounts counts;  // that all of these regexes need
    Atoms atoms;
    std::vector<UsesOfAtom> uses_of;  // by atom, with one more at the end
    std::vector<AtomUse> uses;
  };
  class Compiler;

  void CompilePart(std::vector<std::uint32_t> patterns, std::size_t memory);

  // Returns the candidate positions, grouped by regex and ascending.
  std::span<const Place> Candidates(const SearchedText& text, Scratch* scratch) const;
  void BeginRound(const SearchedText& text, Scratch* scratch) const;
  void AddPlacesOfAtoms(const AtomSet& set, Scratch* scratch) const;
  void AddPlacesOfStarts(Scratch* scratch) const;
  // Returns whether more positions for this use may be needed.
  bool AddPlace(const AtomUse& use, std::size_t at, Scratch* scratch) const;
  void AddRegexesAnywhere(Scratch* scratch) const;
  // Returns whether the other conditions of the regex hold for a match that begins at the place.
  bool MayMatch(const Place& place, Scratch* scratch) const;
  // Returns whether the text occurs where a match that begins at `begin` would have it.
  bool Occurs(const PrefilterText& text, const DigitMaskedText& masked_text,
              std::uint32_t begin) const;
  // These are computed on the first call for each text.
  const DigitMaskedText& MaskedText(Scratch* scratch) const;
  const PaddedText& Padded(Scratch* scratch) const;
  const ByteRuns::Lengths& Runs(Scratch* scratch) const;

  template <typename OnHit>
  void FindAt(std::span<const Place> places, std::string_view text, Scratch* scratch,
              OnHit hit) const;
  template <typename OnHit>
  void FindAnywhere(std::uint32_t regex, std::string_view text, Scratch* scratch,
                    OnHit hit) const;
  // Returns the end of the match that begins at the place, or 0.
  std::size_t MatchAt(const Place& place, std::string_view text, Scratch* scratch) const;
  // Finds the first non-empty match that begins at `from` or later. Returns false when there is
  // none.
  bool Search(std::uint32_t regex, std::string_view text, std::size_t from, Scratch* scratch,
              std::size_t* begin, std::size_t* end) const;

  const bool folded_;
  std::unique_ptr<Compiler> compiler_;  // null after Compile
  std::vector<std::unique_ptr<const LazyRe2>> regexes_;
  std::vector<std::optional<SmallRegex>> small_;  // by index
  std::vector<Prefilter> prefilters_;             // by index
  std::vector<PrefilterText> prefilter_texts_;
  std::string prefilter_bytes_;
  // Atoms of regexes that need digits, capitals or signs in a row are in separate sets. The
  // exception are atoms of folded texts that are searched at words: they are all in the first set.
  std::array<AtomSet, kAtomSets> atom_sets_;
  ByteRuns runs_;
  StartFilter start_filter_;
  std::vector<std::vector<std::uint32_t>> regexes_of_start_;
  std::vector<RunFilteredPart> run_filtered_parts_;
  std::vector<Part> parts_;
  double size_of_large_regexes_ = 0;
  ByteCounts counts_;  // that all regexes need
};

class Regexes::Scratch {
 public:
  // Called before each regex, unless it is null. When it returns true, the search stops.
  const std::function<bool()>* stop = nullptr;

 private:
  friend class Regexes;
  // How many places of a regex were found in a round.
  struct Found {
    std::uint32_t round = 0, places = 0;
  };
  SearchedText searched;
  Atoms::Scratch atoms;
  StartFilter::Scratch starts;
  DigitMaskedText masked_text;
  PaddedText padded;
  ByteRuns::Lengths runs;
  bool has_masked_text = false, has_padded = false, has_runs = false;  // computed for this text
  std::vector<Found> found;                                            // by regex
  std::uint32_t round = 0;
  std::vector<Place> places;
  std::vector<int> part;
  SmallRegex::Scratch small;
};

template <typename OnHit>
void Regexes::FindAll(const SearchedText& searched, Scratch* scratch, OnHit hit) const {
  if (regexes_.empty() || !searched.counts.IsAtLeast(counts_)) return;
  const std::string_view text = searched.text;
  std::span<const Place> places = Candidates(searched, scratch);
  while (!places.empty()) {
    const std::uint32_t regex = places.front().regex;
    std::size_t count = 1;
    while (count < places.size() && places[count].regex == regex) ++count;
    const auto on_hit = [&](std::size_t begin, std::size_t end) {
      hit(static_cast<int>(regex), begin, end);
    };
    if (scratch->stop != nullptr && (*scratch->stop)()) return;
    scratch->small.budget = SmallRegex::BudgetFor(text);
    if (places[count - 1].begin != kAnywhere) {
      FindAt(places.first(count), text, scratch, on_hit);
    } else if (MayMatch(places[count - 1], scratch)) {
      FindAnywhere(regex, text, scratch, on_hit);
    }
    places = places.subspan(count);
  }
}

// The leftmost match is at the first place that has one.
template <typename OnHit>
void Regexes::FindAt(std::span<const Place> places, std::string_view text, Scratch* scratch,
                     OnHit hit) const {
  std::size_t at = 0;
  int hits = 0;
  for (const Place& place : places) {
    if (place.begin < at || !MayMatch(place, scratch)) continue;
    const std::size_t end = MatchAt(place, text, scratch);
    at = end != 0 ? end : place.begin + 1;
    if (end == 0) continue;
    hit(place.begin, end);
    if (++hits == kMaxRegexHits) return;
  }
}

template <typename OnHit>
void Regexes::FindAnywhere(std::uint32_t regex, std::string_view text, Scratch* scratch,
                           OnHit hit) const {
  std::size_t begin = 0, end = 0;
  for (int hits = 0; hits < kMaxRegexHits; ++hits) {
    if (!Search(regex, text, end, scratch, &begin, &end)) return;
    hit(begin, end);
  }
}

}  // namespace ascolto::regex

#endif  // ASCOLTO_REGEX_REGEXES_H_
