// The loops of text/ascii.h, written over an abstract block of 64 bytes. A file for one instruction
// set supplies the block:
//
//   struct Block {
//     using Bytes = …;  // 64 bytes
//     using Mask = …;   // one truth value per byte; has operator|
//     static Bytes Load(const char*); static void Store(char*, Bytes);
//     static Bytes Broadcast(char);
//     static Bytes LoadPrefix(const char*, std::size_t bytes);  // 1 to 64 bytes, then zeros
//     static constexpr bool kHasMaskedLoad;
//     static Mask Equal(Bytes, char), Equal(Bytes, Bytes);
//     static Mask Below(Bytes, char);                  // signed comparison
//     static Mask InRange(Bytes, char from, char count);
//     static Mask HighBit(Bytes);
//     static std::uint64_t Bits(Mask);
//     static Bytes SetBit(Bytes, char);                // sets the bit in every byte
//     static Bytes Select(Mask, Bytes yes, Bytes no);
//     static Bytes ShiftUp(Bytes);             // moves each byte up by one; the first becomes 0
//     static std::uint32_t* BitPositions(std::uint64_t, std::uint32_t base, std::uint32_t* to);
//   };
//
// BitPositions writes the positions of the set bits, each plus `base`, and returns the end of what
// it wrote. It may write up to kEdgeSlack more values. BlockOf builds a Block from smaller vectors.
//
// Only files for one instruction set may include this header. Their blocks are in unnamed
// namespaces, so that the linker never merges code for one instruction set into code that runs on
// another machine. For the same reason this header calls no inline functions of other headers.

#ifndef ASCOLTO_TEXT_ASCII_VECTOR_H_
#define ASCOLTO_TEXT_ASCII_VECTOR_H_

#include <string.h>

#include "ascolto/text/ascii.h"

namespace ascolto::text {

namespace {

// Loads the constant from a table in one instruction. Compilers would compute it in two or three.
inline std::uint32_t RepeatByte(char c) { return kRepeatedBytes.of[static_cast<unsigned char>(c)]; }

}  // namespace

// A block made of several vectors:
//
//   struct Vector {
//     using Bytes = …;                                         // kBytes bytes
//     static Bytes Load(const char*); static void Store(char*, Bytes);
//     static Bytes Broadcast(std::uint32_t);                   // repeats the four bytes
//     static Bytes Equal, Greater(Bytes, Bytes);               // 0xFF where true; signed
//     static Bytes Or, Subtract, Min(Bytes, Bytes);            // Min: unsigned
//     static Bytes Select(Bytes mask, Bytes yes, Bytes no);
//     static Bytes ShiftUp(Bytes, Bytes before);               // moves each byte up by one
//     static std::uint32_t Bits(Bytes);                        // the highest bit of each byte
//     static std::uint32_t FirstBit(std::uint64_t);            // unspecified for 0
//   };
template <typename V>
struct BlockOf {
  static constexpr bool kHasMaskedLoad = false;
  static constexpr std::size_t kParts = kBlockBytes / V::kBytes;
  struct Bytes {
    typename V::Bytes part[kParts];
  };
  struct Mask {
    typename V::Bytes part[kParts];
    friend Mask operator|(Mask a, Mask b) {
      for (std::size_t i = 0; i < kParts; ++i) a.part[i] = V::Or(a.part[i], b.part[i]);
      return a;
    }
  };

  static Bytes Load(const char* from) {
    Bytes bytes;
    for (std::size_t i = 0; i < kParts; ++i) bytes.part[i] = V::Load(from + i * V::kBytes);
    return bytes;
  }
  static Bytes Broadcast(char c) {
    Bytes bytes;
    for (std::size_t i = 0; i < kParts; ++i) bytes.part[i] = V::Broadcast(RepeatByte(c));
    return bytes;
  }
  static void Store(char* to, Bytes bytes) {
    for (std::size_t i = 0; i < kParts; ++i) V::Store(to + i * V::kBytes, bytes.part[i]);
  }
  static Bytes LoadPrefix(const char* from, std::size_t count) {
    alignas(kBlockBytes) char bytes[kBlockBytes] = {};
    memcpy(bytes, from, count);
    return Load(bytes);
  }
  static Mask Equal(Bytes v, char c) {
    Mask mask;
    const typename V::Bytes all = V::Broadcast(RepeatByte(c));
    for (std::size_t i = 0; i < kParts; ++i) mask.part[i] = V::Equal(v.part[i], all);
    return mask;
  }
  static Mask Equal(Bytes a, Bytes b) {
    Mask mask;
    for (std::size_t i = 0; i < kParts; ++i) mask.part[i] = V::Equal(a.part[i], b.part[i]);
    return mask;
  }
  static Mask Below(Bytes v, char c) {
    Mask mask;
    const typename V::Bytes all = V::Broadcast(RepeatByte(c));
    for (std::size_t i = 0; i < kParts; ++i) mask.part[i] = V::Greater(all, v.part[i]);
    return mask;
  }
  static Mask InRange(Bytes v, char from, char count) {
    Mask mask;
    for (std::size_t i = 0; i < kParts; ++i) {
      const typename V::Bytes offset = V::Subtract(v.part[i], V::Broadcast(RepeatByte(from)));
      const typename V::Bytes last = V::Broadcast(RepeatByte(static_cast<char>(count - 1)));
      mask.part[i] = V::Equal(V::Min(offset, last), offset);
    }
    return mask;
  }
  static Mask HighBit(Bytes v) {
    Mask mask;
    for (std::size_t i = 0; i < kParts; ++i) mask.part[i] = v.part[i];
    return mask;
  }
  static std::uint64_t Bits(Mask mask) {
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < kParts; ++i) {
      bits |= std::uint64_t{V::Bits(mask.part[i])} << i * V::kBytes;
    }
    return bits;
  }
  static Bytes SetBit(Bytes v, char bit) {
    const typename V::Bytes all = V::Broadcast(RepeatByte(bit));
    for (std::size_t i = 0; i < kParts; ++i) v.part[i] = V::Or(v.part[i], all);
    return v;
  }
  static Bytes Select(Mask mask, Bytes yes, Bytes no) {
    for (std::size_t i = 0; i < kParts; ++i) {
      no.part[i] = V::Select(mask.part[i], yes.part[i], no.part[i]);
    }
    return no;
  }
  static Bytes ShiftUp(Bytes v) {
    Bytes shifted;
    shifted.part[0] = V::ShiftUp(v.part[0], V::Broadcast(std::uint32_t{0}));
    for (std::size_t i = 1; i < kParts; ++i) shifted.part[i] = V::ShiftUp(v.part[i], v.part[i - 1]);
    return shifted;
  }

  // Writes eight positions per step, possibly too many. A loop that stops at the last one would be
  // mispredicted.
  static std::uint32_t* BitPositions(std::uint64_t bits, std::uint32_t base, std::uint32_t* to) {
    const int count = __builtin_popcountll(bits);
    int written = 0;
    do {
      for (int i = 0; i < 8; ++i) {
        to[written + i] = base + V::FirstBit(bits);
        bits &= bits - 1;
      }
      written += 8;
    } while (written < count);
    return to + count;
  }
};

template <typename B>
struct BlockLoops {
  using Bytes = typename B::Bytes;
  using Mask = typename B::Mask;

  static constexpr std::uint64_t kLast = std::uint64_t{1} << (kBlockBytes - 1);

  // The block at text[at]. A block at the end of the text that has fewer bytes is loaded together
  // with bytes before it, or with a masked load.
  struct Loaded {
    Loaded(const char* text, std::size_t size, std::size_t at) {
      const std::size_t missing = size - at < kBlockBytes ? kBlockBytes - (size - at) : 0;
      valid = ~std::uint64_t{0} >> missing;
      if (B::kHasMaskedLoad || size < kBlockBytes) {
        bytes = B::LoadPrefix(text + at, kBlockBytes - missing);
      } else {
        overlap = missing;
        bytes = B::Load(text + at - overlap);
      }
    }
    std::uint64_t Bits(Mask mask) const {
      return B::kHasMaskedLoad ? B::Bits(mask) : B::Bits(mask) >> overlap;
    }

    Bytes bytes;
    std::size_t overlap = 0;  // bytes loaded before the block
    std::uint64_t valid;      // one bit for each byte of the block that is in the text
  };

  static void Fold(const char* text, std::size_t size, bool plain, char* out, ByteMasks* masks,
                   AsciiFolding* folding) {
    std::size_t at = folding->bytes;
    masks += at / kBlockBytes;
    std::uint32_t letters = folding->letters, capitals = folding->capitals;
    std::uint64_t lower_last = folding->lower_last, last_is_space = 0;
    std::uint64_t any_special = folding->special, any_case_boundary = folding->case_boundary;
    for (; at < size; at += kBlockBytes, ++masks) {
      const Loaded loaded(text, size, at);
      const Bytes v = loaded.bytes;
      const std::uint64_t valid = loaded.valid;
      const auto bits = [&loaded](Mask mask) { return loaded.Bits(mask); };
      const auto equal = [v](char c) { return B::Equal(v, c); };

      const std::uint64_t space = bits(equal(' '));
      const std::uint64_t unusual = bits(B::Below(v, ' ') | equal(0x7F)) & valid;
      if (plain && (unusual | (space & (space << 1 | last_is_space))) != 0) break;
      last_is_space = space >> (kBlockBytes - 1);

      const Bytes low = B::SetBit(v, 0x20);
      const Mask is_letter = B::InRange(low, 'a', 26);
      B::Store(out + at - loaded.overlap,
               B::Select(equal('`'), B::Broadcast('\''), B::Select(is_letter, low, v)));
      const std::uint64_t letter = bits(is_letter);
      const std::uint64_t capital = letter & bits(B::Below(v, 'a'));
      const std::uint64_t lower = letter & ~capital;
      const std::uint64_t case_boundary = capital & (lower << 1 | lower_last);
      lower_last = lower >> (kBlockBytes - 1);
      letters += static_cast<std::uint32_t>(__builtin_popcountll(letter));
      capitals += static_cast<std::uint32_t>(__builtin_popcountll(capital));
      any_case_boundary |= case_boundary;

      const std::uint64_t digit = bits(B::InRange(v, '0', 10));
      const std::uint64_t word = letter | digit;
      const std::uint64_t same = bits(B::Equal(low, B::ShiftUp(low))) & letter;
      const Mask is_at = equal('@');
      const std::uint64_t slash = bits(equal('/'));
      const std::uint64_t special = bits(B::HighBit(v) | is_at | equal('#')) |
                                    (bits(equal(':')) & (slash >> 1 | kLast)) |
                                    (bits(equal('.')) & (word >> 1 | kLast));
      any_special |= special;
      const Mask is_exclamation = equal('!');
      masks->word = word;
      masks->digit = digit;
      masks->sign = ~(word | space | unusual) & valid;
      masks->triple = same >> 1 & same >> 2;
      masks->special = special;
      masks->underscore = bits(equal('_'));
      masks->exclamation = bits(is_exclamation);
      masks->question = bits(equal('?'));
      masks->ambiguous_leet = bits(is_exclamation | equal('|') | equal('+'));
      masks->unambiguous_leet = bits(is_at | equal('$'));
      masks->case_boundary = case_boundary;
      if (at > 0) AddTriplesAcross(out + at, size - at, masks - 1);
    }
    *folding = {at < size ? at : size, letters,          capitals,
                lower_last != 0,       any_special != 0, any_case_boundary != 0};
  }

  // Sets the bits of triples that begin in the last two bytes before the block at `folded`.
  static void AddTriplesAcross(const char* folded, std::size_t bytes, ByteMasks* before) {
    const bool twice = folded[-1] == folded[0] && folded[0] >= 'a' && folded[0] <= 'z';
    const bool one_more_before = folded[-2] == folded[-1];
    const bool one_more_after = bytes > 1 && folded[0] == folded[1];
    before->triple |= std::uint64_t{twice && one_more_before} << (kBlockBytes - 2) |
                      std::uint64_t{twice && one_more_after} << (kBlockBytes - 1);
  }

  static std::uint64_t Unusual(const char* text, std::size_t size, std::size_t at) {
    const Loaded loaded(text, size, at);
    const std::uint64_t space = loaded.Bits(B::Equal(loaded.bytes, ' '));
    const std::uint64_t unusual =
        loaded.Bits(B::Below(loaded.bytes, ' ') | B::Equal(loaded.bytes, 0x7F));
    return (unusual & loaded.valid) | (space & space << 1);
  }

  static WordEdges Words(const ByteMasks* masks, std::size_t size, std::uint32_t* edges,
                         std::uint64_t* may_have_readings) {
    // Classes of the last byte before the block.
    std::uint64_t word_last = 0, letter_last = 0, digit_last = 0, leet_last = 0;
    NextWords singles, seconds;
    std::uint64_t any_bits = 0, thirds = 0, any_question = 0;
    WordEdges found = {edges, 0, false, false, false};
    for (std::size_t at = 0; at < size; at += kBlockBytes, ++masks) {
      const std::uint64_t word = masks->word;
      const std::uint64_t after = word << 1 | word_last;
      const std::uint64_t begins = word & ~after;
      edges = B::BitPositions(word ^ after, static_cast<std::uint32_t>(at), edges);
      found.exclamations +=
          static_cast<std::uint32_t>(__builtin_popcountll(masks->exclamation));
      any_question |= masks->question;

      const std::uint64_t digit = masks->digit;
      const std::uint64_t letter = word & ~digit;
      const std::uint64_t mixed =
          (digit & (letter << 1 | letter_last)) | (letter & (digit << 1 | digit_last));
      const std::uint64_t soft = masks->ambiguous_leet;
      const std::uint64_t firm = masks->unambiguous_leet;
      const std::uint64_t leet = soft | firm;
      // The sum carries from ambiguous leet characters right after a word to the byte after the
      // last of them.
      const std::uint64_t sum = soft + (soft & after);
      const std::uint64_t after_soft = sum & ~soft & (word | firm);
      const std::uint64_t soft_to_end = std::uint64_t{sum < soft} << (kBlockBytes - 1);
      const std::uint64_t non_ascii = word & masks->special & ~masks->sign;
      *may_have_readings = mixed | masks->triple | masks->case_boundary | non_ascii | after_soft |
                           soft_to_end | (firm & after) | (begins & (leet << 1 | leet_last));
      any_bits |= *may_have_readings++;

      // A word whose first letter is the last byte of the block counts as a one-byte word.
      const std::uint64_t single = begins & ~(word >> 1);
      const std::uint64_t second = singles.Next(single, word) & single;
      thirds |= (seconds.Next(second, word) & single) | non_ascii;

      word_last = word >> (kBlockBytes - 1);
      letter_last = letter >> (kBlockBytes - 1);
      digit_last = digit >> (kBlockBytes - 1);
      leet_last = leet >> (kBlockBytes - 1);
    }
    *edges = static_cast<std::uint32_t>(size);
    found.end = edges + word_last;
    found.question = any_question != 0;
    found.may_have_readings = any_bits != 0;
    found.single_letter_run = thirds != 0;
    return found;
  }

  // Finds, block by block, the first byte of each word that follows a one-byte word. The bytes
  // between the two words are ones in ~word, so that the addition carries through them.
  class NextWords {
   public:
    std::uint64_t Next(std::uint64_t single, std::uint64_t word) {
      const std::uint64_t after = single << 1 | single_last_;
      const std::uint64_t sum = ~word + after;
      const std::uint64_t sum_carried = sum + carry_;
      carry_ = (sum < after) | (sum_carried < sum);
      single_last_ = single >> (kBlockBytes - 1);
      return sum_carried & word;
    }

   private:
    std::uint64_t single_last_ = 0, carry_ = 0;
  };
};

}  // namespace ascolto::text

#endif  // ASCOLTO_TEXT_ASCII_VECTOR_H_
