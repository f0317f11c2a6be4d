// Finds the hits of all entries of a program in one comment.
//
// First the lexicon filters all words in a loop without branches; few words pass. Among these, a
// word that is an entry of its own hits at once. The lattice is built only if the comment may
// contain a phrase, or if a reading matches some symbol. Paths through it are matched in this
// order: phrases in lists, level by level; phrases of entries. `near` entries and regexes come
// last.

#ifndef ASCOLTO_MATCH_MATCHER_H_
#define ASCOLTO_MATCH_MATCHER_H_

#include <algorithm>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ascolto/match/hit.h"
#include "ascolto/match/near.h"
#include "ascolto/match/program.h"
#include "ascolto/text/fold.h"
#include "ascolto/text/words.h"

namespace ascolto::match {

// Thread safety: one thread at a time; the buffers are reused. The program must outlive the
// matcher.
class Matcher {
 public:
  // `adds_readings`: add readings that need the words of the rules; otherwise the words keep the
  // readings that they have. `max_hits`: see too_many_hits.
  explicit Matcher(const Program& program, bool adds_readings = true,
                   std::size_t max_hits = ~std::size_t{0})
      : program_(program),
        adds_readings_(adds_readings),
        max_hits_(max_hits),
        present_(program.symbol_uses.size(), 0),
        near_stamp_(program.nears.size(), 0) {}

  // Returns every hit of every entry, in no particular order. The caller may reorder them; they are
  // valid until the next call. `folded` and `words` must belong to the same comment. If
  // `adds_readings` is true, the readings of readings/lexicon_readings.h are added to *words.
  std::span<Hit> Match(const text::FoldedText& folded, text::Words* words);

  // Sets a function that Match calls from time to time. When it returns true, Match stops early.
  // The function must outlive the matcher or the next call of StopWhen. Null removes it.
  void StopWhen(const std::function<bool()>* stop) {
    stop_ = stop;
    regex_scratch_.stop = stop;
  }

  // Whether the last comment has more than `max_hits` hits, or more places that may become hits.
  // Then Match stopped early and its result is incomplete.
  bool too_many_hits() const { return too_many_; }

 private:
  // An edge of the lattice with the symbols that its form matches.
  struct Edge {
    std::uint32_t from, to;
    std::uint32_t begin, end;  // bytes of the folded text
    Reading reading;
    std::uint32_t first_symbol, last_symbol;  // indices into symbols_, half-open
  };
  // A phrase of a list, as an edge with the list's symbol.
  struct ListEdge {
    std::uint32_t from;
    SymbolId symbol;
    std::uint32_t to;
    Reading reading;
    std::uint32_t begin, end;  // bytes of the folded text
    auto operator<=>(const ListEdge&) const = default;
  };
  // A state in the simulation of a sequence.
  struct State {
    std::uint32_t node, last;  // the sequence may continue at any of these nodes, both included
    std::uint32_t begin;       // the byte of the folded text where the path begins
    auto operator<=>(const State&) const = default;
  };
  // An end of sequences at a node: the union of the spans of all paths to it.
  struct End {
    std::uint32_t node;
    std::uint32_t begin, end;
    bool operator==(const End&) const = default;
  };
  struct Candidate {
    UnitId unit;
    SequenceId sequence;
    auto operator<=>(const Candidate&) const = default;
  };
  // A node where a sequence may begin.
  struct Start {
    std::uint32_t node;
    SequenceId sequence;
    auto operator<=>(const Start&) const = default;
  };
  // A node where a single of a reading or of a list phrase begins.
  struct SingleStart {
    UnitId unit;
    Start start;
    auto operator<=>(const SingleStart&) const = default;
  };
  // A hit of a unit by a written word. No hit can be shorter or milder, so other paths are not
  // tried.
  struct WordHit {
    std::uint32_t node;
    UnitId unit;
    auto operator<=>(const WordHit&) const = default;
  };
  // A symbol that an edge from a node matches.
  struct Occurrence {
    SymbolId symbol;
    std::uint32_t node;
    auto operator<=>(const Occurrence&) const = default;
  };
  static constexpr std::uint32_t kNoBegin = ~0u;

  void MatchWords();
  void PrefetchActions() const;
  void MatchWord(std::uint32_t node);
  void AddPhraseRange(const MatcherAction& key, std::uint32_t node);
  bool HasNeighbor(const MatcherAction& key, std::uint32_t node) const;
  void ExtendPhraseRange(std::uint32_t begin, std::uint32_t end);
  void MatchReadings();
  void MatchTokens();
  void MatchLists();
  void MatchPhrases();
  void MatchNears();
  void ActivateNear(std::uint32_t near);
  void AddItemHits(const Near& near);
  void MatchRegexes();

  // Returns the actions of all of matchers_, ascending and without duplicates. Valid until the next
  // call.
  std::span<const MatcherAction> ActionsOfAll();
  // Appends the symbols that the form matches to symbols_.
  void AddSymbols(const lexicon::WordKey& key, std::string_view form, std::uint32_t begin,
                  std::uint32_t end, Reading reading);
  // Returns whether a matcher that matches a form also accepts how it is written in [begin, end) of
  // the folded text. An exact matcher accepts only written words. cased_ belongs to [begin, end) or
  // is empty.
  bool Matches(lexicon::MatcherId id, std::uint32_t begin, std::uint32_t end, Reading reading);
  bool MatchesExactly(const lexicon::ExactMatcher& matcher, std::uint32_t begin, std::uint32_t end);
  std::span<const SymbolId> NewSymbols();
  // Returns the units that have a single with one of the symbols, ascending and without duplicates.
  // Valid until the next call.
  std::span<const UnitId> UnitsOfSingles(std::span<const SymbolId> symbols);
  void AddOccurrences(std::span<const SymbolId> symbols, std::uint32_t node);
  void SortOccurrences();
  void AddSingleStarts(std::span<const SymbolId> symbols, std::uint32_t node);
  void AddEdges();
  void IndexEdges();

  // Returns whether there are more than max_hits_ hits or possible hits. Then matching stops.
  bool ExceedsHitLimit() {
    const std::size_t max = std::max(std::max(hits_.size(), near_hits_.size()),
                                     std::max(single_starts_.size(), new_list_edges_.size()));
    too_many_ |= max > max_hits_;
    return too_many_;
  }
  bool IsPresent(SymbolId symbol) const { return present_[symbol] == comment_; }
  bool IsPresent(const Sequence& sequence) const;
  std::span<const Occurrence> OccurrencesOf(SymbolId symbol) const;
  void FindCandidates(const SequenceIndex& index);
  void AddCandidates(const SequenceIndex& index, const SequenceIndex::Group& group);
  void AddStarts(SequenceId id);
  // Adds those of `first` that are from `min` to `max` nodes before one of `rare`. Both are
  // sorted by the positions of their nodes.
  void AddStarts(SequenceId id, std::span<const Occurrence> first, std::span<const Occurrence> rare,
                 std::uint32_t min, std::uint32_t max);
  // Calls match(unit, starts) for each unit of the candidates and single starts, and for each node
  // where some of its sequences may begin.
  template <typename F>
  void ForEachUnit(std::span<const SingleStart> singles, F match);

  void AddListEdges(UnitId unit, std::span<const Start> starts);
  void AddUnitHit(UnitId id, std::span<const Start> starts);
  // Sets ends_ to the ends of the sequences that begin at one node, using only these readings.
  void Run(std::span<const Start> starts, ReadingSet readings);
  void Run(const Sequence& sequence, std::uint32_t node, ReadingSet readings);
  // Calls f(node, begin) for the nodes of states_ at which the symbol occurs.
  template <typename F>
  void ForEachState(SymbolId symbol, F f);
  void AddState(std::uint32_t node, std::uint32_t begin);
  void AddEnd(const End& end);
  void AddHit(std::uint32_t entry, std::size_t folded_begin, std::size_t folded_end,
              Reading reading);

  // Returns the end with the fewest words, widened by other ends at the same node. ends_ must not
  // be empty.
  End Shortest() const;
  bool HasSymbol(const Edge& edge, SymbolId symbol) const;
  // Calls f(to, begin, end) for each edge from a node that matches the symbol.
  template <typename F>
  void ForEachEdge(std::uint32_t node, SymbolId symbol, ReadingSet readings, F f) const;

  const Program& program_;
  const bool adds_readings_;
  const std::size_t max_hits_;
  const std::function<bool()>* stop_ = nullptr;
  bool too_many_ = false;
  const text::FoldedText* folded_ = nullptr;
  const text::Words* words_ = nullptr;
  std::vector<Hit> hits_;
  std::vector<lexicon::WordKey> keys_;             // of the words
  std::vector<std::uint32_t> word_candidates_;     // words that may match an anchor
  std::uint32_t phrase_range_begin_ = 0, phrase_range_end_ = 0;  // the words that may be in phrases
  std::vector<Edge> edges_;     // of words that match symbols of phrases; by node
  std::vector<Edge> readings_;  // of readings that match a symbol, in the order of Words::readings
  std::vector<std::uint32_t> first_edge_, first_reading_;  // by node, with one more at the end
  std::vector<SymbolId> symbols_;
  std::size_t symbols_begin_ = 0;
  std::vector<lexicon::MatcherId>
      matchers_;  // anchors that a word matches, and maybe other matchers
  std::vector<MatcherAction> actions_;
  std::vector<UnitId> units_;
  std::vector<WordHit> word_hits_;  // sorted
  std::vector<SingleStart> single_starts_;
  std::vector<ListEdge> list_edges_;      // sorted
  std::vector<ListEdge> new_list_edges_;  // of the current level
  std::vector<Occurrence> occurrences_;   // sorted
  std::vector<std::uint32_t> present_;    // by symbol: the number of the last comment that has it
  std::uint32_t comment_ = 0;
  std::vector<SymbolId> present_symbols_;  // symbols of this comment, ascending
  std::vector<Candidate> candidates_;
  std::vector<Start> starts_;
  std::uint32_t longest_edge_ = 1;   // in words
  ReadingSet present_readings_ = 0;  // the readings of all edges, and kWritten
  std::vector<State> states_, next_states_;
  std::vector<End> ends_, milder_ends_;
  // By node: an index into next_states_, which is valid if stamp_ equals round_.
  std::vector<std::uint32_t> state_at_;
  std::vector<std::uint32_t> stamp_;
  std::uint32_t round_ = 0;
  std::vector<NearHit> near_hits_;
  std::vector<Occurrence> item_words_;  // written words that are items
  std::vector<std::uint32_t>
      near_stamp_;  // by near: the number of the last comment that has its key
  std::vector<std::uint32_t>
      active_nears_;  // whose key, or a phrase of which, occurs in this comment
  NearFinder near_finder_;
  regex::Regexes::Scratch regex_scratch_;
  readings::LexiconReadings::Scratch reading_scratch_;
  std::string cased_;
};

}  // namespace ascolto::match

#endif  // ASCOLTO_MATCH_MATCHER_H_
