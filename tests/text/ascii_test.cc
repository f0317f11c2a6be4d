// The loops over sixteen bytes do what the scalar ones say, on any bytes.

#include "ascolto/text/ascii.h"

#include <gtest/gtest.h>

#include <random>
#include <span>
#include <string>
#include <vector>

namespace ascolto::text {
namespace {

// Texts of every length up to some blocks, of what matters to either loop and of any byte.
template <typename F>
void ForTexts(F f) {
  std::mt19937 random(1);
  const std::string usual = "abcxyzABCXYZ0189 .,:/@#!?`'\x1F\x7F\x80\xFF[{^";
  for (int round = 0; round < 20000; ++round) {
    std::string text(random() % 200, '\0');
    const bool any = random() % 4 == 0;
    const auto variety = 1 + random() % usual.size();
    for (char& c : text) {
      c = any ? static_cast<char>(random()) : usual[random() % variety];
    }
    f(text);
  }
}

// All but the scalar loops.
std::span<const AsciiLoops> VectorLoops() { return AllAsciiLoops().subspan(1); }

TEST(AsciiTest, FoldsAsTheScalarLoop) {
  const AsciiLoops& scalar = AllAsciiLoops().front();
  std::size_t bytes = 0;
  ForTexts([&](const std::string& text) {
    for (const bool after_space : {false, true}) {
      std::string fast(text.size() + kAsciiSlack, '\0'), slow = fast;
      const AsciiRun expected = scalar.fold(text.data(), text.size(), after_space, slow.data());
      bytes += expected.bytes;
      for (const AsciiLoops& loops : VectorLoops()) {
        const AsciiRun run = loops.fold(text.data(), text.size(), after_space, fast.data());
        ASSERT_EQ(run.bytes, expected.bytes) << loops.name << ": " << text;
        ASSERT_EQ(run.letters, expected.letters) << loops.name << ": " << text;
        ASSERT_EQ(run.capitals, expected.capitals) << loops.name << ": " << text;
        ASSERT_EQ(run.camel, expected.camel) << loops.name << ": " << text;
        ASSERT_EQ(fast.substr(0, run.bytes), slow.substr(0, run.bytes)) << loops.name;
      }
    }
  });
  EXPECT_GT(bytes, 100000u);
}

TEST(AsciiTest, MasksAsTheScalarLoop) {
  const AsciiLoops& scalar = AllAsciiLoops().front();
  ForTexts([&](const std::string& text) {
    std::vector<ByteMasks> masks((text.size() + kBlockBytes - 1) / kBlockBytes), expected = masks;
    scalar.mask(text.data(), text.size(), expected.data());
    for (const AsciiLoops& loops : VectorLoops()) {
      loops.mask(text.data(), text.size(), masks.data());
      for (std::size_t i = 0; i < masks.size(); ++i) {
        ASSERT_EQ(masks[i].word, expected[i].word) << loops.name << ": " << text;
        ASSERT_EQ(masks[i].digit, expected[i].digit) << loops.name << ": " << text;
        ASSERT_EQ(masks[i].sign, expected[i].sign) << loops.name << ": " << text;
        ASSERT_EQ(masks[i].triple, expected[i].triple) << loops.name << ": " << text;
        ASSERT_EQ(masks[i].special, expected[i].special) << loops.name << ": " << text;
      }
    }
  });
}

}  // namespace
}  // namespace ascolto::text
