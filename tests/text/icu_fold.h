// Folding by ICU at run time, over whole texts: slow, and what text/fold.h is held against. Where
// ours differs on purpose, a class says from what and to what.

#ifndef ASCOLTO_TESTS_TEXT_ICU_FOLD_H_
#define ASCOLTO_TESTS_TEXT_ICU_FOLD_H_

#include <unicode/unistr.h>

#include <span>
#include <string>

namespace ascolto::text {

std::string Utf8(const icu::UnicodeString& text);

// NFKC case folding and canonical decomposition of all but Hangul, and nothing else; without marks
// (general categories Mn and Me) unless they are kept.
icu::UnicodeString IcuFoldAlone(const icu::UnicodeString& text, bool keep_marks);

// Code points that ours folds in its own way, before ICU is asked or after.
struct OwnClass {
  const char* name;
  bool (*holds)(UChar32 c);
  std::string (*folded)(UChar32 c);
};
std::span<const OwnClass> OwnClasses();
const OwnClass* OwnClassOf(UChar32 c);  // the first that holds, or null

// IcuFoldAlone with our own classes, and runs of spaces made one.
std::string IcuFold(const icu::UnicodeString& text, bool keep_marks = false);

// In canonical order, which FoldCase leaves alone.
std::string Decomposed(const std::string& utf8);

// What a folding of each code point on its own cannot do as ICU does with the whole text:
// conjoining jamo are not composed into syllables, and spacing marks not put in canonical order.
bool NeedsContext(const icu::UnicodeString& text);

}  // namespace ascolto::text

#endif  // ASCOLTO_TESTS_TEXT_ICU_FOLD_H_
