#include "ascolto/match/regexes.h"

#include <algorithm>
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

void Regexes::Compile(std::size_t memory) {
  if (!regexes_.empty()) CompilePart(0, static_cast<int>(regexes_.size()), memory);
}

void Regexes::CompilePart(int begin, int end, std::size_t memory) {
  auto set = std::make_unique<RE2::Set>(OptionsWith(memory), RE2::UNANCHORED);
  bool added = true;
  for (int i = begin; i < end; ++i) {
    added = added && set->Add(regexes_[i]->pattern(), nullptr) >= 0;
  }
  if (added && set->Compile()) {
    parts_.push_back({std::move(set), begin, end});
  } else if (end - begin == 1) {
    parts_.push_back({nullptr, begin, end});
  } else {
    const int middle = begin + (end - begin) / 2;
    CompilePart(begin, middle, memory / 2);
    CompilePart(middle, end, memory / 2);
  }
}

void Regexes::Candidates(std::string_view text, std::vector<int>* scratch,
                         std::vector<int>* found) const {
  found->clear();
  for (const Part& part : parts_) {
    RE2::Set::ErrorInfo error{RE2::Set::kNoError};
    if (part.set != nullptr && part.set->Match(text, scratch, &error)) {
      for (const int index : *scratch) found->push_back(part.begin + index);
    } else if (part.set == nullptr || error.kind == RE2::Set::kOutOfMemory) {
      for (int index = part.begin; index < part.end; ++index) found->push_back(index);
    }
  }
  std::sort(found->begin(), found->end());
}

}  // namespace ascolto::match
