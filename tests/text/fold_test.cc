// Folding: every code point against ICU, then cases by name.

#include "ascolto/text/fold.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <memory>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "ascolto/text/ascii.h"
#include "ascolto/text/characters.h"
#include "tests/text/icu_fold.h"

namespace ascolto::text {
namespace {

template <typename F>
void ForEveryCodePoint(F f) {
  for (UChar32 c = 0; c <= UCHAR_MAX_VALUE; ++c) {
    if (!U_IS_SURROGATE(c)) f(c);
  }
}

TEST(FoldTest, DiffersFromIcuOnlyInClassesThatHaveAName) {
  std::map<const OwnClass*, int> differing;
  int made_of_such = 0;  // by ICU's own folding: ″ of two ′, ǽ of æ and a mark
  ForEveryCodePoint([&](UChar32 c) {
    const std::string folded = Fold(Utf8(c));
    const icu::UnicodeString by_icu = IcuFoldAlone(c, false);
    if (folded == Utf8(by_icu)) return;
    const OwnClass* own = OwnClassOf(c);
    if (own == nullptr) {
      ++made_of_such;
      ASSERT_EQ(folded, IcuFold(by_icu)) << std::hex << c;
      return;
    }
    ++differing[own];
    ASSERT_EQ(folded, own->folded(c)) << std::hex << c << ": " << own->name;
  });
  for (const OwnClass& own : OwnClasses()) EXPECT_GT(differing[&own], 0) << own.name;
  EXPECT_GT(made_of_such, 0);
  EXPECT_LT(made_of_such, 100);
}

TEST(FoldTest, AgreesWithIcuOnEveryCodePoint) {
  ForEveryCodePoint([](UChar32 c) {
    ASSERT_EQ(Fold(Utf8(c)), IcuFold(c)) << std::hex << c;
    ASSERT_EQ(FoldCase(Utf8(c)), IcuFold(c, true)) << std::hex << c;
  });
}

// The five forms of each line of Unicode's NormalizationTest, from Debian's unicode-data.
TEST(FoldTest, AgreesWithIcuOnTheNormalizationTest) {
  const std::string path = "/usr/share/unicode/NormalizationTest.txt.bz2";
  const std::unique_ptr<FILE, int (*)(FILE*)> file(popen(("bzip2 -dc " + path).c_str(), "r"),
                                                   pclose);
  char line[4096];
  int compared = 0, need_context = 0;
  while (std::fgets(line, sizeof line, file.get()) != nullptr) {
    if (!std::isxdigit(static_cast<unsigned char>(*line))) continue;
    std::istringstream columns(line);
    std::string column;
    std::vector<icu::UnicodeString> forms;
    while (forms.size() < 5 && std::getline(columns, column, ';')) {
      std::istringstream code_points(column);
      icu::UnicodeString form;
      for (unsigned c; code_points >> std::hex >> c;) form.append(static_cast<UChar32>(c));
      forms.push_back(form);
    }
    ASSERT_EQ(forms.size(), 5u) << line;
    if (std::any_of(forms.begin(), forms.end(), NeedsContext)) {
      ++need_context;
      continue;
    }
    for (const icu::UnicodeString& form : forms) {
      ASSERT_EQ(Fold(Utf8(form)), IcuFold(form)) << line;
      ASSERT_EQ(Decomposed(FoldCase(Utf8(form))), Decomposed(IcuFold(form, true))) << line;
    }
    // Canonically equivalent texts are one text.
    ASSERT_EQ(Fold(Utf8(forms[0])), Fold(Utf8(forms[1]))) << line;
    ASSERT_EQ(Fold(Utf8(forms[0])), Fold(Utf8(forms[2]))) << line;
    ASSERT_EQ(Fold(Utf8(forms[3])), Fold(Utf8(forms[4]))) << line;
    ++compared;
  }
  ASSERT_GT(compared, 7000) << "cannot be read: " << path << " (packages unicode-data and bzip2)";
  RecordProperty("lines with jamo or spacing marks", need_context);
}

// Letters under heaps of marks, and any code points together.
TEST(FoldTest, AgreesWithIcuOnMixtures) {
  std::mt19937 random(7);
  std::vector<UChar32> marks, others;
  ForEveryCodePoint([&](UChar32 c) {
    if (!u_isdefined(c) || NeedsContext(c)) return;
    (IsCombiningMark(static_cast<char32_t>(c)) ? marks : others).push_back(c);
  });
  const auto any = [&](const std::vector<UChar32>& of) { return of[random() % of.size()]; };
  for (int round = 0; round < 3000; ++round) {
    icu::UnicodeString text;
    for (int i = 0; i < 20; ++i) {
      text.append(static_cast<UChar32>(random() % 2 == 0 ? 'a' + random() % 26 : any(others)));
      for (auto heap = random() % 8; heap > 0; --heap) text.append(any(marks));
    }
    ASSERT_EQ(Fold(Utf8(text)), IcuFold(text)) << Utf8(text);
  }
}

TEST(FoldTest, FoldingTwiceIsFoldingOnce) {
  ForEveryCodePoint([](UChar32 c) {
    const std::string once = Fold(Utf8(c));
    ASSERT_EQ(Fold(once), once) << std::hex << c;
    const std::string case_once = FoldCase(Utf8(c));
    ASSERT_EQ(FoldCase(case_once), case_once) << std::hex << c;
  });
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
      {"enclosed letters", "ⒾⓓⓘⓄⓣⓐ ⒤⒟⒤⒪⒯⒜ 🄸🄳🄸🄾🅃🄰", "idiota (i)(d)(i)(o)(t)(a) idiota"},
      {"letters on black", "🅸🅳🅸🅾🆃🅰 🅘🅓🅘🅞🅣🅐", "idiota idiota"},
      {"small capitals", "ɪᴅɪᴏᴛᴀ", "idiota"},
      {"letters that are ligatures", "cœur ENCYCLOPÆDIA ǽ", "coeur encyclopaedia ae"},
      {"superscripts", "ᶦᵈⁱᵒᵗᵃ nº 1ª x²", "idiota no 1a x2"},
      {"flags", "🇮🇹", "🇮🇹"},
      {"zero width", "cre\u200Bti\u200Dno\uFEFF", "cretino"},
      {"bidi controls", "\u202Ecretino\u202C", "cretino"},
      {"control characters", std::string("cre\0ti\x01no", 9), "cretino"},
      {"zalgo", "c\u0336r\u0337e\u0489t\u0361ino", "cretino"},
      {"typographic quotes", "l’idiota “vero” «qui»", "l'idiota \"vero\" \"qui\""},
      {"more quotes", "❝ciao❞ ❛sì❜ 〝no〟", "\"ciao\" 'si' \"no\""},
      {"dashes", "a–b—c‑d", "a-b-c-d"},
      {"tags and variation selectors", "c\U000E0063r\uFE0Fe\U000E0101tino", "cretino"},
      {"invisible fillers", "cre\u3164ti\u115Fno\u00AD\u034F\u2063", "cretino"},
      {"annotations", "\uFFF9cretino\uFFFA\uFFFB", "cretino"},
      {"blank of Braille", "a\u2800b", "a b"},
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

// Where code points and ill-formed pieces begin, and the end.
std::vector<bool> Borders(std::string_view text) {
  std::vector<bool> borders(text.size() + 1);
  std::size_t at = 0;
  for (; at < text.size(); at += Decode(text, at).bytes) borders[at] = true;
  borders[at] = true;
  return borders;
}

void CheckOffsets(const std::string& text) {
  FoldedText folded;
  Fold(text, &folded);
  ASSERT_EQ(Fold(folded.text), folded.text);
  const std::vector<bool> borders = Borders(text);
  std::size_t begin_before = 0, end_before = 0;
  for (std::size_t i = 0; i < folded.text.size(); ++i) {
    const std::size_t begin = folded.OriginalBegin(i);
    const std::size_t end = folded.OriginalEnd(i + 1);
    ASSERT_LT(begin, end);
    ASSERT_LE(end, text.size());
    ASSERT_TRUE(borders[begin] && borders[end]) << testing::PrintToString(text) << " " << i;
    ASSERT_LE(begin_before, begin);
    ASSERT_LE(end_before, end);
    begin_before = begin;
    end_before = end;
    // The span of a byte gives that byte, at least.
    const std::string again = Fold(text.substr(begin, end - begin));
    ASSERT_NE(again.find(folded.text[i]), std::string::npos) << testing::PrintToString(text);
  }
}

TEST(FoldTest, OffsetsOfEveryCodePointAreExact) {
  ForEveryCodePoint([](UChar32 c) {
    const std::string own = Utf8(c);
    FoldedText folded;
    const std::string text = "xy" + own + "zk";
    Fold(text, &folded);
    const std::size_t middle = Fold("y" + own + "z").size() - 2;
    ASSERT_EQ(folded.text.size(), middle + 4) << std::hex << c;
    for (std::size_t i = 2; i < 2 + middle; ++i) {
      ASSERT_EQ(folded.OriginalBegin(i), 2u) << std::hex << c;
      ASSERT_EQ(folded.OriginalEnd(i + 1), 2 + own.size()) << std::hex << c;
    }
    ASSERT_EQ(folded.OriginalBegin(2 + middle), 2 + own.size()) << std::hex << c;
    const bool mark = IsCombiningMark(static_cast<char32_t>(c));
    ASSERT_EQ(folded.OriginalEnd(2), mark ? 2 + own.size() : 2) << std::hex << c;
  });
}

TEST(FoldTest, OffsetsAreInRangeAndMonotoneOnAnyBytes) {
  std::mt19937 random(1);
  const std::string pieces[] = {"a", "É", "\u0301", "\u200B", " ", "\t", "\xFF", "\xE2\x82",
                                "😀", "\uFDFA", "ﬁ", "Z", "\xC3", "＠", "🅰", "ᴀ", "æ", "”", "\u00A8"};
  for (int round = 0; round < 2000; ++round) {
    std::string text;
    for (int i = 0; i < 20; ++i) text += pieces[random() % std::size(pieces)];
    CheckOffsets(text);
  }
  for (int round = 0; round < 2000; ++round) {
    std::string text(random() % 40, '\0');
    for (char& c : text) c = static_cast<char>(random());
    CheckOffsets(text);
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

TEST(FoldTest, CountsEveryCodePoint) {
  ForEveryCodePoint([](UChar32 c) {
    const auto code_point = static_cast<char32_t>(c);
    const bool letter = IsLetter(code_point);
    const bool capital = letter && IsUpperCase(code_point);
    FoldedText folded;
    const std::string text = "1a" + Utf8(c) + "B";
    Fold(text, &folded);
    ASSERT_EQ(folded.code_points, 4u) << std::hex << c;
    ASSERT_EQ(folded.letters, 2u + letter) << std::hex << c;
    ASSERT_EQ(folded.capitals, 1u + capital) << std::hex << c;
    ASSERT_TRUE(folded.may_have_camel_case || !capital) << std::hex << c;
  });
}

TEST(FoldTest, MasksAreThoseOfTheFoldedText) {
  const AsciiLoops& scalar = *SupportedAsciiLoops().front();
  std::mt19937 random(1);
  const std::string pieces[] = {"a",   "aa", "É",   "\u0301", " ",      "\t", "ciao ", "@",
                                "#",   "12", ".it", "\xFF",   "😀",      "ﬁ",  "Z",     "://",
                                "sTu", "”",  "!?",  "_|+$",   "\u00A8", "Ж"};
  for (int round = 0; round < 5000; ++round) {
    std::string text;
    const auto count = random() % 80, variety = 1 + random() % std::size(pieces);
    for (std::size_t i = 0; i < count; ++i) text += pieces[random() % variety];
    FoldedText folded;
    Fold(text, &folded);
    ASSERT_EQ(std::string(folded.text.data() + folded.text.size(), kFoldedZeros),
              std::string(kFoldedZeros, '\0'));
    ASSERT_EQ(folded.masks.size(), BlockCount(folded.text.size()));
    std::string again(folded.text.size() + kAsciiSlack, '\0');
    std::vector<ByteMasks> expected(folded.masks.size());
    AsciiFolding folding;
    scalar.fold(folded.text.data(), folded.text.size(), false, again.data(), expected.data(),
                &folding);
    for (std::size_t i = 0; i < expected.size(); ++i) {
      expected[i].case_boundary = folded.masks[i].case_boundary;
      ASSERT_TRUE(folded.masks[i] == expected[i]) << text;
    }
    ASSERT_EQ(folded.has_special, folding.special) << text;
  }
}

}  // namespace
}  // namespace ascolto::text
