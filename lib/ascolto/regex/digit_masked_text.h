// A text in which digits are masked: ASCII letters are lower-cased, every digit becomes 0, and
// other bytes are kept. It also lists where words begin.
//
// The literals that regexes need are searched in this text. There \d is one character instead of
// ten, and no case-insensitive search is needed. A word consists of the bytes that RE2's \b treats
// as word bytes: ASCII letters, digits and underscores. In addition, a letter or underscore after a
// digit begins a new word, because people write "5euro". Most literals that regexes need begin a
// word, so that only about every sixth position must be tested.

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

// Returns whether a word begins at `c` when `before` precedes it.
constexpr bool BeginsWord(char before, char c) {
  const auto is_digit = [](char byte) { return byte >= '0' && byte <= '9'; };
  return IsWordByte(c) && (!IsWordByte(before) || (is_digit(before) && !is_digit(c)));
}

// Thread safety: one thread at a time; the buffers are reused.
class DigitMaskedText {
 public:
  static constexpr std::size_t kPadding = 4;  // readable zeros after text()
  static constexpr std::size_t kSlack = 16;   // readable bytes after text(), of any value

  // Reads any text, which must be shorter than 2^32 bytes.
  void Read(std::string_view text);
  // Reads a folded text, which is faster. The folded text, its words and their keys must stay valid
  // while this object is used.
  void ReadFolded(const text::FoldedText& folded, std::span<const text::Word> words,
                  std::span<const lexicon::WordKey> keys);

  std::string_view text() const { return text_; }
  std::size_t words() const { return words_; }
  // Returns where a word begins. The positions are ascending.
  std::uint32_t WordStart(std::size_t word) const {
    std::uint32_t start;
    std::memcpy(&start, first_start_ + stride_ * word, sizeof(start));
    return start;
  }

  // Returns the keys of the words, or null when the words differ from those of the folded text.
  const lexicon::WordKey* keys() const { return keys_; }

  // Returns whether `needle`, which must not be empty, occurs in the `size` bytes of text() from
  // `from`.
  bool Contains(std::string_view needle, std::size_t from, std::size_t size) const;

  // The same as Read, byte by byte. Used on machines without SSE2 and by tests.
  void ReadScalar(std::string_view text);

 private:
  void Reserve(std::size_t size);

  std::string_view text_;  // in bytes_, or in the folded text
  std::vector<char> bytes_;
  std::vector<std::uint32_t> starts_;
  // The address of the first word start, in starts_ or in a text::Word, and the stride in bytes.
  const char* first_start_ = nullptr;
  std::size_t stride_ = 0, words_ = 0;
  const lexicon::WordKey* keys_ = nullptr;
};

}  // namespace ascolto::regex

#endif  // ASCOLTO_REGEX_DIGIT_MASKED_TEXT_H_
