// Runs a program on one comment: words, readings, tokens, lists, phrases, nears, regexes.

#include "ascolto/match/matcher.h"

#include <algorithm>
#include <array>
#include <bit>
#include <iterator>
#include <utility>

namespace ascolto::match {

std::span<Hit> Matcher::Match(const text::FoldedText& folded, text::Words* words) {
  folded_ = &folded;
  words_ = words;
  hits_.clear();
  near_hits_.clear();
  item_words_.clear();
  active_nears_.clear();
  symbols_.clear();
  edges_.clear();
  readings_.clear();
  list_edges_.clear();
  occurrences_.clear();
  word_hits_.clear();
  single_starts_.clear();
  longest_edge_ = 1;
  present_readings_ = SetOf(Reading::kWritten);
  too_many_ = false;
  if (++comment_ == 0) {  // wrapped around
    comment_ = 1;
    std::fill(present_.begin(), present_.end(), 0);
    std::fill(near_stamp_.begin(), near_stamp_.end(), 0);
  }
  MatchWords();
  if (adds_readings_) {
    program_.readings.Add(folded, keys_, program_.lexicon, words, &reading_scratch_);
  }
  MatchReadings();
  if (ExceedsHitLimit()) return hits_;
  if (program_.lexicon.has_tokens()) MatchTokens();
  if (phrase_range_begin_ < phrase_range_end_ || !readings_.empty()) {
    AddEdges();
    IndexEdges();
    SortOccurrences();
    MatchLists();
    MatchPhrases();
  }
  if (ExceedsHitLimit()) return hits_;
  if (!near_hits_.empty() || !active_nears_.empty()) MatchNears();
  if (ExceedsHitLimit()) return hits_;
  MatchRegexes();
  ExceedsHitLimit();
  return hits_;
}

void Matcher::MatchWords() {
  phrase_range_begin_ = ~0u;
  phrase_range_end_ = 0;
  static_assert(lexicon::kHashSlack <= text::kFoldedSlack);
  program_.lexicon.FilterWords(folded_->text, words_->words, &keys_, &word_candidates_);
  if (program_.lexicon.is_large()) PrefetchActions();
  for (const std::uint32_t node : word_candidates_) {
    MatchWord(node);
    if (ExceedsHitLimit()) return;
  }
}

// Prefetching hides the cache misses, which would take longer than the work on the words.
void Matcher::PrefetchActions() const {
  const lexicon::Lexicon& lexicon = program_.lexicon;
  for (const std::uint32_t node : word_candidates_) lexicon.PrefetchForm(keys_[node]);
  for (const std::uint32_t node : word_candidates_) {
    program_.actions.Prefetch(lexicon.GuessId(keys_[node]));
  }
}

void Matcher::MatchWord(std::uint32_t node) {
  const text::Word& word = words_->words[node];
  const std::string_view form = folded_->text.substr(word.begin, word.end - word.begin);
  matchers_.clear();
  cased_.clear();
  program_.lexicon.FindAnchors(keys_[node], form, [&](lexicon::MatcherId id) {
    if (Matches(id, word.begin, word.end, Reading::kWritten)) matchers_.push_back(id);
  });
  if (matchers_.empty()) return;
  const bool one = matchers_.size() == 1;  // the usual case
  for (const MatcherAction& action : one ? program_.actions[matchers_.front()] : ActionsOfAll()) {
    if (action.unit != MatcherAction::kSymbolUse) {
      AddHit(action.target, word.begin, word.end, Reading::kWritten);
      word_hits_.push_back({node, action.unit});
      continue;
    }
    if (action.use.item) {
      item_words_.push_back({action.target, node});
      for (const std::uint32_t near : program_.near_keys[action.target]) ActivateNear(near);
    }
    if (action.use.key) AddPhraseRange(action, node);
  }
}

std::span<const MatcherAction> Matcher::ActionsOfAll() {
  actions_.clear();
  for (const lexicon::MatcherId id : matchers_) {
    const std::span<const MatcherAction> row = program_.actions[id];
    actions_.insert(actions_.end(), row.begin(), row.end());
  }
  std::sort(actions_.begin(), actions_.end());
  actions_.erase(std::unique(actions_.begin(), actions_.end()), actions_.end());
  return actions_;
}

// If the phrases of the key at this word may match, their words will get edges.
void Matcher::AddPhraseRange(const MatcherAction& key, std::uint32_t node) {
  const SymbolUse& use = key.use;
  if (!use.unpaired && !HasNeighbor(key, node)) return;
  const std::uint32_t before = use.reach_before == kUnboundedReach ? node : use.reach_before;
  const auto words = static_cast<std::uint32_t>(keys_.size());
  ExtendPhraseRange(node - std::min(node, before),
                    use.reach_after == kUnboundedReach ? words : node + use.reach_after);
}

bool Matcher::HasNeighbor(const MatcherAction& key, std::uint32_t node) const {
  const std::uint32_t begin = node - std::min<std::uint32_t>(node, key.use.before);
  const auto end = std::min<std::uint32_t>(node + key.use.after + 1,
                                           static_cast<std::uint32_t>(keys_.size()));
  for (std::uint32_t other = begin; other < end; ++other) {
    const int distance = static_cast<int>(other) - static_cast<int>(node);
    if (program_.pairs.Contains(HashOfPair(key.target, keys_[other].hash, distance))) return true;
  }
  return false;
}

void Matcher::ExtendPhraseRange(std::uint32_t begin, std::uint32_t end) {
  phrase_range_begin_ = std::min(phrase_range_begin_, begin);
  phrase_range_end_ = std::max(phrase_range_end_, end);
}

// Adds an edge for each word that matches a symbol of phrases.
void Matcher::AddEdges() {
  const std::string_view text = folded_->text;
  const auto words = static_cast<std::uint32_t>(keys_.size());
  if (!readings_.empty()) ExtendPhraseRange(0, words);
  const std::uint32_t end = std::min(phrase_range_end_, words);
  for (std::uint32_t node = phrase_range_begin_; node < end; ++node) {
    const text::Word& word = words_->words[node];
    const std::string_view form = text.substr(word.begin, word.end - word.begin);
    if (!program_.lexicon.MayMatch(keys_[node], form)) continue;
    symbols_begin_ = symbols_.size();
    AddSymbols(keys_[node], form, word.begin, word.end, Reading::kWritten);
    symbols_.erase(std::remove_if(symbols_.begin() + static_cast<std::ptrdiff_t>(symbols_begin_),
                                  symbols_.end(),
                                  [&](SymbolId s) { return !program_.symbol_uses[s].in_phrases; }),
                   symbols_.end());
    const std::span<const SymbolId> symbols = NewSymbols();
    if (symbols.empty()) continue;
    AddOccurrences(symbols, node);
    edges_.push_back({node, node + 1, word.begin, word.end, Reading::kWritten,
                      static_cast<std::uint32_t>(symbols_begin_),
                      static_cast<std::uint32_t>(symbols_.size())});
  }
}

std::span<const UnitId> Matcher::UnitsOfSingles(std::span<const SymbolId> symbols) {
  units_.clear();
  for (const SymbolId symbol : symbols) {
    if (!program_.symbol_uses[symbol].single) continue;
    for (const Single& single : program_.singles[symbol]) units_.push_back(single.unit);
  }
  if (symbols.size() > 1) {
    std::sort(units_.begin(), units_.end());
    units_.erase(std::unique(units_.begin(), units_.end()), units_.end());
  }
  return units_;
}

void Matcher::MatchReadings() {
  for (const text::ReadingEdge& reading : words_->readings) {
    const std::string_view form = words_->Form(reading);
    const lexicon::WordKey key = lexicon::KeyOf(form);
    if (!program_.lexicon.MayMatch(key, form)) continue;
    symbols_begin_ = symbols_.size();
    AddSymbols(key, form, reading.begin, reading.end, reading.kind);
    const std::span<const SymbolId> symbols = NewSymbols();
    if (symbols.empty()) continue;
    AddOccurrences(symbols, reading.from);
    AddSingleStarts(symbols, reading.from);
    if (ExceedsHitLimit()) return;
    readings_.push_back({reading.from, reading.to, reading.begin, reading.end, reading.kind,
                         static_cast<std::uint32_t>(symbols_begin_),
                         static_cast<std::uint32_t>(symbols_.size())});
    longest_edge_ =
        std::max(longest_edge_, words_->Ceiling(reading.to) - words_->Floor(reading.from));
    present_readings_ |= SetOf(reading.kind);
  }
}

void Matcher::AddSymbols(const lexicon::WordKey& key, std::string_view form, std::uint32_t begin,
                         std::uint32_t end, Reading reading) {
  cased_.clear();
  program_.lexicon.Find(key, form, [&](lexicon::MatcherId id) {
    if (!Matches(id, begin, end, reading)) return;
    const std::span<const SymbolId> symbols = program_.symbols[id];
    symbols_.insert(symbols_.end(), symbols.begin(), symbols.end());
  });
}

bool Matcher::Matches(lexicon::MatcherId id, std::uint32_t begin, std::uint32_t end,
                      Reading reading) {
  const lexicon::ExactMatcher* const exact = program_.lexicon.exact(id);
  return exact == nullptr || (reading == Reading::kWritten && MatchesExactly(*exact, begin, end));
}

bool Matcher::MatchesExactly(const lexicon::ExactMatcher& matcher, std::uint32_t begin,
                             std::uint32_t end) {
  if (cased_.empty()) {
    const std::size_t original = folded_->OriginalBegin(begin);
    text::FoldCase(folded_->original.substr(original, folded_->OriginalEnd(end) - original),
                   &cased_);
  }
  return matcher.Matches(cased_);
}

// Returns the symbols from symbols_begin_ on, sorted and without duplicates.
std::span<const SymbolId> Matcher::NewSymbols() {
  const auto begin = symbols_.begin() + static_cast<std::ptrdiff_t>(symbols_begin_);
  if (symbols_.end() - begin > 1) {
    std::sort(begin, symbols_.end());
    symbols_.erase(std::unique(begin, symbols_.end()), symbols_.end());
  }
  return std::span(symbols_).subspan(symbols_begin_);
}

void Matcher::AddOccurrences(std::span<const SymbolId> symbols, std::uint32_t node) {
  for (const SymbolId symbol : symbols) {
    occurrences_.push_back({symbol, node});
    present_[symbol] = comment_;
  }
}

void Matcher::SortOccurrences() {
  std::sort(occurrences_.begin(), occurrences_.end());
  occurrences_.erase(std::unique(occurrences_.begin(), occurrences_.end()), occurrences_.end());
}

void Matcher::AddSingleStarts(std::span<const SymbolId> symbols, std::uint32_t node) {
  for (const SymbolId symbol : symbols) {
    for (const auto* singles : {&program_.singles, &program_.item_singles}) {
      for (const Single& single : (*singles)[symbol]) {
        single_starts_.push_back({single.unit, {node, single.sequence}});
      }
    }
  }
}

void Matcher::IndexEdges() {
  const std::size_t nodes = words_->nodes();
  const auto index = [nodes](const std::vector<Edge>& edges, std::vector<std::uint32_t>* first) {
    first->resize(nodes + 1);
    std::uint32_t edge = 0;
    for (std::uint32_t node = 0; node <= nodes; ++node) {
      while (edge < edges.size() && edges[edge].from < node) ++edge;
      (*first)[node] = edge;
    }
  };
  index(edges_, &first_edge_);
  index(readings_, &first_reading_);
  stamp_.resize(std::max(stamp_.size(), nodes), 0);
  state_at_.resize(stamp_.size());
  if (round_ > ~0u / 2) {  // early enough that it cannot wrap around within one comment
    round_ = 0;
    std::fill(stamp_.begin(), stamp_.end(), 0);
  }
}

void Matcher::MatchTokens() {
  for (const text::Token& token : words_->tokens) {
    if (token.kind == text::Token::Kind::kLink || token.kind == text::Token::Kind::kMail) continue;
    symbols_begin_ = symbols_.size();
    const std::span<const lexicon::MatcherId> matchers = program_.lexicon.FindToken(
        folded_->text.substr(token.begin, token.end - token.begin));
    for (const lexicon::MatcherId id : matchers) {
      const std::span<const SymbolId> symbols = program_.symbols[id];
      symbols_.insert(symbols_.end(), symbols.begin(), symbols.end());
    }
    for (const UnitId id : UnitsOfSingles(NewSymbols())) {
      AddHit(program_.units[id].owner, token.begin, token.end, Reading::kWritten);
    }
    symbols_.resize(symbols_begin_);
  }
}

bool Matcher::HasSymbol(const Edge& edge, SymbolId symbol) const {
  return std::binary_search(symbols_.begin() + edge.first_symbol,
                            symbols_.begin() + edge.last_symbol, symbol);
}

template <typename F>
void Matcher::ForEachEdge(std::uint32_t node, SymbolId symbol, ReadingSet readings, F f) const {
  for (std::uint32_t i = first_edge_[node]; i < first_edge_[node + 1]; ++i) {
    const Edge& word = edges_[i];
    if (HasSymbol(word, symbol)) f(word.to, word.begin, word.end);
  }
  if (readings > SetOf(Reading::kWritten)) {
    for (std::uint32_t i = first_reading_[node]; i < first_reading_[node + 1]; ++i) {
      const Edge& edge = readings_[i];
      if ((readings & SetOf(edge.reading)) != 0 && HasSymbol(edge, symbol)) {
        f(edge.to, edge.begin, edge.end);
      }
    }
  }
  if (program_.has_phrases[symbol] == 0) return;
  for (auto edge = std::lower_bound(list_edges_.begin(), list_edges_.end(),
                                    ListEdge{node, symbol, 0, Reading::kWritten, 0, 0});
       edge != list_edges_.end() && edge->from == node && edge->symbol == symbol; ++edge) {
    if ((readings & SetOf(edge->reading)) != 0) f(edge->to, edge->begin, edge->end);
  }
}

namespace {

// Mildest returns the mildest reading of a non-empty set. UpTo returns the readings of a set that
// are not harsher than `max`.
Reading Mildest(ReadingSet readings) { return static_cast<Reading>(std::countr_zero(readings)); }
ReadingSet UpTo(Reading max, ReadingSet readings) {
  return readings & static_cast<ReadingSet>(2 * SetOf(max) - 1);
}

}  // namespace

// Proceeds level by level, because a phrase of a list may contain phrases of lists on lower levels.
void Matcher::MatchLists() {
  for (const SequenceIndex& level : program_.lists) {
    FindCandidates(level);
    if (candidates_.empty()) continue;
    ForEachUnit({},
                [this](UnitId unit, std::span<const Start> starts) { AddListEdges(unit, starts); });
    for (const ListEdge& edge : new_list_edges_) {
      AddOccurrences(std::span(&edge.symbol, 1), edge.from);
      AddSingleStarts(std::span(&edge.symbol, 1), edge.from);
      longest_edge_ = std::max(longest_edge_, words_->Ceiling(edge.to) - words_->Floor(edge.from));
    }
    list_edges_.insert(list_edges_.end(), new_list_edges_.begin(), new_list_edges_.end());
    new_list_edges_.clear();
    std::sort(list_edges_.begin(), list_edges_.end());
    SortOccurrences();
  }
}

// Adds an edge for each end, and for each reading whose span is wider than those of milder
// readings.
void Matcher::AddListEdges(UnitId unit, std::span<const Start> starts) {
  const SymbolId symbol = program_.units[unit].owner;
  const std::uint32_t node = starts.front().node;
  const ReadingSet readings = program_.units[unit].readings & present_readings_;
  milder_ends_.clear();
  for (ReadingSet left = readings; left != 0; left &= left - 1) {
    const Reading reading = Mildest(left);
    Run(starts, UpTo(reading, readings));
    for (const End& end : ends_) {
      if (std::find(milder_ends_.begin(), milder_ends_.end(), end) != milder_ends_.end()) continue;
      new_list_edges_.push_back({node, symbol, end.node, reading, end.begin, end.end});
    }
    milder_ends_.swap(ends_);
  }
}

// Searches the groups of a key for the symbols of the comment, or the symbols of the comment for
// the groups, whichever is fewer.
void Matcher::FindCandidates(const SequenceIndex& index) {
  candidates_.clear();
  if (index.empty()) return;
  present_symbols_.clear();
  for (const Occurrence& o : occurrences_) {
    const bool known = !present_symbols_.empty() && present_symbols_.back() == o.symbol;
    if (!known) present_symbols_.push_back(o.symbol);
  }
  for (const SymbolId key : present_symbols_) {
    const std::span<const SequenceIndex::Group> groups = index.Groups(key);
    constexpr std::size_t kSearchFactor = 8;
    if (groups.size() < kSearchFactor * present_symbols_.size()) {
      for (const SequenceIndex::Group& group : groups) {
        if (IsPresent(group.other)) AddCandidates(index, group);
      }
      continue;
    }
    auto group = groups.begin();
    for (const SymbolId other : present_symbols_) {
      group = std::lower_bound(group, groups.end(), other,
                               [](const auto& g, SymbolId symbol) { return g.other < symbol; });
      if (group == groups.end()) break;
      if (group->other == other) AddCandidates(index, *group);
    }
  }
  std::sort(candidates_.begin(), candidates_.end());
}

void Matcher::AddCandidates(const SequenceIndex& index, const SequenceIndex::Group& group) {
  for (const SequenceId id : index.Sequences(group)) {
    const Sequence& sequence = program_.sequences[id];
    if (IsPresent(sequence)) candidates_.push_back({sequence.unit, id});
  }
}

bool Matcher::IsPresent(const Sequence& sequence) const {
  for (std::uint32_t i = sequence.begin; i < sequence.end; ++i) {
    const Step& step = program_.steps[i];
    if (step.gap == 0 && !IsPresent(step.symbol)) return false;
  }
  return true;
}

std::span<const Matcher::Occurrence> Matcher::OccurrencesOf(SymbolId symbol) const {
  const auto begin =
      std::lower_bound(occurrences_.begin(), occurrences_.end(), Occurrence{symbol, 0});
  return {begin, std::upper_bound(begin, occurrences_.end(), Occurrence{symbol, ~0u})};
}

// Adds the nodes where the sequence may begin: nodes with its first symbol, within reach of the
// symbol of the sequence that is rarest in this comment.
void Matcher::AddStarts(SequenceId id) {
  const Sequence& sequence = program_.sequences[id];
  const std::span<const Occurrence> first =
      OccurrencesOf(program_.steps[sequence.begin].symbol);
  std::span<const Occurrence> rarest = first;
  std::uint32_t min = 0, max = 0;  // distance from the first symbol to the rarest one, in words
  std::uint32_t min_here = 0, max_here = 0;
  const bool inner = !words_->inner.empty();
  for (std::uint32_t at = sequence.begin; at < sequence.end; ++at) {
    const Step& step = program_.steps[at];
    if (step.gap > 0) {
      max_here += step.gap;
      continue;
    }
    if (const auto here = OccurrencesOf(step.symbol); here.size() < rarest.size()) {
      rarest = here;
      min = min_here;
      max = max_here;
    }
    min_here += inner ? 0 : 1;
    max_here += longest_edge_;
  }
  if (!inner) return AddStarts(id, first, rarest, min, max);
  // Nodes inside words have the highest numbers. Both parts are sorted by position.
  const auto halves = [this](std::span<const Occurrence> all) {
    const auto at = std::partition_point(all.begin(), all.end(), [this](const Occurrence& o) {
      return o.node <= words_->words.size();
    });
    const auto count = static_cast<std::size_t>(at - all.begin());
    return std::array{all.first(count), all.subspan(count)};
  };
  for (const std::span<const Occurrence> rare : halves(rarest)) {
    for (const std::span<const Occurrence> some : halves(first)) {
      AddStarts(id, some, rare, min, max);
    }
  }
}

void Matcher::AddStarts(SequenceId id, std::span<const Occurrence> first,
                        std::span<const Occurrence> rare, std::uint32_t min, std::uint32_t max) {
  auto start = first.begin();
  for (const Occurrence& o : rare) {
    const std::uint32_t node = words_->Floor(o.node);
    if (node < min) continue;
    const std::uint32_t from = node - std::min(node, max);
    start = std::partition_point(start, first.end(), [&](const Occurrence& f) {
      return words_->Floor(f.node) < from;
    });
    for (; start != first.end() && words_->Floor(start->node) <= node - min; ++start) {
      starts_.push_back({start->node, id});
    }
  }
}

template <typename F>
void Matcher::ForEachUnit(std::span<const SingleStart> singles, F match) {
  auto candidate = candidates_.begin();
  auto single = singles.begin();
  while (candidate != candidates_.end() || single != singles.end()) {
    const UnitId unit = std::min(candidate != candidates_.end() ? candidate->unit : ~UnitId{0},
                                 single != singles.end() ? single->unit : ~UnitId{0});
    starts_.clear();
    for (; single != singles.end() && single->unit == unit; ++single) {
      starts_.push_back(single->start);
    }
    for (; candidate != candidates_.end() && candidate->unit == unit; ++candidate) {
      AddStarts(candidate->sequence);
    }
    std::sort(starts_.begin(), starts_.end());
    starts_.erase(std::unique(starts_.begin(), starts_.end()), starts_.end());
    for (std::size_t begin = 0; begin < starts_.size();) {
      std::size_t end = begin + 1;
      while (end < starts_.size() && starts_[end].node == starts_[begin].node) ++end;
      match(unit, std::span<const Start>(starts_).subspan(begin, end - begin));
      begin = end;
    }
    if (ExceedsHitLimit() || (stop_ != nullptr && (*stop_)())) return;
  }
}

void Matcher::MatchPhrases() {
  FindCandidates(program_.index);
  std::sort(single_starts_.begin(), single_starts_.end());
  ForEachUnit(single_starts_, [this](UnitId unit, std::span<const Start> starts) {
    const WordHit here{starts.front().node, unit};
    if (!std::binary_search(word_hits_.begin(), word_hits_.end(), here)) AddUnitHit(unit, starts);
  });
}

void Matcher::ActivateNear(std::uint32_t near) {
  if (std::exchange(near_stamp_[near], comment_) != comment_) active_nears_.push_back(near);
}

// Adds the hits of items by written words.
void Matcher::AddItemHits(const Near& near) {
  for (UnitId unit = near.first_unit; unit < near.first_unit + near.items; ++unit) {
    for (const SymbolId symbol : program_.item_symbols[unit]) {
      const auto [first, last] = std::equal_range(
          item_words_.begin(), item_words_.end(), Occurrence{symbol, 0},
          [](const Occurrence& a, const Occurrence& b) { return a.symbol < b.symbol; });
      for (auto o = first; o != last; ++o) {
        const text::Word& word = words_->words[o->node];
        near_hits_.push_back({unit, o->node, o->node + 1, word.begin, word.end, Reading::kWritten});
      }
    }
  }
}

void Matcher::MatchNears() {
  for (const NearHit& hit : near_hits_) ActivateNear(program_.units[hit.unit].owner);
  std::sort(item_words_.begin(), item_words_.end());
  for (const std::uint32_t near : active_nears_) {
    AddItemHits(program_.nears[near]);
    if (ExceedsHitLimit()) return;
  }
  std::sort(near_hits_.begin(), near_hits_.end(), [this](const NearHit& a, const NearHit& b) {
    return program_.units[a.unit].owner < program_.units[b.unit].owner;
  });
  for (std::size_t begin = 0; begin < near_hits_.size();) {
    const std::uint32_t near = program_.units[near_hits_[begin].unit].owner;
    std::size_t end = begin + 1;
    while (end < near_hits_.size() && program_.units[near_hits_[end].unit].owner == near) ++end;
    const Near& n = program_.nears[near];
    for (const NearRun& run :
         near_finder_.Find(n, std::span(near_hits_).subspan(begin, end - begin))) {
      AddHit(n.entry, run.begin, run.end, run.reading);
    }
    begin = end;
  }
}

Matcher::End Matcher::Shortest() const {
  End shortest{~0u, ~0u, 0};
  for (const End& end : ends_) {
    const std::uint32_t node = words_->Ceiling(end.node);
    if (node > shortest.node) continue;
    if (node < shortest.node) shortest = {node, ~0u, 0};
    shortest.begin = std::min(shortest.begin, end.begin);
    shortest.end = std::max(shortest.end, end.end);
  }
  return shortest;
}

// The shortest hit over all readings determines where the hit ends. Among the paths to that end,
// those with the mildest readings determine its beginning and its reading.
void Matcher::AddUnitHit(UnitId id, std::span<const Start> starts) {
  const Unit& unit = program_.units[id];
  const ReadingSet readings = unit.readings & present_readings_;
  Run(starts, readings);
  if (ends_.empty()) return;
  End end = Shortest();
  ReadingSet left = readings;
  for (; (left & (left - 1)) != 0; left &= left - 1) {
    Run(starts, UpTo(Mildest(left), readings));
    if (ends_.empty()) continue;
    if (const End milder = Shortest(); milder.node == end.node) {
      end = milder;
      break;
    }
  }
  const Reading reading = Mildest(left);
  if (unit.kind == Unit::Kind::kEntry) {
    AddHit(unit.owner, end.begin, end.end, reading);
  } else {
    near_hits_.push_back(
        {id, words_->Floor(starts.front().node), end.node, end.begin, end.end, reading});
  }
}

void Matcher::Run(std::span<const Start> starts, ReadingSet readings) {
  ends_.clear();
  for (const Start& start : starts) {
    Run(program_.sequences[start.sequence], start.node, readings);
  }
}

// Simulates the sequence as an NFA. A state is a range of nodes: a gap extends the range, and a
// symbol moves to the ends of the edges that match it.
void Matcher::Run(const Sequence& sequence, std::uint32_t node, ReadingSet readings) {
  next_states_.clear();
  next_states_.push_back({node, node, kNoBegin});
  for (std::uint32_t at = sequence.begin; at < sequence.end && !next_states_.empty(); ++at) {
    const Step& step = program_.steps[at];
    if (step.gap > 0) {
      const auto end = static_cast<std::uint32_t>(words_->words.size());
      // Gap words are written words and begin at word boundaries.
      for (State& state : next_states_) {
        if (state.last <= end) state.last = std::min(state.last + step.gap, end);
      }
      continue;
    }
    states_.swap(next_states_);
    next_states_.clear();
    ++round_;
    const bool last_step = at + 1 == sequence.end;
    ForEachState(step.symbol, [&](std::uint32_t from, std::uint32_t path) {
      ForEachEdge(from, step.symbol, readings,
                  [&](std::uint32_t to, std::uint32_t begin, std::uint32_t end) {
                    const std::uint32_t first = std::min(path, begin);
                    last_step ? AddEnd({to, first, end}) : AddState(to, first);
                  });
    });
  }
}

// Nodes that an earlier state has covered with the same or an earlier beginning are skipped.
template <typename F>
void Matcher::ForEachState(SymbolId symbol, F f) {
  std::sort(states_.begin(), states_.end());
  std::uint32_t covered = 0;  // nodes below it are covered
  std::uint32_t covered_begin = kNoBegin;
  for (const State& state : states_) {
    std::uint32_t from = state.node;
    if (&state != &states_.front()) {
      if (state.begin >= covered_begin) from = std::max(from, covered);
      if (from > state.last) continue;
    }
    if (from == state.last) {
      f(from, state.begin);
    } else {
      const std::span<const Occurrence> all = OccurrencesOf(symbol);
      for (auto o = std::lower_bound(all.begin(), all.end(), Occurrence{symbol, from});
           o != all.end() && o->node <= state.last; ++o) {
        f(o->node, state.begin);
      }
    }
    covered = state.last + 1;
    covered_begin = state.begin;
  }
}

void Matcher::AddState(std::uint32_t node, std::uint32_t begin) {
  if (stamp_[node] == round_) {
    State& state = next_states_[state_at_[node]];
    state.begin = std::min(state.begin, begin);
    return;
  }
  stamp_[node] = round_;
  state_at_[node] = static_cast<std::uint32_t>(next_states_.size());
  next_states_.push_back({node, node, begin});
}

void Matcher::AddEnd(const End& end) {
  for (End& other : ends_) {
    if (other.node != end.node) continue;
    other.begin = std::min(other.begin, end.begin);
    other.end = std::max(other.end, end.end);
    return;
  }
  ends_.push_back(end);
}

void Matcher::MatchRegexes() {
  if (program_.folded_regexes.size() + program_.raw_regexes.size() == 0) return;
  const regex::ByteCounts counts = regex::CountsOf(*folded_);
  const regex::SearchedText folded{folded_->text, counts, folded_, words_->words, keys_};
  const regex::SearchedText raw{folded_->original, counts};
  const auto add = [this](std::span<const std::uint32_t> entries, std::size_t begin,
                          std::size_t end) {
    for (const std::uint32_t entry : entries) {
      hits_.push_back({entry, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end),
                       Reading::kWritten});
    }
  };
  program_.folded_regexes.FindAll(
      folded, &regex_scratch_, [&](int index, std::size_t begin, std::size_t end) {
        add(program_.folded_entries[index], folded_->OriginalBegin(begin),
            folded_->OriginalEnd(end));
      });
  program_.raw_regexes.FindAll(
      raw, &regex_scratch_, [&](int index, std::size_t begin, std::size_t end) {
        add(program_.raw_entries[index], begin, end);
      });
}

void Matcher::AddHit(std::uint32_t entry, std::size_t folded_begin, std::size_t folded_end,
                     Reading reading) {
  hits_.push_back({entry, static_cast<std::uint32_t>(folded_->OriginalBegin(folded_begin)),
                   static_cast<std::uint32_t>(folded_->OriginalEnd(folded_end)), reading});
}

}  // namespace ascolto::match
