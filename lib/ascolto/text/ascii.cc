// The scalar version of the loops, and the choice among the versions.

#include "ascolto/text/ascii.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace ascolto::text {

extern const AsciiLoops kSse2Loops, kAvx2Loops, kAvx512Loops;

constinit const RepeatedByteTable kRepeatedBytes = [] {
  RepeatedByteTable four{};
  for (std::uint32_t byte = 0; byte < 256; ++byte) four.of[byte] = byte * 0x01010101;
  return four;
}();

namespace {

bool IsLower(char c) { return c >= 'a' && c <= 'z'; }
bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsWord(char c) { return IsLower(c) || IsDigit(c); }
bool IsAscii(char c) { return static_cast<unsigned char>(c) < 0x80; }
bool IsControl(char c) { return (c >= 0 && c < ' ') || c == 0x7F; }
bool TestBit(std::uint64_t bits, std::size_t bit) { return (bits >> bit & 1) != 0; }

bool IsUnusual(std::string_view text, std::size_t at, std::size_t first) {
  const char c = text[at];
  return !IsAscii(c) || IsControl(c) || (c == ' ' && at > first && text[at - 1] == ' ');
}

// Sets the masks of `text` from `begin` to its end. Bits that are already set stay set.
void SetMasks(std::string_view text, std::size_t begin, ByteMasks* masks) {
  const auto at = [&](std::size_t i) { return i < text.size() ? text[i] : '\0'; };
  for (std::size_t i = begin; i < text.size(); ++i) {
    ByteMasks& block = masks[i / kBlockBytes];
    const std::uint64_t bit = std::uint64_t{1} << i % kBlockBytes;
    const bool last = i % kBlockBytes == kBlockBytes - 1;
    const char c = text[i];
    const auto set = [bit](std::uint64_t* mask, bool which) { *mask |= which ? bit : 0; };
    set(&block.word, IsWord(c));
    set(&block.digit, IsDigit(c));
    set(&block.sign, IsAscii(c) && !IsControl(c) && c != ' ' && !IsWord(c));
    set(&block.triple, IsLower(c) && c == at(i + 1) && c == at(i + 2));
    set(&block.special, !IsAscii(c) || c == '@' || c == '#' ||
                            (c == ':' && (last || at(i + 1) == '/')) ||
                            (c == '.' && (last || IsWord(at(i + 1)))));
    set(&block.underscore, c == '_');
    set(&block.exclamation, c == '!');
    set(&block.question, c == '?');
    set(&block.ambiguous_leet, c == '!' || c == '|' || c == '+');
    set(&block.unambiguous_leet, c == '$' || c == '@');
  }
}

void FoldScalar(const char* text, std::size_t size, bool plain, char* out, ByteMasks* masks,
                AsciiFolding* folding) {
  const std::size_t begin = folding->bytes;
  for (; folding->bytes < size; folding->bytes = std::min(size, folding->bytes + kBlockBytes)) {
    const std::size_t block = folding->bytes;
    const std::size_t end = std::min(size, block + kBlockBytes);
    for (std::size_t i = block; plain && i < end; ++i) {
      if (!IsUnusual({text, size}, i, begin)) continue;
      size = block;
      break;
    }
    if (size == block) break;
    ByteMasks& mask = masks[block / kBlockBytes] = ByteMasks();
    for (std::size_t i = block; i < end; ++i) {
      const char c = text[i];
      const bool capital = IsUpper(c);
      folding->capitals += capital;
      folding->letters += capital || IsLower(c);
      if (capital && folding->lower_last) mask.case_boundary |= std::uint64_t{1} << i % kBlockBytes;
      folding->lower_last = IsLower(c);
      out[i] = capital ? static_cast<char>(c - 'A' + 'a') : c == '`' ? '\'' : c;
    }
    folding->case_boundary |= mask.case_boundary != 0;
  }
  const std::size_t done = folding->bytes;
  // A triple of letters may begin up to two bytes earlier.
  SetMasks({out, done}, begin - std::min<std::size_t>(begin, 2), masks);
  for (std::size_t block = begin; block < done; block += kBlockBytes) {
    folding->special |= masks[block / kBlockBytes].special != 0;
  }
}

std::uint64_t UnusualScalar(const char* text, std::size_t size, std::size_t at) {
  std::uint64_t bits = 0;
  for (std::size_t i = at; i < std::min(size, at + kBlockBytes); ++i) {
    bits |= std::uint64_t{IsUnusual({text, size}, i, at)} << (i - at);
  }
  return bits;
}

// Returns the position after the run of ambiguous leet characters at `at`, or the last position of
// the block when the run reaches the end of the block.
std::size_t SkipAmbiguousLeet(const ByteMasks* masks, std::size_t size, std::size_t at) {
  while (at < size && TestBit(masks[at / kBlockBytes].ambiguous_leet, at % kBlockBytes)) {
    ++at;
    if (at % kBlockBytes == 0) return at - 1;
  }
  return at;
}

WordEdges WordsScalar(const ByteMasks* masks, std::size_t size, std::uint32_t* edges,
                      std::uint64_t* may_have_readings) {
  WordEdges found;
  const auto is = [&](std::uint64_t ByteMasks::*mask, std::size_t i) {
    return i < size && TestBit(masks[i / kBlockBytes].*mask, i % kBlockBytes);
  };
  const auto leet = [&](std::size_t i) {
    return is(&ByteMasks::ambiguous_leet, i) || is(&ByteMasks::unambiguous_leet, i);
  };
  std::fill_n(may_have_readings, BlockCount(size), 0);
  const auto mark = [&](std::size_t i, bool which) {
    may_have_readings[i / kBlockBytes] |= std::uint64_t{which} << i % kBlockBytes;
    found.may_have_readings |= which;
  };
  std::size_t singles = 0;  // length of the current sequence of one-byte words
  for (std::size_t i = 0; i <= size; ++i) {
    const bool word = is(&ByteMasks::word, i);
    const bool word_before = i > 0 && is(&ByteMasks::word, i - 1);
    if (word != word_before) *edges++ = static_cast<std::uint32_t>(i);
    if (i == size) break;
    const bool begins = word && !word_before;
    const bool digit = is(&ByteMasks::digit, i);
    const bool non_ascii = word && TestBit(masks[i / kBlockBytes].beyond_ascii(), i % kBlockBytes);
    found.exclamations += is(&ByteMasks::exclamation, i);
    found.question |= is(&ByteMasks::question, i);
    mark(i, word && word_before && digit != is(&ByteMasks::digit, i - 1));
    mark(i, is(&ByteMasks::triple, i) || is(&ByteMasks::case_boundary, i) || non_ascii);
    mark(i, begins && i > 0 && leet(i - 1));
    mark(i, word_before && is(&ByteMasks::unambiguous_leet, i));
    if (word_before && is(&ByteMasks::ambiguous_leet, i)) {
      const std::size_t next = SkipAmbiguousLeet(masks, size, i);
      if (next < size) {
        mark(next, is(&ByteMasks::word, next) || leet(next));
      }
    }
    // A word whose first letter is the last byte of a block counts as a one-byte word.
    if (i % kBlockBytes == 0 && word_before && word) singles = 0;
    if (begins) {
      const bool single = i % kBlockBytes == kBlockBytes - 1 || !is(&ByteMasks::word, i + 1);
      singles = single ? singles + 1 : 0;
    }
    found.single_letter_run |= singles >= 3 || non_ascii;
  }
  found.end = edges;
  return found;
}

constexpr AsciiLoops kScalarLoops = {"scalar", FoldScalar, UnusualScalar, WordsScalar};

struct Supported {
  std::array<const AsciiLoops*, 4> loops = {};
  std::size_t count = 0;
  Supported() {
    loops[count++] = &kScalarLoops;
#ifdef __x86_64__
    __builtin_cpu_init();
    loops[count++] = &kSse2Loops;
    const bool bits = __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2") &&
                      __builtin_cpu_supports("popcnt");
    if (bits && __builtin_cpu_supports("avx2")) loops[count++] = &kAvx2Loops;
    if (bits && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vbmi") &&
        __builtin_cpu_supports("avx512vbmi2")) {
      loops[count++] = &kAvx512Loops;
    }
#endif
  }
};

const Supported& GetSupported() {
  static const Supported supported;
  return supported;
}

}  // namespace

std::span<const AsciiLoops* const> SupportedAsciiLoops() {
  const Supported& supported = GetSupported();
  return std::span(supported.loops).first(supported.count);
}

const AsciiLoops& FastestAsciiLoops() {
  static const AsciiLoops& fastest = *SupportedAsciiLoops().back();
  return fastest;
}

}  // namespace ascolto::text
