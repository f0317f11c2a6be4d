// The plain version of what CountsOf counts in a text.

#ifndef ASCOLTO_TESTS_REGEX_PLAIN_COUNTS_H_
#define ASCOLTO_TESTS_REGEX_PLAIN_COUNTS_H_

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "ascolto/regex/start_filter.h"

namespace ascolto::regex {

inline ByteCounts CountBytes(std::string_view text) {
  constexpr std::string_view kSigns = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
  ByteCounts counts;
  std::uint32_t signs = 0;
  for (const char c : text) {
    counts.digits += c >= '0' && c <= '9';
    counts.capitals += c >= 'A' && c <= 'Z';
    signs = kSigns.find(c) != kSigns.npos ? signs + 1 : 0;
    counts.signs = std::max(counts.signs, signs);
  }
  return counts;
}

}  // namespace ascolto::regex

#endif  // ASCOLTO_TESTS_REGEX_PLAIN_COUNTS_H_
