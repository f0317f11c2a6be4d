// An RE2 that is compiled on first use. Small regexes are matched without RE2, and most regexes of
// a rule set never meet a comment that needs it. This way thousands of automata are never built.

#ifndef ASCOLTO_REGEX_LAZY_RE2_H_
#define ASCOLTO_REGEX_LAZY_RE2_H_

#include <re2/re2.h>

#include <cstddef>
#include <memory>
#include <mutex>
#include <string>

namespace ascolto::regex {

RE2::Options Re2Options(std::size_t memory);

// Thread safety: any number of threads.
class LazyRe2 {
 public:
  // `memory`: the bytes that its automaton may take, unless the pattern itself needs more.
  LazyRe2(std::string pattern, std::size_t memory)
      : pattern_(std::move(pattern)), memory_(memory) {}

  const std::string& pattern() const { return pattern_; }
  const RE2& Get() const;

 private:
  std::string pattern_;
  std::size_t memory_;
  mutable std::once_flag made_;
  mutable std::unique_ptr<const RE2> regex_;
};

}  // namespace ascolto::regex

#endif  // ASCOLTO_REGEX_LAZY_RE2_H_
