// A sort for ranges that usually have few elements. Up to 16 elements are sorted by insertion;
// longer ranges go to std::sort. The sort is not stable.

#ifndef ASCOLTO_BASE_SHORT_SORT_H_
#define ASCOLTO_BASE_SHORT_SORT_H_

#include <algorithm>
#include <cstddef>
#include <utility>

namespace ascolto::base {

// Sorts `range`, a span or a vector, by `less`.
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
