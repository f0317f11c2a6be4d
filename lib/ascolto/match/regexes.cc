#include "ascolto/match/regexes.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "ascolto/base/strings.h"

namespace ascolto::match {
namespace {

constexpr std::size_t kMostFurtherTexts = 8;  // of a need that is looked for besides the atom
constexpr std::size_t kMostFurtherNeeds = 2;
constexpr double kBitsOfAKnownBegin = 4;  // how much rarer an atom may be that does not tell it
constexpr double kMostCommonKind = 0.5;   // bits: runs of such bytes say nothing

RE2::Options OptionsWith(std::size_t memory) {
  RE2::Options options;
  options.set_log_errors(false);
  options.set_never_capture(true);
  options.set_max_mem(static_cast<int64_t>(memory));
  return options;
}

std::size_t ShortestText(const TextNeed& need) {
  std::size_t shortest = need.front().text.size();
  for (const NeededText& text : need) shortest = std::min(shortest, text.text.size());
  return shortest;
}

bool TellsBegin(const TextNeed& need) {
  return std::all_of(need.begin(), need.end(), [](const NeededText& text) {
    return text.before.least == text.before.most;
  });
}

// Whether one of the texts stands in `text`, for a match that begins at `begin`, or anywhere.
bool Stands(const TextNeed& need, std::string_view text, std::uint32_t begin) {
  return std::any_of(need.begin(), need.end(), [&](const NeededText& needed) {
    if (begin == kAnywhere) return text.find(needed.text) != std::string_view::npos;
    const std::size_t from = std::size_t{begin} + needed.before.least;
    if (from > text.size()) return false;
    std::string_view where = text.substr(from);
    if (needed.before.most != Width::kEndless) {
      where = where.substr(0, needed.before.most - needed.before.least + needed.text.size());
    }
    return where.find(needed.text) != std::string_view::npos;
  });
}

void LowerAscii(std::string_view text, std::string* lower) {
  lower->assign(text);
  for (char& c : *lower) {
    const bool capital = c >= 'A' && c <= 'Z';
    c = static_cast<char>(c | (capital ? 0x20 : 0));
  }
}

}  // namespace

// What is known of a regex while they are compiled.
struct Regexes::Needs {
  std::optional<RegexNode> tree;
  std::optional<TextNeed> atoms;  // one of these is looked for
};

class Regexes::Compiler {
 public:
  explicit Compiler(Regexes* regexes) : to_(*regexes) {}

  void Run(std::size_t memory) {
    for (const auto& regex : to_.regexes_) AddNeeds(regex->pattern());
    ChooseKinds();
    std::vector<std::uint32_t> needless;
    for (std::uint32_t i = 0; i < needs_.size(); ++i) {
      Gate& gate = to_.gates_[i];
      if (needs_[i].tree.has_value()) FillRuns(*needs_[i].tree, &gate);
      if (needs_[i].atoms.has_value()) continue;
      const bool gated = !gate.texts.empty() || gate.runs != ByteRuns::Lengths();
      (gated ? to_.gated_ : needless).push_back(i);
    }
    BuildAtoms();
    if (!needless.empty()) to_.CompilePart(std::move(needless), memory);
  }

 private:
  void AddNeeds(const std::string& pattern) {
    Needs& needs = needs_.emplace_back();
    Gate& gate = to_.gates_.emplace_back();
    needs.tree = ReadRegex(pattern, to_.folded_);
    if (!needs.tree.has_value()) return;
    TextNeeds texts = TextNeedsOf(*needs.tree);
    gate.most_bytes = texts.width.most;
    const auto best = std::max_element(
        texts.needs.begin(), texts.needs.end(),
        [](const TextNeed& a, const TextNeed& b) { return Worth(a) < Worth(b); });
    if (best != texts.needs.end() && ShortestText(*best) >= kLeastAtomBytes) {
      needs.atoms = std::move(*best);
      texts.needs.erase(best);
    }
    std::erase_if(texts.needs,
                  [](const TextNeed& need) { return need.size() > kMostFurtherTexts; });
    std::stable_sort(texts.needs.begin(), texts.needs.end(),
                     [](const TextNeed& a, const TextNeed& b) { return Rarity(a) > Rarity(b); });
    texts.needs.resize(std::min(texts.needs.size(), kMostFurtherNeeds));
    gate.texts = std::move(texts.needs);
  }

  // As what is looked for first.
  static double Worth(const TextNeed& need) {
    if (ShortestText(need) < kLeastAtomBytes) return -1;
    return std::max(0.0, Rarity(need)) + (TellsBegin(need) ? kBitsOfAKnownBegin : 0);
  }

  // Every regex without an atom names the kind of bytes whose run is the rarest; the kinds that
  // most of them name are measured.
  void ChooseKinds() {
    std::map<ByteSet, std::uint32_t> votes;
    for (const Needs& needs : needs_) {
      if (!needs.tree.has_value() || needs.atoms.has_value()) continue;
      std::vector<ByteSet> sets;
      AddSets(*needs.tree, &sets);
      std::sort(sets.begin(), sets.end());
      sets.erase(std::unique(sets.begin(), sets.end()), sets.end());
      double rarest = 0;
      const ByteSet* best = nullptr;
      for (const ByteSet& set : sets) {
        const double bits = Rarity(set);
        if (bits < kMostCommonKind) continue;
        const double rarity = bits * NeededRun(*needs.tree, set);
        if (rarity <= rarest) continue;
        rarest = rarity;
        best = &set;
      }
      if (best != nullptr) ++votes[*best];
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

  void FillRuns(const RegexNode& tree, Gate* gate) const {
    for (std::size_t kind = 0; kind < to_.runs_.kinds().size(); ++kind) {
      gate->runs.of[kind] = static_cast<std::uint8_t>(NeededRun(tree, to_.runs_.kinds()[kind]));
    }
  }

  void BuildAtoms() {
    std::map<std::string, std::vector<Use>> uses;
    for (std::uint32_t i = 0; i < needs_.size(); ++i) {
      if (!needs_[i].atoms.has_value()) continue;
      const bool tells = TellsBegin(*needs_[i].atoms);
      for (const NeededText& text : *needs_[i].atoms) {
        uses[text.text].push_back({i, tells ? text.before.least : kAnywhere});
      }
    }
    std::vector<std::string> atoms;
    for (const auto& [atom, of] : uses) {
      atoms.push_back(atom);
      to_.first_use_.push_back(static_cast<std::uint32_t>(to_.uses_.size()));
      to_.uses_.insert(to_.uses_.end(), of.begin(), of.end());
    }
    to_.first_use_.push_back(static_cast<std::uint32_t>(to_.uses_.size()));
    to_.atoms_ = Atoms(std::move(atoms));
  }

  Regexes& to_;
  std::vector<Needs> needs_;
};

absl::StatusOr<int> Regexes::Add(const std::string& pattern, std::size_t memory) {
  auto regex = std::make_unique<RE2>(pattern, OptionsWith(memory));
  if (regex->error_code() == RE2::ErrorPatternTooLarge) {
    regex = std::make_unique<RE2>(pattern, OptionsWith(RE2::Options::kDefaultMaxMem));
  }
  if (!regex->ok()) {
    return absl::InvalidArgumentError(
        base::Cat("not a regular expression: ", pattern, ": ", regex->error()));
  }
  regexes_.push_back(std::move(regex));
  return static_cast<int>(regexes_.size()) - 1;
}

void Regexes::Compile(std::size_t memory, bool folded) {
  folded_ = folded;
  Compiler(this).Run(memory);
}

void Regexes::CompilePart(std::vector<std::uint32_t> patterns, std::size_t memory) {
  auto set = std::make_unique<RE2::Set>(OptionsWith(memory), RE2::UNANCHORED);
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

std::span<const Regexes::Place> Regexes::Candidates(std::string_view text,
                                                    Scratch* scratch) const {
  scratch->places.clear();
  scratch->text = text;
  if (!folded_) {
    LowerAscii(text, &scratch->lower);
    scratch->text = scratch->lower;
  }
  if (!runs_.kinds().empty()) scratch->runs = runs_.Longest(text);
  if (!atoms_.empty()) AddPlaces(scratch);
  AddUngated(text, scratch);
  std::sort(scratch->places.begin(), scratch->places.end());
  return scratch->places;
}

void Regexes::AddPlaces(Scratch* scratch) const {
  if (scratch->found.size() < regexes_.size()) scratch->found.resize(regexes_.size());
  if (++scratch->round == 0) {  // wrapped around
    scratch->found.assign(scratch->found.size(), {});
    scratch->round = 1;
  }
  const auto uses_of = [this](std::uint32_t atom) {
    return std::span(uses_).subspan(first_use_[atom], first_use_[atom + 1] - first_use_[atom]);
  };
  atoms_.Find(
      scratch->text, &scratch->atoms,
      [&](std::uint32_t atom, std::size_t at) {
        for (const Use& use : uses_of(atom)) AddPlace(use, at, scratch);
      },
      [&](std::uint32_t atom) {
        for (const Use& use : uses_of(atom)) AddPlace({use.regex, kAnywhere}, 0, scratch);
      });
}

// Beyond a few places of a regex one search through the text costs less.
void Regexes::AddPlace(const Use& use, std::size_t at, Scratch* scratch) const {
  Scratch::Found& found = scratch->found[use.regex];
  if (found.round != scratch->round) found = {scratch->round, 0};
  if (found.places > kMostPlaces) return;
  std::uint32_t begin = kAnywhere;
  if (use.before != kAnywhere) {
    if (at < use.before) return;
    begin = static_cast<std::uint32_t>(at) - use.before;
    const std::size_t bytes = std::min<std::size_t>(gates_[use.regex].most_bytes,
                                                    scratch->text.size());
    if ((found.places + 1) * bytes > 2 * scratch->text.size() + 512) begin = kAnywhere;
  }
  ++found.places;
  if (found.places > kMostPlaces) begin = kAnywhere;
  if (begin == kAnywhere) found.places = kMostPlaces + 1;
  scratch->places.push_back({use.regex, begin});
}

void Regexes::AddUngated(std::string_view text, Scratch* scratch) const {
  for (const std::uint32_t regex : gated_) {
    if (!scratch->runs.Reach(gates_[regex].runs)) continue;
    scratch->places.push_back({regex, kAnywhere});
  }
  for (const Part& part : parts_) {
    RE2::Set::ErrorInfo error{RE2::Set::kNoError};
    if (part.set != nullptr && part.set->Match(text, &scratch->part, &error)) {
      for (const int i : scratch->part) scratch->places.push_back({part.patterns[i], kAnywhere});
    } else if (part.set == nullptr || error.kind == RE2::Set::kOutOfMemory) {
      for (const std::uint32_t regex : part.patterns) scratch->places.push_back({regex, kAnywhere});
    }
  }
}

bool Regexes::MayMatch(const Place& place, const Scratch& scratch) const {
  const Gate& gate = gates_[place.regex];
  if (!scratch.runs.Reach(gate.runs)) return false;
  return std::all_of(gate.texts.begin(), gate.texts.end(), [&](const TextNeed& need) {
    return Stands(need, scratch.text, place.begin);
  });
}

}  // namespace ascolto::match
