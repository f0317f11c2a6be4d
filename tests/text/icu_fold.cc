#include "tests/text/icu_fold.h"

#include <gtest/gtest.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>

#include "ascolto/text/plain_spelling.h"

namespace ascolto::text {
namespace {

template <typename F>
void ForCodePoints(const icu::UnicodeString& text, F f) {
  for (int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) f(text.char32At(i));
}

bool IsMark(UChar32 c) { return (U_GET_GC_MASK(c) & (U_GC_MN_MASK | U_GC_ME_MASK)) != 0; }

bool IsHangulSyllable(UChar32 c) {
  const int32_t type = u_getIntPropertyValue(c, UCHAR_HANGUL_SYLLABLE_TYPE);
  return type == U_HST_LV_SYLLABLE || type == U_HST_LVT_SYLLABLE;
}

std::string Nothing(UChar32) { return ""; }
std::string Space(UChar32) { return " "; }
std::string Itself(UChar32 c) { return Utf8(icu::UnicodeString(c)); }

constexpr OwnClass kOwnClasses[] = {
    {"white space is a space, and so is the blank of Braille",
     [](UChar32 c) { return u_isUWhiteSpace(c) || c == 0x2800; }, Space},
    {"controls vanish", [](UChar32 c) { return u_charType(c) == U_CONTROL_CHAR; }, Nothing},
    {"skin tones vanish", [](UChar32 c) { return c >= 0x1F3FB && c <= 0x1F3FF; }, Nothing},
    {"marks of interlinear annotations vanish",
     [](UChar32 c) { return c >= 0xFFF9 && c <= 0xFFFB; }, Nothing},
    {"quotes, apostrophes and dashes are plain",
     [](UChar32 c) { return PlainSign(static_cast<char32_t>(c)) != 0; },
     [](UChar32 c) { return std::string(1, PlainSign(static_cast<char32_t>(c))); }},
    {"small capitals, letters on black, æ and œ are plain letters",
     [](UChar32 c) { return !PlainLetters(static_cast<char32_t>(c)).empty(); },
     [](UChar32 c) { return std::string(PlainLetters(static_cast<char32_t>(c))); }},
};

}  // namespace

std::string Utf8(const icu::UnicodeString& text) {
  std::string out;
  text.toUTF8String(out);
  return out;
}

std::span<const OwnClass> OwnClasses() { return kOwnClasses; }

const OwnClass* OwnClassOf(UChar32 c) {
  for (const OwnClass& own : kOwnClasses) {
    if (own.holds(c)) return &own;
  }
  return nullptr;
}

icu::UnicodeString IcuFoldAlone(const icu::UnicodeString& text, bool keep_marks) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* decompose = icu::Normalizer2::getNFDInstance(error);
  icu::UnicodeString decomposed, pieces, out;
  ForCodePoints(icu::Normalizer2::getNFKCCasefoldInstance(error)->normalize(text, error),
                [&](UChar32 c) {
                  if (IsHangulSyllable(c) || !decompose->getDecomposition(c, pieces)) pieces = c;
                  decomposed += pieces;
                });
  ForCodePoints(decomposed, [&](UChar32 c) {
    if (keep_marks || !IsMark(c)) out.append(c);
  });
  EXPECT_TRUE(U_SUCCESS(error));
  return out;
}

std::string IcuFold(const icu::UnicodeString& text, bool keep_marks) {
  std::string folded;
  icu::UnicodeString rest;
  const auto add_own = [&](const OwnClass& own, UChar32 c) {
    for (const char byte : own.folded(c)) {
      if (byte != ' ' || !folded.ends_with(' ')) folded += byte;
    }
  };
  const auto fold_rest = [&] {
    ForCodePoints(IcuFoldAlone(rest, keep_marks), [&](UChar32 c) {
      if (const OwnClass* own = OwnClassOf(c)) add_own(*own, c);
      else folded += Itself(c);
    });
    rest.remove();
  };
  ForCodePoints(text, [&](UChar32 c) {
    const OwnClass* own = OwnClassOf(c);
    if (own == nullptr) {
      rest.append(c);
      return;
    }
    fold_rest();
    add_own(*own, c);
  });
  fold_rest();
  return folded;
}

std::string Decomposed(const std::string& utf8) {
  UErrorCode error = U_ZERO_ERROR;
  return Utf8(icu::Normalizer2::getNFDInstance(error)->normalize(
      icu::UnicodeString::fromUTF8(utf8), error));
}

bool NeedsContext(const icu::UnicodeString& text) {
  bool needs = false;
  ForCodePoints(text, [&](UChar32 c) {
    const bool jamo =
        u_getIntPropertyValue(c, UCHAR_HANGUL_SYLLABLE_TYPE) != U_HST_NOT_APPLICABLE &&
        !IsHangulSyllable(c);
    needs |= jamo || (u_charType(c) == U_COMBINING_SPACING_MARK && u_getCombiningClass(c) != 0);
  });
  return needs;
}

}  // namespace ascolto::text
