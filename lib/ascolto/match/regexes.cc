#include "ascolto/match/regexes.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "ascolto/base/strings.h"

namespace ascolto::match {
namespace {

RE2::Options OptionsWith(std::size_t memory) {
  RE2::Options options;
  options.set_log_errors(false);
  options.set_never_capture(true);
  options.set_max_mem(static_cast<int64_t>(memory));
  return options;
}

}  // namespace

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
  if (regexes_.empty()) return;
  std::vector<int> patterns;
  if (folded) {
    patterns = Filter();
  } else {
    patterns.resize(regexes_.size());
    std::iota(patterns.begin(), patterns.end(), 0);
  }
  ungated_.assign(regexes_.size(), 0);
  for (const int index : patterns) ungated_[index] = 1;
  if (!patterns.empty()) CompilePart(std::move(patterns), memory);
}

std::vector<int> Regexes::Filter() {
  filter_ = std::make_unique<re2::FilteredRE2>(kLeastAtomBytes);
  for (const std::unique_ptr<RE2>& regex : regexes_) {
    int id = 0;
    filter_->Add(regex->pattern(), regex->options(), &id);
  }
  std::vector<std::string> atoms;
  filter_->Compile(&atoms);
  if (atoms.empty()) {
    filter_.reset();
    std::vector<int> all(regexes_.size());
    std::iota(all.begin(), all.end(), 0);
    return all;
  }
  std::vector<int> ungated;
  filter_->AllPotentials({}, &ungated);
  atoms_.emplace(std::move(atoms));
  return ungated;
}

void Regexes::CompilePart(std::vector<int> patterns, std::size_t memory) {
  auto set = std::make_unique<RE2::Set>(OptionsWith(memory), RE2::UNANCHORED);
  bool added = true;
  for (const int index : patterns) {
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

void Regexes::Candidates(std::string_view text, Scratch* scratch, std::vector<int>* found) const {
  found->clear();
  if (atoms_.has_value()) {
    atoms_->Find(text, &scratch->atoms);
    if (!scratch->atoms.empty()) {
      filter_->AllPotentials(scratch->atoms, found);
      std::erase_if(*found, [this](int index) { return ungated_[index] != 0; });
    }
  }
  for (const Part& part : parts_) {
    RE2::Set::ErrorInfo error{RE2::Set::kNoError};
    if (part.set != nullptr && part.set->Match(text, &scratch->part, &error)) {
      for (const int index : scratch->part) found->push_back(part.patterns[index]);
    } else if (part.set == nullptr || error.kind == RE2::Set::kOutOfMemory) {
      found->insert(found->end(), part.patterns.begin(), part.patterns.end());
    }
  }
  std::sort(found->begin(), found->end());
}

}  // namespace ascolto::match
