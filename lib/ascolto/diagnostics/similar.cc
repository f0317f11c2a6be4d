#include "ascolto/diagnostics/similar.h"

#include <algorithm>
#include <cstdlib>
#include <vector>

namespace ascolto::diagnostics {

int EditDistance(std::string_view a, std::string_view b, int limit) {
  const int n = static_cast<int>(a.size());
  const int m = static_cast<int>(b.size());
  if (std::abs(n - m) > limit) return limit + 1;
  const std::size_t width = b.size() + 1;
  std::vector<int> rows(3 * width);
  const auto row = [&](int i) { return rows.data() + static_cast<std::size_t>(i % 3) * width; };
  for (int j = 0; j <= m; ++j) row(0)[j] = j;
  for (int i = 1; i <= n; ++i) {
    row(i)[0] = i;
    for (int j = 1; j <= m; ++j) {
      const char x = a[static_cast<std::size_t>(i - 1)];
      const char y = b[static_cast<std::size_t>(j - 1)];
      int best = std::min({row(i - 1)[j] + 1, row(i)[j - 1] + 1, row(i - 1)[j - 1] + (x != y)});
      if (i > 1 && j > 1 && x == b[static_cast<std::size_t>(j - 2)] &&
          a[static_cast<std::size_t>(i - 2)] == y) {
        best = std::min(best, row(i - 2)[j - 2] + 1);
      }
      row(i)[j] = best;
    }
  }
  return std::min(row(n)[m], limit + 1);
}

std::string_view Similar(std::string_view name, std::span<const std::string_view> known) {
  constexpr std::size_t kLongest = 100;  // no one mistypes longer names, and they take long
  if (name.size() > kLongest) return "";
  int limit = std::clamp(static_cast<int>(name.size()) / 3, 1, 3);
  std::string_view best;
  for (const std::string_view candidate : known) {
    const int distance = EditDistance(name, candidate, limit);
    if (distance > limit) continue;
    best = candidate;
    limit = distance - 1;
    if (limit < 0) break;
  }
  return best;
}

}  // namespace ascolto::diagnostics
