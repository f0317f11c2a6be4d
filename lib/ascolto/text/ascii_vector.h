// The loops of text/ascii.h over blocks of 64 bytes, for the files that say what a block is:
//
//   struct Block {
//     using Bytes = …;  // the block
//     using Which = …;  // a truth for each byte; has operator|
//     static Bytes Load(const char*); static void Store(char*, Bytes); static Bytes All(char);
//     static Bytes LoadFirst(const char*, std::size_t bytes);  // 1 to 64; the others are 0
//     static constexpr bool kLoadsFirstFast;
//     static Which Equal(Bytes, char), Equal(Bytes, Bytes);
//     static Which Below(Bytes, char);                  // signed
//     static Which InRange(Bytes, char from, char count);
//     static Which HighBit(Bytes);
//     static std::uint64_t Bits(Which);
//     static Bytes WithBit(Bytes, char);                // set in all bytes
//     static Bytes Choose(Which, Bytes yes, Bytes no);
//     static Bytes Behind(Bytes);             // each byte moves up by one; the first is 0
//     static std::uint32_t* Positions(std::uint64_t, std::uint32_t base, std::uint32_t* to);
//   };
//
// Positions writes the places of the bits, each more by `base`, and returns where they end; it may
// write kEdgeSlack more. ByParts makes all but that from vectors of fewer bytes.
//
// Only such a file may include this; its Block is in an unnamed namespace, so that what is compiled
// for one machine is not linked where another might run it. For the same reason no inline function
// of another header is called here.

#ifndef ASCOLTO_TEXT_ASCII_VECTOR_H_
#define ASCOLTO_TEXT_ASCII_VECTOR_H_

#include <string.h>

#include "ascolto/text/ascii.h"

namespace ascolto::text {

namespace {

// Constants are read, in one instruction: compilers make each one anew, in two or three.
inline std::uint32_t FourTimes(char c) { return kFourTimes.of[static_cast<unsigned char>(c)]; }

}  // namespace

// A block of several vectors:
//
//   struct Vector {
//     using Bytes = …;                                         // kBytes of them
//     static Bytes Load(const char*); static void Store(char*, Bytes);
//     static Bytes All(std::uint32_t);                         // the same four bytes all over
//     static Bytes Equal, Greater(Bytes, Bytes);               // 0xFF where true; signed
//     static Bytes Or, Subtract, Least(Bytes, Bytes);          // Least: unsigned
//     static Bytes Choose(Bytes which, Bytes yes, Bytes no);
//     static Bytes Behind(Bytes, Bytes before);                // each byte moves up by one
//     static std::uint32_t Bits(Bytes);                        // the highest of each byte
//     static std::uint32_t FirstBit(std::uint64_t);            // of none, anything
//   };
template <typename V>
struct ByParts {
  static constexpr bool kLoadsFirstFast = false;
  static constexpr std::size_t kParts = kBlockBytes / V::kBytes;
  struct Bytes {
    typename V::Bytes part[kParts];
  };
  struct Which {
    typename V::Bytes part[kParts];
    friend Which operator|(Which a, Which b) {
      for (std::size_t i = 0; i < kParts; ++i) a.part[i] = V::Or(a.part[i], b.part[i]);
      return a;
    }
  };

  static Bytes Load(const char* from) {
    Bytes bytes;
    for (std::size_t i = 0; i < kParts; ++i) bytes.part[i] = V::Load(from + i * V::kBytes);
    return bytes;
  }
  static Bytes All(char c) {
    Bytes bytes;
    for (std::size_t i = 0; i < kParts; ++i) bytes.part[i] = V::All(FourTimes(c));
    return bytes;
  }
  static void Store(char* to, Bytes bytes) {
    for (std::size_t i = 0; i < kParts; ++i) V::Store(to + i * V::kBytes, bytes.part[i]);
  }
  static Bytes LoadFirst(const char* from, std::size_t count) {
    alignas(kBlockBytes) char bytes[kBlockBytes] = {};
    memcpy(bytes, from, count);
    return Load(bytes);
  }
  static Which Equal(Bytes v, char c) {
    Which which;
    const typename V::Bytes all = V::All(FourTimes(c));
    for (std::size_t i = 0; i < kParts; ++i) which.part[i] = V::Equal(v.part[i], all);
    return which;
  }
  static Which Equal(Bytes a, Bytes b) {
    Which which;
    for (std::size_t i = 0; i < kParts; ++i) which.part[i] = V::Equal(a.part[i], b.part[i]);
    return which;
  }
  static Which Below(Bytes v, char c) {
    Which which;
    const typename V::Bytes all = V::All(FourTimes(c));
    for (std::size_t i = 0; i < kParts; ++i) which.part[i] = V::Greater(all, v.part[i]);
    return which;
  }
  static Which InRange(Bytes v, char from, char count) {
    Which which;
    for (std::size_t i = 0; i < kParts; ++i) {
      const typename V::Bytes offset = V::Subtract(v.part[i], V::All(FourTimes(from)));
      const typename V::Bytes last = V::All(FourTimes(static_cast<char>(count - 1)));
      which.part[i] = V::Equal(V::Least(offset, last), offset);
    }
    return which;
  }
  static Which HighBit(Bytes v) {
    Which which;
    for (std::size_t i = 0; i < kParts; ++i) which.part[i] = v.part[i];
    return which;
  }
  static std::uint64_t Bits(Which which) {
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < kParts; ++i) {
      bits |= std::uint64_t{V::Bits(which.part[i])} << i * V::kBytes;
    }
    return bits;
  }
  static Bytes WithBit(Bytes v, char bit) {
    for (std::size_t i = 0; i < kParts; ++i) v.part[i] = V::Or(v.part[i], V::All(FourTimes(bit)));
    return v;
  }
  static Bytes Choose(Which which, Bytes yes, Bytes no) {
    for (std::size_t i = 0; i < kParts; ++i) {
      no.part[i] = V::Choose(which.part[i], yes.part[i], no.part[i]);
    }
    return no;
  }
  static Bytes Behind(Bytes v) {
    Bytes behind;
    behind.part[0] = V::Behind(v.part[0], V::All(std::uint32_t{0}));
    for (std::size_t i = 1; i < kParts; ++i) behind.part[i] = V::Behind(v.part[i], v.part[i - 1]);
    return behind;
  }

  // Eight at a time, more than there are: to stop at the last one would be guessed wrong.
  static std::uint32_t* Positions(std::uint64_t bits, std::uint32_t base, std::uint32_t* to) {
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
  using Which = typename B::Which;

  static constexpr std::uint64_t kLast = std::uint64_t{1} << (kBlockBytes - 1);

  // The block at text[at]. Of fewer bytes, it is loaded with those before them, or alone.
  struct Loaded {
    Loaded(const char* text, std::size_t size, std::size_t at) {
      const std::size_t missing = size - at < kBlockBytes ? kBlockBytes - (size - at) : 0;
      valid = ~std::uint64_t{0} >> missing;
      if (B::kLoadsFirstFast || size < kBlockBytes) {
        bytes = B::LoadFirst(text + at, kBlockBytes - missing);
      } else {
        again = missing;
        bytes = B::Load(text + at - again);
      }
    }
    std::uint64_t Bits(Which which) const {
      return B::kLoadsFirstFast ? B::Bits(which) : B::Bits(which) >> again;
    }

    Bytes bytes;
    std::size_t again = 0;  // bytes that are no part of the block
    std::uint64_t valid;    // bits of those that are
  };

  static void Fold(const char* text, std::size_t size, bool plain, char* out, ByteMasks* masks,
                   AsciiFolding* folding) {
    std::size_t at = folding->bytes;
    masks += at / kBlockBytes;
    std::uint32_t letters = folding->letters, capitals = folding->capitals;
    std::uint64_t small_last = folding->small_last, space_last = 0;
    std::uint64_t specials = folding->special, humps = folding->hump;
    for (; at < size; at += kBlockBytes, ++masks) {
      const Loaded loaded(text, size, at);
      const Bytes v = loaded.bytes;
      const std::uint64_t valid = loaded.valid;
      const auto bits = [&loaded](Which which) { return loaded.Bits(which); };
      const auto equal = [v](char c) { return B::Equal(v, c); };

      const std::uint64_t space = bits(equal(' '));
      const std::uint64_t unusual = bits(B::Below(v, ' ') | equal(0x7F)) & valid;
      if (plain && (unusual | (space & (space << 1 | space_last))) != 0) break;
      space_last = space >> (kBlockBytes - 1);

      const Bytes low = B::WithBit(v, 0x20);
      const Which is_letter = B::InRange(low, 'a', 26);
      B::Store(out + at - loaded.again,
               B::Choose(equal('`'), B::All('\''), B::Choose(is_letter, low, v)));
      const std::uint64_t letter = bits(is_letter);
      const std::uint64_t capital = letter & bits(B::Below(v, 'a'));
      const std::uint64_t small = letter & ~capital;
      const std::uint64_t hump = capital & (small << 1 | small_last);
      small_last = small >> (kBlockBytes - 1);
      letters += static_cast<std::uint32_t>(__builtin_popcountll(letter));
      capitals += static_cast<std::uint32_t>(__builtin_popcountll(capital));
      humps |= hump;

      const std::uint64_t digit = bits(B::InRange(v, '0', 10));
      const std::uint64_t word = letter | digit;
      const std::uint64_t same = bits(B::Equal(low, B::Behind(low))) & letter;
      const Which is_at = equal('@');
      const std::uint64_t slash = bits(equal('/'));
      const std::uint64_t special = bits(B::HighBit(v) | is_at | equal('#')) |
                                    (bits(equal(':')) & (slash >> 1 | kLast)) |
                                    (bits(equal('.')) & (word >> 1 | kLast));
      specials |= special;
      const Which is_exclamation = equal('!');
      masks->word = word;
      masks->digit = digit;
      masks->sign = ~(word | space | unusual) & valid;
      masks->triple = same >> 1 & same >> 2;
      masks->special = special;
      masks->low_line = bits(equal('_'));
      masks->exclamation = bits(is_exclamation);
      masks->question = bits(equal('?'));
      masks->soft_leet = bits(is_exclamation | equal('|') | equal('+'));
      masks->firm_leet = bits(is_at | equal('$'));
      masks->hump = hump;
      if (at > 0) AddTriplesAcross(out + at, size - at, masks - 1);
    }
    *folding = {at < size ? at : size, letters,     capitals, small_last != 0,
                specials != 0,         humps != 0};
  }

  // Letters three times that begin in the last two bytes before the block at `folded`.
  static void AddTriplesAcross(const char* folded, std::size_t bytes, ByteMasks* before) {
    const bool twice = folded[-1] == folded[0] && folded[0] >= 'a' && folded[0] <= 'z';
    const bool one_more_before = folded[-2] == folded[-1];
    const bool one_more_behind = bytes > 1 && folded[0] == folded[1];
    before->triple |= std::uint64_t{twice && one_more_before} << (kBlockBytes - 2) |
                      std::uint64_t{twice && one_more_behind} << (kBlockBytes - 1);
  }

  static std::uint64_t Unusual(const char* text, std::size_t size, std::size_t at) {
    const Loaded loaded(text, size, at);
    const std::uint64_t space = loaded.Bits(B::Equal(loaded.bytes, ' '));
    const std::uint64_t unusual =
        loaded.Bits(B::Below(loaded.bytes, ' ') | B::Equal(loaded.bytes, 0x7F));
    return (unusual & loaded.valid) | (space & space << 1);
  }

  static WordEdges Words(const ByteMasks* masks, std::size_t size, std::uint32_t* edges,
                         std::uint64_t* odd) {
    // What is known of the last byte before the block.
    std::uint64_t word_last = 0, letter_last = 0, digit_last = 0, leet_last = 0;
    NextWords singles, seconds;
    std::uint64_t odd_of_all = 0, thirds = 0, questions = 0;
    WordEdges found = {edges, 0, false, false, false};
    for (std::size_t at = 0; at < size; at += kBlockBytes, ++masks) {
      const std::uint64_t word = masks->word;
      const std::uint64_t behind = word << 1 | word_last;
      const std::uint64_t begins = word & ~behind;
      edges = B::Positions(word ^ behind, static_cast<std::uint32_t>(at), edges);
      found.exclamations +=
          static_cast<std::uint32_t>(__builtin_popcountll(masks->exclamation));
      questions |= masks->question;

      const std::uint64_t digit = masks->digit;
      const std::uint64_t letter = word & ~digit;
      const std::uint64_t mixed =
          (digit & (letter << 1 | letter_last)) | (letter & (digit << 1 | digit_last));
      const std::uint64_t soft = masks->soft_leet;
      const std::uint64_t firm = masks->firm_leet;
      const std::uint64_t leet = soft | firm;
      // The sum carries from soft signs right behind a word to the byte behind the last of them.
      const std::uint64_t sum = soft + (soft & behind);
      const std::uint64_t behind_soft = sum & ~soft & (word | firm);
      const std::uint64_t soft_to_end = std::uint64_t{sum < soft} << (kBlockBytes - 1);
      const std::uint64_t foreign = word & masks->special & ~masks->sign;
      *odd = mixed | masks->triple | masks->hump | foreign | behind_soft | soft_to_end |
             (firm & behind) | (begins & (leet << 1 | leet_last));
      odd_of_all |= *odd++;

      // Of a letter in the last byte it is not asked whether its word goes on.
      const std::uint64_t single = begins & ~(word >> 1);
      const std::uint64_t second = singles.Behind(single, word) & single;
      thirds |= (seconds.Behind(second, word) & single) | foreign;

      word_last = word >> (kBlockBytes - 1);
      letter_last = letter >> (kBlockBytes - 1);
      digit_last = digit >> (kBlockBytes - 1);
      leet_last = leet >> (kBlockBytes - 1);
    }
    *edges = static_cast<std::uint32_t>(size);
    found.end = edges + word_last;
    found.question = questions != 0;
    found.odd = odd_of_all != 0;
    found.spelled_out = thirds != 0;
    return found;
  }

  // Where the next words begin behind words of one byte, block by block: what is between them is
  // all ones to a sum, which carries through it.
  class NextWords {
   public:
    std::uint64_t Behind(std::uint64_t single, std::uint64_t word) {
      const std::uint64_t behind = single << 1 | single_last_;
      const std::uint64_t sum = ~word + behind;
      const std::uint64_t sum_carried = sum + carry_;
      carry_ = (sum < behind) | (sum_carried < sum);
      single_last_ = single >> (kBlockBytes - 1);
      return sum_carried & word;
    }

   private:
    std::uint64_t single_last_ = 0, carry_ = 0;
  };
};

}  // namespace ascolto::text

#endif  // ASCOLTO_TEXT_ASCII_VECTOR_H_
