// Words, and what is not words: links, mail addresses, mentions, hashtags, emoji.
//
// A word is a maximal run of letters and digits of the folded text; apostrophe, hyphen,
// underscore and dot separate. Inside links, mail addresses and mentions there are no words;
// the body of a hashtag is words.
//
// The words make a lattice: word i leads from node i to node i + 1. A reading of odd text
// (readings/) is a further edge i → j with its own form; it never replaces
// the words. Where one word is read as several, the nodes between them lie inside the word.

#ifndef ASCOLTO_TEXT_WORDS_H_
#define ASCOLTO_TEXT_WORDS_H_

#include <cstdint>
#include <span>
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
};

// A vector of words with room for more, so that its size changes without touching what is in it.
class WordList {
 public:
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  const Word* data() const { return room_.data(); }
  const Word* begin() const { return data(); }
  const Word* end() const { return data() + size_; }
  const Word& operator[](std::size_t i) const { return room_[i]; }

  // Room for `count` words, of which those that Resize is told of are in the list afterwards.
  Word* MakeRoom(std::size_t count) {
    if (room_.size() < count) room_.resize(count);
    return room_.data();
  }
  void Resize(std::size_t size) { size_ = size; }  // at most the room

 private:
  std::vector<Word> room_;
  std::size_t size_ = 0;
};

struct Token {
  enum class Kind : std::uint8_t { kLink, kMail, kMention, kHashtag, kEmoji };
  Kind kind;
  std::uint32_t begin, end;  // with the @ or # before it; of an emoji all that joiners join
};

struct ReadingEdge {
  std::uint32_t from, to;          // nodes
  std::uint32_t begin, end;        // what is read
  std::uint32_t form, form_bytes;  // in Words::forms
  Reading kind;
};

struct Words {
  WordList words;
  // Words that may have readings (readings/text_readings.h), ascending; most texts have none.
  std::vector<std::uint32_t> odd;
  std::vector<Token> tokens;          // by begin; they don't overlap
  std::vector<ReadingEdge> readings;  // by from, then kind
  std::string forms;                  // of the readings, one after the other
  // The words that further nodes lie in, ascending: node words.size() + 1 + i lies inside word
  // inner[i].
  std::vector<std::uint32_t> inner;

  // Counters; inside links and mail addresses nothing else is counted.
  std::uint32_t links = 0;  // mail addresses are none
  std::uint32_t mentions = 0;
  std::uint32_t hashtags = 0;
  std::uint32_t emoji = 0;
  std::uint32_t exclamations = 0;
  bool question_mark = false;

  // Buffers of the work, kept so that it allocates nothing once warm.
  struct Scratch {
    std::span<const ByteMasks> masks;   // FoldedText::masks
    std::vector<ByteMasks> word_masks;  // what words are cut from, where there are tokens
    std::vector<std::uint64_t> odd;     // where odd words are (text/ascii.h)
    std::string squeezed, leet, look_alike, joined;
    std::vector<std::uint32_t> order, renamed;
  };
  Scratch scratch;

  std::string_view Form(const ReadingEdge& edge) const {
    return std::string_view(forms).substr(edge.form, edge.form_bytes);
  }

  std::uint32_t nodes() const { return static_cast<std::uint32_t>(words.size() + 1 + inner.size()); }
  // The node between words that is the last at or before a node, and the first at or behind it.
  std::uint32_t Floor(std::uint32_t node) const {
    return node <= words.size() ? node : inner[node - words.size() - 1];
  }
  std::uint32_t Ceiling(std::uint32_t node) const {
    return node <= words.size() ? node : inner[node - words.size() - 1] + 1;
  }
  // A new node inside a word; SortReadings is due afterwards.
  std::uint32_t AddInner(std::uint32_t word) {
    inner.push_back(word);
    return nodes() - 1;
  }
};

// Puts readings in their order: nodes inside words by the words they lie in, edges by from and kind.
void SortReadings(Words* words);

// Cuts the folded text into words and tokens, without readings. The buffers of *words are reused.
void CutWords(const FoldedText& folded, Words* words);

}  // namespace ascolto::text

#endif  // ASCOLTO_TEXT_WORDS_H_
