#include "ascolto/regex/regexes.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "ascolto/base/strings.h"

namespace ascolto::regex {
namespace {

constexpr double kLarge = 5000;  // instructions of RE2: most have a few hundred

constexpr std::size_t kMostFurtherTexts = 8;  // of a need that is looked for besides the atom
constexpr std::size_t kMostFurtherNeeds = 2;
constexpr std::size_t kManyUses = 4;  // of an atom: so many are not gone through for nothing
// Of a usual comment, and what it costs in instructions to find an atom of a regex, to look at the
// place, to search with RE2, and to look for atoms in each way.
constexpr double kWords = 16, kBytes = 90;
constexpr double kUseCost = 30, kPlaceCost = 150, kSearchCost = 1500;
constexpr double kWayCosts[Atoms::kWays] = {200, 200, 400, 800, 900};
constexpr double kMostCommonKind = 0.5;  // bits: runs of such bytes say nothing
constexpr double kBitsOfARun[] = {8, 12};  // what the rarest of a regex, and the next, must have
constexpr double kBitsOfAFurtherText = 5;
constexpr double kBitsOfAHead = 8;
// To ask whether a head stands at a place, when the counts do not tell.
constexpr double kHeadCost = 8;

bool TellsBegin(const TextNeed& need) {
  return std::all_of(need.begin(), need.end(), [](const NeededText& text) {
    return text.before.least == text.before.most;
  });
}

}  // namespace

// Chooses how each regex is found. Costs are guesses, in instructions for a comment of a usual
// length: only their order counts.
class Regexes::Compiler {
 public:
  explicit Compiler(Regexes* regexes) : to_(*regexes) {}

  // Of the pattern that was added last.
  void Keep(const std::string& pattern) {
    indices_.emplace(pattern, static_cast<int>(plans_.size()) - 1);
  }
  void Drop() {
    plans_.pop_back();
    to_.gates_.pop_back();
    to_.small_.pop_back();
  }

  std::optional<int> Find(const std::string& pattern) const {
    const auto found = indices_.find(pattern);
    return found != indices_.end() ? std::optional(found->second) : std::nullopt;
  }

  // Returns whether RE2 need not be asked if the pattern is too large.
  bool Add(const std::string& pattern) {
    Plan& plan = plans_.emplace_back();
    to_.gates_.emplace_back();
    to_.small_.emplace_back();
    plan.tree = ReadRegex(pattern, to_.folded_);
    if (!plan.tree.has_value()) return false;
    to_.small_.back() = SmallRegex::Compile(*plan.tree, to_.folded_);
    plan.texts = TextNeedsOf(*plan.tree);
    plan.head = HeadOf(*plan.tree, plan.texts.width.least);
    if (Rarity(plan.head) <= kBitsOfAHead) plan.head = {};
    to_.gates_.back().counts = CountsOf(*plan.tree);
    plan.often = std::exp2(-Rarity(to_.gates_.back().counts));
    for (const TextNeed& need : plan.texts.needs) plan.costs.push_back(CostOf(need));
    for (std::size_t i = 0; i < plan.costs.size(); ++i) {
      if (plan.costs[i]) plan.costs[i]->all = CostOf(plan, i, plan.costs[i]->places);
    }
    AddRuns(&plan);
    const double size = CompiledSize(*plan.tree);
    if (size > kLarge) to_.size_of_large_ += size;
    return size <= kSurelyCompiled;
  }

  void Run(std::size_t memory) {
    ChooseAtoms();
    ChooseKinds();
    std::map<ByteRuns::Lengths, std::vector<std::uint32_t>> gated_parts;
    std::vector<std::uint32_t> needless;
    for (std::uint32_t i = 0; i < plans_.size(); ++i) {
      Gate& gate = to_.gates_[i];
      if (plans_[i].tree.has_value()) FillGate(&plans_[i], &gate);
      if (plans_[i].atoms != kNone) continue;
      if (plans_[i].HasHead()) {
        const std::uint32_t head = to_.heads_.Add(plans_[i].head);
        if (head == to_.regexes_of_head_.size()) to_.regexes_of_head_.emplace_back();
        to_.regexes_of_head_[head].push_back(i);
      } else if (gate.has_texts() || gate.has_runs) {
        gated_parts[gate.runs].push_back(i);
      } else {
        needless.push_back(i);
      }
    }
    to_.heads_.Build();
    for (auto& [runs, patterns] : gated_parts) to_.gated_.push_back({runs, std::move(patterns)});
    BuildAtoms();
    to_.counts_ = ByteCounts::Most();
    for (const Gate& gate : to_.gates_) to_.counts_ = Least(to_.counts_, gate.counts);
    if (!needless.empty()) to_.CompilePart(std::move(needless), memory);
  }

 private:
  static constexpr std::size_t kNone = ~std::size_t{0};
  static constexpr unsigned kWordsOnly = 1u << static_cast<int>(Atoms::Way::kWords);

  // What looking for a need's atoms costs, and which ways to look it takes.
  struct Cost {
    double places = 0, all = 0;
    unsigned ways = 0;  // a bit for each
  };
  // A run that a regex needs.
  struct RunNeed {
    ByteSet set;
    double rarity;  // in bits
  };
  struct Plan {
    std::optional<RegexNode> tree;
    TextNeeds texts;
    Head head;                   // without bytes when it says too little
    std::vector<RunNeed> runs;   // the rarest first
    std::vector<std::optional<Cost>> costs;  // of the texts; none where they cannot be looked for
    double often = 1;                        // that a comment has the bytes it takes
    std::size_t atoms = kNone;               // which of them are looked for first
    bool HasHead() const { return !head.bytes.empty(); }
  };

  static void AddRuns(Plan* plan) {
    std::vector<ByteSet> sets;
    AddSets(*plan->tree, &sets);
    ByteSet all;
    for (const ByteSet& set : sets) all.AddAll(set);
    sets.push_back(all);
    std::sort(sets.begin(), sets.end());
    sets.erase(std::unique(sets.begin(), sets.end()), sets.end());
    for (const ByteSet& set : sets) {
      const double bits = Rarity(set);
      if (bits < kMostCommonKind) continue;
      const int run = NeededRun(*plan->tree, set);
      if (run > 0) plan->runs.push_back({set, bits * run});
    }
    std::stable_sort(plan->runs.begin(), plan->runs.end(),
                     [](const RunNeed& a, const RunNeed& b) { return a.rarity > b.rarity; });
  }

  static std::optional<Cost> CostOf(const TextNeed& need) {
    Cost cost;
    for (const NeededText& text : need) {
      const Atoms::Way way = Atoms::WayOf({text.text, text.begins_word, text.ends_word});
      if (way == Atoms::Way::kNone) return std::nullopt;
      cost.ways |= 1u << static_cast<int>(way);
    }
    cost.places = (cost.ways == kWordsOnly ? kWords : kBytes) * std::exp2(-Rarity(need) / 2);
    return cost;
  }
  // A place is looked at, or RE2 searches, only where the rarest of the other needs is met too.
  static double CostOf(const Plan& plan, std::size_t atoms, double places) {
    const std::vector<TextNeed>& needs = plan.texts.needs;
    double often = 1;
    for (std::size_t i = 0; i < needs.size(); ++i) {
      if (i != atoms) often = std::min(often, kBytes * std::exp2(-Rarity(needs[i]) / 2));
    }
    const double each = TellsBegin(needs[atoms]) ? kPlaceCost : kPlaceCost + kSearchCost;
    return places * plan.often * (kUseCost + often * each);
  }
  static double CostWithoutAtoms(const Plan& plan) {
    if (plan.HasHead()) {
      const bool everywhere = Rarity(CountsOf(plan.head)) <= 0;
      return kBytes * (std::exp2(-Rarity(plan.head)) * kPlaceCost + (everywhere ? kHeadCost : 0));
    }
    if (plan.runs.empty()) return kSearchCost;
    return kSearchCost * std::min(1.0, kBytes * std::exp2(-plan.runs.front().rarity));
  }

  // To look for one atom in a way costs nearly as much as to look for all of them. So of all sets
  // of ways that one is taken with which all regexes together cost the least.
  void ChooseAtoms() {
    double least = std::numeric_limits<double>::max();
    unsigned best = 0;
    for (unsigned ways = kWordsOnly; ways < 1u << Atoms::kWays; ways += 2) {
      double cost = 0;
      for (int way = 0; way < Atoms::kWays; ++way) cost += ways >> way & 1 ? kWayCosts[way] : 0;
      for (Plan& plan : plans_) cost += Choose(ways, &plan);
      if (cost >= least) continue;
      least = cost;
      best = ways;
    }
    for (Plan& plan : plans_) Choose(best, &plan);
  }

  // The cheapest for a regex when atoms are looked for in those ways.
  static double Choose(unsigned ways, Plan* plan) {
    double least = CostWithoutAtoms(*plan);
    plan->atoms = kNone;
    for (std::size_t i = 0; i < plan->costs.size(); ++i) {
      const std::optional<Cost>& cost = plan->costs[i];
      if (!cost.has_value() || (cost->ways & ~ways) != 0 || cost->all >= least) continue;
      least = cost->all;
      plan->atoms = i;
    }
    return least;
  }

  // Every regex without an atom and a head names the rarest kinds of bytes; those that most of them
  // name are measured.
  void ChooseKinds() {
    std::map<ByteSet, std::uint32_t> votes;
    for (const Plan& plan : plans_) {
      if (plan.atoms != kNone || plan.HasHead()) continue;
      for (std::size_t i = 0; i < std::min<std::size_t>(plan.runs.size(), 2); ++i) {
        if (plan.runs[i].rarity > kBitsOfARun[i]) ++votes[plan.runs[i].set];
      }
    }
    std::vector<std::pair<std::uint32_t, ByteSet>> ranked;
    for (const auto& [set, count] : votes) ranked.push_back({count, set});
    std::stable_sort(ranked.begin(), ranked.end(),
                     [](const auto& a, const auto& b) { return a.first > b.first; });
    std::vector<ByteSet> kinds;
    for (const auto& [count, set] : ranked) {
      if (kinds.size() < ByteRuns::kMostKinds) kinds.push_back(set);
    }
    to_.runs_ = ByteRuns(std::move(kinds));
  }

  void FillGate(Plan* plan, Gate* gate) {
    gate->most_bytes = plan->texts.width.most;
    for (std::size_t kind = 0; kind < to_.runs_.kinds().size(); ++kind) {
      gate->runs.of[kind] =
          static_cast<std::uint8_t>(NeededRun(*plan->tree, to_.runs_.kinds()[kind]));
    }
    gate->has_runs = gate->runs != ByteRuns::Lengths();
    std::vector<std::pair<double, const TextNeed*>> further;  // the rarest first
    for (std::size_t i = 0; i < plan->texts.needs.size(); ++i) {
      const TextNeed& need = plan->texts.needs[i];
      if (i == plan->atoms || need.size() > kMostFurtherTexts) continue;
      if (const double bits = Rarity(need); bits > kBitsOfAFurtherText) {
        further.push_back({-bits, &need});
      }
    }
    std::stable_sort(further.begin(), further.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    further.resize(std::min(further.size(), kMostFurtherNeeds));
    gate->first_text = static_cast<std::uint32_t>(to_.gate_texts_.size());
    for (const auto& [bits, need] : further) {
      for (const NeededText& text : *need) {
        to_.gate_texts_.push_back({static_cast<std::uint32_t>(to_.gate_bytes_.size()),
                                   static_cast<std::uint32_t>(text.text.size()), text.before,
                                   &text == &need->back()});
        to_.gate_bytes_ += text.text;
      }
    }
    gate->end_text = static_cast<std::uint32_t>(to_.gate_texts_.size());
  }

  // In which set the atoms of a regex are, by the kind of byte that it needs.
  static std::size_t SetOf(const ByteCounts& counts) {
    const ByteCounts kinds[] = {
        {counts.digits, 0, 0}, {0, counts.capitals, 0}, {0, 0, counts.signs}};
    static_assert(std::size(kinds) + 1 == kAtomSets);
    std::size_t set = 0;
    for (std::size_t kind = 0; kind < std::size(kinds); ++kind) {
      if (set == 0 && Rarity(kinds[kind]) > 0) set = kind + 1;
    }
    return set;
  }

  void BuildAtoms() {
    std::array<std::map<Atom, std::vector<Use>>, kAtomSets> uses;
    for (std::uint32_t i = 0; i < plans_.size(); ++i) {
      if (plans_[i].atoms == kNone) continue;
      const TextNeed& need = plans_[i].texts.needs[plans_[i].atoms];
      const bool tells = TellsBegin(need);
      const std::size_t set = SetOf(to_.gates_[i].counts);
      for (const NeededText& text : need) {
        const Atom atom{text.text, text.begins_word, text.ends_word};
        // Of a folded text there is an outline nearly always, and to ask its words once for all is
        // cheapest; of a raw one a set that is left out spares the outline.
        const bool at_words = to_.folded_ && Atoms::WayOf(atom) == Atoms::Way::kWords;
        uses[at_words ? 0 : set][atom].push_back({i, tells ? text.before.least : kAnywhere});
      }
    }
    for (std::size_t i = 0; i < uses.size(); ++i) BuildAtoms(uses[i], &to_.atom_sets_[i]);
  }

  void BuildAtoms(const std::map<Atom, std::vector<Use>>& uses, AtomSet* set) {
    std::vector<Atom> atoms;
    set->counts = ByteCounts::Most();
    for (const auto& [atom, of] : uses) {
      ByteCounts counts = ByteCounts::Most();
      for (const Use& use : of) counts = Least(counts, to_.gates_[use.regex].counts);
      atoms.push_back(atom);
      set->counts = Least(set->counts, counts);
      set->uses_of.push_back({counts, static_cast<std::uint32_t>(set->uses.size())});
      set->uses.insert(set->uses.end(), of.begin(), of.end());
    }
    set->uses_of.push_back({{}, static_cast<std::uint32_t>(set->uses.size())});
    set->atoms = Atoms(std::move(atoms));
  }

  Regexes& to_;
  std::vector<Plan> plans_;
  absl::flat_hash_map<std::string, int> indices_;  // by pattern
};

Regexes::Regexes(bool folded) : folded_(folded), compiler_(std::make_unique<Compiler>(this)) {}
Regexes::~Regexes() = default;

absl::StatusOr<int> Regexes::Add(const std::string& pattern, std::size_t memory) {
  if (const std::optional<int> index = compiler_->Find(pattern)) return *index;
  auto regex = std::make_unique<const LazyRe2>(pattern, memory);
  // A set parses a pattern and does not compile it. What RE2 will surely compile can wait.
  RE2::Set parser(Re2Options(memory), RE2::UNANCHORED);
  const bool parsed = parser.Add(pattern, nullptr) >= 0;
  const bool compiles = compiler_->Add(pattern) && parsed;
  if (!compiles && !regex->Get().ok()) {
    compiler_->Drop();
    return absl::InvalidArgumentError(
        base::Cat("not a regular expression: ", pattern, ": ", regex->Get().error()));
  }
  compiler_->Keep(pattern);
  regexes_.push_back(std::move(regex));
  return static_cast<int>(regexes_.size()) - 1;
}

void Regexes::Compile(std::size_t memory) {
  compiler_->Run(memory);
  compiler_.reset();
}

void Regexes::CompilePart(std::vector<std::uint32_t> patterns, std::size_t memory) {
  auto set = std::make_unique<RE2::Set>(Re2Options(memory), RE2::UNANCHORED);
  bool added = true;
  for (const std::uint32_t index : patterns) {
    added = added && set->Add(regexes_[index]->pattern(), nullptr) >= 0;
  }
  if (added && set->Compile()) {
    parts_.push_back({std::move(set), std::move(patterns)});
  } else if (patterns.size() == 1) {
    parts_.push_back({nullptr, std::move(patterns)});
  } else {
    const auto middle = patterns.begin() + static_cast<std::ptrdiff_t>(patterns.size() / 2);
    CompilePart({patterns.begin(), middle}, memory / 2);
    CompilePart({middle, patterns.end()}, memory / 2);
  }
}

std::span<const Regexes::Place> Regexes::Candidates(const SearchedText& text,
                                                    Scratch* scratch) const {
  BeginRound(text, scratch);
  for (const AtomSet& set : atom_sets_) {
    if (text.counts.Reach(set.counts)) AddPlacesOfAtoms(set, scratch);
  }
  if (heads_.MayStand(text.counts)) AddPlacesOfHeads(scratch);
  AddUngated(scratch);
  if (scratch->places.size() > 1) std::sort(scratch->places.begin(), scratch->places.end());
  return scratch->places;
}

void Regexes::BeginRound(const SearchedText& text, Scratch* scratch) const {
  scratch->searched = text;
  scratch->has_outline = scratch->has_padded = scratch->has_runs = false;
  scratch->places.clear();
  if (scratch->found.size() < regexes_.size()) scratch->found.resize(regexes_.size());
  if (++scratch->round == 0) {  // wrapped around
    scratch->found.assign(scratch->found.size(), {});
    scratch->round = 1;
  }
}

const DigitMaskedText& Regexes::OutlineOfText(Scratch* scratch) const {
  const SearchedText& searched = scratch->searched;
  if (!std::exchange(scratch->has_outline, true)) {
    searched.folded != nullptr
        ? scratch->outline.ReadFolded(*searched.folded, searched.words, searched.keys)
        : scratch->outline.Read(searched.text);
  }
  return scratch->outline;
}

const PaddedText& Regexes::Padded(Scratch* scratch) const {
  if (!std::exchange(scratch->has_padded, true)) scratch->padded.Read(scratch->searched.text);
  return scratch->padded;
}

const ByteRuns::Lengths& Regexes::Runs(Scratch* scratch) const {
  if (!std::exchange(scratch->has_runs, true)) scratch->runs = runs_.Longest(Padded(scratch));
  return scratch->runs;
}

void Regexes::AddPlacesOfAtoms(const AtomSet& set, Scratch* scratch) const {
  if (set.atoms.empty()) return;
  const auto uses_of = [&set](std::uint32_t atom) {
    const UsesOfAtom* const uses = &set.uses_of[atom];
    return std::span(set.uses).subspan(uses[0].begin, uses[1].begin - uses[0].begin);
  };
  set.atoms.Find(
      OutlineOfText(scratch), &scratch->atoms,
      [&](std::uint32_t atom, std::size_t at) {
        if (!scratch->searched.counts.Reach(set.uses_of[atom].counts)) return false;
        const std::span<const Use> uses = uses_of(atom);
        bool wanted = false;
        for (const Use& use : uses) wanted |= AddPlace(use, at, scratch);
        return wanted || uses.size() <= kManyUses;
      },
      [&](std::uint32_t atom) {
        for (const Use& use : uses_of(atom)) AddPlace({use.regex, kAnywhere}, 0, scratch);
      });
}

void Regexes::AddPlacesOfHeads(Scratch* scratch) const {
  heads_.Find(Padded(scratch), scratch->searched.counts, &scratch->heads,
              [&](std::uint32_t head, std::size_t at) {
                bool wanted = false;
                for (const std::uint32_t regex : regexes_of_head_[head]) {
                  wanted |= AddPlace({regex, 0}, at, scratch);
                }
                return wanted;
              });
}

// Beyond a few places of a regex one search through the text costs less.
bool Regexes::AddPlace(const Use& use, std::size_t at, Scratch* scratch) const {
  if (!scratch->searched.counts.Reach(gates_[use.regex].counts)) return false;
  Scratch::Found& found = scratch->found[use.regex];
  if (found.round != scratch->round) found = {scratch->round, 0};
  if (found.places > kMostPlaces) return false;
  std::uint32_t begin = kAnywhere;
  if (use.before != kAnywhere) {
    if (at < use.before) return true;
    begin = static_cast<std::uint32_t>(at) - use.before;
    const std::size_t size = scratch->searched.text.size();
    const std::size_t bytes = std::min<std::size_t>(gates_[use.regex].most_bytes, size);
    if ((found.places + 1) * bytes > 2 * size + 512) begin = kAnywhere;
  }
  ++found.places;
  if (found.places > kMostPlaces) begin = kAnywhere;
  if (begin == kAnywhere) found.places = kMostPlaces + 1;
  scratch->places.push_back({use.regex, begin});
  return begin != kAnywhere;
}

void Regexes::AddUngated(Scratch* scratch) const {
  for (const GatedPart& part : gated_) {
    if (!Runs(scratch).Reach(part.runs)) continue;
    for (const std::uint32_t regex : part.patterns) scratch->places.push_back({regex, kAnywhere});
  }
  for (const Part& part : parts_) {
    RE2::Set::ErrorInfo error{RE2::Set::kNoError};
    if (part.set != nullptr && part.set->Match(scratch->searched.text, &scratch->part, &error)) {
      for (const int i : scratch->part) scratch->places.push_back({part.patterns[i], kAnywhere});
    } else if (part.set == nullptr || error.kind == RE2::Set::kOutOfMemory) {
      for (const std::uint32_t regex : part.patterns) scratch->places.push_back({regex, kAnywhere});
    }
  }
}

std::size_t Regexes::MatchAt(const Place& place, std::string_view text, Scratch* scratch) const {
  if (small_[place.regex].has_value()) {
    std::size_t end = 0;
    const auto result = small_[place.regex]->MatchAt(text, place.begin, &scratch->small, &end);
    if (result != SmallRegex::Result::kGaveUp) return end;
  }
  re2::StringPiece found;
  const bool is_match = regexes_[place.regex]->Get().Match(text, place.begin, text.size(),
                                                     RE2::ANCHOR_START, &found, 1);
  return is_match ? place.begin + found.size() : 0;
}

bool Regexes::Search(std::uint32_t regex, std::string_view text, std::size_t from,
                     Scratch* scratch, std::size_t* begin, std::size_t* end) const {
  const std::optional<SmallRegex>& small = small_[regex];
  if (small.has_value() && small->searches_well() && text.size() <= SmallRegex::kLongText) {
    *begin = from;
    const auto result = small->Search(text, from, &scratch->small, begin, end);
    if (result != SmallRegex::Result::kGaveUp) return result == SmallRegex::Result::kFound;
    from = *begin;
  }
  while (from <= text.size()) {
    re2::StringPiece found;
    if (!regexes_[regex]->Get().Match(text, from, text.size(), RE2::UNANCHORED, &found, 1)) {
      return false;
    }
    *begin = static_cast<std::size_t>(found.data() - text.data());
    *end = *begin + found.size();
    if (!found.empty()) return true;
    from = *end + 1;  // go on behind the next code point
    while (from < text.size() && (static_cast<unsigned char>(text[from]) & 0xC0) == 0x80) ++from;
  }
  return false;
}

bool Regexes::MayMatch(const Place& place, Scratch* scratch) const {
  const Gate& gate = gates_[place.regex];
  if (gate.has_runs && !Runs(scratch).Reach(gate.runs)) return false;
  bool met = false;
  for (std::uint32_t i = gate.first_text; i < gate.end_text; ++i) {
    const GateText& text = gate_texts_[i];
    met = met || Stands(text, OutlineOfText(scratch), place.begin);
    if (!text.ends_need) continue;
    if (!met) return false;
    met = false;
  }
  return true;
}

bool Regexes::Stands(const GateText& text, const DigitMaskedText& outline, std::uint32_t begin) const {
  std::size_t from = 0, bytes = outline.text().size();
  if (begin != kAnywhere) {
    from = std::size_t{begin} + text.before.least;
    if (from > bytes) return false;
    bytes -= from;
    if (text.before.most != Width::kEndless) {
      bytes = std::min<std::size_t>(bytes, text.before.most - text.before.least + text.bytes);
    }
  }
  return outline.Holds({gate_bytes_.data() + text.at, text.bytes}, from, bytes);
}

}  // namespace ascolto::regex
