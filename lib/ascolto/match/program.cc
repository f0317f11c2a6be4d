// Compiles the entries of all rules into symbols, sequences and units, and indexes them.

#include "ascolto/match/program.h"

#include <algorithm>
#include <compare>
#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <utility>

#include "ascolto/base/status_macros.h"
#include "ascolto/base/strings.h"

namespace ascolto::match {
namespace {

using model::Element;
using model::Entry;
using model::Form;
using model::Model;
using model::Phrase;

class Compiler {
 public:
  Compiler(const Model& model, const Limits& limits, const std::function<bool()>& stop)
      : model_(model), limits_(limits), stop_(stop) {}

  absl::StatusOr<std::unique_ptr<const Program>> Compile() {
    CountRegexes();
    for (std::uint32_t rule = 0; rule < model_.rules.size(); ++rule) {
      const model::Rule& r = model_.rules[rule];
      if (r.status == RuleStatus::kOff) continue;
      if (Stopped()) return StoppedStatus();
      std::uint32_t order = 0;
      for (const bool unless : {false, true}) {
        for (const Entry& entry : unless ? r.unless_find : r.find) {
          if (order % kEntriesPerStopCheck == kEntriesPerStopCheck - 1 && Stopped()) {
            return StoppedStatus();
          }
          program_->entries.push_back({rule, order++, unless});
          ASCOLTO_RETURN_IF_ERROR(AddEntry(entry, ReadingsOf(r)));
        }
      }
    }
    if (Stopped()) return StoppedStatus();
    Index();
    if (Stopped()) return StoppedStatus();
    program_->readings = readings::LexiconReadings(model_);
    std::sort(folded_entries_.begin(), folded_entries_.end());
    std::sort(raw_entries_.begin(), raw_entries_.end());
    program_->folded_entries.Build(program_->folded_regexes.size(), folded_entries_);
    program_->raw_entries.Build(program_->raw_regexes.size(), raw_entries_);
    if (Stopped()) return StoppedStatus();
    program_->folded_regexes.Compile(limits_.regex_memory / 4);
    if (Stopped()) return StoppedStatus();
    program_->raw_regexes.Compile(limits_.regex_memory / 4);
    ShrinkToFit();
    return std::unique_ptr<const Program>(std::move(program_));
  }

 private:
  static constexpr std::uint32_t kEntriesPerStopCheck = 64;  // of one rule

  bool Stopped() const { return stop_ && stop_(); }
  static absl::Status StoppedStatus() {
    return absl::CancelledError("compiling the rules was stopped");
  }

  absl::Status TooManyForms(std::string_view at) const {
    return absl::ResourceExhaustedError(
        base::Cat("too many forms of words and phrases: more than ", limits_.forms, " at \"", at,
                  "\"; use fewer alternatives, or raise Limits::forms"));
  }

  // Frees the spare capacity of the vectors that grew while entries were added.
  void ShrinkToFit() {
    program_->entries.shrink_to_fit();
    program_->units.shrink_to_fit();
    program_->nears.shrink_to_fit();
    program_->sequences.shrink_to_fit();
    program_->steps.shrink_to_fit();
  }

  // How words are matched. The lists of each mode have symbols of their own.
  struct MatchMode {
    bool exact;
    ReadingSet readings;
    auto operator<=>(const MatchMode&) const = default;
  };
  struct ListSymbol {
    bool done = false;
    SymbolId symbol = 0;
    int level = kNoPhrases;  // index into Program::lists if the list contains phrases
  };
  static constexpr int kNoPhrases = -1;
  static constexpr std::size_t kMaxShown = 200;  // bytes of an entry shown in a message

  void CountRegexes() {
    std::size_t count = 1;
    for (const model::Rule& rule : model_.rules) {
      for (const auto* entries : {&rule.find, &rule.unless_find}) {
        for (const Entry& entry : *entries) count += entry.pattern.empty() ? 0 : 1;
      }
    }
    constexpr std::size_t kMinMemory = 64 * 1024;
    regex_memory_ = std::clamp<std::size_t>(limits_.regex_memory / 2 / count, kMinMemory,
                                            RE2::Options::kDefaultMaxMem);
  }

  static ReadingSet ReadingsOf(const model::Rule& rule) {
    ReadingSet readings = kAllReadings;
    for (const Reading off : rule.readings_off) readings &= ~SetOf(off);
    return readings;
  }

  std::vector<ListSymbol>& ListsFor(const MatchMode& mode) {
    return lists_.try_emplace(mode, model_.lists.size()).first->second;
  }

  absl::Status AddEntry(const Entry& entry, ReadingSet readings) {
    const auto id = static_cast<std::uint32_t>(program_->entries.size() - 1);
    switch (entry.kind) {
      case Entry::Kind::kPhrase:
        return AddUnit({Unit::Kind::kEntry, id}, entry.phrases.front(), {false, readings});
      case Entry::Kind::kExact:
        return AddUnit({Unit::Kind::kEntry, id}, entry.phrases.front(), {true, kAllReadings});
      case Entry::Kind::kNear: {
        const auto near = static_cast<std::uint32_t>(program_->nears.size());
        program_->nears.push_back({id, 0, static_cast<int>(entry.phrases.size()), entry.within});
        // The units of lists are added first, so that the units of the items are consecutive.
        const MatchMode mode{false, readings};
        for (const Phrase& item : entry.phrases) ASCOLTO_RETURN_IF_ERROR(AddLists(item, mode));
        program_->nears.back().first_unit = static_cast<UnitId>(program_->units.size());
        for (const Phrase& item : entry.phrases) {
          ASCOLTO_RETURN_IF_ERROR(AddUnit({Unit::Kind::kNearItem, near}, item, mode));
        }
        return absl::OkStatus();
      }
      case Entry::Kind::kRegex:
        return AddRegex(entry.pattern, id, &program_->folded_regexes, &folded_entries_);
      case Entry::Kind::kRegexRaw:
        return AddRegex(entry.pattern, id, &program_->raw_regexes, &raw_entries_);
    }
    return absl::OkStatus();
  }

  absl::Status AddRegex(const std::string& pattern, std::uint32_t entry, regex::Regexes* regexes,
                        std::vector<std::pair<std::uint32_t, std::uint32_t>>* entries) {
    ASCOLTO_ASSIGN_OR_RETURN(const int index, regexes->Add(pattern, regex_memory_));
    entries->emplace_back(index, entry);
    constexpr double kBytesPerInstruction = 8;  // if all large regexes were compiled
    const double large = program_->folded_regexes.size_of_large_regexes() +
                         program_->raw_regexes.size_of_large_regexes();
    if (large * kBytesPerInstruction <= static_cast<double>(limits_.regex_memory)) {
      return absl::OkStatus();
    }
    return absl::ResourceExhaustedError(base::Cat(
        "regexes with long repetitions are too large together: at ", pattern.substr(0, kMaxShown),
        "; repeat less, or raise Limits::regex_memory, which is ", limits_.regex_memory));
  }

  absl::Status AddUnit(const Unit& unit, const Phrase& phrase, const MatchMode& mode) {
    ASCOLTO_RETURN_IF_ERROR(AddLists(phrase, mode));
    const auto id = static_cast<UnitId>(program_->units.size());
    program_->units.push_back(unit);
    program_->units.back().readings = mode.readings;
    for (const Form& form : phrase.forms) {
      ASCOLTO_RETURN_IF_ERROR(AddSequence(id, form, phrase, mode, &entry_sequences_));
    }
    return absl::OkStatus();
  }

  // Every list that the phrase uses must have its symbol already.
  absl::Status AddSequence(UnitId unit, const Form& form, const Phrase& phrase,
                           const MatchMode& mode, std::vector<SequenceId>* level) {
    if (program_->sequences.size() >= limits_.forms) {
      return TooManyForms(std::string_view(phrase.source).substr(0, kMaxShown));
    }
    const auto begin = static_cast<std::uint32_t>(program_->steps.size());
    for (const Element& element : form) {
      Step step;
      if (element.kind == Element::Kind::kGap) {
        step.gap = static_cast<std::uint32_t>(element.gap);
      } else if (element.kind == Element::Kind::kList) {
        step.symbol = ListsFor(mode)[element.list].symbol;
      } else {
        step.symbol = SymbolOf(program_->lexicon.Add(element, mode.exact));
        if (element.kind == Element::Kind::kWord && !element.star_before && !element.star_after) {
          word_of_symbol_[step.symbol] = lexicon::HashOf(element.text);
        }
      }
      program_->steps.push_back(step);
    }
    level->push_back(static_cast<SequenceId>(program_->sequences.size()));
    const auto end = static_cast<std::uint32_t>(program_->steps.size());
    program_->sequences.push_back({unit, begin, end});
    return absl::OkStatus();
  }

  absl::Status AddLists(const Phrase& phrase, const MatchMode& mode) {
    for (const Form& form : phrase.forms) {
      for (const Element& element : form) {
        if (element.kind != Element::Kind::kList) continue;
        ASCOLTO_RETURN_IF_ERROR(AddList(element.list, mode));
      }
    }
    return absl::OkStatus();
  }

  static bool IsSingleWord(const Form& form) {
    return form.size() == 1 && form.front().kind != Element::Kind::kList;
  }
  static bool IsSingleList(const Form& form) {
    return form.size() == 1 && form.front().kind == Element::Kind::kList;
  }

  // Creates the symbol of the list, after the symbols of the lists that it uses. The words of the
  // list, and those of lists that are entries of it, match the symbol. Its phrases become sequences
  // whose hits add edges with the symbol.
  absl::Status AddList(int index, const MatchMode& mode) {
    if (ListsFor(mode)[index].done) return absl::OkStatus();
    ListSymbol list;
    list.done = true;
    std::vector<lexicon::MatcherId> words;
    for (const Phrase& entry : model_.lists[index].entries) {
      ASCOLTO_RETURN_IF_ERROR(AddLists(entry, mode));
      for (const Form& form : entry.forms) {
        if (IsSingleWord(form)) words.push_back(program_->lexicon.Add(form.front(), mode.exact));
        if (!IsSingleList(form)) continue;
        const std::span<const lexicon::MatcherId> others =
            MatchersOf(ListsFor(mode)[form.front().list].symbol);
        words.insert(words.end(), others.begin(), others.end());
      }
      list.level = std::max(list.level, LevelWith(entry, mode));
    }
    std::sort(words.begin(), words.end());
    words.erase(std::unique(words.begin(), words.end()), words.end());
    // The words of a list are repeated in each list that uses it.
    if (matchers_.size() + words.size() > limits_.forms) {
      return TooManyForms(base::Cat("$", model_.lists[index].name.substr(0, kMaxShown)));
    }
    list.symbol = NewSymbol(words);
    ListsFor(mode)[index] = list;
    return list.level == kNoPhrases ? absl::OkStatus() : AddPhrases(index, mode);
  }

  // Returns the level of a list with this entry: one above the lists with phrases that the entry
  // uses.
  int LevelWith(const Phrase& entry, const MatchMode& mode) {
    int level = kNoPhrases;
    for (const Form& form : entry.forms) {
      if (form.size() > 1) level = std::max(level, 0);
      for (const Element& element : form) {
        if (element.kind != Element::Kind::kList) continue;
        const int inner = ListsFor(mode)[element.list].level;
        if (inner != kNoPhrases) level = std::max(level, inner + 1);
      }
    }
    return level;
  }

  absl::Status AddPhrases(int index, const MatchMode& mode) {
    const ListSymbol& list = ListsFor(mode)[index];
    const auto level = static_cast<std::size_t>(list.level);
    if (list_sequences_.size() <= level) list_sequences_.resize(level + 1);
    const auto unit = static_cast<UnitId>(program_->units.size());
    program_->units.push_back({Unit::Kind::kList, list.symbol, mode.readings});
    for (const Phrase& entry : model_.lists[index].entries) {
      for (const Form& form : entry.forms) {
        const bool phrase =
            form.size() > 1 ||
            (IsSingleList(form) && ListsFor(mode)[form.front().list].level != kNoPhrases);
        if (!phrase) continue;
        ASCOLTO_RETURN_IF_ERROR(AddSequence(unit, form, entry, mode, &list_sequences_[level]));
      }
    }
    phrase_symbols_.push_back(list.symbol);
    return absl::OkStatus();
  }

  SymbolId NewSymbol(std::span<const lexicon::MatcherId> matchers) {
    matchers_.insert(matchers_.end(), matchers.begin(), matchers.end());
    first_matcher_.push_back(matchers_.size());
    word_of_symbol_.push_back(std::nullopt);
    return static_cast<SymbolId>(word_of_symbol_.size() - 1);
  }
  std::span<const lexicon::MatcherId> MatchersOf(SymbolId symbol) const {
    return std::span(matchers_).subspan(first_matcher_[symbol],
                                        first_matcher_[symbol + 1] - first_matcher_[symbol]);
  }

  SymbolId SymbolOf(lexicon::MatcherId matcher) {
    if (symbol_of_matcher_.size() <= matcher) symbol_of_matcher_.resize(matcher + 1, kNone);
    if (symbol_of_matcher_[matcher] == kNone) {
      symbol_of_matcher_[matcher] = NewSymbol(std::span(&matcher, 1));
    }
    return symbol_of_matcher_[matcher];
  }

  void Index() {
    const std::size_t count = word_of_symbol_.size();
    std::vector<char> used(count, 0);
    for (const Step& step : program_->steps) used[step.symbol] |= step.gap == 0;
    std::vector<std::pair<lexicon::MatcherId, SymbolId>> symbols;
    for (SymbolId symbol = 0; symbol < count; ++symbol) {
      if (used[symbol] == 0) continue;
      for (const lexicon::MatcherId matcher : MatchersOf(symbol)) {
        symbols.push_back({matcher, symbol});
      }
    }
    std::sort(symbols.begin(), symbols.end());
    program_->symbols.Build(program_->lexicon.size(), symbols);
    program_->symbol_uses.assign(count, SymbolUse());
    IndexSingles();
    program_->has_phrases.assign(count, 0);
    for (const SymbolId symbol : phrase_symbols_) program_->has_phrases[symbol] = 1;
    std::vector<std::uint64_t> pairs;
    for (const std::vector<SequenceId>& ids : list_sequences_) {
      IndexPhrases(ids, &program_->lists.emplace_back(), &pairs);
    }
    IndexPhrases(entry_sequences_, &program_->index, &pairs);
    program_->pairs = lexicon::HashSet(std::move(pairs));
    IndexMatchers(symbols);
  }

  void IndexMatchers(const std::vector<std::pair<lexicon::MatcherId, SymbolId>>& symbols) {
    std::vector<char> leads(program_->lexicon.size(), 0);
    std::vector<std::pair<lexicon::MatcherId, MatcherAction>> actions;
    for (const auto& [matcher, symbol] : symbols) {
      const SymbolUse& use = program_->symbol_uses[symbol];
      if (use.key || use.item) {
        actions.push_back({matcher, {MatcherAction::kSymbolUse, symbol, use}});
      }
      for (const Single& single : program_->singles[symbol]) {
        actions.push_back({matcher, {single.unit, program_->units[single.unit].owner}});
      }
      leads[matcher] |= use.key || use.single || use.item;
    }
    std::sort(actions.begin(), actions.end());
    actions.erase(std::unique(actions.begin(), actions.end()), actions.end());
    program_->actions.Build(program_->lexicon.size(), actions);
    program_->lexicon.Build(leads);
  }

  // Moves the singles out of entry_sequences_.
  void IndexSingles() {
    std::vector<std::pair<SymbolId, Single>> singles, item_singles;
    std::erase_if(entry_sequences_, [&](SequenceId id) {
      const Sequence& sequence = program_->sequences[id];
      if (sequence.end - sequence.begin != 1) return false;
      const bool item = program_->units[sequence.unit].kind == Unit::Kind::kNearItem;
      (item ? item_singles : singles)
          .push_back({program_->steps[sequence.begin].symbol, {sequence.unit, id}});
      return true;
    });
    for (auto* some : {&singles, &item_singles}) {
      std::sort(some->begin(), some->end());
      const auto same = [](const auto& a, const auto& b) {
        return a.first == b.first && a.second.unit == b.second.unit;
      };
      some->erase(std::unique(some->begin(), some->end(), same), some->end());
    }
    for (const auto& [symbol, single] : singles) program_->symbol_uses[symbol].single = true;
    for (const auto& [symbol, single] : item_singles) program_->symbol_uses[symbol].item = true;
    program_->singles.Build(word_of_symbol_.size(), singles);
    program_->item_singles.Build(word_of_symbol_.size(), item_singles);
    IndexNears(item_singles);
  }

  void IndexNears(const std::vector<std::pair<SymbolId, Single>>& item_singles) {
    std::vector<std::pair<UnitId, SymbolId>> symbols;
    for (const auto& [symbol, single] : item_singles) symbols.push_back({single.unit, symbol});
    std::sort(symbols.begin(), symbols.end());
    program_->item_symbols.Build(program_->units.size(), symbols);
    std::vector<std::pair<SymbolId, std::uint32_t>> keys;
    for (std::uint32_t near = 0; near < program_->nears.size(); ++near) {
      for (const SymbolId symbol : program_->item_symbols[KeyItem(program_->nears[near])]) {
        keys.push_back({symbol, near});
      }
    }
    std::sort(keys.begin(), keys.end());
    program_->near_keys.Build(word_of_symbol_.size(), keys);
  }

  // Returns the item whose symbols are used by the fewest items.
  UnitId KeyItem(const Near& near) const {
    UnitId key = near.first_unit;
    std::size_t min = std::numeric_limits<std::size_t>::max();
    for (UnitId unit = near.first_unit; unit < near.first_unit + near.items; ++unit) {
      std::size_t uses = 0;
      for (const SymbolId symbol : program_->item_symbols[unit]) {
        uses += program_->item_singles[symbol].size();
      }
      if (uses < min) {
        min = uses;
        key = unit;
      }
    }
    return key;
  }

  void IndexPhrases(const std::vector<SequenceId>& ids, SequenceIndex* index,
                    std::vector<std::uint64_t>* pairs) {
    index->Build(ids, program_->sequences, program_->steps, program_->symbol_uses.size());
    for (SymbolId key = 0; key < program_->symbol_uses.size(); ++key) {
      for (const SequenceIndex::Group& group : index->Groups(key)) {
        for (const SequenceId id : index->Sequences(group)) AddPairs(key, id, pairs);
      }
    }
  }

  // Adds the pair of the key and another word of the sequence.
  void AddPairs(SymbolId key, SequenceId id, std::vector<std::uint64_t>* pairs) {
    const Sequence& sequence = program_->sequences[id];
    const std::span<const Step> steps =
        std::span(program_->steps).subspan(sequence.begin, sequence.end - sequence.begin);
    std::vector<SymbolUse>& uses = program_->symbol_uses;
    for (const Step& step : steps) {
      if (step.gap == 0) uses[step.symbol].in_phrases = true;
    }
    SymbolUse& use = uses[key];
    use.key = true;
    std::size_t at = 0;
    while (steps[at].gap > 0 || steps[at].symbol != key) ++at;
    // Take the nearer of the nearest words on both sides.
    std::optional<Neighbor> neighbor;
    for (const int side : {-1, 1}) {
      const std::optional<Neighbor> here = NearestWord(steps, at, side);
      if (here.has_value() && (!neighbor.has_value() || here->max < neighbor->max)) neighbor = here;
    }
    const bool of_list = program_->units[sequence.unit].kind == Unit::Kind::kList;
    use.reach_before =
        std::max(use.reach_before, of_list ? kUnboundedReach : Reach(steps.first(at)));
    use.reach_after =
        std::max(use.reach_after, of_list ? kUnboundedReach : Reach(steps.subspan(at)));
    if (!neighbor.has_value()) {
      use.unpaired = true;
      return;
    }
    for (int words = neighbor->min; words <= neighbor->max; ++words) {
      pairs->push_back(HashOfPair(key, neighbor->word, neighbor->side * words));
    }
    std::uint8_t& reach = neighbor->side < 0 ? use.before : use.after;
    reach = std::max(reach, static_cast<std::uint8_t>(neighbor->max));
  }

  // Returns the greatest number of words that the steps can cover.
  std::uint8_t Reach(std::span<const Step> steps) const {
    std::uint32_t words = 0;
    for (const Step& step : steps) {
      if (step.gap == 0 && program_->has_phrases[step.symbol] != 0) return kUnboundedReach;
      words = std::min<std::uint32_t>(words + (step.gap == 0 ? 1 : step.gap), kUnboundedReach);
    }
    return static_cast<std::uint8_t>(words);
  }

  // A word that occurs from `min` to `max` words away from a key, on one side.
  struct Neighbor {
    std::uint64_t word;
    int side, min, max;
  };

  // Returns none if there is no such word, if its distance is unknown, or if it is greater than
  // kMaxPairDistance.
  std::optional<Neighbor> NearestWord(std::span<const Step> steps, std::size_t key,
                                      int side) const {
    int min = 1, max = 1;
    const std::size_t end = side < 0 ? key : steps.size() - 1 - key;
    for (std::size_t i = 1; i <= end && max <= kMaxPairDistance; ++i) {
      const Step& step = steps[side < 0 ? key - i : key + i];
      if (step.gap > 0) {
        max += static_cast<int>(step.gap);
        continue;
      }
      const std::optional<std::uint64_t>& word = word_of_symbol_[step.symbol];
      if (word.has_value()) return Neighbor{*word, side, min, max};
      if (program_->has_phrases[step.symbol] != 0) return std::nullopt;
      ++min;
      ++max;
    }
    return std::nullopt;
  }

  static constexpr SymbolId kNone = ~SymbolId{0};

  const Model& model_;
  const Limits& limits_;
  const std::function<bool()>& stop_;
  std::unique_ptr<Program> program_ = std::make_unique<Program>();
  std::map<MatchMode, std::vector<ListSymbol>> lists_;   // by mode; then by index into Model::lists
  std::vector<std::vector<SequenceId>> list_sequences_;  // by level
  std::vector<SequenceId> entry_sequences_;
  std::vector<SymbolId> phrase_symbols_;
  std::vector<lexicon::MatcherId> matchers_;  // the matchers of all symbols, in order
  std::vector<std::size_t> first_matcher_ = {
      0};  // by symbol: index into matchers_; one more at the end
  std::vector<std::optional<std::uint64_t>> word_of_symbol_;  // hash of the only word that matches
  std::vector<SymbolId> symbol_of_matcher_;
  std::size_t regex_memory_ = 0;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> folded_entries_,
      raw_entries_;  // regex, entry
};

}  // namespace

void SequenceIndex::Build(std::span<const SequenceId> ids, const std::vector<Sequence>& sequences,
                          const std::vector<Step>& steps, std::size_t symbol_count) {
  std::vector<std::uint32_t> uses(symbol_count, 0);
  const auto steps_of = [&](const Sequence& sequence) {
    return std::span(steps).subspan(sequence.begin, sequence.end - sequence.begin);
  };
  for (const SequenceId id : ids) {
    for (const Step& step : steps_of(sequences[id])) uses[step.symbol] += step.gap == 0;
  }
  struct Keyed {
    SymbolId key, other;
    SequenceId sequence;
    auto operator<=>(const Keyed&) const = default;
  };
  std::vector<Keyed> keyed;
  std::vector<SymbolId> symbols;
  for (const SequenceId id : ids) {
    symbols.clear();
    for (const Step& step : steps_of(sequences[id])) {
      if (step.gap == 0) symbols.push_back(step.symbol);
    }
    std::stable_sort(symbols.begin(), symbols.end(),
                     [&](SymbolId a, SymbolId b) { return uses[a] < uses[b]; });
    keyed.push_back({symbols.front(), symbols[symbols.size() > 1], id});
  }
  std::sort(keyed.begin(), keyed.end());
  begins_.assign(1, 0);
  groups_.clear();
  sequences_.clear();
  for (std::size_t i = 0; i < keyed.size(); ++i) {
    const auto at = static_cast<std::uint32_t>(i);
    if (i == 0 || keyed[i].key != keyed[i - 1].key || keyed[i].other != keyed[i - 1].other) {
      begins_.resize(keyed[i].key + 1, static_cast<std::uint32_t>(groups_.size()));
      groups_.push_back({keyed[i].other, at, at});
    }
    groups_.back().end = at + 1;
    sequences_.push_back(keyed[i].sequence);
  }
  begins_.resize(symbol_count + 1, static_cast<std::uint32_t>(groups_.size()));
}

void MatcherActions::Build(std::size_t matchers,
                           std::span<const std::pair<lexicon::MatcherId, MatcherAction>> pairs) {
  only_.assign(matchers, {kNone, 0});
  std::vector<std::pair<std::uint32_t, MatcherAction>> several;
  std::uint32_t rows = 0;
  for (auto begin = pairs.begin(); begin != pairs.end();) {
    const auto end = std::find_if(begin, pairs.end(),
                                  [&](const auto& pair) { return pair.first != begin->first; });
    if (end - begin == 1) {
      only_[begin->first] = begin->second;
    } else {
      only_[begin->first] = {kSeveral, rows};
      for (auto pair = begin; pair != end; ++pair) several.push_back({rows, pair->second});
      ++rows;
    }
    begin = end;
  }
  several_.Build(rows, several);
}

absl::StatusOr<std::unique_ptr<const Program>> Compile(const model::Model& model,
                                                       const Limits& limits,
                                                       const std::function<bool()>& stop) {
  return Compiler(model, limits, stop).Compile();
}

}  // namespace ascolto::match
