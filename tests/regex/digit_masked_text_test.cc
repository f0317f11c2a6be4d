#include "ascolto/regex/digit_masked_text.h"
#include "ascolto/readings/text_readings.h"

#include <random>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ascolto::regex {
namespace {

std::vector<std::uint32_t> StartsOf(const DigitMaskedText& masked_text) {
  std::vector<std::uint32_t> starts;
  for (std::size_t word = 0; word < masked_text.words(); ++word) {
    starts.push_back(masked_text.WordStart(word));
  }
  return starts;
}

TEST(DigitMaskedText, LowersLettersAndTakesDigitsForZeros) {
  DigitMaskedText masked_text;
  masked_text.Read("Il 25/12 È Festa, x_9! 5euro9");
  EXPECT_EQ(masked_text.text(), "il 00/00 È festa, x_0! 0euro0");
  EXPECT_THAT(StartsOf(masked_text), testing::ElementsAre(0, 3, 6, 12, 19, 24, 25));
  masked_text.Read("");
  EXPECT_EQ(masked_text.text(), "");
  EXPECT_EQ(masked_text.words(), 0u);
}

TEST(DigitMaskedText, HoldsWhatStandsWithinTheBytes) {
  std::mt19937_64 random(4);
  DigitMaskedText masked_text;
  int held = 0;
  for (int i = 0; i < 20'000; ++i) {
    std::string text(random() % 60, '\0');
    for (char& c : text) c = "ab\0\xe8"[random() % 4];
    std::string needle(1 + random() % 6, '\0');
    for (char& c : needle) c = "ab\0\xe8"[random() % 4];
    masked_text.Read(text);
    const std::size_t from = random() % (text.size() + 1);
    const std::size_t size = random() % (text.size() - from + 1);
    const bool expected = text.substr(from, size).find(needle) != std::string::npos;
    ASSERT_EQ(masked_text.Contains(needle, from, size), expected) << i;
    held += expected;
  }
  EXPECT_GT(held, 1000);
}

TEST(DigitMaskedText, OfFoldedTextsIsTheSame) {
  std::mt19937_64 random(6);
  DigitMaskedText masked_text, plain;
  text::FoldedText folded;
  text::Words words;
  for (int i = 0; i < 20'000; ++i) {
    std::string text(random() % 200, '\0');
    for (char& c : text) c = "abc d.-'"[random() % 8];
    if (i % 4 == 0 && !text.empty()) text[random() % text.size()] = "_9@\xe8"[random() % 4];
    text::Fold(text, &folded);
    text::CutWords(folded, &words);
    readings::AddTextReadings(folded, &words);
    masked_text.ReadFolded(folded, words.words, {});
    plain.ReadScalar(folded.text);
    ASSERT_EQ(masked_text.text(), plain.text());
    ASSERT_EQ(StartsOf(masked_text), StartsOf(plain)) << folded.text;
    for (std::size_t k = 0; k < DigitMaskedText::kPadding; ++k) {
      ASSERT_EQ(masked_text.text().data()[masked_text.text().size() + k], '\0');
    }
  }
}

TEST(DigitMaskedText, AgreesWithTheByteByByteVersion) {
  std::mt19937_64 random(3);
  DigitMaskedText fast, plain;
  for (int i = 0; i < 20'000; ++i) {
    std::string text(random() % 70, '\0');
    for (char& c : text) {
      c = static_cast<char>(random() % 2 == 0 ? random() : "aZ09_ .\xe8"[random() % 8]);
    }
    fast.Read(text);
    plain.ReadScalar(text);
    ASSERT_EQ(fast.text(), plain.text());
    ASSERT_EQ(StartsOf(fast), StartsOf(plain)) << text;
    for (std::size_t k = 0; k < DigitMaskedText::kPadding; ++k) {
      ASSERT_EQ(fast.text().data()[text.size() + k], '\0');
    }
  }
}

}  // namespace
}  // namespace ascolto::regex
