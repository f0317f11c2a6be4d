// Further ways to read odd text, those that need nothing but the text: squeezed, look-alike, leet,
// joined letters, CamelCase.
//
// - Squeezed: letters repeated three times or more are also read as two and as one
//   ("stuuupido" → "stuupido", "stupido").
// - Leet: digits and signs that stand for letters, on a run of letters, digits and such signs
//   between others ("c@zzo" → "cazzo"); a 1 is read as i and as l. Five digits in a row that are not
//   all the same are a number; a run with one is left alone.
// - Look-alike: letters of other scripts that look like Latin ones, in a word that has Latin letters
//   too ("сretino" with a Cyrillic с); a word all Cyrillic or all Greek is left alone.
// - Joined: three to 64 single letters with the same separator, or emoji, between them
//   ("s t u p i d o"); where it is a space, also without a first or last letter that is a word by
//   itself ("è s t u p i d o").
// - Cut: a word in CamelCase at its humps, as words one after the other ("SeiUnCretino").
//
// They compose (joined, then look-alike, then leet, then squeezed; what is cut, with none); at most
// 8 forms a place; the work is linear in the text. A composed reading bears the harshest of its kinds.

#ifndef ASCOLTO_READINGS_TEXT_READINGS_H_
#define ASCOLTO_READINGS_TEXT_READINGS_H_

#include "ascolto/text/fold.h"
#include "ascolto/text/words.h"

namespace ascolto::readings {

inline constexpr int kMostReadingsOfAPlace = 8;

// Adds the readings of words that were just cut to words->readings and words->forms.
void AddTextReadings(const text::FoldedText& folded, text::Words* words);

}  // namespace ascolto::readings

#endif  // ASCOLTO_READINGS_TEXT_READINGS_H_
