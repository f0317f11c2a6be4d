// Finds where any of thousands of literal texts ("atoms") stands in an outline.
//
// An atom is known by a key: a few bytes of it, hashed and asked for in an array that rules out
// nearly everything; a table and a comparison settle the rest. Where a key begins a word it is
// asked for at the words of the text alone, by its first four bytes, in a loop without branches;
// the few words that are left are asked for up to eight. Where the keys of the words are known
// already, their heads are what is asked for first, and a key that is a whole word is found by the
// word's hash. So a key that begins a word is taken when the atom has one. Else every part of the
// text is gone through, the longer the atoms the faster: of an atom of seven bytes the keys at four
// places in a row are known, so that it is enough to ask at every fourth byte. The work is a few
// instructions a place however many atoms there are, and a text that was made to meet the same key
// again and again cannot make it more: after a number of times its atoms count as found.

#ifndef ASCOLTO_REGEX_ATOMS_H_
#define ASCOLTO_REGEX_ATOMS_H_

#include <array>
#include <bit>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ascolto/regex/digit_masked_text.h"
#include "ascolto/lexicon/bloom_filter.h"
#include "ascolto/lexicon/word_hash.h"

namespace ascolto::regex {

struct Atom {
  std::string text;          // an outline
  bool begins_word = false;  // it is wanted at the beginning of a word only
  bool ends_word = false;    // and at the end of one; its last byte is of a word
  auto operator<=>(const Atom&) const = default;
};

// Thread safety: immutable.
class Atoms {
 public:
  // The buffers of one search; may be used for several Atoms in turn.
  struct Scratch {
    struct Met {
      std::uint32_t round = 0, times = 0;
    };
    std::vector<Met> met;             // by key
    std::vector<std::uint32_t> done;  // by atom: the last round in which no more places were wanted
    std::vector<std::uint32_t> marked;  // words that may have a key: the first `count`
    std::size_t count = 0;
    std::uint32_t round = 0;
  };

  Atoms() = default;
  // Each of them is IsUsable, and is there once.
  explicit Atoms(std::vector<Atom> atoms);

  // How an atom is looked for: at the words; at every fourth, second or single byte by four bytes
  // of it; by three; not at all, for it is too short. What a search costs depends on which of
  // these some atom wants, little on how many do.
  enum class Way : std::uint8_t { kWords, kFourth, kSecond, kEvery, kThree, kNone };
  static constexpr int kWays = 5;
  static Way WayOf(const Atom& atom);
  static bool IsUsable(const Atom& atom) { return WayOf(atom) != Way::kNone; }

  bool empty() const { return atoms_.empty(); }

  // Calls found(atom, at) for the places of the atoms, in no special order, until it returns false
  // for the atom; more places of `begins_word` ones may be among them than begin a word. Of an atom
  // whose key is met more often than kMostTimes the other places are left out, and often(atom) is
  // called, whether it is in the text or not.
  template <typename Found, typename Often>
  void Find(const DigitMaskedText& outline, Scratch* scratch, Found found, Often often) const;

 private:
  static constexpr std::uint32_t kMostTimes = 64;
  static constexpr std::size_t kLeastWordKey = 2, kLongestKey = 8;
  static constexpr std::size_t kHeadBytes = 4;  // of a key, that are asked for first
  static constexpr std::size_t kLastBytes = 8;

  // One of the atoms that are known by the same key. Nearly all that are not there differ in their
  // last bytes.
  struct Row {
    std::uint32_t atom;
    std::uint32_t key_at;  // of the atom
    std::uint32_t bytes;
    bool ends_word;
    std::uint64_t last;    // up to eight
  };
  struct Key {
    std::uint64_t bytes = 0;
    std::uint32_t begin = 0, end = 0;  // in rows_
    std::uint32_t id = kNoKey;
    std::uint8_t longer = 0;  // of a head: bit i where a key of kHeadBytes + i bytes begins with it
  };
  static constexpr std::uint32_t kNoKey = ~0u;
  static std::uint64_t Hash(std::uint64_t bytes) { return bytes * lexicon::internal::kStep >> 24; }
  // The keys of one length.
  struct Table {
    std::vector<Key> slots{1};
    std::uint32_t slot_mask = 0;
    lexicon::BloomFilter marks;  // of the keys

    bool empty() const { return slots.size() == 1; }
    bool MayHold(std::uint64_t bytes) const { return marks.MayHold(Hash(bytes)); }
    const Key* Find(std::uint64_t bytes) const {
      for (std::size_t at = Hash(bytes) >> 16 & slot_mask; slots[at].id != kNoKey;
           at = (at + 1) & slot_mask) {
        if (slots[at].bytes == bytes) return &slots[at];
      }
      return nullptr;
    }
  };
  struct Keyed {
    std::uint64_t bytes;
    Row row;
  };

  // Where the key of an atom is, and how long.
  struct Choice {
    Way way = Way::kNone;
    std::size_t at = 0, bytes = 0;
    // Of a key that begins a word: how much of the word is in the atom, and whether that is all of
    // it and longer than the key is.
    std::size_t word_bytes = 0;
    bool whole = false;
  };
  // Keys that begin words, by their bytes, from 2 on. The heads of those longer than kHeadBytes are
  // among the keys of that many bytes, and the first two bytes of those of three among those of
  // two.
  using WordTables = std::array<Table, kLongestKey + 1>;
  using KeyedWords = std::array<std::vector<Keyed>, kLongestKey + 1>;
  static Choice Choose(const Atom& atom);
  // What a longer key begins with, and its bit in Key::longer.
  struct HeadOfKey {
    std::uint64_t bytes;
    std::uint8_t longer;
  };
  void Build(std::vector<Keyed> keyed, const std::vector<HeadOfKey>& heads, Table* table);
  void Build(KeyedWords keyed, WordTables* tables);

  // Of a text behind whose first byte kLastBytes can be read.
  static std::uint64_t LastOf(const char* text, std::size_t bytes) {
    const std::size_t at = bytes > kLastBytes ? bytes - kLastBytes : 0;
    std::uint64_t last;
    std::memcpy(&last, text + at, sizeof(last));
    return last & lexicon::internal::kLowBytes.of[bytes - at].low;
  }
  // The first `count` of the bytes that were loaded.
  static std::uint64_t First(std::uint64_t bytes, std::size_t count) {
    return bytes & lexicon::internal::kLowBytes.of[count].low;
  }

  // Calls on_key(key, at) for the keys that words begin with.
  template <typename OnKey>
  void AskWords(const DigitMaskedText& outline, Scratch* scratch, OnKey on_key) const;
  // Sets scratch->marked to the words for which is_marked(word).
  template <typename IsMarked>
  static void Mark(std::size_t words, Scratch* scratch, IsMarked is_marked);
  // Calls on_key(key, at) for the keys of the table that stand at every kStep-th byte.
  template <std::size_t kBytes, std::size_t kStep, typename OnKey>
  static void Ask(const Table& table, std::string_view text, OnKey on_key);
  template <typename Found, typename Often>
  void Settle(const Key& key, std::string_view text, std::size_t at, Scratch* scratch,
              const Found& found, const Often& often) const;

  std::vector<Atom> atoms_;
  WordTables words_;       // of all keys that begin words
  WordTables open_words_;  // of those that are not whole words
  Table whole_words_;      // of those that are, by their hashes
  // WordKey::head() of the words that begin with them: with keys of kHeadBytes or more, or whole
  // words.
  lexicon::BloomFilter word_heads_;
  Table fourth_, second_, every_, three_;
  std::vector<Row> rows_;
  std::uint32_t keys_ = 0;
};

template <typename Found, typename Often>
void Atoms::Find(const DigitMaskedText& outline, Scratch* scratch, Found found, Often often) const {
  if (scratch->met.size() < keys_) scratch->met.resize(keys_);
  if (scratch->done.size() < atoms_.size()) scratch->done.resize(atoms_.size());
  if (++scratch->round == 0) {  // wrapped around
    scratch->met.assign(scratch->met.size(), {});
    scratch->done.assign(scratch->done.size(), 0);
    scratch->round = 1;
  }
  const std::string_view text = outline.text();
  const auto settle = [&](const Key& key, std::size_t at) {
    Settle(key, text, at, scratch, found, often);
  };
  AskWords(outline, scratch, settle);
  Ask<4, 4>(fourth_, text, settle);
  Ask<4, 2>(second_, text, settle);
  Ask<4, 1>(every_, text, settle);
  Ask<3, 1>(three_, text, settle);
}

template <typename IsMarked>
void Atoms::Mark(std::size_t words, Scratch* scratch, IsMarked is_marked) {
  if (scratch->marked.size() < words) scratch->marked.resize(words);
  std::uint32_t* next = scratch->marked.data();
  for (std::size_t i = 0; i < words; ++i) {
    *next = static_cast<std::uint32_t>(i);
    next += is_marked(i) ? 1 : 0;
  }
  scratch->count = static_cast<std::size_t>(next - scratch->marked.data());
}

template <typename OnKey>
void Atoms::AskWords(const DigitMaskedText& outline, Scratch* scratch, OnKey on_key) const {
  const lexicon::WordKey* const keys = outline.keys();
  const WordTables& tables = keys != nullptr ? open_words_ : words_;
  const Table &heads = tables[kHeadBytes], &twos = tables[2];
  const bool some_short = !twos.empty();
  const auto bytes_of = [&outline](std::size_t word) {
    return lexicon::internal::Load64(outline.text().data() + outline.WordStart(word));
  };
  const auto may_begin = [&](std::size_t word) {
    return heads.MayHold(First(bytes_of(word), kHeadBytes));
  };
  const auto may_be_head = [&](std::size_t word) {
    return word_heads_.MayHold(Hash(keys[word].head()));
  };
  const auto may_be_short = [&](std::size_t word) {
    return twos.MayHold(First(bytes_of(word), 2));
  };
  const auto mark = [&](auto may_be) {
    if (!some_short) return Mark(outline.words(), scratch, may_be);
    Mark(outline.words(), scratch, [&](std::size_t i) { return may_be(i) | may_be_short(i); });
  };
  keys != nullptr ? mark(may_be_head) : mark(may_begin);
  for (std::size_t i = 0; i < scratch->count; ++i) {
    const std::uint32_t word = scratch->marked[i];
    const std::uint32_t at = outline.WordStart(word);
    const std::uint64_t bytes = bytes_of(word);
    // The marks of a table are denser than its slots.
    const auto ask = [&](const Table& table, std::uint64_t key_bytes) -> const Key* {
      if (!table.MayHold(key_bytes)) return nullptr;
      const Key* const key = table.Find(key_bytes);
      if (key != nullptr && key->begin < key->end) on_key(*key, at);
      return key;
    };
    if (keys != nullptr) ask(whole_words_, keys[word].hash);
    if (some_short && ask(twos, First(bytes, 2)) != nullptr) ask(tables[3], First(bytes, 3));
    const Key* const head = ask(heads, First(bytes, kHeadBytes));
    if (head == nullptr) continue;
    for (unsigned left = head->longer; left != 0; left &= left - 1) {
      const std::size_t size = kHeadBytes + static_cast<std::size_t>(std::countr_zero(left));
      ask(tables[size], First(bytes, size));
    }
  }
}

template <std::size_t kBytes, std::size_t kStep, typename OnKey>
void Atoms::Ask(const Table& table, std::string_view text, OnKey on_key) {
  if (table.empty()) return;
  const char* const bytes = text.data();
  for (std::size_t at = 0; at < text.size(); at += kStep) {
    const std::uint64_t key = First(lexicon::internal::Load64(bytes + at), kBytes);
    if (!table.MayHold(key)) [[likely]] continue;
    const Key* found = table.Find(key);
    if (found != nullptr) on_key(*found, at);
  }
}

template <typename Found, typename Often>
void Atoms::Settle(const Key& key, std::string_view text, std::size_t at, Scratch* scratch,
                   const Found& found, const Often& often) const {
  Scratch::Met& met = scratch->met[key.id];
  if (met.round != scratch->round) met = {scratch->round, 0};
  if (met.times > kMostTimes) return;
  ++met.times;
  for (std::uint32_t r = key.begin; r < key.end; ++r) {
    const Row& row = rows_[r];
    if (met.times > kMostTimes) {
      often(row.atom);
      continue;
    }
    if (scratch->done[row.atom] == scratch->round) continue;
    if (row.key_at > at || text.size() - (at - row.key_at) < row.bytes) continue;
    const std::size_t begin = at - row.key_at;
    const char* const bytes = text.data() + begin;
    if (row.ends_word && IsWordByte(bytes[row.bytes])) continue;
    if (LastOf(bytes, row.bytes) != row.last) continue;
    if (row.bytes > kLastBytes &&
        std::memcmp(bytes, atoms_[row.atom].text.data(), row.bytes - kLastBytes) != 0) {
      continue;
    }
    if (!found(row.atom, begin)) scratch->done[row.atom] = scratch->round;
  }
}

}  // namespace ascolto::regex

#endif  // ASCOLTO_REGEX_ATOMS_H_
