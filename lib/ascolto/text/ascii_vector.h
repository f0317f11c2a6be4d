// The loops of text/ascii.h over vectors of bytes, for the files that say what a vector is:
//
//   struct Vector {
//     using Bytes = …;                        // kBytes of them
//     static Bytes Load(const char*); static void Store(char*, Bytes); static Bytes All(char);
//     static Bytes Equal(Bytes, Bytes), Greater(Bytes, Bytes);  // 0xFF where true; signed
//     static Bytes And, Or, Add, Subtract, Least(Bytes, Bytes); // Least: unsigned
//     static std::uint32_t Bits(Bytes);                         // the highest of each byte
//     static Bytes AddCount(Bytes sums, Bytes);                 // counts bytes that are 0xFF
//     static std::uint32_t Sum(Bytes sums);
//   };
//
// Only such a file may include this; its Vector is in an unnamed namespace, so that what is compiled
// for one machine is not linked where another might run it.

#ifndef ASCOLTO_TEXT_ASCII_VECTOR_H_
#define ASCOLTO_TEXT_ASCII_VECTOR_H_

#include <string.h>

#include "ascolto/text/ascii.h"

namespace ascolto::text {

template <typename V>
struct VectorLoops {
  using Bytes = typename V::Bytes;
  static constexpr std::size_t kBytes = V::kBytes;

  static Bytes Equal(Bytes v, char c) { return V::Equal(v, V::All(c)); }
  // Where bytes are in [from, from + count).
  static Bytes InRange(Bytes v, char from, char count) {
    const Bytes offset = V::Subtract(v, V::All(from));
    return V::Equal(V::Least(offset, V::All(static_cast<char>(count - 1))), offset);
  }

  // 0xFF in the middle third, 0 around it.
  struct Ones {
    char bytes[3 * kBytes];
  };
  static constexpr Ones kOnes = [] {
    Ones ones{};
    for (std::size_t i = 0; i < kBytes; ++i) ones.bytes[kBytes + i] = -1;
    return ones;
  }();

  static AsciiRun Fold(const char* text, std::size_t size, bool after_space, char* out) {
    AsciiRun run;
    Bytes letters = V::All(0), capitals = V::All(0);
    std::uint64_t camel = 0, behind_small = 0;
    while (run.bytes < size) {
      // The last bytes are loaded with those before them, or copied when there are too few.
      const std::size_t left = size - run.bytes;
      const std::size_t again = left >= kBytes ? 0 : size >= kBytes ? kBytes - left : 0;
      char few[kBytes];
      const char* from = text + run.bytes - again;
      if (size < kBytes) {
        memset(few, 0, sizeof(few));
        memcpy(few, from, left);
        from = few;
      }
      const Bytes v = V::Load(from);
      const Bytes capital = InRange(v, 'A', 26);
      Bytes lower = V::Add(v, V::And(capital, V::All('a' - 'A')));
      lower = V::Subtract(lower, V::And(Equal(v, '`'), V::All('`' - '\'')));
      V::Store(out + run.bytes - again, lower);
      const std::uint64_t spaces = std::uint64_t{V::Bits(Equal(v, ' '))} >> again;
      const std::uint64_t doubled = spaces & (spaces << 1 | std::uint64_t{after_space});
      const Bytes odd = V::Or(V::Greater(V::All(' '), v), Equal(v, 0x7F));
      const std::uint64_t not_plain = std::uint64_t{V::Bits(odd)} >> again | doubled;
      const auto plain = static_cast<std::size_t>(
          __builtin_ctzll(not_plain | std::uint64_t{1} << (kBytes - again)));
      // Bytes `again` to `again + plain`.
      const Bytes counted =
          V::And(V::Load(kOnes.bytes + kBytes - again), V::Load(kOnes.bytes + 2 * kBytes - again - plain));
      const Bytes letter = V::And(InRange(lower, 'a', 26), counted);
      const Bytes large = V::And(capital, counted);
      letters = V::AddCount(letters, letter);
      capitals = V::AddCount(capitals, large);
      const std::uint64_t caps = std::uint64_t{V::Bits(large)} >> again;
      const std::uint64_t small = (std::uint64_t{V::Bits(letter)} >> again) & ~caps;
      camel |= caps & (small << 1 | behind_small);
      behind_small = small >> (kBytes - again - 1);
      run.bytes += plain;
      if (plain < kBytes - again) break;
      after_space = (spaces >> (kBytes - again - 1) & 1) != 0;
    }
    run.camel = camel != 0;
    run.letters = V::Sum(letters);
    run.capitals = V::Sum(capitals);
    return run;
  }

  // `bytes` has the block and two bytes more.
  static ByteMasks MasksOf(const char* bytes) {
    ByteMasks masks;
    std::uint64_t blank = 0, dot = 0, beyond = 0;
    for (std::size_t at = 0; at < kBlockBytes; at += kBytes) {
      const Bytes v = V::Load(bytes + at);
      const Bytes next = V::Load(bytes + at + 1);
      const Bytes digit = InRange(v, '0', 10);
      const Bytes letter = InRange(v, 'a', 26);
      const Bytes twice = V::And(V::Equal(v, next), V::Equal(v, V::Load(bytes + at + 2)));
      const Bytes slashes = V::And(Equal(v, ':'), Equal(next, '/'));
      const Bytes special = V::Or(V::Or(Equal(v, '@'), Equal(v, '#')), slashes);
      // Neither controls, zeros behind the end among them, nor spaces are signs.
      const Bytes none = V::Or(V::Greater(V::All('!'), v), Equal(v, 0x7F));
      const auto put = [at](Bytes which) { return std::uint64_t{V::Bits(which)} << at; };
      masks.word |= put(V::Or(letter, digit));
      masks.digit |= put(digit);
      masks.triple |= put(V::And(twice, letter));
      masks.special |= put(special);
      blank |= put(none);
      dot |= put(Equal(v, '.'));
      beyond |= put(v);
    }
    masks.sign = ~(masks.word | blank);
    masks.special |= beyond | (dot & (masks.word >> 1 | std::uint64_t{1} << 63));
    return masks;
  }

  static void Mask(const char* text, std::size_t size, ByteMasks* masks) {
    for (; size >= kBlockBytes + 2; size -= kBlockBytes, text += kBlockBytes) {
      *masks++ = MasksOf(text);
    }
    // Two blocks at most.
    char tail[2 * kBlockBytes + kBlockBytes] = {};
    memcpy(tail, text, size);
    for (std::size_t at = 0; at < size; at += kBlockBytes) *masks++ = MasksOf(tail + at);
  }
};

}  // namespace ascolto::text

#endif  // ASCOLTO_TEXT_ASCII_VECTOR_H_
