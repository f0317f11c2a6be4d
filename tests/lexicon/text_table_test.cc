#include "ascolto/lexicon/bloom_filter.h"
#include "ascolto/lexicon/text_table.h"
#include "ascolto/lexicon/word_hash.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <random>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace ascolto::lexicon {
namespace {

std::string RandomText(std::mt19937* random) {
  std::string text(1 + (*random)() % 40, 'a');
  for (char& c : text) c = static_cast<char>('a' + (*random)() % 26);
  return text;
}

std::vector<std::uint32_t> Find(const TextTable& table, const std::string& text) {
  const std::span<const std::uint32_t> ids = table.Find(KeyOf(text), text);
  std::vector<std::uint32_t> found(ids.begin(), ids.end());
  std::sort(found.begin(), found.end());
  return found;
}

// Texts of 16 bytes and fewer lie in the table itself, longer ones beside it.
TEST(TextTableTest, HoldsWhatAMapHolds) {
  std::mt19937 random(1);
  for (const std::size_t size : {0, 1, 2, 7, 100, 20'000}) {
    std::map<std::string, std::vector<std::uint32_t>> expected;
    TextTable table;
    for (std::uint32_t id = 0; id < size; ++id) {
      const std::string text = RandomText(&random);
      // Every text has a neighbour that differs at its end alone, and some have two ids.
      std::vector<std::pair<std::string, std::uint32_t>> pairs = {{text, id}, {text + "x", id}};
      if (id % 3 == 0) pairs.push_back({text, id + 1'000'000});
      for (const auto& [one, its_id] : pairs) {
        expected[one].push_back(its_id);
        table.Add(one, its_id);
      }
    }
    table.Build();
    const TextTable moved = std::move(table);
    EXPECT_EQ(moved.empty(), size == 0);
    for (auto& [text, ids] : expected) {
      std::sort(ids.begin(), ids.end());
      ASSERT_EQ(Find(moved, text), ids) << text;
    }
    for (int i = 0; i < 20'000; ++i) {
      const std::string text = RandomText(&random);
      if (!expected.contains(text)) {
        ASSERT_TRUE(Find(moved, text).empty()) << text;
      }
    }
  }
}

TEST(TextTableTest, AKeyIsTheSameWhereMoreCanBeRead) {
  std::mt19937 random(2);
  for (int i = 0; i < 2000; ++i) {
    const std::string text = RandomText(&random);
    const std::string longer = text + "garbage behind it";
    const WordKey key = KeyOf(text), readable = KeyOfPadded(longer.data(), text.size());
    ASSERT_EQ(key.hash, readable.hash) << text;
    ASSERT_EQ(key.hash, HashOf(text)) << text;
    ASSERT_EQ(key.begin.low, readable.begin.low) << text;
    ASSERT_EQ(key.begin.high, readable.begin.high) << text;
  }
}

// However many there are, none is missed, and few are taken for one.
TEST(HashBitsTest, NeverMissesAHashAndSeldomHoldsAnother) {
  std::mt19937_64 random(3);
  for (const std::size_t size : {1, 100, 2048, 2049, 50'000}) {
    std::vector<std::uint64_t> hashes(size);
    BloomFilter bits(size);
    for (std::uint64_t& hash : hashes) bits.Add(hash = random());
    for (const std::uint64_t hash : hashes) ASSERT_TRUE(bits.MayContain(hash));
    int others = 0;
    for (int i = 0; i < 10'000; ++i) others += bits.MayContain(random());
    EXPECT_LT(others, 800) << size;
    const HashSet set(hashes);
    for (const std::uint64_t hash : hashes) ASSERT_TRUE(set.Contains(hash));
    for (int i = 0; i < 10'000; ++i) ASSERT_FALSE(set.Contains(random()));
  }
}

}  // namespace
}  // namespace ascolto::lexicon
