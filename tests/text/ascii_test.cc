// The loops over sixteen bytes do what the scalar ones say, on any bytes.

#include "ascolto/text/ascii.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

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

TEST(AsciiTest, FoldsAsTheScalarLoop) {
  std::size_t bytes = 0;
  ForTexts([&](const std::string& text) {
    for (const bool after_space : {false, true}) {
      std::string fast(text.size() + kAsciiSlack, '\0'), slow = fast;
      const AsciiRun run = FoldAscii(text, after_space, fast.data());
      const AsciiRun expected = FoldAsciiScalar(text, after_space, slow.data());
      ASSERT_EQ(run.bytes, expected.bytes) << text;
      ASSERT_EQ(run.letters, expected.letters) << text;
      ASSERT_EQ(run.capitals, expected.capitals) << text;
      ASSERT_EQ(fast.substr(0, run.bytes), slow.substr(0, run.bytes));
      bytes += run.bytes;
    }
  });
  EXPECT_GT(bytes, 100000u);
}

TEST(AsciiTest, MasksAsTheScalarLoop) {
  std::vector<ByteMasks> masks(3), expected;
  ForTexts([&](const std::string& text) {
    MaskBytes(text, &masks);
    MaskBytesScalar(text, &expected);
    ASSERT_EQ(masks.size(), expected.size());
    for (std::size_t i = 0; i < masks.size(); ++i) {
      ASSERT_EQ(masks[i].word, expected[i].word) << text;
      ASSERT_EQ(masks[i].digit, expected[i].digit) << text;
      ASSERT_EQ(masks[i].sign, expected[i].sign) << text;
      ASSERT_EQ(masks[i].triple, expected[i].triple) << text;
      ASSERT_EQ(masks[i].special, expected[i].special) << text;
    }
  });
}

}  // namespace
}  // namespace ascolto::text
