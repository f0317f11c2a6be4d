#include "ascolto/regex/byte_runs.h"

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ascolto::regex {
namespace {

ByteSet SetOf(std::string_view bytes) {
  ByteSet set;
  for (const char byte : bytes) set.Add(static_cast<unsigned char>(byte));
  return set;
}

PaddedText Padded(std::string_view text) {
  PaddedText padded;
  padded.Read(text);
  return padded;
}

// Byte by byte.
ByteRuns::Lengths Plain(const std::vector<ByteSet>& kinds, std::string_view text) {
  ByteRuns::Lengths lengths;
  for (std::size_t kind = 0; kind < kinds.size(); ++kind) {
    int run = 0, longest = 0;
    for (const char c : text) {
      run = kinds[kind].Has(static_cast<unsigned char>(c)) ? run + 1 : 0;
      longest = std::max(longest, run);
    }
    lengths.of[kind] = static_cast<std::uint8_t>(std::min(longest, 255));
  }
  return lengths;
}

TEST(ByteRuns, FindsTheLongestOfEachKind) {
  const ByteRuns runs({SetOf("0123456789"), SetOf("!?"), SetOf("@"), ByteSet{0, 0, true}});
  const ByteRuns::Lengths lengths = runs.Longest(Padded("tel. 0522 456789 !!?! \u00e8\u00e8"));
  EXPECT_THAT(std::vector<int>(lengths.of.begin(), lengths.of.begin() + 4),
              testing::ElementsAre(6, 4, 0, 4));
  ByteRuns::Lengths needed;
  needed.of[0] = 6;
  EXPECT_TRUE(lengths.IsAtLeast(needed));
  needed.of[2] = 1;
  EXPECT_FALSE(lengths.IsAtLeast(needed));
  EXPECT_TRUE(ByteRuns().Longest(Padded("abc")).IsAtLeast(ByteRuns::Lengths()));
}

// Every length around the words and registers, runs over their edges, and longer than a byte says.
TEST(ByteRuns, AgreesWithTheByteByByteVersion) {
  std::mt19937_64 random(7);
  std::vector<ByteSet> kinds = {SetOf("0123456789"), SetOf("!?"), SetOf(std::string(1, '\0')),
                                ByteSet{0, 0, true}, ByteSet{~0ull, ~0ull, false},
                                ByteSet{~0ull, ~0ull, true}};
  while (kinds.size() < ByteRuns::kMaxKinds) {
    kinds.push_back({random(), random(), random() % 2 == 0});
  }
  const ByteRuns runs(kinds);
  for (int i = 0; i < 20'000; ++i) {
    std::string text;
    const std::size_t size = random() % (i % 100 == 0 ? 700 : 200);
    while (text.size() < size) {
      const char c = static_cast<char>(random() % 4 == 0 ? random() : "0!a?\0\xe8"[random() % 6]);
      text.append(random() % 8 == 0 ? 1 + random() % (i % 100 == 0 ? 300 : 70) : 1, c);
    }
    ASSERT_EQ(runs.Longest(Padded(text)).of, Plain(kinds, text).of) << text;
  }
}

}  // namespace
}  // namespace ascolto::regex
