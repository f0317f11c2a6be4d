// The compiled form of a model, for matching. match/program.cc compiles it; match/matcher.h runs
// it.
//
// - A symbol is a set of matchers (lexicon/lexicon.h). All words of a list share one symbol, so
//   that a list of a thousand words is one step of a phrase.
// - A sequence consists of symbols and gaps. It is one form of a phrase.
// - A unit is a set of sequences: a word or phrase entry, an item of a `near`, or a list that
//   contains phrases. Where a phrase of a list occurs, an edge with the list's symbol is added to
//   the lattice. Therefore nothing is ever multiplied out.
// - A single is a sequence of one symbol. It hits wherever the symbol occurs. Any other sequence is
//   tried only if all of its symbols occur in the comment; it is indexed by its two rarest symbols.
// - Regexes are kept apart: those over folded text and those over raw text.

#ifndef ASCOLTO_MATCH_PROGRAM_H_
#define ASCOLTO_MATCH_PROGRAM_H_

#include <algorithm>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "ascolto/lexicon/bloom_filter.h"
#include "ascolto/lexicon/lexicon.h"
#include "ascolto/lexicon/word_hash.h"
#include "ascolto/limits.h"
#include "ascolto/readings/lexicon_readings.h"
#include "ascolto/regex/regexes.h"
#include "ascolto/model/model.h"

namespace ascolto::match {

using SymbolId = std::uint32_t;
using UnitId = std::uint32_t;
using SequenceId = std::uint32_t;

// A set of readings, one bit for each Reading.
using ReadingSet = std::uint16_t;
constexpr ReadingSet SetOf(Reading reading) {
  return static_cast<ReadingSet>(1u << static_cast<int>(reading));
}
inline constexpr ReadingSet kAllReadings = (1u << kReadingCount) - 1;

struct Step {
  SymbolId symbol = 0;  // used if gap is 0
  std::uint32_t gap = 0;
};

struct Sequence {
  UnitId unit;
  std::uint32_t begin, end;  // indices into Program::steps
};

struct Unit {
  enum class Kind : std::uint8_t { kEntry, kNearItem, kList };
  Kind kind;
  std::uint32_t owner;  // kList: the list's SymbolId; else an index into Program::entries or nears
  ReadingSet readings = kAllReadings;  // by which the unit may be found
};

struct Near {
  std::uint32_t entry;
  UnitId first_unit;  // the units of its items are consecutive
  int items;
  int within;
};

// One entry of one rule.
struct ProgramEntry {
  std::uint32_t rule;   // index into Model::rules
  // Position among the rule's entries: first those of `find`, then those of `unless`.
  std::uint32_t order;
  bool unless;
};

// A sequence of one symbol that belongs to an entry or to an item of a `near`.
struct Single {
  UnitId unit;
  SequenceId sequence;
  auto operator<=>(const Single&) const = default;
};

// How sequences use a symbol. A phrase (a sequence that is not a single) is tried only if its key
// occurs, which is the rarest of its symbols. Unless the key is `unpaired`, another word of the
// phrase must also occur at the right distance from it. This way phrases cost nothing where only
// their common words occur.
struct SymbolUse {
  bool single : 1 = false;      // a single of some entry
  bool item : 1 = false;        // a single of some item
  bool in_phrases : 1 = false;  // part of some phrase
  bool key : 1 = false;         // the key of some phrase
  bool unpaired : 1 = false;    // a key of some phrase without another word at a known distance
  // For a key that is not unpaired: how many words before and after it are tested as the other
  // word.
  std::uint8_t before = 0, after = 0;
  // How many words before and after the key its phrases extend. kUnboundedReach: unknown, or the
  // phrases belong to a list, and therefore to phrases elsewhere.
  std::uint8_t reach_before = 0, reach_after = 0;
  auto operator<=>(const SymbolUse&) const = default;
};

// What happens when a word matches a matcher.
struct alignas(16) MatcherAction {
  UnitId unit;           // the unit that the word hits on its own, or kSymbolUse
  std::uint32_t target;  // the unit's entry; or the SymbolId that is an item or a key
  SymbolUse use = {};    // the use of that symbol
  static constexpr UnitId kSymbolUse = ~0u;  // the greatest value, so that units are sorted first
  auto operator<=>(const MatcherAction&) const = default;
};
// Four actions fill a cache line, and none crosses a line.
static_assert(sizeof(MatcherAction) == 16);

// A list of rows of different lengths, stored in one array.
template <typename T>
class Rows {
 public:
  // `pairs` has a row number and a value each, and is sorted.
  void Build(std::size_t rows, std::span<const std::pair<std::uint32_t, T>> pairs) {
    begins_.assign(1, 0);
    values_.clear();
    values_.reserve(pairs.size());
    for (const auto& [row, value] : pairs) {
      begins_.resize(row + 1, static_cast<std::uint32_t>(values_.size()));
      values_.push_back(value);
    }
    begins_.resize(rows + 1, static_cast<std::uint32_t>(values_.size()));
  }
  std::span<const T> operator[](std::size_t row) const {
    return std::span(values_).subspan(begins_[row], begins_[row + 1] - begins_[row]);
  }

 private:
  std::vector<std::uint32_t> begins_{0};
  std::vector<T> values_;
};

// The actions of each matcher, ascending. Nearly every matcher has at most one, which is found by
// one memory access.
class MatcherActions {
 public:
  // `pairs` has a matcher and an action each, and is sorted.
  void Build(std::size_t matchers,
             std::span<const std::pair<lexicon::MatcherId, MatcherAction>> pairs);
  // Prefetches what operator[] reads first.
  void Prefetch(lexicon::MatcherId matcher) const { __builtin_prefetch(&only_[matcher]); }
  std::span<const MatcherAction> operator[](lexicon::MatcherId matcher) const {
    const MatcherAction& only = only_[matcher];
    if (only.unit == kSeveral) return several_[only.target];
    return std::span(&only, only.unit == kNone ? 0 : 1);
  }

 private:
  // Values that are no unit's id.
  static constexpr UnitId kSeveral = MatcherAction::kSymbolUse - 1,
                          kNone = MatcherAction::kSymbolUse - 2;

  std::vector<MatcherAction> only_;  // by MatcherId; for kSeveral, `target` is a row of several_
  Rows<MatcherAction> several_;
};

// An index of sequences by their two rarest symbols: the key and the next rarest one.
class SequenceIndex {
 public:
  // The sequences with the same two symbols. `other` equals the key if a sequence has only one
  // symbol.
  struct Group {
    SymbolId other;
    std::uint32_t begin, end;  // indices into sequences_
  };

  // Indexes the sequences in `ids`.
  void Build(std::span<const SequenceId> ids, const std::vector<Sequence>& sequences,
             const std::vector<Step>& steps, std::size_t symbol_count);

  bool empty() const { return sequences_.empty(); }
  // Returns the groups of a key, sorted by `other`.
  std::span<const Group> Groups(SymbolId key) const {
    return std::span(groups_).subspan(begins_[key], begins_[key + 1] - begins_[key]);
  }
  std::span<const SequenceId> Sequences(const Group& group) const {
    return std::span(sequences_).subspan(group.begin, group.end - group.begin);
  }

 private:
  std::vector<std::uint32_t> begins_{0};  // by key: index into groups_
  std::vector<Group> groups_;
  std::vector<SequenceId> sequences_;
};

inline constexpr int kMaxPairDistance =
    16;  // greatest tested distance of a word from a key, in words
inline constexpr std::uint8_t kUnboundedReach = 255;

// Returns the hash of a key and of a word at a distance from it. The distance is in words; it is
// negative if the word comes before the key.
inline std::uint64_t HashOfPair(SymbolId key, std::uint64_t word, int distance) {
  return lexicon::internal::Mix(word ^ lexicon::internal::kSeed,
                       (std::uint64_t{key} << 8 | static_cast<std::uint8_t>(distance)) +
                           lexicon::internal::kStep);
}

// Thread safety: immutable once compiled.
struct Program {
  std::vector<ProgramEntry> entries;
  std::vector<Unit> units;
  std::vector<Near> nears;
  std::vector<Sequence> sequences;
  std::vector<Step> steps;
  lexicon::Lexicon lexicon;
  readings::LexiconReadings readings;
  Rows<SymbolId> symbols;  // by MatcherId, ascending
  MatcherActions actions;
  Rows<Single> singles;                // singles of entries, by SymbolId: one per unit, ascending
  Rows<Single> item_singles;           // singles of items, likewise
  Rows<std::uint32_t> near_keys;       // by SymbolId: the nears whose key item has this symbol
  Rows<SymbolId> item_symbols;         // by UnitId: the symbols of the item's singles
  std::vector<SymbolUse> symbol_uses;  // by SymbolId
  lexicon::HashSet pairs;              // HashOfPair of keys that are not unpaired
  std::vector<char> has_phrases;  // by SymbolId: the symbol is a list's, and the list has phrases
  std::vector<SequenceIndex> lists;  // by level: lists that use no lists with phrases come first
  SequenceIndex index;               // sequences of entries and items, without singles
  regex::Regexes folded_regexes{true}, raw_regexes{false};
  Rows<std::uint32_t> folded_entries, raw_entries;  // by index of the regex
};

// Compiles a model. ResourceExhausted names the limit that is exceeded. InvalidArgument names a
// pattern that RE2 rejects. Cancelled means that `stop`, which may be empty, returned true.
absl::StatusOr<std::unique_ptr<const Program>> Compile(const model::Model& model,
                                                       const Limits& limits,
                                                       const std::function<bool()>& stop = {});

}  // namespace ascolto::match

#endif  // ASCOLTO_MATCH_PROGRAM_H_
