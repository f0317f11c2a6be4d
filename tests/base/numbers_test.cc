// Numbers and characters in text.

#include "ascolto/base/numbers.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string_view>

#include "ascolto/base/utf8.h"

namespace ascolto::base {
namespace {

TEST(ParseNumberTest, TakesTheWholeTextOrNothing) {
  EXPECT_EQ(ParseNumber<int>("12"), 12);
  EXPECT_EQ(ParseNumber<int>("-3"), -3);
  EXPECT_EQ(ParseNumber<double>("0.5"), 0.5);
  EXPECT_EQ(ParseNumber<std::uint16_t>("65535"), 65535);
  for (const char* text : {"", " 1", "1 ", "+1", "1.5", "1e3", "0x1", "x", "-", "99999999999"}) {
    EXPECT_FALSE(ParseNumber<int>(text).has_value()) << text;
  }
  EXPECT_FALSE(ParseNumber<unsigned>("-1").has_value());
  EXPECT_FALSE(ParseNumber<std::uint16_t>("65536").has_value());
  EXPECT_FALSE(ParseNumber<int>(std::string_view("1\0", 2)).has_value());
}

TEST(HexDigitTest, HasBothCases) {
  EXPECT_EQ(HexDigit('0'), 0);
  EXPECT_EQ(HexDigit('9'), 9);
  EXPECT_EQ(HexDigit('a'), 10);
  EXPECT_EQ(HexDigit('F'), 15);
  for (const char c : {'g', 'G', '/', ':', '@', '`', ' ', '\xe8'}) EXPECT_EQ(HexDigit(c), -1) << c;
}

TEST(CharactersTest, AreCodePoints) {
  EXPECT_EQ(CountCharacters(""), 0);
  EXPECT_EQ(CountCharacters("perché 😀"), 8);
  EXPECT_EQ(FirstCharacters("perché 😀", 6), "perché");
  EXPECT_EQ(FirstCharacters("perché", 9), "perché");
  EXPECT_EQ(FirstCharacters("è", 0), "");
  EXPECT_EQ(FirstCharacters("è", -1), "");
}

}  // namespace
}  // namespace ascolto::base
