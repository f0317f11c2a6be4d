// Cuts a folded text into words and tokens. Tokens are links, mail addresses, mentions, hashtags
// and emoji.
//
// A word is a maximal run of letters and digits. Apostrophe, hyphen, underscore and dot separate
// words. Links, mail addresses and mentions contain no words; the body of a hashtag does.
//
// The words form a lattice: word i is the edge from node i to node i + 1. A reading (readings/) is
// an additional edge i → j with its own form. It never replaces the written words. When one word is
// read as several words, the nodes between them are inside the word.

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

// Offsets are in bytes of the folded text, half-open.
struct Word {
  std::uint32_t begin, end;
};

// A list of words with spare capacity. Its size can change without writing its elements.
class WordList {
 public:
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  const Word* data() const { return room_.data(); }
  const Word* begin() const { return data(); }
  const Word* end() const { return data() + size_; }
  const Word& operator[](std::size_t i) const { return room_[i]; }

  // Returns room for `count` words. A call of Resize then makes the first ones part of the list.
  Word* MakeRoom(std::size_t count) {
    if (room_.size() < count) room_.resize(count);
    return room_.data();
  }
  void Resize(std::size_t size) { size_ = size; }  // at most the capacity

 private:
  std::vector<Word> room_;
  std::size_t size_ = 0;
};

struct Token {
  enum class Kind : std::uint8_t { kLink, kMail, kMention, kHashtag, kEmoji };
  Kind kind;
  std::uint32_t begin, end;  // includes the @ or #; a joined emoji sequence is one token
};

struct ReadingEdge {
  std::uint32_t from, to;          // nodes
  std::uint32_t begin, end;        // the bytes that are read differently
  std::uint32_t form, form_bytes;  // position and length in Words::forms
  Reading kind;
};

struct Words {
  WordList words;
  // The words that may have readings (readings/text_readings.h), ascending. Empty for most texts.
  std::vector<std::uint32_t> may_have_readings;
  std::vector<Token> tokens;          // sorted by begin; they do not overlap
  std::vector<ReadingEdge> readings;  // sorted by from, then kind
  std::string forms;                  // the forms of the readings, concatenated
  // For each node inside a word, that word; ascending. Node words.size() + 1 + i is inside word
  // inner[i].
  std::vector<std::uint32_t> inner;

  // Counters. Nothing else is counted inside links and mail addresses.
  std::uint32_t links = 0;  // does not count mail addresses
  std::uint32_t mentions = 0;
  std::uint32_t hashtags = 0;
  std::uint32_t emoji = 0;
  std::uint32_t exclamations = 0;
  bool question_mark = false;

  // Working buffers, kept so that later calls do not allocate.
  struct Scratch {
    std::span<const ByteMasks> masks;              // FoldedText::masks
    std::vector<ByteMasks> word_masks;             // for cutting words when there are tokens
    std::vector<std::uint64_t> may_have_readings;  // bit masks, see AsciiLoops::words
    std::string squeezed, leet, look_alike, joined;
    std::vector<std::uint32_t> order, renamed;
  };
  Scratch scratch;

  std::string_view Form(const ReadingEdge& edge) const {
    return std::string_view(forms).substr(edge.form, edge.form_bytes);
  }

  std::uint32_t nodes() const {
    return static_cast<std::uint32_t>(words.size() + 1 + inner.size());
  }
  // Return the last node between words that is not after `node`, and the first one not before it.
  std::uint32_t Floor(std::uint32_t node) const {
    return node <= words.size() ? node : inner[node - words.size() - 1];
  }
  std::uint32_t Ceiling(std::uint32_t node) const {
    return node <= words.size() ? node : inner[node - words.size() - 1] + 1;
  }
  // Adds a node inside a word and returns it. Call SortReadings afterwards.
  std::uint32_t AddInnerNode(std::uint32_t word) {
    inner.push_back(word);
    return nodes() - 1;
  }
};

// Sorts the nodes inside words by the words in which they are, and the edges by `from` and kind.
void SortReadings(Words* words);

// Cuts the folded text into words and tokens. Does not add readings. Reuses the buffers of *words.
void CutWords(const FoldedText& folded, Words* words);

}  // namespace ascolto::text

#endif  // ASCOLTO_TEXT_WORDS_H_
