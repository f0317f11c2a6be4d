// Words, and what is not words: links, mail addresses, mentions, hashtags, emoji.
//
// A word is a maximal run of letters and digits of the folded text; apostrophe, hyphen,
// underscore and dot separate. Inside links, mail addresses and mentions there are no words;
// the body of a hashtag is words.
//
// The words make a lattice: word i leads from node i to node i + 1. A reading of odd text
// (text/readings.h) is a further edge i → j with its own form; it never replaces the words.

#ifndef ASCOLTO_TEXT_WORDS_H_
#define ASCOLTO_TEXT_WORDS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ascolto/text/ascii.h"
#include "ascolto/text/fold.h"
#include "ascolto/verdict.h"

namespace ascolto::text {

// Offsets here are bytes of the folded text, half-open.
struct Word {
  std::uint32_t begin, end;
  bool odd;  // it may have readings: digits among letters, a letter three times, a sign beside it
};

struct Token {
  enum class Kind : std::uint8_t { kLink, kMail, kMention, kHashtag, kEmoji };
  Kind kind;
  std::uint32_t begin, end;  // with the @ or # before it; of an emoji all that joiners join
};

struct ReadingEdge {
  std::uint32_t from, to;          // nodes, from < to
  std::uint32_t begin, end;        // what is read
  std::uint32_t form, form_bytes;  // in Words::forms
  Reading kind;
};

struct Words {
  std::vector<Word> words;
  std::vector<Token> tokens;          // by begin; they don't overlap
  std::vector<ReadingEdge> readings;  // by from, then kind
  std::string forms;                  // of the readings, one after the other

  // Counters; inside links and mail addresses nothing else is counted.
  std::uint32_t links = 0;  // mail addresses are none
  std::uint32_t mentions = 0;
  std::uint32_t hashtags = 0;
  std::uint32_t emoji = 0;
  std::uint32_t exclamations = 0;
  bool question_mark = false;

  // Buffers of the work, kept so that it allocates nothing once warm.
  struct Scratch {
    std::vector<ByteMasks> masks;
    std::string squeezed, leet, joined;
  };
  Scratch scratch;

  std::string_view Form(const ReadingEdge& edge) const {
    return std::string_view(forms).substr(edge.form, edge.form_bytes);
  }
};

// Cuts the folded text and adds the readings; the buffers of *words are reused.
void CutWords(const FoldedText& folded, Words* words);

}  // namespace ascolto::text

#endif  // ASCOLTO_TEXT_WORDS_H_
