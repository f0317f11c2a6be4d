// What is wrong with a regex before it runs: RE2's own errors put at their place, constructs of
// other engines named, and what can never match the text that `regex:` reads.
//
// RE2 shows no syntax tree, so the checks of characters work on the signs of the pattern. RE2 has
// the last word on what is a regex, and is asked the rest where the reader of its syntax
// (regex_tree) cannot tell, for it takes long to compile one.

#ifndef ASCOLTO_RULES_REGEX_LINT_H_
#define ASCOLTO_RULES_REGEX_LINT_H_

#include <cstddef>
#include <string_view>
#include <vector>

#include "ascolto/limits.h"
#include "ascolto/diagnostics/catalogue.h"

namespace ascolto::rules {

using diagnostics::Code;

struct PatternProblem {
  Code code;
  std::size_t begin = 0;  // bytes of the pattern
  std::size_t end = 0;
  diagnostics::Arguments arguments;
};

// How many regexes that are very large are still compiled to be looked at. Others of them are
// taken as they are: compiling the rules finds those that cannot be.
struct LintBudget {
  int large = 50;
  std::size_t instructions = Limits().regex_instructions;  // of one regex
};

// `folded`: for `regex:`, which reads the folded text; otherwise for `regex_raw:`. A regex that is
// nested too deep or too large is told so before anything parses it. At most 21 problems.
std::vector<PatternProblem> LintRegex(std::string_view pattern, bool folded,
                                      LintBudget* budget);

}  // namespace ascolto::rules

#endif  // ASCOLTO_RULES_REGEX_LINT_H_
