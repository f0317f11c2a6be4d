// Short and long ranges, in every order that a few elements can have.

#include "ascolto/base/short_sort.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <numeric>
#include <random>
#include <span>
#include <vector>

namespace ascolto::base {
namespace {

TEST(ShortSortTest, SortsEveryOrderOfAFew) {
  for (int size = 0; size <= 6; ++size) {
    std::vector<int> order(size);
    std::iota(order.begin(), order.end(), 0);
    const std::vector<int> sorted = order;
    do {
      std::vector<int> items = order;
      ShortSort(items, std::less<int>());
      EXPECT_EQ(items, sorted);
    } while (std::next_permutation(order.begin(), order.end()));
  }
}

TEST(ShortSortTest, SortsEqualElementsAndLongRanges) {
  std::mt19937 random(1);
  for (std::size_t size = 0; size < 100; ++size) {
    std::vector<unsigned> items(size);
    for (unsigned& item : items) item = random() % 10;
    std::vector<unsigned> sorted = items;
    std::sort(sorted.begin(), sorted.end());
    ShortSort(std::span(items), std::less<unsigned>());
    EXPECT_EQ(items, sorted) << size;
  }
}

}  // namespace
}  // namespace ascolto::base
