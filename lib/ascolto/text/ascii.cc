#include "ascolto/text/ascii.h"

#include <array>

namespace ascolto::text {

extern const AsciiLoops kSse2Loops, kAvx2Loops;

namespace {

bool IsLower(char c) { return c >= 'a' && c <= 'z'; }
bool IsCapital(char c) { return c >= 'A' && c <= 'Z'; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }

AsciiRun FoldScalar(const char* text, std::size_t size, bool after_space, char* out) {
  AsciiRun run;
  bool behind_small = false;
  for (const char c : std::string_view(text, size)) {
    const bool space = c == ' ';
    if (static_cast<signed char>(c) < ' ' || c == 0x7F || (space && after_space)) break;
    after_space = space;
    const bool capital = IsCapital(c);
    run.capitals += capital;
    run.letters += capital || IsLower(c);
    run.camel |= capital && behind_small;
    behind_small = IsLower(c);
    out[run.bytes++] = capital ? static_cast<char>(c - 'A' + 'a') : c == '`' ? '\'' : c;
  }
  return run;
}

void MaskScalar(const char* text, std::size_t size, ByteMasks* masks) {
  const auto at = [&](std::size_t i) { return i < size ? text[i] : '\0'; };
  const auto is_word = [](char c) { return IsLower(c) || IsDigit(c); };
  for (std::size_t i = 0; i < size; ++i) {
    ByteMasks& block = masks[i / kBlockBytes];
    if (i % kBlockBytes == 0) block = ByteMasks();
    const std::uint64_t bit = std::uint64_t{1} << i % kBlockBytes;
    const char c = text[i];
    const bool ascii = static_cast<unsigned char>(c) < 0x80;
    if (is_word(c)) block.word |= bit;
    if (IsDigit(c)) block.digit |= bit;
    if (ascii && c > ' ' && c != 0x7F && !is_word(c)) block.sign |= bit;
    if (IsLower(c) && c == at(i + 1) && c == at(i + 2)) block.triple |= bit;
    const bool dot = c == '.' && (is_word(at(i + 1)) || i % kBlockBytes == kBlockBytes - 1);
    if (!ascii || c == '@' || c == '#' || (c == ':' && at(i + 1) == '/') || dot) {
      block.special |= bit;
    }
  }
}

constexpr AsciiLoops kScalarLoops = {"scalar", FoldScalar, MaskScalar};

struct Available {
  std::array<AsciiLoops, 3> loops;
  std::size_t count = 0;
  Available() {
    loops[count++] = kScalarLoops;
#ifdef __x86_64__
    loops[count++] = kSse2Loops;
    if (__builtin_cpu_supports("avx2")) loops[count++] = kAvx2Loops;
#endif
  }
};

const Available& TheAvailable() {
  static const Available available;
  return available;
}

}  // namespace

std::span<const AsciiLoops> AllAsciiLoops() {
  const Available& available = TheAvailable();
  return std::span(available.loops).first(available.count);
}

AsciiRun FoldAscii(std::string_view text, bool after_space, char* out) {
  return AllAsciiLoops().back().fold(text.data(), text.size(), after_space, out);
}

void MaskBytes(std::string_view text, std::vector<ByteMasks>* masks) {
  masks->resize((text.size() + kBlockBytes - 1) / kBlockBytes);
  AllAsciiLoops().back().mask(text.data(), text.size(), masks->data());
}

}  // namespace ascolto::text
