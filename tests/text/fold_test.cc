// Folding: every code point against ICU, then cases by name.

#include "ascolto/text/fold.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <random>
#include <string>

#include "ascolto/text/characters.h"
#include "ascolto/text/plain_signs.h"

namespace ascolto::text {
namespace {

std::string Utf8(UChar32 c) {
  std::string out;
  icu::UnicodeString(c).toUTF8String(out);
  return out;
}

// NFKC case folding, mark stripping and plain signs, by ICU at run time.
std::string IcuFold(UChar32 c, bool keep_marks) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::UnicodeString folded =
      icu::Normalizer2::getNFKCCasefoldInstance(error)->normalize(icu::UnicodeString(c), error);
  icu::UnicodeString out;
  for (int32_t i = 0; i < folded.length(); i = folded.moveIndex32(i, 1)) {
    const UChar32 part = folded.char32At(i);
    const bool hangul = u_getIntPropertyValue(part, UCHAR_HANGUL_SYLLABLE_TYPE) == U_HST_LV_SYLLABLE ||
                        u_getIntPropertyValue(part, UCHAR_HANGUL_SYLLABLE_TYPE) == U_HST_LVT_SYLLABLE;
    const icu::UnicodeString pieces =
        hangul ? icu::UnicodeString(part)
               : icu::Normalizer2::getNFKDInstance(error)->normalize(icu::UnicodeString(part), error);
    for (int32_t k = 0; k < pieces.length(); k = pieces.moveIndex32(k, 1)) {
      const int8_t type = u_charType(pieces.char32At(k));
      if (keep_marks || (type != U_NON_SPACING_MARK && type != U_ENCLOSING_MARK)) {
        const char sign = PlainSign(static_cast<char32_t>(pieces.char32At(k)));
        out.append(sign != 0 ? static_cast<UChar32>(sign) : pieces.char32At(k));
      }
    }
  }
  std::string utf8;
  out.toUTF8String(utf8);
  return utf8;
}

bool IsOurOwn(UChar32 c) {
  return u_isUWhiteSpace(c) || u_charType(c) == U_CONTROL_CHAR || (c >= 0x1F3FB && c <= 0x1F3FF) ||
         PlainSign(static_cast<char32_t>(c)) != 0;
}

TEST(FoldTest, AgreesWithIcuOnEveryCodePoint) {
  int compared = 0;
  for (UChar32 c = 0; c < 0x110000; ++c) {
    if (U_IS_SURROGATE(c) || IsOurOwn(c)) continue;
    ++compared;
    ASSERT_EQ(Fold(Utf8(c)), IcuFold(c, false)) << std::hex << c;
    ASSERT_EQ(FoldCase(Utf8(c)), IcuFold(c, true)) << std::hex << c;
  }
  EXPECT_GT(compared, 1'000'000);
}

TEST(FoldTest, FoldingTwiceIsFoldingOnce) {
  for (UChar32 c = 0; c < 0x110000; ++c) {
    if (U_IS_SURROGATE(c)) continue;
    const std::string once = Fold(Utf8(c));
    ASSERT_EQ(Fold(once), once) << std::hex << c;
  }
}

TEST(FoldTest, ClassesAgreeWithIcuOnEveryCodePoint) {
  for (UChar32 c = 0; c < 0x110000; ++c) {
    const auto c32 = static_cast<char32_t>(c);
    const std::uint32_t mask = U_GET_GC_MASK(c);
    ASSERT_EQ(IsWordCharacter(c32), (mask & (U_GC_L_MASK | U_GC_N_MASK | U_GC_MC_MASK)) != 0);
    ASSERT_EQ(IsLetter(c32), (mask & U_GC_L_MASK) != 0) << std::hex << c;
    ASSERT_EQ(IsCombiningMark(c32), (mask & (U_GC_MN_MASK | U_GC_ME_MASK)) != 0) << std::hex << c;
    ASSERT_EQ(IsWhiteSpace(c32), static_cast<bool>(u_isUWhiteSpace(c))) << std::hex << c;
  }
}

struct Case {
  const char* name;
  std::string text, folded;
};

TEST(FoldTest, ReadsAsAPersonWould) {
  const Case cases[] = {
      {"case", "CRETINO", "cretino"},
      {"accents", "perché È così", "perche e cosi"},
      {"decomposed accents", "perche\u0301", "perche"},
      {"ligatures", "u\uFB03cio \u00DF", "ufficio ss"},
      {"full width", "ｓｔｕｐｉｄｏ！", "stupido!"},
      {"mathematical letters", "𝓲𝓭𝓲𝓸𝓽𝓪", "idiota"},
      {"zero width", "cre\u200Bti\u200Dno\uFEFF", "cretino"},
      {"bidi controls", "\u202Ecretino\u202C", "cretino"},
      {"control characters", std::string("cre\0ti\x01no", 9), "cretino"},
      {"zalgo", "c\u0336r\u0337e\u0489t\u0361ino", "cretino"},
      {"typographic quotes", "l’idiota “vero” «qui»", "l'idiota \"vero\" \"qui\""},
      {"dashes", "a–b—c‑d", "a-b-c-d"},
      {"white space", "a \t\n\r\u00A0\u3000b", "a b"},
      {"ellipsis", "mah…", "mah..."},
      {"skin tones", "👍🏽", "👍"},
      {"ill-formed", "a\xC3(b\xFF\xE2\x82", "a\uFFFD(b\uFFFD\uFFFD"},
      {"surrogate", "\xED\xA0\x80", "\uFFFD\uFFFD\uFFFD"},
      {"empty", "", ""},
  };
  for (const Case& c : cases) EXPECT_EQ(Fold(c.text), c.folded) << c.name;
}

TEST(FoldTest, KeepsAccentsWhenOnlyCaseIsFolded) {
  EXPECT_EQ(FoldCase("PAPÀ"), FoldCase("papa\u0300"));
  EXPECT_NE(FoldCase("papà"), FoldCase("papa"));
}

// The span in the original that gave a piece of the folded text.
std::string Original(const std::string& text, const std::string& piece) {
  FoldedText folded;
  Fold(text, &folded);
  const std::size_t at = folded.text.find(piece);
  const std::size_t begin = folded.OriginalBegin(at);
  return text.substr(begin, folded.OriginalEnd(at + piece.size()) - begin);
}

TEST(FoldTest, MapsBackToTheOriginal) {
  EXPECT_EQ(Original("un CRÉTINO!", "cretino"), "CRÉTINO");
  EXPECT_EQ(Original("un crétino\u0301\u0302!", "cretino"), "crétino\u0301\u0302");
  EXPECT_EQ(Original("x \uFB01ne", "f"), "\uFB01");
  EXPECT_EQ(Original("x \uFB01ne", "ine"), "\uFB01ne");
  EXPECT_EQ(Original("a\u200Bb", "ab"), "a\u200Bb");
  EXPECT_EQ(Original("a\xE2\x82z", "\uFFFD"), "\xE2\x82");
}

TEST(FoldTest, OffsetsAreInRangeAndMonotoneOnAnyBytes) {
  std::mt19937 random(1);
  const std::string pieces[] = {"a", "É", "\u0301", "\u200B", " ", "\t", "\xFF", "\xE2\x82",
                                "😀", "\uFDFA", "ﬁ", "Z", "\xC3", "＠"};
  for (int round = 0; round < 2000; ++round) {
    std::string text;
    for (int i = 0; i < 20; ++i) text += pieces[random() % std::size(pieces)];
    FoldedText folded;
    Fold(text, &folded);
    for (std::size_t i = 0; i < folded.text.size(); ++i) {
      ASSERT_LE(folded.OriginalBegin(i - (i > 0)), folded.OriginalBegin(i));
      ASSERT_LT(folded.OriginalBegin(i), folded.OriginalEnd(i + 1));
      ASSERT_LE(folded.OriginalEnd(i + 1), text.size());
    }
    ASSERT_EQ(Fold(folded.text), folded.text);
  }
}

TEST(FoldTest, CountsTheOriginal) {
  FoldedText folded;
  Fold("CIAO È 12 ß", &folded);
  EXPECT_EQ(folded.code_points, 11u);
  EXPECT_EQ(folded.letters, 6u);
  EXPECT_EQ(folded.capitals, 5u);
  Fold("日本 ⒶⒷ 🅰 Ⅷ ǅ", &folded);
  EXPECT_EQ(folded.letters, 3u);
  EXPECT_EQ(folded.capitals, 1u);
}

}  // namespace
}  // namespace ascolto::text
