// The outline of a text: its ASCII letters in lower case, its digits as 0, every other byte as it
// is; and where its words begin.
//
// What a regex needs is looked for in the outline. There \d is one text and not ten, and the raw
// text needs no look-up that minds case. A word is what \b of RE2 takes for one: ASCII letters,
// digits, underscores; and what stands behind a digit and is none counts as another one, for people
// write "5euro". Most texts that regexes need begin a word, so only every sixth place has to be
// looked at.

#ifndef ASCOLTO_REGEX_DIGIT_MASKED_TEXT_H_
#define ASCOLTO_REGEX_DIGIT_MASKED_TEXT_H_

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <vector>

#include "ascolto/lexicon/word_hash.h"
#include "ascolto/text/fold.h"
#include "ascolto/text/words.h"

namespace ascolto::regex {

constexpr char MaskDigit(char c) {
  if (c >= '0' && c <= '9') return '0';
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
}

constexpr bool IsWordByte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || c == '_';
}

// Whether a word begins with `c` behind `before`.
constexpr bool BeginsWord(char before, char c) {
  const auto is_digit = [](char byte) { return byte >= '0' && byte <= '9'; };
  return IsWordByte(c) && (!IsWordByte(before) || (is_digit(before) && !is_digit(c)));
}

// Thread safety: one thread at a time; the buffers are reused.
class DigitMaskedText {
 public:
  static constexpr std::size_t kPadding = 4;   // zeros that may be read behind text()
  static constexpr std::size_t kReadable = 16;  // bytes of any value that may be read there

  // `text` must be shorter than 2^32 bytes.
  void Read(std::string_view text);
  // The same of a folded text, its words and their keys, which must live as long as the outline is
  // used.
  void ReadFolded(const text::FoldedText& folded, std::span<const text::Word> words,
                  std::span<const lexicon::WordKey> keys);

  std::string_view text() const { return text_; }
  std::size_t words() const { return words_; }
  // Where a word begins; they are ascending.
  std::uint32_t WordStart(std::size_t word) const {
    std::uint32_t start;
    std::memcpy(&start, first_start_ + stride_ * word, sizeof(start));
    return start;
  }

  // The keys of these words, where they end as the words of the folded text do; or null.
  const lexicon::WordKey* keys() const { return keys_; }

  // Whether `needle`, not empty, stands within the `size` bytes of text() from `from` on.
  bool Holds(std::string_view needle, std::size_t from, std::size_t size) const;

  // The same byte by byte, for machines without SSE2 and for tests.
  void ReadPlain(std::string_view text);

 private:
  void MakeRoom(std::size_t size);

  std::string_view text_;    // in bytes_, or a folded text
  std::vector<char> bytes_;
  std::vector<std::uint32_t> starts_;
  // Where the first start stands, in starts_ or in a word, and how many bytes it is to the next.
  const char* first_start_ = nullptr;
  std::size_t stride_ = 0, words_ = 0;
  const lexicon::WordKey* keys_ = nullptr;
};

}  // namespace ascolto::regex

#endif  // ASCOLTO_REGEX_DIGIT_MASKED_TEXT_H_
