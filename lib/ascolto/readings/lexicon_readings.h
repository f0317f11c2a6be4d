// Further ways to read odd text, those that need to know the words of the rules: chat spelling,
// masked and split words, hashtags cut into words. The others are in readings/text_readings.h.
//
// - Chat: spellings of the chat tables ("xke" → "perche", "tvb" → "ti voglio bene"), and words with
//   a letter that stands for others ("anke" → "anche") where the rules know the other word.
// - Masked: a maskable word with one mask character a letter, the first letter visible ("st***do",
//   "c@zz*"); every form that fits, at most 8 a place.
// - Split: a maskable word that one or two stray spaces cut ("stu pido"). Where two pieces are
//   words ("go ok"), only one that stands in phrases alone ("di o" in "dio cane").
// - Cut: a hashtag that is words of the rules one after the other ("#seiuncretino"), in as few as
//   possible; or a maskable word of six letters or more at its end or beginning.
//
// What is asked of every word is one bit and the sign behind it; the work is linear in the text.
// The maskable words are those of three letters or more of lists and rules marked `maskable`, and
// of lists that those use; of phrases those of four letters or more are masked.

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

// Thread safety: immutable once made.
class LexiconReadings {
 public:
  // Buffers of the work, kept so that it allocates nothing once warm.
  struct Scratch {
    std::vector<std::uint32_t> odd;  // words that may have readings
    std::string form;
    std::vector<lexicon::WrittenLetter> written;
    HashtagPieces::Scratch hashtag;
  };

  LexiconReadings() = default;
  explicit LexiconReadings(const model::Model& model);

  // Adds the readings of a text to those that it has. `keys` are those of its words, `lexicon`
  // holds the words of the rules.
  void Add(const text::FoldedText& folded, std::span<const lexicon::WordKey> keys, const lexicon::Lexicon& lexicon,
           text::Words* words, Scratch* scratch) const;

 private:
  class Reader;

  // Letters that a letter of chats stands for.
  struct Letter {
    char letter;
    std::vector<std::string> others;
  };

  lexicon::BloomFilter odd_;  // chat spellings, and the words that split words begin with
  lexicon::TextTable spellings_;
  std::vector<std::vector<std::string>> spelled_;  // words, by id in spellings_
  std::vector<Letter> letters_;
  bool reads_words_ = false;  // some word is maskable or spelled otherwise in chats
  lexicon::MaskedForms masked_;
  lexicon::BloomFilter split_pairs_;   // the two halves of split words
  lexicon::BloomFilter split_ends_;    // what split words end with
  lexicon::TextTable split_words_;  // whole
  HashtagPieces hashtags_;
};

}  // namespace ascolto::readings

#endif  // ASCOLTO_READINGS_LEXICON_READINGS_H_
