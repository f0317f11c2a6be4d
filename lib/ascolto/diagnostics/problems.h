// Problems as they are found, before they have a language: a code, a place, the arguments.

#ifndef ASCOLTO_DIAGNOSTICS_PROBLEMS_H_
#define ASCOLTO_DIAGNOSTICS_PROBLEMS_H_

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <tuple>
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
  // What the cause is known by, when one cause may show in many places: then it is reported once, at
  // the first place, with the number of the others.
  std::string cause;
  std::size_t others = 0;

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
  static constexpr std::size_t kMost = 1000;  // errors, and as many warnings

  // The reference is good until the next Add. After the first kMost errors the rest is only noted
  // by one more, an error without a line; after as many warnings the rest is only counted.
  Problem& Add(Code code, Spot spot, Arguments arguments = {}) {
    Shorten(&arguments);
    Problem problem;
    problem.code = code;
    problem.spot = spot;
    problem.arguments = std::move(arguments);
    return Put(std::move(problem));
  }

  // The same for a problem whose one cause may show in many places, such as something that is missing
  // elsewhere; `cause` tells it from others of the same code. When it is known already, that one is
  // given, and counts a further place.
  Problem& AddCause(Code code, const std::string& cause, Spot spot, Arguments arguments) {
    Shorten(&arguments);
    Problem problem;
    problem.code = code;
    problem.spot = spot;
    problem.arguments = std::move(arguments);
    problem.cause = cause;
    if (Problem* known = Known(problem)) return Merge(problem, known);
    return Put(std::move(problem));
  }

  // Those of another file, or of a later step: a cause that both have becomes one.
  void Append(Problems&& other) {
    for (Problem& problem : other.all_) {
      if (Problem* known = Known(problem)) {
        Merge(problem, known);
      } else {
        Keep(std::move(problem));
      }
    }
    warnings_left_out_ += other.warnings_left_out_;
    other = Problems();
  }

  // Whether further errors are only noted: what makes their messages rich can be spared.
  bool full() const { return errors_ > kMost; }
  // How many warnings were only counted.
  std::size_t warnings_left_out() const { return warnings_left_out_; }
  std::vector<Problem>& all() { return all_; }
  const std::vector<Problem>& all() const { return all_; }

 private:
  // The problem of the same cause, or null.
  Problem* Known(const Problem& problem) {
    if (problem.cause.empty()) return nullptr;
    const auto known = causes_.find({problem.code, problem.cause});
    return known == causes_.end() ? nullptr : &all_[known->second];
  }

  static Problem& Merge(const Problem& problem, Problem* into) {
    const auto order = [](const Spot& s) {
      return std::tuple(s.place.file, s.place.line, s.place.column);
    };
    into->others += 1 + problem.others;
    if (order(problem.spot) < order(into->spot)) into->spot = problem.spot;
    return *into;
  }

  Problem& Put(Problem problem) {
    if (CodeSeverity(problem.code) == Severity::kWarning) {
      if (warnings_ == kMost) {
        ++warnings_left_out_;
        return left_out_ = std::move(problem);
      }
      ++warnings_;
      return Keep(std::move(problem));
    }
    if (errors_ > kMost) return left_out_ = std::move(problem);
    if (errors_++ == kMost) {
      Problem more;
      more.code = Code::kTooManyProblems;
      more.spot.place = {.file = problem.spot.place.file, .line = 0, .column = 0};
      more.arguments = {kMost};
      Keep(std::move(more));
      return left_out_ = std::move(problem);
    }
    return Keep(std::move(problem));
  }

  Problem& Keep(Problem problem) {
    if (!problem.cause.empty()) {
      causes_.emplace(std::pair(problem.code, problem.cause), all_.size());
    }
    return all_.emplace_back(std::move(problem));
  }

  std::vector<Problem> all_;
  std::map<std::pair<Code, std::string>, std::size_t> causes_;  // of those in all_
  std::size_t errors_ = 0, warnings_ = 0, warnings_left_out_ = 0;
  Problem left_out_{};
};

}  // namespace ascolto::diagnostics

#endif  // ASCOLTO_DIAGNOSTICS_PROBLEMS_H_
