// Random regexes that use every construct of RE2's syntax, and texts in which they match often.

#ifndef ASCOLTO_TESTS_REGEX_RANDOM_REGEXES_H_
#define ASCOLTO_TESTS_REGEX_RANDOM_REGEXES_H_

#include <random>
#include <string>

#include "ascolto/regex/syntax_tree.h"

namespace ascolto::regex {

using Random = std::mt19937_64;

// RE2 may refuse it.
std::string RandomRegex(Random& random);

// A text that the regex would match were it not for edges, in a surrounding.
std::string TextFor(Random& random, const RegexNode& regex);

// A text of the characters that the regexes are made of.
std::string RandomText(Random& random);

}  // namespace ascolto::regex

#endif  // ASCOLTO_TESTS_REGEX_RANDOM_REGEXES_H_
