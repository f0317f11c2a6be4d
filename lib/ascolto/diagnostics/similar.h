// "Did you mean": the known name that is closest to a misspelt one.

#ifndef ASCOLTO_DIAGNOSTICS_SIMILAR_H_
#define ASCOLTO_DIAGNOSTICS_SIMILAR_H_

#include <span>
#include <string>
#include <string_view>

namespace ascolto::diagnostics {

// Insertions, deletions, substitutions and swaps of neighbours that make one of the other;
// more than `limit` is given as limit + 1.
int EditDistance(std::string_view a, std::string_view b, int limit);

// The closest of `known` within a third of the name's length (at least 1, at most 3), the first
// of equals; empty when none is that close or the name is longer than 100 bytes.
std::string_view Similar(std::string_view name, std::span<const std::string_view> known);

}  // namespace ascolto::diagnostics

#endif  // ASCOLTO_DIAGNOSTICS_SIMILAR_H_
