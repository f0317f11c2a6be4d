// Estimates the cost of compiling a regex from its text, in one pass and without recursion. Use it
// before RE2 or any other code parses the regex.
//
// The estimate models the program of RE2 20220601, as measured: two instructions for a character
// with an alternative or a repetition, eight for any character, about 1,200 for a Unicode class; a
// repetition multiplies. It is usually higher than the true size, because RE2 simplifies.

#ifndef ASCOLTO_REGEX_COST_H_
#define ASCOLTO_REGEX_COST_H_

#include <cstddef>
#include <optional>
#include <string_view>

namespace ascolto::regex {

// The maximal depth of nested groups, and of nested repetitions. Code that walks over the tree of a
// regex is recursive, including RE2's; this limit bounds its stack.
inline constexpr int kMaxRegexDepth = 100;

struct RegexCost {
  double instructions = 0;
  // A byte of the pattern where it is nested deeper than kMaxRegexDepth. Counting stops there.
  std::optional<std::size_t> too_deep;

  // The part of Limits::regex_work that this regex uses. For nested optional parts, such as
  // x{1,1000}, RE2's time grows with the square of the size: 10,000 instructions take 0.05 s,
  // 80,000 take 2.5 s.
  double Work() const { return 100 + instructions * (1 + instructions / 500); }
};

// Returns the estimate for any text, valid regex or not. Takes linear time.
RegexCost CostOfRegex(std::string_view pattern);

}  // namespace ascolto::regex

#endif  // ASCOLTO_REGEX_COST_H_
