// The table of look-alikes: its form, and what the letters that people use are taken for.

#include "ascolto/readings/look_alikes.h"

#include <gtest/gtest.h>

#include <string>

#include "ascolto/text/characters.h"
#include "ascolto/text/fold.h"

namespace ascolto::readings {
namespace {

TEST(LookAlikesTest, AreForFoldedLettersInOrder) {
  char32_t before = 0x7F;
  for (std::size_t i = 0; i < kLookAlikesCount; ++i) {
    const auto& [letter, latin] = kLookAlikes[i];
    ASSERT_TRUE(before < letter) << i;
    before = letter;
    EXPECT_TRUE(text::IsLetter(letter)) << i;
    const std::string_view taken_for = latin;
    ASSERT_FALSE(taken_for.empty());
    ASSERT_LE(taken_for.size(), kMaxLookAlikes);
    EXPECT_EQ(taken_for.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789"),
              std::string_view::npos) << taken_for;
    EXPECT_EQ(LookAlikes(letter), taken_for);
  }
  EXPECT_GT(kLookAlikesCount, 400u);
}

TEST(LookAlikesTest, NoneForOthers) {
  for (const char32_t c : {U'a', U'0', U' ', U'\0', U'ю', U'ψ', U'日', U'א', U'ا', U'€', U'😀',
                           U'\uFFFD', U'\U0010FFFF'}) {
    EXPECT_EQ(LookAlikes(c), "") << std::hex << static_cast<std::uint32_t>(c);
  }
}

// The first reading of each letter of the folded text.
std::string FirstReading(const std::string& written) {
  const std::string folded = text::Fold(written);
  std::string out;
  for (std::size_t at = 0; at < folded.size();) {
    const text::Decoded decoded = text::Decode(folded, at);
    const std::string_view latin = LookAlikes(decoded.code_point);
    out += latin.empty() ? std::string_view(folded).substr(at, decoded.bytes) : latin.substr(0, 1);
    at += decoded.bytes;
  }
  return out;
}

TEST(LookAlikesTest, ReadWhatPeopleWrite) {
  const std::pair<const char*, const char*> cases[] = {
      {"сretіnо", "cretino"},      // Cyrillic
      {"СRЕТІΝО", "cretivo"},      // Ν is a ν too, and that is what is asked for first
      {"ѕtυрidο", "stupido"},      // Cyrillic and Greek
      {"IDΙОТА", "idiota"},
      {"ѕϲеmο", "soemo"},          // ϲ folds to σ, which is o first
      {"ıdıøŧa", "idiota"},        // Latin with strokes, dotless
      {"ᴄᴏɢʟɪᴏɴᴇ", "coglione"},    // small capitals
      {"ᏟᎡᎬᎢᎥNᎾ", "cretino"},     // Cherokee
      {"ᗷᑌᖴᖴONE", "buffone"},     // Canadian syllabics
      {"ꓲꓓꓲꓳꓔ", "ldlot"},          // Lisu
      {"ɐʇoıpı", "atoipi"},        // turned
      {"вuffonе", "buffone"},
      {"яidiсоlо", "ridicolo"},
      {"ѕtuрida", "stupida"},
      {"ոazi", "nazi"},            // Armenian
  };
  for (const auto& [written, read] : cases) EXPECT_EQ(FirstReading(written), read) << written;
}

TEST(LookAlikesTest, GiveEveryLetterThatItMayBe) {
  EXPECT_EQ(LookAlikes(U'ν'), "vn");
  EXPECT_EQ(LookAlikes(U'η'), "nh");
  EXPECT_EQ(LookAlikes(U'и'), "nu");
  EXPECT_EQ(LookAlikes(U'σ'), "osc");
  EXPECT_EQ(LookAlikes(U'б'), "b");
  EXPECT_EQ(LookAlikes(U'з'), "3");
}

}  // namespace
}  // namespace ascolto::readings
