// Readings that need only the text: squeezed, look-alike, leet, joined letters, CamelCase. Readings
// that need the words of the rules are in readings/lexicon_readings.h.
//
// - Squeezed: a letter repeated three times or more is also read as two and as one letter
//   ("stuuupido" → "stuupido", "stupido").
// - Leet: digits and signs stand for letters. A run of letters, digits and such signs is read with
//   letters in their place ("c@zzo" → "cazzo"); a 1 is read as i and as l. A run that contains five
//   digits in a row that are not all the same contains a number and is not read.
// - Look-alike: letters of other scripts that look like Latin letters, in a word that also has
//   Latin letters ("сretino" with a Cyrillic с). A word all in Cyrillic or in Greek is not read.
// - Joined: three to 64 single letters with the same separator, or with emoji, between them
//   ("s t u p i d o"). If the separator is a space, they are also read without a first or last
//   letter that is a word of its own ("è s t u p i d o").
// - Cut: a CamelCase word is split into a sequence of words at its capitals ("SeiUnCretino").
//
// Readings compose in the order joined, look-alike, leet, squeezed; cut composes with none. There
// are at most 8 forms per place, and the work is linear in the text. A composed reading has the
// harshest of its kinds.

#ifndef ASCOLTO_READINGS_TEXT_READINGS_H_
#define ASCOLTO_READINGS_TEXT_READINGS_H_

#include "ascolto/text/fold.h"
#include "ascolto/text/words.h"

namespace ascolto::readings {

inline constexpr int kMaxReadingsOfAPlace = 8;

// Adds readings to words->readings and words->forms. CutWords must have just produced *words.
void AddTextReadings(const text::FoldedText& folded, text::Words* words);

}  // namespace ascolto::readings

#endif  // ASCOLTO_READINGS_TEXT_READINGS_H_
