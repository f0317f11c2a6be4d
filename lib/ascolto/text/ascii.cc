#include "ascolto/text/ascii.h"

#include <algorithm>
#include <bit>
#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace ascolto::text {
namespace {

bool IsLower(char c) { return c >= 'a' && c <= 'z'; }
bool IsCapital(char c) { return c >= 'A' && c <= 'Z'; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

AsciiRun FoldAsciiScalar(std::string_view text, bool after_space, char* out) {
  AsciiRun run;
  for (const char c : text) {
    const bool space = c == ' ';
    if (static_cast<signed char>(c) < ' ' || c == 0x7F || (space && after_space)) break;
    after_space = space;
    const bool capital = IsCapital(c);
    run.capitals += capital;
    run.letters += capital || IsLower(c);
    out[run.bytes++] = capital ? static_cast<char>(c - 'A' + 'a') : c == '`' ? '\'' : c;
  }
  return run;
}

void MaskBytesScalar(std::string_view text, std::vector<ByteMasks>* masks) {
  masks->assign((text.size() + kBlockBytes - 1) / kBlockBytes, ByteMasks());
  const auto at = [&](std::size_t i) { return i < text.size() ? text[i] : '\0'; };
  const auto is_word = [&](char c) { return IsLower(c) || IsDigit(c); };
  for (std::size_t i = 0; i < text.size(); ++i) {
    ByteMasks& block = (*masks)[i / kBlockBytes];
    const std::uint64_t bit = std::uint64_t{1} << i % kBlockBytes;
    const char c = text[i];
    const bool ascii = static_cast<unsigned char>(c) < 0x80;
    if (is_word(c)) block.word |= bit;
    if (IsDigit(c)) block.digit |= bit;
    if (ascii && c > ' ' && !is_word(c)) block.sign |= bit;
    if (IsLower(c) && c == at(i + 1) && c == at(i + 2)) block.triple |= bit;
    const bool dot = c == '.' && (is_word(at(i + 1)) || i % kBlockBytes == kBlockBytes - 1);
    if (!ascii || c == '@' || c == '#' || (c == ':' && at(i + 1) == '/') || dot) {
      block.special |= bit;
    }
  }
}

#ifdef __SSE2__
namespace {

__m128i Load(const char* bytes) {
  return _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes));
}
__m128i Equal(__m128i v, char c) { return _mm_cmpeq_epi8(v, _mm_set1_epi8(c)); }
// Where bytes are in [from, from + count).
__m128i InRange(__m128i v, char from, char count) {
  const __m128i offset = _mm_sub_epi8(v, _mm_set1_epi8(from));
  return _mm_cmpeq_epi8(_mm_min_epu8(offset, _mm_set1_epi8(static_cast<char>(count - 1))), offset);
}
std::uint32_t Bits(__m128i v) { return static_cast<std::uint32_t>(_mm_movemask_epi8(v)); }

// How many of the bytes are 0xFF; the others are 0. (The instruction that counts bits is not on
// every x86-64 machine.)
std::uint32_t Count(__m128i v) {
  const __m128i ones = _mm_sub_epi8(_mm_setzero_si128(), v);
  const __m128i sums = _mm_sad_epu8(ones, _mm_setzero_si128());
  return static_cast<std::uint32_t>(_mm_cvtsi128_si32(sums) + _mm_extract_epi16(sums, 4));
}

// From byte 16 - n on, the first n are 0xFF.
constexpr char kFirstBytes[32] = {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1};

// `bytes` has the block and two bytes more.
ByteMasks MasksOf(const char* bytes) {
  ByteMasks masks;
  std::uint64_t space = 0, dot = 0, beyond = 0;
  for (int part = 0; part < 4; ++part) {
    const char* here = bytes + 16 * part;
    const __m128i v = Load(here);
    const __m128i next = Load(here + 1);
    const __m128i digit = InRange(v, '0', 10);
    const __m128i letter = InRange(v, 'a', 26);
    const __m128i triple =
        _mm_and_si128(_mm_cmpeq_epi8(v, next), _mm_cmpeq_epi8(v, Load(here + 2)));
    const __m128i slashes = _mm_and_si128(Equal(v, ':'), Equal(next, '/'));
    const __m128i special = _mm_or_si128(_mm_or_si128(Equal(v, '@'), Equal(v, '#')), slashes);
    // Neither controls, zeros behind the end among them, nor spaces are signs.
    const __m128i blank = _mm_cmpgt_epi8(_mm_set1_epi8('!'), v);
    const auto put = [&](__m128i bits) { return std::uint64_t{Bits(bits)} << 16 * part; };
    masks.word |= put(_mm_or_si128(letter, digit));
    masks.digit |= put(digit);
    masks.triple |= put(_mm_and_si128(triple, letter));
    masks.special |= put(special);
    space |= put(blank);
    dot |= put(Equal(v, '.'));
    beyond |= put(v);
  }
  masks.sign = ~(masks.word | space | beyond);
  masks.special |= beyond | (dot & (masks.word >> 1 | std::uint64_t{1} << 63));
  return masks;
}

}  // namespace

AsciiRun FoldAscii(std::string_view text, bool after_space, char* out) {
  AsciiRun run;
  while (run.bytes < text.size()) {
    const std::string_view rest = text.substr(run.bytes);
    char tail[16] = {};
    if (rest.size() < sizeof(tail)) std::memcpy(tail, rest.data(), rest.size());
    const __m128i v = Load(rest.size() < sizeof(tail) ? tail : rest.data());
    const __m128i capital = InRange(v, 'A', 26);
    __m128i lower = _mm_add_epi8(v, _mm_and_si128(capital, _mm_set1_epi8('a' - 'A')));
    lower = _mm_sub_epi8(lower, _mm_and_si128(Equal(v, '`'), _mm_set1_epi8('`' - '\'')));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(out + run.bytes), lower);
    const std::uint32_t spaces = Bits(Equal(v, ' '));
    const std::uint32_t not_plain = Bits(_mm_or_si128(_mm_cmpgt_epi8(_mm_set1_epi8(' '), v),
                                                      Equal(v, 0x7F))) |
                                    (spaces & (spaces << 1 | std::uint32_t{after_space}));
    const int plain = std::countr_zero(not_plain | 1u << 16);
    const __m128i all = Load(kFirstBytes + 16 - plain);
    run.letters += Count(_mm_and_si128(InRange(lower, 'a', 26), all));
    run.capitals += Count(_mm_and_si128(capital, all));
    run.bytes += static_cast<std::size_t>(plain);
    if (plain < 16) break;
    after_space = spaces >> 15 != 0;
  }
  return run;
}

void MaskBytes(std::string_view text, std::vector<ByteMasks>* masks) {
  masks->resize((text.size() + kBlockBytes - 1) / kBlockBytes);
  std::size_t at = 0;
  for (ByteMasks& block : *masks) {
    const std::string_view rest = text.substr(at);
    if (rest.size() >= kBlockBytes + 2) {
      block = MasksOf(rest.data());
    } else {
      char tail[kBlockBytes + 16] = {};
      std::memcpy(tail, rest.data(), rest.size());
      block = MasksOf(tail);
    }
    at += kBlockBytes;
  }
}

#else

AsciiRun FoldAscii(std::string_view text, bool after_space, char* out) {
  return FoldAsciiScalar(text, after_space, out);
}
void MaskBytes(std::string_view text, std::vector<ByteMasks>* masks) {
  MaskBytesScalar(text, masks);
}

#endif

}  // namespace ascolto::text
