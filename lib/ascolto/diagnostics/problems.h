// Problems as they are found, before they have a language: a code, a place, the arguments.

#ifndef ASCOLTO_DIAGNOSTICS_PROBLEMS_H_
#define ASCOLTO_DIAGNOSTICS_PROBLEMS_H_

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "ascolto/diagnostics/catalogue.h"

namespace ascolto::diagnostics {

// Where something stands: an index into Model::files, and line and column from 1 (column in
// characters). line 0: nowhere.
struct Place {
  int file = -1;
  int line = 0;
  int column = 0;
};

// A place and how many characters to mark there.
struct Spot {
  Place place;
  int width = 1;
};

// A longer argument is cut: a message shows what is wrong, not all of a file.
inline constexpr std::size_t kMostArgumentBytes = 1000;
inline void Shorten(Arguments* arguments) {
  for (Argument& argument : *arguments) {
    if (argument.text.size() <= kMostArgumentBytes) continue;
    std::size_t end = kMostArgumentBytes;
    while (end > 0 && (static_cast<unsigned char>(argument.text[end]) & 0xC0) == 0x80) --end;
    argument.text.resize(end);
    argument.text += "…";
    argument.text.shrink_to_fit();
  }
}

struct Problem {
  Code code = Code::kNotYaml;
  Spot spot;
  Arguments arguments;
  std::optional<Hint> hint;  // replaces the code's own
  Arguments hint_arguments;

  Problem& WithHint(Hint which, Arguments with = {}) {
    hint = which;
    hint_arguments = std::move(with);
    Shorten(&hint_arguments);
    return *this;
  }
};

// Thread safety: one thread at a time; files are read with one each.
class Problems {
 public:
  static constexpr std::size_t kMost = 1000;

  // The reference is good until the next Add. After the first kMost problems the rest is only
  // noted by one more, an error without a line.
  Problem& Add(Code code, Spot spot, Arguments arguments = {}) {
    Shorten(&arguments);
    Problem problem = {code, spot, std::move(arguments), std::nullopt, {}};
    if (all_.size() > kMost) return left_out_ = std::move(problem);
    if (all_.size() == kMost) {
      const Place file = {.file = spot.place.file, .line = 0, .column = 0};
      all_.push_back({Code::kTooManyProblems, {file, 1}, {kMost}, std::nullopt, {}});
      return left_out_ = std::move(problem);
    }
    all_.push_back(std::move(problem));
    return all_.back();
  }
  void Append(Problems&& other) {
    for (Problem& problem : other.all_) all_.push_back(std::move(problem));
    other.all_.clear();
  }
  // Whether further problems are only noted: what makes their messages rich can be spared.
  bool full() const { return all_.size() > kMost; }
  std::vector<Problem>& all() { return all_; }
  const std::vector<Problem>& all() const { return all_; }

 private:
  std::vector<Problem> all_;
  Problem left_out_{};
};

}  // namespace ascolto::diagnostics

#endif  // ASCOLTO_DIAGNOSTICS_PROBLEMS_H_
