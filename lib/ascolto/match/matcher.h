// Finds the hits of every entry in one comment.
//
// All words are asked of the lexicon first, in a loop without branches; few go on. Of these an
// entry that is the one word hits at once. Only when a comment may hold a phrase, or has readings
// that meet something, is the lattice made of all its words and are paths looked for: first the
// phrases in lists, level by level, then those of entries. `near` and regexes come last.

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

// Thread safety: one thread at a time; the buffers are reused. The program must outlive it.
class Matcher {
 public:
  // Without `reads`, the readings that the words have are all. `most_hits`: see too_many_hits.
  explicit Matcher(const Program& program, bool reads = true,
                   std::size_t most_hits = ~std::size_t{0})
      : program_(program),
        reads_(reads),
        most_hits_(most_hits),
        present_(program.symbol_uses.size(), 0),
        near_stamp_(program.nears.size(), 0) {}

  // Every hit of every entry, in no special order; the caller may reorder them, they are valid
  // until the next call. The folded text and the words must be of the same comment. The words get
  // the readings that the program knows of (readings/lexicon_readings.h), once.
  std::span<Hit> Match(const text::FoldedText& folded, text::Words* words);

  // Asked now and then from then on, unless it is null: once it says true, Match looks no further.
  // It must outlive what asks it.
  void StopWhen(const std::function<bool()>* stop) {
    stop_ = stop;
    regex_scratch_.stop = stop;
  }

  // Whether the last comment has more than `most_hits` hits, or places that may lead to one: then
  // Match looked no further, and what it returned is not all.
  bool too_many_hits() const { return too_many_; }

 private:
  // One edge of the lattice with the symbols its form meets.
  struct Edge {
    std::uint32_t from, to;
    std::uint32_t begin, end;  // folded bytes
    Reading reading;
    std::uint32_t first_symbol, last_symbol;  // in symbols_, half-open
  };
  // A phrase of a list, as an edge with the list's symbol.
  struct ListEdge {
    std::uint32_t from;
    SymbolId symbol;
    std::uint32_t to;
    Reading reading;
    std::uint32_t begin, end;  // folded bytes
    auto operator<=>(const ListEdge&) const = default;
  };
  // How far a sequence has come.
  struct State {
    std::uint32_t node, last;  // it may go on from any of these nodes, both included
    std::uint32_t begin;       // folded byte where the path begins
    auto operator<=>(const State&) const = default;
  };
  // Where sequences end: the widest of the ways to a node.
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
  // Where a sequence may begin.
  struct Start {
    std::uint32_t node;
    SequenceId sequence;
    auto operator<=>(const Start&) const = default;
  };
  // Where a single may begin that is not of a written word.
  struct SingleStart {
    UnitId unit;
    Start start;
    auto operator<=>(const SingleStart&) const = default;
  };
  // Where a unit has hit already: a written word, than which nothing is shorter or milder.
  struct Settled {
    std::uint32_t node;
    UnitId unit;
    auto operator<=>(const Settled&) const = default;
  };
  // A symbol that an edge out of a node meets.
  struct Occurrence {
    SymbolId symbol;
    std::uint32_t node;
    auto operator<=>(const Occurrence&) const = default;
  };
  static constexpr std::uint32_t kUnbegun = ~0u;

  void MeetWords();
  void FetchActions() const;
  void MeetWord(std::uint32_t node);
  void LookForPhrases(const MatcherAction& key, std::uint32_t node);
  bool HasPartner(const MatcherAction& key, std::uint32_t node) const;
  void WidenPhrases(std::uint32_t begin, std::uint32_t end);
  void MeetReadings();
  void MatchTokens();
  void MatchLists();
  void MatchPhrases();
  void MatchNears();
  void OpenNear(std::uint32_t near);
  void AddItemHits(const Near& near);
  void MatchRegexes();

  // The actions of all of matchers_, ascending and each once; until the next call.
  std::span<const MatcherAction> ActionsOfAll();
  // Adds the symbols that the form meets to symbols_, from symbols_begin_ on.
  void AddSymbols(const lexicon::WordKey& key, std::string_view form, std::uint32_t begin,
                  std::uint32_t end, Reading reading);
  // Whether a matcher that a form meets fits as that form is written in [begin, end) of the folded
  // text, too; one that asks for a spelling fits no other reading. cased_ is of [begin, end), or
  // empty.
  bool Fits(lexicon::MatcherId id, std::uint32_t begin, std::uint32_t end, Reading reading);
  bool FitsExactly(const lexicon::ExactMatcher& matcher, std::uint32_t begin, std::uint32_t end);
  std::span<const SymbolId> NewSymbols();
  // The units that the symbols are singles of, ascending and each once; until the next call.
  std::span<const UnitId> UnitsOfSingles(std::span<const SymbolId> symbols);
  void AddOccurrences(std::span<const SymbolId> symbols, std::uint32_t node);
  void SortOccurrences();
  void AddSingleStarts(std::span<const SymbolId> symbols, std::uint32_t node);
  void AddEdges();
  void IndexEdges();

  // Whether there are more than most_hits_ of hits or of what may become hits: the rest is not
  // looked for.
  bool IsFull() {
    const std::size_t most = std::max(std::max(hits_.size(), near_hits_.size()),
                                      std::max(single_starts_.size(), new_list_edges_.size()));
    too_many_ |= most > most_hits_;
    return too_many_;
  }
  bool IsPresent(SymbolId symbol) const { return present_[symbol] == comment_; }
  bool IsPresent(const Sequence& sequence) const;
  std::span<const Occurrence> OccurrencesOf(SymbolId symbol) const;
  void FindCandidates(const SequenceIndex& index);
  void AddCandidates(const SequenceIndex& index, const SequenceIndex::Group& group);
  void AddStarts(SequenceId id);
  // Those of `first` that are from `least` to `most` nodes before one of `rare`; both are by where
  // their nodes lie.
  void AddStarts(SequenceId id, std::span<const Occurrence> first, std::span<const Occurrence> rare,
                 std::uint32_t least, std::uint32_t most);
  // Calls match(unit, starts) for each unit of the candidates and single starts and each node where
  // some of its sequences may begin.
  template <typename F>
  void ForUnits(std::span<const SingleStart> singles, F match);

  void AddListEdges(UnitId unit, std::span<const Start> starts);
  void AddUnitHit(UnitId id, std::span<const Start> starts);
  // Sets ends_ to where the sequences of one node end, with those readings.
  void Run(std::span<const Start> starts, ReadingSet readings);
  void Run(const Sequence& sequence, std::uint32_t node, ReadingSet readings);
  // Calls f(node, begin) for the nodes of states_ where the symbol stands.
  template <typename F>
  void ForStates(SymbolId symbol, F f);
  void AddState(std::uint32_t node, std::uint32_t begin);
  void AddEnd(const End& end);
  void AddHit(std::uint32_t entry, std::size_t folded_begin, std::size_t folded_end,
              Reading reading);

  // The widest of the ends that the fewest words lead to. There must be some.
  End Shortest() const;
  bool Meets(const Edge& edge, SymbolId symbol) const;
  // Calls f(to, begin, end) for each edge out of a node that meets the symbol.
  template <typename F>
  void ForEdges(std::uint32_t node, SymbolId symbol, ReadingSet readings, F f) const;

  const Program& program_;
  const bool reads_;
  const std::size_t most_hits_;
  const std::function<bool()>* stop_ = nullptr;
  bool too_many_ = false;
  const text::FoldedText* folded_ = nullptr;
  const text::Words* words_ = nullptr;
  std::vector<Hit> hits_;
  std::vector<lexicon::WordKey> keys_;             // of the words
  std::vector<std::uint32_t> survivors_;  // words that may meet something that leads
  std::uint32_t phrases_begin_ = 0, phrases_end_ = 0;  // the words that may be in phrases
  std::vector<Edge> edges_;     // of the words that meet symbols of phrases; by node
  std::vector<Edge> readings_;  // those that meet a symbol, in the order of Words::readings
  std::vector<std::uint32_t> first_edge_, first_reading_;  // by node; one more at the end
  std::vector<SymbolId> symbols_;
  std::size_t symbols_begin_ = 0;
  std::vector<lexicon::MatcherId> matchers_;  // that a word meets and that lead, and maybe others
  std::vector<MatcherAction> actions_;
  std::vector<UnitId> units_;
  std::vector<Settled> settled_;             // ascending
  std::vector<SingleStart> single_starts_;
  std::vector<ListEdge> list_edges_;          // ascending
  std::vector<ListEdge> new_list_edges_;      // of the level at hand
  std::vector<Occurrence> occurrences_;       // ascending
  std::vector<std::uint32_t> present_;    // by symbol: the last comment that has it
  std::uint32_t comment_ = 0;
  std::vector<SymbolId> symbols_here_;    // that the comment has, ascending
  std::vector<Candidate> candidates_;
  std::vector<Start> starts_;
  std::uint32_t longest_edge_ = 1;  // in words
  ReadingSet readings_here_ = 0;    // those of the edges, kWritten among them
  std::vector<State> states_, next_states_;
  std::vector<End> ends_, milder_ends_;
  std::vector<std::uint32_t> state_at_;  // by node: index into the states being made, if
  std::vector<std::uint32_t> stamp_;     // this is the current round
  std::uint32_t round_ = 0;
  std::vector<NearHit> near_hits_;
  std::vector<Occurrence> item_words_;       // words that are items
  std::vector<std::uint32_t> near_stamp_;    // by near: the last comment where its key was
  std::vector<std::uint32_t> open_nears_;    // whose key, or a phrase of it, the comment has
  NearFinder near_finder_;
  regex::Regexes::Scratch regex_scratch_;
  readings::LexiconReadings::Scratch reading_scratch_;
  std::string cased_;
};

}  // namespace ascolto::match

#endif  // ASCOLTO_MATCH_MATCHER_H_
