// What it takes to compile a regex, told from its text alone: in one pass, without recursion and
// before RE2 or anything else of ours parses it.
//
// The estimate is of RE2 20220601's program, measured: two instructions a character with an
// alternative or a repetition, eight for any character, some 1,200 for a class of Unicode's; a
// repetition multiplies. It is rather more than what RE2 makes, for RE2 simplifies.

#ifndef ASCOLTO_REGEX_COST_H_
#define ASCOLTO_REGEX_COST_H_

#include <cstddef>
#include <optional>
#include <string_view>

namespace ascolto::regex {

// Groups inside groups, and repetitions of repetitions. Everything that walks over the tree of a
// regex, RE2 included, is recursive: this bounds its stack.
inline constexpr int kMostRegexDepth = 100;

struct RegexCost {
  double instructions = 0;
  // Where it goes deeper than kMostRegexDepth, a byte of the pattern; the count ends there.
  std::optional<std::size_t> too_deep;

  // What is spent of Limits::regex_work. RE2 takes time that grows with the square of the size for
  // nested optional parts, which x{1,1000} is to it: 10,000 instructions take 0.05 s, 80,000 2.5 s.
  double Work() const { return 100 + instructions * (1 + instructions / 500); }
};

// Time: linear in the pattern, which may be anything.
RegexCost CostOfRegex(std::string_view pattern);

}  // namespace ascolto::regex

#endif  // ASCOLTO_REGEX_COST_H_
