// Masks digits and finds word starts, 16 bytes at a time where SSE2 is available.

#include "ascolto/regex/digit_masked_text.h"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstring>
#include <type_traits>

#include "ascolto/regex/vectors.h"

namespace ascolto::regex {

static_assert(DigitMaskedText::kSlack <= text::kFoldedSlack);

void DigitMaskedText::Reserve(std::size_t size) {
  if (bytes_.size() < size + 16 + kSlack) bytes_.resize(size + size / 2 + 64);
  if (starts_.size() < size) starts_.resize(bytes_.size());
  text_ = {bytes_.data(), size};
  first_start_ = reinterpret_cast<const char*>(starts_.data());
  stride_ = sizeof(std::uint32_t);
  words_ = 0;
  keys_ = nullptr;
}

namespace {

// Copies the text with masked digits and writes kPadding zeros after it.
void MaskDigits(std::string_view text, char* to) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    to[i] = static_cast<unsigned char>(text[i] - '0') < 10 ? '0' : text[i];
  }
  std::memset(to + text.size(), 0, DigitMaskedText::kPadding);
}

}  // namespace

void DigitMaskedText::ReadScalar(std::string_view text) {
  Reserve(text.size());
  char before = ' ';
  for (std::size_t at = 0; at < text.size(); ++at) {
    bytes_[at] = MaskDigit(text[at]);
    if (BeginsWord(before, bytes_[at])) starts_[words_++] = static_cast<std::uint32_t>(at);
    before = bytes_[at];
  }
  std::fill_n(bytes_.begin() + static_cast<std::ptrdiff_t>(text.size()), kPadding, '\0');
}

// The word starts come from the masks. If the text has only ASCII words and signs, no digits and no
// underscores, they are the starts of the folded text's words.
void DigitMaskedText::ReadFolded(const text::FoldedText& folded, std::span<const text::Word> words,
                         std::span<const lexicon::WordKey> keys) {
  std::uint64_t digits = 0, underscores = 0;
  for (const text::ByteMasks& block : folded.masks) {
    digits |= block.digit;
    underscores |= block.underscore;
  }
  if (digits == 0 && underscores == 0 && !folded.has_special) {
    static_assert(std::is_standard_layout_v<text::Word> && offsetof(text::Word, begin) == 0);
    text_ = folded.text;
    first_start_ = reinterpret_cast<const char*>(words.data());
    stride_ = sizeof(text::Word);
    words_ = words.size();
    keys_ = keys.size() == words.size() ? keys.data() : nullptr;
    return;
  }
  Reserve(folded.text.size());
  if (digits == 0) {
    text_ = folded.text;
  } else {
    MaskDigits(folded.text, bytes_.data());
  }
  std::uint32_t* next = starts_.data();
  std::uint64_t word_before = 0, digit_before = 0;
  for (std::size_t block = 0; block < folded.masks.size(); ++block) {
    const text::ByteMasks& masks = folded.masks[block];
    const std::uint64_t word = masks.word | masks.underscore;
    const std::uint64_t after_word = word << 1 | word_before;
    const std::uint64_t after_digit = masks.digit << 1 | digit_before;
    for (std::uint64_t starts = word & (~after_word | (after_digit & ~masks.digit)); starts != 0;
         starts &= starts - 1) {
      *next++ = static_cast<std::uint32_t>(block * text::kBlockBytes) +
                static_cast<std::uint32_t>(std::countr_zero(starts));
    }
    word_before = word >> 63;
    digit_before = masks.digit >> 63;
  }
  words_ = static_cast<std::size_t>(next - starts_.data());
}

#ifdef __SSE2__

namespace {

struct Sixteen {
  __m128i masked_text;
  std::uint32_t words, digits;  // one bit per byte: it is a word byte, a digit
};

Sixteen MaskSixteen(__m128i bytes) {
  const auto within = [](__m128i from_zero, int last) {
    return _mm_cmpeq_epi8(_mm_min_epu8(from_zero, _mm_set1_epi8(static_cast<char>(last))),
                          from_zero);
  };
  const __m128i case_bit = _mm_set1_epi8(0x20);
  const __m128i digits = within(_mm_sub_epi8(bytes, _mm_set1_epi8('0')), 9);
  const __m128i lower = _mm_or_si128(bytes, case_bit);
  const __m128i letters = within(_mm_sub_epi8(lower, _mm_set1_epi8('a')), 25);
  const __m128i underscores = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('_'));
  const __m128i masked_text =
      _mm_or_si128(_mm_or_si128(_mm_andnot_si128(digits, bytes), _mm_and_si128(letters, case_bit)),
                   _mm_and_si128(digits, _mm_set1_epi8('0')));
  const __m128i words = _mm_or_si128(_mm_or_si128(digits, letters), underscores);
  return {masked_text, static_cast<std::uint32_t>(_mm_movemask_epi8(words)),
          static_cast<std::uint32_t>(_mm_movemask_epi8(digits))};
}

}  // namespace

void DigitMaskedText::Read(std::string_view text) {
  Reserve(text.size());
  const char* const from = text.data();
  char* const to = bytes_.data();
  std::uint32_t* next = starts_.data();
  const std::size_t whole = text.size() / 16 * 16;
  std::uint32_t word_before = 0, digit_before = 0;
  const auto add = [&](__m128i bytes, std::size_t at) {
    const Sixteen sixteen = MaskSixteen(bytes);
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to + at), sixteen.masked_text);
    const std::uint32_t after_words = sixteen.words << 1 | word_before;
    const std::uint32_t after_digits = sixteen.digits << 1 | digit_before;
    for (std::uint32_t starts = sixteen.words & (~after_words | (after_digits & ~sixteen.digits));
         starts != 0; starts &= starts - 1) {
      *next++ = static_cast<std::uint32_t>(at) +
                static_cast<std::uint32_t>(std::countr_zero(starts));
    }
    word_before = sixteen.words >> 15;
    digit_before = sixteen.digits >> 15;
  };
  for (std::size_t at = 0; at < whole; at += 16) {
    add(_mm_loadu_si128(reinterpret_cast<const __m128i*>(from + at)), at);
  }
  if (whole < text.size()) add(LoadLast(from + whole, text.size() - whole), whole);
  words_ = static_cast<std::size_t>(next - starts_.data());
  std::memset(to + text.size(), 0, kPadding);
}

// Tests sixteen positions at a time for the first and the last byte of the needle.
bool DigitMaskedText::Contains(std::string_view needle, std::size_t from, std::size_t size) const {
  if (needle.size() > size) return false;
  const char* const text = text_.data() + from;
  const std::size_t places = size - needle.size() + 1;
  const std::size_t to_last = needle.size() - 1;
  const __m128i first = _mm_set1_epi8(needle.front()), last = _mm_set1_epi8(needle.back());
  for (std::size_t at = 0; at < places; at += 16) {
    const auto load = [text](std::size_t i) {
      return _mm_loadu_si128(reinterpret_cast<const __m128i*>(text + i));
    };
    const __m128i both = _mm_and_si128(_mm_cmpeq_epi8(load(at), first),
                                       _mm_cmpeq_epi8(load(at + to_last), last));
    auto found = static_cast<std::uint32_t>(_mm_movemask_epi8(both));
    if (places - at < 16) found &= (1u << (places - at)) - 1;
    for (; found != 0; found &= found - 1) {
      const char* place = text + at + std::countr_zero(found);
      if (std::memcmp(place, needle.data(), needle.size()) == 0) return true;
    }
  }
  return false;
}

#else

bool DigitMaskedText::Contains(std::string_view needle, std::size_t from, std::size_t size) const {
  return text().substr(from, size).find(needle) != std::string_view::npos;
}

void DigitMaskedText::Read(std::string_view text) { ReadScalar(text); }

#endif

}  // namespace ascolto::regex
