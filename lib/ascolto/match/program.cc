#include "ascolto/match/program.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "ascolto/base/status_macros.h"
#include "ascolto/base/strings.h"

namespace ascolto::match {
namespace {

using rules::Element;
using rules::Entry;
using rules::Form;
using rules::Model;
using rules::Phrase;

using Path = std::vector<Step>;

class Compiler {
 public:
  Compiler(const Model& model, const Limits& limits)
      : model_(model), limits_(limits), lists_{std::vector<ListPaths>(model.lists.size()),
                                                std::vector<ListPaths>(model.lists.size())} {}

  absl::StatusOr<std::unique_ptr<const Program>> Compile() {
    CountRegexes();
    for (std::uint32_t rule = 0; rule < model_.rules.size(); ++rule) {
      const rules::Rule& r = model_.rules[rule];
      if (r.status == RuleStatus::kOff) continue;
      std::uint32_t order = 0;
      for (const bool unless : {false, true}) {
        for (const Entry& entry : unless ? r.unless_find : r.find) {
          program_->entries.push_back({rule, order++, unless});
          ASCOLTO_RETURN_IF_ERROR(AddEntry(entry));
        }
      }
    }
    Index();
    program_->folded_regexes.Compile(limits_.regex_memory / 4, true);
    program_->raw_regexes.Compile(limits_.regex_memory / 4, false);
    return std::unique_ptr<const Program>(std::move(program_));
  }

 private:
  // What a list adds to a phrase at one place: one symbol for its single words, and its phrases.
  struct ListPaths {
    bool done = false;
    std::optional<SymbolId> words;
    std::vector<Path> phrases;
  };

  void CountRegexes() {
    std::size_t count = 1;
    for (const rules::Rule& rule : model_.rules) {
      for (const auto* entries : {&rule.find, &rule.unless_find}) {
        count += std::count_if(entries->begin(), entries->end(), [](const Entry& entry) {
          return entry.kind == Entry::Kind::kRegex || entry.kind == Entry::Kind::kRegexRaw;
        });
      }
    }
    constexpr std::size_t kLeast = 64 * 1024;
    regex_memory_ = std::clamp<std::size_t>(limits_.regex_memory / 2 / count, kLeast,
                                            RE2::Options::kDefaultMaxMem);
  }

  absl::Status AddEntry(const Entry& entry) {
    const auto id = static_cast<std::uint32_t>(program_->entries.size() - 1);
    switch (entry.kind) {
      case Entry::Kind::kPhrase:
      case Entry::Kind::kExact:
        return AddUnit({.entry = id}, entry.phrases.front(), entry.kind == Entry::Kind::kExact);
      case Entry::Kind::kNear: {
        const int near = static_cast<int>(program_->nears.size());
        program_->nears.push_back({id, static_cast<UnitId>(program_->units.size()),
                                   static_cast<int>(entry.phrases.size()), entry.within});
        for (int item = 0; item < static_cast<int>(entry.phrases.size()); ++item) {
          ASCOLTO_RETURN_IF_ERROR(
              AddUnit({.entry = id, .near = near, .item = item}, entry.phrases[item], false));
        }
        return absl::OkStatus();
      }
      case Entry::Kind::kRegex:
        program_->folded_entries.push_back(id);
        return program_->folded_regexes.Add(entry.pattern, regex_memory_).status();
      case Entry::Kind::kRegexRaw:
        program_->raw_entries.push_back(id);
        return program_->raw_regexes.Add(entry.pattern, regex_memory_).status();
    }
    return absl::OkStatus();
  }

  absl::Status AddUnit(const Unit& unit, const Phrase& phrase, bool exact) {
    const auto id = static_cast<UnitId>(program_->units.size());
    program_->units.push_back(unit);
    ASCOLTO_ASSIGN_OR_RETURN(const std::vector<Path> paths, Paths(phrase, exact));
    for (const Path& path : paths) {
      const auto begin = static_cast<std::uint32_t>(program_->steps.size());
      program_->steps.insert(program_->steps.end(), path.begin(), path.end());
      program_->sequences.push_back(
          {id, begin, static_cast<std::uint32_t>(program_->steps.size())});
    }
    return absl::OkStatus();
  }

  absl::StatusOr<std::vector<Path>> Paths(const Phrase& phrase, bool exact) {
    std::vector<Path> all;
    for (const Form& form : phrase.forms) {
      std::vector<Path> paths = {{}};
      for (const Element& element : form) {
        ASCOLTO_ASSIGN_OR_RETURN(const std::vector<Path> choices, Choices(element, exact));
        ASCOLTO_RETURN_IF_ERROR(Count(paths.size() * choices.size(), phrase));
        std::vector<Path> longer;
        for (const Path& path : paths) {
          for (const Path& choice : choices) {
            longer.push_back(path);
            longer.back().insert(longer.back().end(), choice.begin(), choice.end());
          }
        }
        paths = std::move(longer);
      }
      std::move(paths.begin(), paths.end(), std::back_inserter(all));
    }
    return all;
  }

  absl::Status Count(std::size_t paths, const Phrase& phrase) {
    forms_ += paths;
    if (forms_ <= limits_.forms) return absl::OkStatus();
    return absl::ResourceExhaustedError(
        base::Cat("too many forms of words and phrases: more than ", limits_.forms, " at \"",
                  phrase.source, "\"; use fewer phrases in lists, or raise Limits::forms"));
  }

  absl::StatusOr<std::vector<Path>> Choices(const Element& element, bool exact) {
    if (element.kind == Element::Kind::kGap) {
      return std::vector<Path>{{Step{.gap = static_cast<std::uint32_t>(element.gap)}}};
    }
    if (element.kind == Element::Kind::kList) {
      ASCOLTO_RETURN_IF_ERROR(ExpandList(element.list, exact));
      const ListPaths& list = lists_[exact][element.list];
      std::vector<Path> choices = list.phrases;
      if (list.words.has_value()) choices.push_back({Step{.symbol = *list.words}});
      return choices;
    }
    return std::vector<Path>{{Step{.symbol = SymbolOf(program_->lexicon.Add(element, exact))}}};
  }

  absl::Status ExpandList(int index, bool exact) {
    if (lists_[exact][index].done) return absl::OkStatus();
    ListPaths list;
    list.done = true;
    std::vector<MatcherId> words;
    for (const Phrase& entry : model_.lists[index].entries) {
      for (const Form& form : entry.forms) {
        const Element& first = form.front();
        if (form.size() == 1 && first.kind != Element::Kind::kList) {
          words.push_back(program_->lexicon.Add(first, exact));
          continue;
        }
        ASCOLTO_ASSIGN_OR_RETURN(
            std::vector<Path> paths,
            Paths({.source = entry.source, .place = entry.place, .forms = {form}}, exact));
        for (Path& path : paths) {
          if (path.size() == 1) {  // the words of another list
            const std::vector<MatcherId>& others = matchers_of_symbol_[path.front().symbol];
            words.insert(words.end(), others.begin(), others.end());
          } else {
            list.phrases.push_back(std::move(path));
          }
        }
      }
    }
    std::sort(words.begin(), words.end());
    words.erase(std::unique(words.begin(), words.end()), words.end());
    if (!words.empty()) list.words = NewSymbol(std::move(words));
    lists_[exact][index] = std::move(list);
    return absl::OkStatus();
  }

  SymbolId NewSymbol(std::vector<MatcherId> matchers) {
    matchers_of_symbol_.push_back(std::move(matchers));
    return static_cast<SymbolId>(matchers_of_symbol_.size() - 1);
  }

  SymbolId SymbolOf(MatcherId matcher) {
    if (symbol_of_matcher_.size() <= matcher) symbol_of_matcher_.resize(matcher + 1, kNone);
    if (symbol_of_matcher_[matcher] == kNone) symbol_of_matcher_[matcher] = NewSymbol({matcher});
    return symbol_of_matcher_[matcher];
  }

  void Index() {
    std::vector<std::vector<std::uint32_t>> symbols(program_->lexicon.size());
    for (SymbolId symbol = 0; symbol < matchers_of_symbol_.size(); ++symbol) {
      for (const MatcherId matcher : matchers_of_symbol_[symbol]) {
        symbols[matcher].push_back(symbol);
      }
    }
    program_->symbols.Build(symbols);
    program_->lexicon.Build();
    program_->index.Build(program_->sequences, program_->steps, matchers_of_symbol_.size());
  }

  static constexpr SymbolId kNone = ~SymbolId{0};

  const Model& model_;
  const Limits& limits_;
  std::unique_ptr<Program> program_ = std::make_unique<Program>();
  std::vector<ListPaths> lists_[2];  // by whether they are read exactly
  std::vector<std::vector<MatcherId>> matchers_of_symbol_;
  std::vector<SymbolId> symbol_of_matcher_;
  std::size_t forms_ = 0;
  std::size_t regex_memory_ = 0;
};

}  // namespace

void Rows::Build(const std::vector<std::vector<std::uint32_t>>& rows) {
  begins_.assign(1, 0);
  values_.clear();
  for (const std::vector<std::uint32_t>& row : rows) {
    values_.insert(values_.end(), row.begin(), row.end());
    begins_.push_back(static_cast<std::uint32_t>(values_.size()));
  }
}

void SequenceIndex::Build(const std::vector<Sequence>& sequences, const std::vector<Step>& steps,
                          std::size_t symbol_count) {
  std::vector<std::uint32_t> uses(symbol_count, 0);
  const auto steps_of = [&](const Sequence& sequence) {
    return std::span(steps).subspan(sequence.begin, sequence.end - sequence.begin);
  };
  for (const Sequence& sequence : sequences) {
    for (const Step& step : steps_of(sequence)) uses[step.symbol] += step.gap == 0;
  }
  struct Keyed {
    SymbolId key, other;
    SequenceId sequence;
    auto operator<=>(const Keyed&) const = default;
  };
  std::vector<Keyed> keyed;
  std::vector<SymbolId> symbols;
  for (SequenceId id = 0; id < sequences.size(); ++id) {
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

absl::StatusOr<std::unique_ptr<const Program>> Compile(const rules::Model& model,
                                                       const Limits& limits) {
  return Compiler(model, limits).Compile();
}

}  // namespace ascolto::match
