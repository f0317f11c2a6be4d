// Readings that need the words of the rules: chat spelling, masked and split words, segmented
// hashtags. Readings that need only the text are in readings/text_readings.h.
//
// - Chat: spellings from the chat tables ("xke" → "perche", "tvb" → "ti voglio bene"). Also words
//   in which a letter stands for other letters ("anke" → "anche"), if the rules contain the other
//   word.
// - Masked: a maskable word in which mask characters replace letters, one each, after a visible
//   first letter ("st***do", "c@zz*"). Every form that fits is added, at most 8 per place.
// - Split: a maskable word with one or two spaces inside ("stu pido"). If both pieces of two are
//   words of their own ("go ok"), only a maskable word that occurs in phrases only is read ("di o"
//   in "dio cane").
// - Cut: a hashtag that is a sequence of words of the rules ("#seiuncretino"), split into as few
//   words as possible; or a maskable word of at least six letters at its end or beginning.
//
// Every word costs one bit of a Bloom filter and a look at the character after it. The work is
// linear in the text. Maskable words are the words of at least three letters of lists and rules
// that are marked `maskable`, and of the lists that these use. Words of phrases need four letters
// to be masked.

#ifndef ASCOLTO_READINGS_LEXICON_READINGS_H_
#define ASCOLTO_READINGS_LEXICON_READINGS_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ascolto/readings/hashtags.h"
#include "ascolto/lexicon/lexicon.h"
#include "ascolto/lexicon/masked_forms.h"
#include "ascolto/lexicon/bloom_filter.h"
#include "ascolto/lexicon/text_table.h"
#include "ascolto/lexicon/word_hash.h"
#include "ascolto/model/model.h"
#include "ascolto/text/fold.h"
#include "ascolto/text/words.h"

namespace ascolto::readings {

// Thread safety: immutable after construction.
class LexiconReadings {
 public:
  // Working buffers, kept so that later calls do not allocate.
  struct Scratch {
    std::vector<std::uint32_t> candidates;  // words that may have readings
    std::string form;
    std::vector<lexicon::WrittenLetter> written;
    HashtagSegmenter::Scratch hashtag;
  };

  LexiconReadings() = default;
  explicit LexiconReadings(const model::Model& model);

  // Adds readings to those that *words has. `keys` are the keys of its words; `lexicon` has the
  // words of the rules.
  void Add(const text::FoldedText& folded, std::span<const lexicon::WordKey> keys,
           const lexicon::Lexicon& lexicon, text::Words* words, Scratch* scratch) const;

 private:
  class Reader;

  // A letter that stands for other letters in chats.
  struct Letter {
    char letter;
    std::vector<std::string> others;
  };

  lexicon::BloomFilter candidate_filter_;  // chat spellings, and first pieces of split words
  lexicon::TextTable spellings_;
  std::vector<std::vector<std::string>> expansions_;  // words, by id in spellings_
  std::vector<Letter> letters_;
  bool has_word_readings_ = false;  // some word is maskable or has a chat spelling
  lexicon::MaskedForms masked_;
  lexicon::BloomFilter split_pairs_;  // pairs of first and last pieces of split words
  lexicon::BloomFilter split_ends_;   // last pieces of split words
  lexicon::TextTable split_words_;    // split words as a whole
  HashtagSegmenter hashtags_;
};

}  // namespace ascolto::readings

#endif  // ASCOLTO_READINGS_LEXICON_READINGS_H_
