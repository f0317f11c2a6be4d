// Further ways to read odd text: squeezed, leet, joined letters.
//
// - Squeezed: letters repeated three times or more are also read as two and as one
//   ("stuuupido" → "stuupido", "stupido").
// - Leet: digits and signs that stand for letters, on a run of letters, digits and such signs
//   between others ("c@zzo" → "cazzo"); a 1 is read as i and as l.
// - Joined: three to 64 single letters with the same separator ("s t u p i d o"), and the same
//   without a first or last letter that is a word by itself ("è s t u p i d o").
//
// They compose (joined, then leet, then squeezed); at most 8 forms a place; the work is linear in
// the text. A composed reading bears the last of its kinds in the order of `Reading`.

#ifndef ASCOLTO_TEXT_READINGS_H_
#define ASCOLTO_TEXT_READINGS_H_

#include "ascolto/text/fold.h"
#include "ascolto/text/words.h"

namespace ascolto::text {

inline constexpr int kMostReadingsOfAPlace = 8;

// Fills words->readings and words->forms from the words and tokens that are already there.
void AddReadings(const FoldedText& folded, Words* words);

}  // namespace ascolto::text

#endif  // ASCOLTO_TEXT_READINGS_H_
