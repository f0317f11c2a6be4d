// std::sort for ranges that are mostly short: a few elements are put in order where they stand,
// without the machinery for many. Not stable.

#ifndef ASCOLTO_BASE_SHORT_SORT_H_
#define ASCOLTO_BASE_SHORT_SORT_H_

#include <algorithm>
#include <cstddef>
#include <utility>

namespace ascolto::base {

// `range` is a span or a vector.
template <typename Range, typename Less>
inline void ShortSort(Range&& range, Less less) {
  constexpr std::size_t kShort = 16;
  const std::size_t size = range.size();
  if (size < 2) return;
  if (size > kShort) {
    std::sort(range.begin(), range.end(), less);
    return;
  }
  auto* const items = range.data();
  for (std::size_t i = 1; i < size; ++i) {
    if (!less(items[i], items[i - 1])) continue;
    auto item = std::move(items[i]);
    std::size_t at = i;
    do {
      items[at] = std::move(items[at - 1]);
      --at;
    } while (at > 0 && less(item, items[at - 1]));
    items[at] = std::move(item);
  }
}

}  // namespace ascolto::base

#endif  // ASCOLTO_BASE_SHORT_SORT_H_
