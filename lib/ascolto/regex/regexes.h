// The regexes of a rule set over one kind of text (folded or raw).
//
// A regex is run only where it can match. What it needs is read off its pattern (regex_needs):
//   - a text ("spacco la ", or one of several): all such atoms are looked for at once in the
//     outline of the text (atoms.h, digit_masked_text.h), and where a match must begin at a known distance before
//     the atom, RE2 is asked about that place alone, which is several times cheaper than a search;
//   - what its first bytes may be, if it has no such text: looked for everywhere at once (heads);
//   - runs of bytes of one kind (five digits, an @), if that says too little: measured once a text
//     (byte_runs);
//   - further texts, looked for only then.
// Regexes that need nothing share RE2::Sets that say which of them match at all. What remains is
// matched, for its span, as if each regex were searched for by itself: small ones by trying
// (small_regex), the others by RE2.

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

inline constexpr int kMostRegexHits = 64;  // of one entry in one text
inline constexpr std::uint32_t kAnywhere = ~0u;

// A text, and what is known of it.
struct SearchedText {
  std::string_view text;
  ByteCounts counts;  // of the text, or more
  // Of a folded text: what it is in, its words, and their keys or nothing. They must live as long
  // as it is searched.
  const text::FoldedText* folded = nullptr;
  std::span<const text::Word> words = {};
  std::span<const lexicon::WordKey> keys = {};
};

// Thread safety: Add and Compile by one thread; the rest by any number afterwards.
class Regexes {
 public:
  // The buffers of one search; may be used for several Regexes in turn.
  class Scratch;

  // `folded`: the texts will be.
  explicit Regexes(bool folded);
  ~Regexes();

  // Returns the index of the pattern, the same when it comes again; InvalidArgument with RE2's
  // words, and nothing is added. `memory`: bytes for its own automaton, if it needs one; of a
  // pattern that comes again the first counts.
  absl::StatusOr<int> Add(const std::string& pattern, std::size_t memory);

  // `memory`: bytes for the automata over the patterns that need nothing. When one cannot be built
  // within them, the patterns are split.
  void Compile(std::size_t memory);

  std::size_t size() const { return regexes_.size(); }
  // About how many instructions RE2 needs for those that are large: nested and long repetitions.
  double size_of_large() const { return size_of_large_; }

  // Calls hit(index, begin, end) for each match that is not empty: of one regex left to right, at
  // most 64 times, each search resuming where the last match ended.
  template <typename OnHit>
  void FindAll(const SearchedText& text, Scratch* scratch, OnHit hit) const;

 private:
  static constexpr std::uint32_t kMostPlaces = 8;  // to ask about one by one

  // A place where a match of a regex may begin, or kAnywhere.
  struct Place {
    std::uint32_t regex, begin;
    auto operator<=>(const Place&) const = default;
  };
  // An atom of a regex, and how far before it a match begins, or kAnywhere.
  struct Use {
    std::uint32_t regex, before;
  };
  // A text of a need; the last one of a need ends it.
  struct GateText {
    std::uint32_t at, bytes;  // in gate_bytes_
    Width before;             // of the match, before the text
    bool ends_need;
  };
  // What is asked of a text before RE2 is.
  struct Gate {
    ByteCounts counts;
    ByteRuns::Lengths runs;
    bool has_runs = false;
    std::uint32_t first_text = 0, end_text = 0;  // in gate_texts_
    std::uint32_t most_bytes = kAnywhere;        // of a match
    bool has_texts() const { return first_text != end_text; }
  };
  // Patterns without an atom and a head that need the same runs.
  struct GatedPart {
    ByteRuns::Lengths runs;
    std::vector<std::uint32_t> patterns;
  };
  // Patterns that share an automaton; none when it is too large even for one.
  struct Part {
    std::unique_ptr<RE2::Set> set;
    std::vector<std::uint32_t> patterns;
  };
  struct UsesOfAtom {
    ByteCounts counts;    // that each of them needs
    std::uint32_t begin;  // in AtomSet::uses, up to the next one's
  };
  static constexpr std::size_t kAtomSets = 4;
  // Atoms that are looked for together, and what for.
  struct AtomSet {
    ByteCounts counts;  // that all their regexes need
    Atoms atoms;
    std::vector<UsesOfAtom> uses_of;  // by atom; one more at the end
    std::vector<Use> uses;
  };
  class Compiler;

  void CompilePart(std::vector<std::uint32_t> patterns, std::size_t memory);

  // The places of all candidates, those of one regex together and ascending.
  std::span<const Place> Candidates(const SearchedText& text, Scratch* scratch) const;
  void BeginRound(const SearchedText& text, Scratch* scratch) const;
  void AddPlacesOfAtoms(const AtomSet& set, Scratch* scratch) const;
  void AddPlacesOfHeads(Scratch* scratch) const;
  // Returns whether further places of this use may be wanted.
  bool AddPlace(const Use& use, std::size_t at, Scratch* scratch) const;
  void AddUngated(Scratch* scratch) const;
  // Whether what the regex needs besides its atom is there, for a match that begins there.
  bool MayMatch(const Place& place, Scratch* scratch) const;
  // Whether the text stands in the outline where it must, for a match that begins at `begin`.
  bool Stands(const GateText& text, const DigitMaskedText& outline, std::uint32_t begin) const;
  // What is made of a text when it is first asked for.
  const DigitMaskedText& OutlineOfText(Scratch* scratch) const;
  const PaddedText& Padded(Scratch* scratch) const;
  const ByteRuns::Lengths& Runs(Scratch* scratch) const;

  template <typename OnHit>
  void FindAt(std::span<const Place> places, std::string_view text, Scratch* scratch,
              OnHit hit) const;
  template <typename OnHit>
  void FindAnywhere(std::uint32_t regex, std::string_view text, Scratch* scratch,
                    OnHit hit) const;
  // The match that begins there: its end, or 0.
  std::size_t MatchAt(const Place& place, std::string_view text, Scratch* scratch) const;
  // The first match that is not empty and begins at `from` or later; false when there is none.
  bool Search(std::uint32_t regex, std::string_view text, std::size_t from, Scratch* scratch,
              std::size_t* begin, std::size_t* end) const;

  const bool folded_;
  std::unique_ptr<Compiler> compiler_;  // until Compile
  std::vector<std::unique_ptr<const LazyRe2>> regexes_;
  std::vector<std::optional<SmallRegex>> small_;  // by index
  std::vector<Gate> gates_;  // by index
  std::vector<GateText> gate_texts_;
  std::string gate_bytes_;
  // Atoms of regexes that need digits, capitals or signs in a row are in sets of their own, but for
  // those at words of folded texts: these are all in the first.
  std::array<AtomSet, kAtomSets> atom_sets_;
  ByteRuns runs_;
  StartFilter heads_;
  std::vector<std::vector<std::uint32_t>> regexes_of_head_;
  std::vector<GatedPart> gated_;
  std::vector<Part> parts_;
  double size_of_large_ = 0;
  ByteCounts counts_;  // that all regexes need
};

class Regexes::Scratch {
 public:
  // Asked before each regex, unless it is null: once it says true, no further one is looked for.
  const std::function<bool()>* stop = nullptr;

 private:
  friend class Regexes;
  // How many places of a regex were found in this round.
  struct Found {
    std::uint32_t round = 0, places = 0;
  };
  SearchedText searched;
  Atoms::Scratch atoms;
  StartFilter::Scratch heads;
  DigitMaskedText outline;
  PaddedText padded;
  ByteRuns::Lengths runs;
  bool has_outline = false, has_padded = false, has_runs = false;  // of this text
  std::vector<Found> found;  // by regex
  std::uint32_t round = 0;
  std::vector<Place> places;
  std::vector<int> part;
  SmallRegex::Scratch small;
};

template <typename OnHit>
void Regexes::FindAll(const SearchedText& searched, Scratch* scratch, OnHit hit) const {
  if (regexes_.empty() || !searched.counts.Reach(counts_)) return;
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

// The leftmost match is the one at the first of the places that has one.
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
    if (++hits == kMostRegexHits) return;
  }
}

template <typename OnHit>
void Regexes::FindAnywhere(std::uint32_t regex, std::string_view text, Scratch* scratch,
                           OnHit hit) const {
  std::size_t begin = 0, end = 0;
  for (int hits = 0; hits < kMostRegexHits; ++hits) {
    if (!Search(regex, text, end, scratch, &begin, &end)) return;
    hit(begin, end);
  }
}

}  // namespace ascolto::regex

#endif  // ASCOLTO_REGEX_REGEXES_H_
