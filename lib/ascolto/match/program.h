// The rules of a model, compiled for matching.
//
// Every word and phrase entry is a unit: a set of sequences of symbols and gaps. A symbol is a
// set of matchers (the words of a list share one), so that one list of a thousand words in a
// phrase is one step. A list that holds phrases is a unit too: where one of them stands, an edge
// with the list's symbol is added to the lattice, so that nothing is ever multiplied out. A
// sequence of one symbol, a single, hits where the symbol stands. Any other is looked at only when
// all its symbols are in the comment; it is found by the two that the fewest sequences have. The
// items of a `near` are units of their own. Regexes are kept apart, those over folded text from
// those over raw bytes.

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

// A bit for each Reading.
using ReadingSet = std::uint16_t;
constexpr ReadingSet SetOf(Reading reading) {
  return static_cast<ReadingSet>(1u << static_cast<int>(reading));
}
inline constexpr ReadingSet kAllReadings = (1u << kReadingCount) - 1;

struct Step {
  SymbolId symbol = 0;  // when gap is 0
  std::uint32_t gap = 0;
};

struct Sequence {
  UnitId unit;
  std::uint32_t begin, end;  // in Program::steps
};

struct Unit {
  enum class Kind : std::uint8_t { kEntry, kNearItem, kList };
  Kind kind;
  std::uint32_t owner;  // index into Program::entries or Program::nears; the SymbolId of a list
  ReadingSet readings = kAllReadings;  // that it may be found by
};

struct Near {
  std::uint32_t entry;
  UnitId first_unit;  // of its items, one after the other
  int items;
  int within;
};

// One entry of one rule.
struct ProgramEntry {
  std::uint32_t rule;   // index into Model::rules
  std::uint32_t order;  // among the rule's entries: those of `find`, then those of `unless`
  bool unless;
};

// A sequence of an entry, or of an item of a `near`, that is one symbol.
struct Single {
  UnitId unit;
  SequenceId sequence;
  auto operator<=>(const Single&) const = default;
};

// What a symbol is to the sequences. A phrase, one that is no single, is looked for only when
// its key is there, the rarest of its symbols; and when the key is not open, only when another word
// of the phrase stands where it should. So phrases cost nothing where just their common words are.
struct SymbolUse {
  bool single : 1 = false;      // of some entry
  bool item : 1 = false;        // a single of some item
  bool in_phrases : 1 = false;  // some phrase has it
  bool key : 1 = false;         // of some phrase
  bool open : 1 = false;        // a key; in some of its phrases it is not known where words stand
  // How many words before and behind the key to look at for the other word, when it is not open.
  std::uint8_t before = 0, after = 0;
  // How many words before and behind the key its phrases reach; kAnyReach: that is not known, or
  // they are of a list, and so of phrases elsewhere.
  std::uint8_t reach_before = 0, reach_after = 0;
  auto operator<=>(const SymbolUse&) const = default;
};

// What follows from a word that meets a matcher.
struct alignas(16) MatcherAction {
  UnitId unit;         // the word hits it by itself; or kSymbolUse
  std::uint32_t what;  // the unit's entry; or the SymbolId that is an item or a key
  SymbolUse use = {};      // of the symbol, of which one is told by the other
  static constexpr UnitId kSymbolUse = ~0u;  // the highest: units come first, ascending
  auto operator<=>(const MatcherAction&) const = default;
};
// Four fill a line of the cache, and none lies across two.
static_assert(sizeof(MatcherAction) == 16);

// Rows of one flat array.
template <typename T>
class Rows {
 public:
  // Of pairs of row and value, which are sorted.
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

// The actions of the matchers, ascending. Nearly every one has one or none, which is read at once.
class MatcherActions {
 public:
  // Of pairs of matcher and action, which are sorted.
  void Build(std::size_t matchers, std::span<const std::pair<lexicon::MatcherId, MatcherAction>> pairs);
  // What is read of a matcher first comes into the caches.
  void Fetch(lexicon::MatcherId matcher) const { __builtin_prefetch(&only_[matcher]); }
  std::span<const MatcherAction> operator[](lexicon::MatcherId matcher) const {
    const MatcherAction& only = only_[matcher];
    if (only.unit == kSeveral) return several_[only.what];
    return std::span(&only, only.unit == kNone ? 0 : 1);
  }

 private:
  // No unit has such an id.
  static constexpr UnitId kSeveral = MatcherAction::kSymbolUse - 1, kNone = MatcherAction::kSymbolUse - 2;

  std::vector<MatcherAction> only_;  // by MatcherId; of kSeveral `what` is the row
  Rows<MatcherAction> several_;
};

// Sequences by the two of their symbols that the fewest sequences have.
class SequenceIndex {
 public:
  // The sequences of one pair; `other` is the key itself when they have no second one.
  struct Group {
    SymbolId other;
    std::uint32_t begin, end;  // in sequences()
  };

  // Of the sequences in `ids`.
  void Build(std::span<const SequenceId> ids, const std::vector<Sequence>& sequences,
             const std::vector<Step>& steps, std::size_t symbol_count);

  bool empty() const { return sequences_.empty(); }
  // The groups of a key, by `other`.
  std::span<const Group> Groups(SymbolId key) const {
    return std::span(groups_).subspan(begins_[key], begins_[key + 1] - begins_[key]);
  }
  std::span<const SequenceId> Sequences(const Group& group) const {
    return std::span(sequences_).subspan(group.begin, group.end - group.begin);
  }

 private:
  std::vector<std::uint32_t> begins_{0};  // by key, in groups_
  std::vector<Group> groups_;
  std::vector<SequenceId> sequences_;
};

inline constexpr int kFarthestPair = 16;  // words from a key that are looked at
inline constexpr std::uint8_t kAnyReach = 255;

// The hash of a key, the hash of a word, and how many words behind the key (before it: negative)
// that stands.
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
  Rows<SymbolId> symbols;         // by MatcherId: ascending
  MatcherActions actions;
  Rows<Single> singles;           // of entries, by SymbolId: one a unit, ascending
  Rows<Single> item_singles;      // of items, likewise
  Rows<std::uint32_t> near_keys;  // by SymbolId: the nears of whose key, one of the items, it is
  Rows<SymbolId> item_symbols;    // by UnitId: of the item's singles
  std::vector<SymbolUse> symbol_uses;  // by SymbolId
  lexicon::HashSet pairs;                  // HashOfPair of the closed keys
  std::vector<char> has_phrases;  // by SymbolId: it is a list's, and phrases stand in it
  std::vector<SequenceIndex> lists;  // by level: lists that use no lists with phrases come first
  SequenceIndex index;               // of entries and items, without singles
  regex::Regexes folded_regexes{true}, raw_regexes{false};
  Rows<std::uint32_t> folded_entries, raw_entries;  // by index of the regex
};

// ResourceExhausted names the limit; InvalidArgument is a pattern that RE2 refuses; Cancelled means
// that `stop`, which may be empty, said so.
absl::StatusOr<std::unique_ptr<const Program>> Compile(const model::Model& model,
                                                       const Limits& limits,
                                                       const std::function<bool()>& stop = {});

}  // namespace ascolto::match

#endif  // ASCOLTO_MATCH_PROGRAM_H_
