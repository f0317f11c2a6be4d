// Chooses how each regex is found, and runs the regexes that may match a text.

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

constexpr double kLarge = 5000;  // RE2 instructions; most regexes have a few hundred

constexpr std::size_t kMaxFurtherTexts = 8;  // a need with more texts is not tested in addition
constexpr std::size_t kMaxFurtherNeeds = 2;
constexpr std::size_t kManyUses = 4;  // an atom with more uses stops when none of them needs it
// Estimates for a typical comment: its words and bytes. Then costs in instructions: to find an atom
// of a regex, to try a place, to search with RE2, and to search atoms by each method.
constexpr double kWords = 16, kBytes = 90;
constexpr double kUseCost = 30, kPlaceCost = 150, kSearchCost = 1500;
constexpr double kMethodCosts[Atoms::kSearchMethods] = {200, 200, 400, 800, 900};
constexpr double kMaxCommonKind = 0.5;  // bits; runs of more common bytes are useless
// The least rarity of the first and the second run of a regex, in bits.
constexpr double kMinRunBits[] = {8, 12};
constexpr double kMinFurtherTextBits = 5;
constexpr double kMinStartBits = 8;
// The cost of testing sets of first bytes at one position when the counts do not exclude them.
constexpr double kStartCost = 8;

bool HasFixedOffset(const TextNeed& need) {
  return std::all_of(need.begin(), need.end(),
                     [](const NeededText& text) { return text.before.min == text.before.max; });
}

}  // namespace

// Chooses how each regex is found. The costs are estimates, in instructions for a typical comment;
// only their order matters.
class Regexes::Compiler {
 public:
  explicit Compiler(Regexes* regexes) : to_(*regexes) {}

  // Keeps the pattern that was added last.
  void Commit(const std::string& pattern) {
    indices_.emplace(pattern, static_cast<int>(plans_.size()) - 1);
  }
  void Rollback() {
    plans_.pop_back();
    to_.prefilters_.pop_back();
    to_.small_.pop_back();
  }

  std::optional<int> Find(const std::string& pattern) const {
    const auto found = indices_.find(pattern);
    return found != indices_.end() ? std::optional(found->second) : std::nullopt;
  }

  // Returns true if RE2 surely compiles the pattern, so that compiling can be deferred.
  bool Add(const std::string& pattern) {
    Plan& plan = plans_.emplace_back();
    to_.prefilters_.emplace_back();
    to_.small_.emplace_back();
    plan.tree = ParseRegex(pattern, to_.folded_);
    if (!plan.tree.has_value()) return false;
    to_.small_.back() = SmallRegex::Compile(*plan.tree, to_.folded_);
    plan.texts = TextNeedsOf(*plan.tree);
    plan.start = StartPatternOf(*plan.tree, plan.texts.width.min);
    if (Rarity(plan.start) <= kMinStartBits) plan.start = {};
    to_.prefilters_.back().counts = CountsOf(*plan.tree);
    plan.probability = std::exp2(-Rarity(to_.prefilters_.back().counts));
    for (const TextNeed& need : plan.texts.needs) plan.costs.push_back(CostOf(need));
    for (std::size_t i = 0; i < plan.costs.size(); ++i) {
      if (plan.costs[i]) plan.costs[i]->all = CostOf(plan, i, plan.costs[i]->places);
    }
    AddRuns(&plan);
    const double size = CompiledSize(*plan.tree);
    if (size > kLarge) to_.size_of_large_regexes_ += size;
    return size <= kSurelyCompiled;
  }

  void Run(std::size_t memory) {
    ChooseAtoms();
    ChooseKinds();
    std::map<ByteRuns::Lengths, std::vector<std::uint32_t>> run_filtered_parts;
    std::vector<std::uint32_t> unfiltered;
    for (std::uint32_t i = 0; i < plans_.size(); ++i) {
      Prefilter& prefilter = to_.prefilters_[i];
      if (plans_[i].tree.has_value()) FillPrefilter(&plans_[i], &prefilter);
      if (plans_[i].atoms != kNone) continue;
      if (plans_[i].HasStart()) {
        const std::uint32_t start = to_.start_filter_.Add(plans_[i].start);
        if (start == to_.regexes_of_start_.size()) to_.regexes_of_start_.emplace_back();
        to_.regexes_of_start_[start].push_back(i);
      } else if (prefilter.has_texts() || prefilter.has_runs) {
        run_filtered_parts[prefilter.runs].push_back(i);
      } else {
        unfiltered.push_back(i);
      }
    }
    to_.start_filter_.Build();
    for (auto& [runs, patterns] : run_filtered_parts) {
      to_.run_filtered_parts_.push_back({runs, std::move(patterns)});
    }
    BuildAtoms();
    to_.counts_ = ByteCounts::Max();
    for (const Prefilter& prefilter : to_.prefilters_) {
      to_.counts_ = Min(to_.counts_, prefilter.counts);
    }
    if (!unfiltered.empty()) to_.CompilePart(std::move(unfiltered), memory);
  }

 private:
  static constexpr std::size_t kNone = ~std::size_t{0};
  static constexpr unsigned kWordMethodOnly = 1u << static_cast<int>(Atoms::SearchMethod::kWords);

  // The cost of searching the atoms of a need, and the set of methods that it uses, one bit each.
  struct Cost {
    double places = 0, all = 0;
    unsigned methods = 0;
  };
  // A run that a regex needs.
  struct RunNeed {
    ByteSet set;
    double rarity;  // in bits
  };
  struct Plan {
    std::optional<RegexNode> tree;
    TextNeeds texts;
    StartPattern start;                      // empty when it is too common
    std::vector<RunNeed> runs;               // the rarest first
    std::vector<std::optional<Cost>> costs;  // by need; none if its texts cannot be searched
    double probability = 1;                  // probability that a comment has the counts it needs
    std::size_t atoms = kNone;               // the need whose atoms are searched
    bool HasStart() const { return !start.bytes.empty(); }
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
      if (bits < kMaxCommonKind) continue;
      const int run = NeededRun(*plan->tree, set);
      if (run > 0) plan->runs.push_back({set, bits * run});
    }
    std::stable_sort(plan->runs.begin(), plan->runs.end(),
                     [](const RunNeed& a, const RunNeed& b) { return a.rarity > b.rarity; });
  }

  static std::optional<Cost> CostOf(const TextNeed& need) {
    Cost cost;
    for (const NeededText& text : need) {
      const Atoms::SearchMethod method =
          Atoms::SearchMethodOf({text.text, text.begins_word, text.ends_word});
      if (method == Atoms::SearchMethod::kNone) return std::nullopt;
      cost.methods |= 1u << static_cast<int>(method);
    }
    cost.places =
        (cost.methods == kWordMethodOnly ? kWords : kBytes) * std::exp2(-Rarity(need) / 2);
    return cost;
  }
  // A place is tried, or RE2 searches, only if the rarest of the other needs is met as well.
  static double CostOf(const Plan& plan, std::size_t atoms, double places) {
    const std::vector<TextNeed>& needs = plan.texts.needs;
    double probability = 1;
    for (std::size_t i = 0; i < needs.size(); ++i) {
      if (i != atoms) {
        probability = std::min(probability, kBytes * std::exp2(-Rarity(needs[i]) / 2));
      }
    }
    const double each = HasFixedOffset(needs[atoms]) ? kPlaceCost : kPlaceCost + kSearchCost;
    return places * plan.probability * (kUseCost + probability * each);
  }
  static double CostWithoutAtoms(const Plan& plan) {
    if (plan.HasStart()) {
      const bool everywhere = Rarity(CountsOf(plan.start)) <= 0;
      return kBytes * (std::exp2(-Rarity(plan.start)) * kPlaceCost + (everywhere ? kStartCost : 0));
    }
    if (plan.runs.empty()) return kSearchCost;
    return kSearchCost * std::min(1.0, kBytes * std::exp2(-plan.runs.front().rarity));
  }

  // Searching one atom by some method costs nearly as much as searching all atoms by that method.
  // Therefore this tries every set of methods and takes the one with the lowest total cost.
  void ChooseAtoms() {
    double min = std::numeric_limits<double>::max();
    unsigned best = 0;
    for (unsigned methods = kWordMethodOnly; methods < 1u << Atoms::kSearchMethods; methods += 2) {
      double cost = 0;
      for (int method = 0; method < Atoms::kSearchMethods; ++method) {
        cost += methods >> method & 1 ? kMethodCosts[method] : 0;
      }
      for (Plan& plan : plans_) cost += Choose(methods, &plan);
      if (cost >= min) continue;
      min = cost;
      best = methods;
    }
    for (Plan& plan : plans_) Choose(best, &plan);
  }

  // Chooses the cheapest need of a regex, given the methods in use, and returns its cost.
  static double Choose(unsigned methods, Plan* plan) {
    double min = CostWithoutAtoms(*plan);
    plan->atoms = kNone;
    for (std::size_t i = 0; i < plan->costs.size(); ++i) {
      const std::optional<Cost>& cost = plan->costs[i];
      if (!cost.has_value() || (cost->methods & ~methods) != 0 || cost->all >= min) continue;
      min = cost->all;
      plan->atoms = i;
    }
    return min;
  }

  // Each regex without an atom and without sets of first bytes votes for its rarest runs. The sets
  // with the most votes are measured.
  void ChooseKinds() {
    std::map<ByteSet, std::uint32_t> votes;
    for (const Plan& plan : plans_) {
      if (plan.atoms != kNone || plan.HasStart()) continue;
      for (std::size_t i = 0; i < std::min<std::size_t>(plan.runs.size(), 2); ++i) {
        if (plan.runs[i].rarity > kMinRunBits[i]) ++votes[plan.runs[i].set];
      }
    }
    std::vector<std::pair<std::uint32_t, ByteSet>> ranked;
    for (const auto& [set, count] : votes) ranked.push_back({count, set});
    std::stable_sort(ranked.begin(), ranked.end(),
                     [](const auto& a, const auto& b) { return a.first > b.first; });
    std::vector<ByteSet> kinds;
    for (const auto& [count, set] : ranked) {
      if (kinds.size() < ByteRuns::kMaxKinds) kinds.push_back(set);
    }
    to_.runs_ = ByteRuns(std::move(kinds));
  }

  void FillPrefilter(Plan* plan, Prefilter* prefilter) {
    prefilter->max_bytes = plan->texts.width.max;
    for (std::size_t kind = 0; kind < to_.runs_.kinds().size(); ++kind) {
      prefilter->runs.of[kind] =
          static_cast<std::uint8_t>(NeededRun(*plan->tree, to_.runs_.kinds()[kind]));
    }
    prefilter->has_runs = prefilter->runs != ByteRuns::Lengths();
    std::vector<std::pair<double, const TextNeed*>> further;  // sorted, the rarest first
    for (std::size_t i = 0; i < plan->texts.needs.size(); ++i) {
      const TextNeed& need = plan->texts.needs[i];
      if (i == plan->atoms || need.size() > kMaxFurtherTexts) continue;
      if (const double bits = Rarity(need); bits > kMinFurtherTextBits) {
        further.push_back({-bits, &need});
      }
    }
    std::stable_sort(further.begin(), further.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    further.resize(std::min(further.size(), kMaxFurtherNeeds));
    prefilter->first_text = static_cast<std::uint32_t>(to_.prefilter_texts_.size());
    for (const auto& [bits, need] : further) {
      for (const NeededText& text : *need) {
        to_.prefilter_texts_.push_back({static_cast<std::uint32_t>(to_.prefilter_bytes_.size()),
                                        static_cast<std::uint32_t>(text.text.size()), text.before,
                                        &text == &need->back()});
        to_.prefilter_bytes_ += text.text;
      }
    }
    prefilter->end_text = static_cast<std::uint32_t>(to_.prefilter_texts_.size());
  }

  // Returns the atom set of a regex, determined by the kind of bytes that it needs.
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
    std::array<std::map<Atom, std::vector<AtomUse>>, kAtomSets> uses;
    for (std::uint32_t i = 0; i < plans_.size(); ++i) {
      if (plans_[i].atoms == kNone) continue;
      const TextNeed& need = plans_[i].texts.needs[plans_[i].atoms];
      const bool has_fixed_offset = HasFixedOffset(need);
      const std::size_t set = SetOf(to_.prefilters_[i].counts);
      for (const NeededText& text : need) {
        const Atom atom{text.text, text.begins_word, text.ends_word};
        // For folded texts the digit-masked text is nearly always available, so searching all words
        // once is cheapest. For raw texts a skipped set may avoid computing it.
        const bool at_words =
            to_.folded_ && Atoms::SearchMethodOf(atom) == Atoms::SearchMethod::kWords;
        uses[at_words ? 0 : set][atom].push_back(
            {i, has_fixed_offset ? text.before.min : kAnywhere});
      }
    }
    for (std::size_t i = 0; i < uses.size(); ++i) BuildAtoms(uses[i], &to_.atom_sets_[i]);
  }

  void BuildAtoms(const std::map<Atom, std::vector<AtomUse>>& uses, AtomSet* set) {
    std::vector<Atom> atoms;
    set->counts = ByteCounts::Max();
    for (const auto& [atom, of] : uses) {
      ByteCounts counts = ByteCounts::Max();
      for (const AtomUse& use : of) counts = Min(counts, to_.prefilters_[use.regex].counts);
      atoms.push_back(atom);
      set->counts = Min(set->counts, counts);
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
  // RE2::Set parses a pattern without compiling it. Patterns that surely compile are compiled
  // later.
  RE2::Set parser(Re2Options(memory), RE2::UNANCHORED);
  const bool parsed = parser.Add(pattern, nullptr) >= 0;
  const bool compiles = compiler_->Add(pattern) && parsed;
  if (!compiles && !regex->Get().ok()) {
    compiler_->Rollback();
    return absl::InvalidArgumentError(
        base::Cat("not a regular expression: ", pattern, ": ", regex->Get().error()));
  }
  compiler_->Commit(pattern);
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
    if (text.counts.IsAtLeast(set.counts)) AddPlacesOfAtoms(set, scratch);
  }
  if (start_filter_.MayContain(text.counts)) AddPlacesOfStarts(scratch);
  AddRegexesAnywhere(scratch);
  if (scratch->places.size() > 1) std::sort(scratch->places.begin(), scratch->places.end());
  return scratch->places;
}

void Regexes::BeginRound(const SearchedText& text, Scratch* scratch) const {
  scratch->searched = text;
  scratch->has_masked_text = scratch->has_padded = scratch->has_runs = false;
  scratch->places.clear();
  if (scratch->found.size() < regexes_.size()) scratch->found.resize(regexes_.size());
  if (++scratch->round == 0) {  // wrapped around
    scratch->found.assign(scratch->found.size(), {});
    scratch->round = 1;
  }
}

const DigitMaskedText& Regexes::MaskedText(Scratch* scratch) const {
  const SearchedText& searched = scratch->searched;
  if (!std::exchange(scratch->has_masked_text, true)) {
    searched.folded != nullptr
        ? scratch->masked_text.ReadFolded(*searched.folded, searched.words, searched.keys)
        : scratch->masked_text.Read(searched.text);
  }
  return scratch->masked_text;
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
      MaskedText(scratch), &scratch->atoms,
      [&](std::uint32_t atom, std::size_t at) {
        if (!scratch->searched.counts.IsAtLeast(set.uses_of[atom].counts)) return false;
        const std::span<const AtomUse> uses = uses_of(atom);
        bool wanted = false;
        for (const AtomUse& use : uses) wanted |= AddPlace(use, at, scratch);
        return wanted || uses.size() <= kManyUses;
      },
      [&](std::uint32_t atom) {
        for (const AtomUse& use : uses_of(atom)) AddPlace({use.regex, kAnywhere}, 0, scratch);
      });
}

void Regexes::AddPlacesOfStarts(Scratch* scratch) const {
  start_filter_.Find(Padded(scratch), scratch->searched.counts, &scratch->starts,
                     [&](std::uint32_t start, std::size_t at) {
                       bool wanted = false;
                       for (const std::uint32_t regex : regexes_of_start_[start]) {
                         wanted |= AddPlace({regex, 0}, at, scratch);
                       }
                       return wanted;
                     });
}

// If a regex has many places, one search through the text is cheaper than trying each place.
bool Regexes::AddPlace(const AtomUse& use, std::size_t at, Scratch* scratch) const {
  if (!scratch->searched.counts.IsAtLeast(prefilters_[use.regex].counts)) return false;
  Scratch::Found& found = scratch->found[use.regex];
  if (found.round != scratch->round) found = {scratch->round, 0};
  if (found.places > kMaxPlaces) return false;
  std::uint32_t begin = kAnywhere;
  if (use.before != kAnywhere) {
    if (at < use.before) return true;
    begin = static_cast<std::uint32_t>(at) - use.before;
    const std::size_t size = scratch->searched.text.size();
    const std::size_t bytes = std::min<std::size_t>(prefilters_[use.regex].max_bytes, size);
    if ((found.places + 1) * bytes > 2 * size + 512) begin = kAnywhere;
  }
  ++found.places;
  if (found.places > kMaxPlaces) begin = kAnywhere;
  if (begin == kAnywhere) found.places = kMaxPlaces + 1;
  scratch->places.push_back({use.regex, begin});
  return begin != kAnywhere;
}

void Regexes::AddRegexesAnywhere(Scratch* scratch) const {
  for (const RunFilteredPart& part : run_filtered_parts_) {
    if (!Runs(scratch).IsAtLeast(part.runs)) continue;
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
  if (small.has_value() && small->is_fast_to_search() && text.size() <= SmallRegex::kLongText) {
    *begin = from;
    const auto result = small->Search(text, from, &scratch->small, begin, end);
    if (result != SmallRegex::Result::kGaveUp) return result == SmallRegex::Result::kMatch;
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
    from = *end + 1;  // resume after the next code point
    while (from < text.size() && (static_cast<unsigned char>(text[from]) & 0xC0) == 0x80) ++from;
  }
  return false;
}

bool Regexes::MayMatch(const Place& place, Scratch* scratch) const {
  const Prefilter& prefilter = prefilters_[place.regex];
  if (prefilter.has_runs && !Runs(scratch).IsAtLeast(prefilter.runs)) return false;
  bool is_met = false;
  for (std::uint32_t i = prefilter.first_text; i < prefilter.end_text; ++i) {
    const PrefilterText& text = prefilter_texts_[i];
    is_met = is_met || Occurs(text, MaskedText(scratch), place.begin);
    if (!text.ends_need) continue;
    if (!is_met) return false;
    is_met = false;
  }
  return true;
}

bool Regexes::Occurs(const PrefilterText& text, const DigitMaskedText& masked_text,
                     std::uint32_t begin) const {
  std::size_t from = 0, bytes = masked_text.text().size();
  if (begin != kAnywhere) {
    from = std::size_t{begin} + text.before.min;
    if (from > bytes) return false;
    bytes -= from;
    if (text.before.max != Width::kUnbounded) {
      bytes = std::min<std::size_t>(bytes, text.before.max - text.before.min + text.bytes);
    }
  }
  return masked_text.Contains({prefilter_bytes_.data() + text.at, text.bytes}, from, bytes);
}

}  // namespace ascolto::regex
