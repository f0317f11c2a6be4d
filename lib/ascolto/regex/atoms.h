// Multi-pattern literal search: finds all occurrences of thousands of literals ("atoms") in a
// digit-masked text. It does not decide whether a regex matches.
//
// Each atom has a key: a few of its bytes. Keys are hashed and tested in a Bloom filter that
// rejects nearly every position; a hash table and a comparison verify the rest.
// - If a key begins a word, only the beginnings of words are tested: first the first four bytes of
//   each word, in a loop without branches, then up to eight bytes for the few words that remain. If
//   the keys of the words (lexicon/word_hash.h) are known, they are used instead, and a key that is
//   a whole word is found by the word's hash. Therefore a key that begins a word is preferred.
// - Otherwise positions in the whole text are tested. The longer the atoms, the fewer positions: of
//   an atom of seven bytes the keys at four consecutive offsets are stored, so that testing every
//   fourth byte is enough.
//
// The work is a few instructions per position, however many atoms there are. A hostile text that
// repeats one key cannot increase it: after a fixed number of occurrences of a key, its atoms are
// reported as too frequent.

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
  std::string text;          // as it occurs in a digit-masked text
  bool begins_word = false;  // only occurrences at the beginning of a word count
  bool ends_word = false;    // only occurrences at the end of a word count; requires a word byte at
                             // the end of `text`
  auto operator<=>(const Atom&) const = default;
};

// Thread safety: immutable.
class Atoms {
 public:
  // The buffers of one search. One object may be used with several Atoms in turn.
  struct Scratch {
    struct KeyCount {
      std::uint32_t round = 0, times = 0;
    };
    std::vector<KeyCount> key_counts;     // by key
    std::vector<std::uint32_t> finished;  // by atom: the last round in which `found` returned false
    std::vector<std::uint32_t> candidates;  // words that may have a key: the first `count`
    std::size_t count = 0;
    std::uint32_t round = 0;
  };

  Atoms() = default;
  // Every atom must be IsUsable and must occur only once in `atoms`.
  explicit Atoms(std::vector<Atom> atoms);

  // How an atom is searched: at the beginnings of words; at every fourth, second or single byte by
  // a key of four bytes; at every byte by a key of three bytes; or not at all, because it is too
  // short. The cost of a search depends on which methods are in use, and hardly on the number of
  // atoms.
  enum class SearchMethod : std::uint8_t {
    kWords,
    kEveryFourth,
    kEverySecond,
    kEveryByte,
    kThreeBytes,
    kNone
  };
  static constexpr int kSearchMethods = 5;
  static SearchMethod SearchMethodOf(const Atom& atom);
  static bool IsUsable(const Atom& atom) { return SearchMethodOf(atom) != SearchMethod::kNone; }

  bool empty() const { return atoms_.empty(); }

  // Calls found(atom, at) for the occurrences of the atoms, in no particular order, until it
  // returns false for an atom. For atoms with `begins_word` it may also report some occurrences
  // that do not begin a word. If a key occurs more than kMaxTimes times, the other occurrences of
  // its atoms are not reported; instead on_frequent(atom) is called for each of them, even if the
  // text does not contain the atom.
  template <typename Found, typename OnFrequent>
  void Find(const DigitMaskedText& masked_text, Scratch* scratch, Found found,
            OnFrequent on_frequent) const;

 private:
  static constexpr std::uint32_t kMaxTimes = 64;
  static constexpr std::size_t kMinWordKey = 2, kMaxKeyBytes = 8;
  // How many first bytes of a key are tested first.
  static constexpr std::size_t kPrefixBytes = 4;
  static constexpr std::size_t kLastBytes = 8;

  // One atom with some key. The last bytes are compared first: nearly all false candidates differ
  // there.
  struct Row {
    std::uint32_t atom;
    std::uint32_t key_at;  // offset of the key in the atom
    std::uint32_t bytes;
    bool ends_word;
    std::uint64_t last;  // the last bytes, up to eight
  };
  struct Key {
    std::uint64_t bytes = 0;
    std::uint32_t begin = 0, end = 0;  // indices into rows_
    std::uint32_t id = kNoKey;
    // For a prefix of longer keys: bit i is set if a key of kPrefixBytes + i bytes begins with it.
    std::uint8_t longer = 0;
  };
  static constexpr std::uint32_t kNoKey = ~0u;
  static std::uint64_t Hash(std::uint64_t bytes) { return bytes * lexicon::internal::kStep >> 24; }
  // The keys of one length.
  struct Table {
    std::vector<Key> slots{1};
    std::uint32_t slot_mask = 0;
    lexicon::BloomFilter filter;  // contains the keys

    bool empty() const { return slots.size() == 1; }
    bool MayContain(std::uint64_t bytes) const { return filter.MayContain(Hash(bytes)); }
    const Key* Find(std::uint64_t bytes) const {
      for (std::size_t at = Hash(bytes) >> 16 & slot_mask; slots[at].id != kNoKey;
           at = (at + 1) & slot_mask) {
        if (slots[at].bytes == bytes) return &slots[at];
      }
      return nullptr;
    }
  };
  struct KeyedRow {
    std::uint64_t bytes;
    Row row;
  };

  // The key that is chosen for an atom.
  struct Choice {
    SearchMethod method = SearchMethod::kNone;
    std::size_t at = 0, bytes = 0;
    // For a key that begins a word: how many bytes of the word are in the atom, and whether the
    // atom contains the whole word and the word is at least as long as the key.
    std::size_t word_bytes = 0;
    bool whole = false;
  };
  // Keys that begin words, by their length, which is at least 2. The table of length kPrefixBytes
  // also contains the prefixes of longer keys; the table of length 2 also contains the first two
  // bytes of the keys of three bytes.
  using WordTables = std::array<Table, kMaxKeyBytes + 1>;
  using KeyedWordRows = std::array<std::vector<KeyedRow>, kMaxKeyBytes + 1>;
  static Choice ChooseKey(const Atom& atom);
  // A prefix of a longer key, and the bit for Key::longer.
  struct KeyPrefix {
    std::uint64_t bytes;
    std::uint8_t longer;
  };
  void Build(std::vector<KeyedRow> keyed, const std::vector<KeyPrefix>& prefixes, Table* table);
  void Build(KeyedWordRows keyed, WordTables* tables);

  // Returns the last bytes of a text. kLastBytes bytes from its beginning must be readable.
  static std::uint64_t LastBytes(const char* text, std::size_t bytes) {
    const std::size_t at = bytes > kLastBytes ? bytes - kLastBytes : 0;
    std::uint64_t last;
    std::memcpy(&last, text + at, sizeof(last));
    return last & lexicon::internal::kLowBytes.of[bytes - at].low;
  }
  // Returns the first `count` of the loaded bytes.
  static std::uint64_t FirstBytes(std::uint64_t bytes, std::size_t count) {
    return bytes & lexicon::internal::kLowBytes.of[count].low;
  }

  // Calls on_key(key, at) for the keys with which words begin.
  template <typename OnKey>
  void SearchWords(const DigitMaskedText& masked_text, Scratch* scratch, OnKey on_key) const;
  // Sets scratch->candidates to the words for which passes(word) holds.
  template <typename Passes>
  static void SelectWords(std::size_t words, Scratch* scratch, Passes passes);
  // Calls on_key(key, at) for the keys of the table that occur at multiples of kStep.
  template <std::size_t kBytes, std::size_t kStep, typename OnKey>
  static void Scan(const Table& table, std::string_view text, OnKey on_key);
  template <typename Found, typename OnFrequent>
  void Verify(const Key& key, std::string_view text, std::size_t at, Scratch* scratch,
              const Found& found, const OnFrequent& on_frequent) const;

  std::vector<Atom> atoms_;
  WordTables words_;          // all keys that begin words
  WordTables partial_words_;  // those that are not whole words
  Table whole_words_;         // those that are whole words, by their hashes
  // The first four bytes (WordKey) of words that begin with a key of kPrefixBytes bytes or more, or
  // that are a whole-word key.
  lexicon::BloomFilter word_prefixes_;
  Table every_fourth_, every_second_, every_byte_, three_bytes_;
  std::vector<Row> rows_;
  std::uint32_t keys_ = 0;
};

template <typename Found, typename OnFrequent>
void Atoms::Find(const DigitMaskedText& masked_text, Scratch* scratch, Found found,
                 OnFrequent on_frequent) const {
  if (scratch->key_counts.size() < keys_) scratch->key_counts.resize(keys_);
  if (scratch->finished.size() < atoms_.size()) scratch->finished.resize(atoms_.size());
  if (++scratch->round == 0) {  // wrapped around
    scratch->key_counts.assign(scratch->key_counts.size(), {});
    scratch->finished.assign(scratch->finished.size(), 0);
    scratch->round = 1;
  }
  const std::string_view text = masked_text.text();
  const auto verify = [&](const Key& key, std::size_t at) {
    Verify(key, text, at, scratch, found, on_frequent);
  };
  SearchWords(masked_text, scratch, verify);
  Scan<4, 4>(every_fourth_, text, verify);
  Scan<4, 2>(every_second_, text, verify);
  Scan<4, 1>(every_byte_, text, verify);
  Scan<3, 1>(three_bytes_, text, verify);
}

template <typename Passes>
void Atoms::SelectWords(std::size_t words, Scratch* scratch, Passes passes) {
  if (scratch->candidates.size() < words) scratch->candidates.resize(words);
  std::uint32_t* next = scratch->candidates.data();
  for (std::size_t i = 0; i < words; ++i) {
    *next = static_cast<std::uint32_t>(i);
    next += passes(i) ? 1 : 0;
  }
  scratch->count = static_cast<std::size_t>(next - scratch->candidates.data());
}

template <typename OnKey>
void Atoms::SearchWords(const DigitMaskedText& masked_text, Scratch* scratch, OnKey on_key) const {
  const lexicon::WordKey* const keys = masked_text.keys();
  const WordTables& tables = keys != nullptr ? partial_words_ : words_;
  const Table &prefixes = tables[kPrefixBytes], &two_byte_keys = tables[2];
  const bool has_short_keys = !two_byte_keys.empty();
  const auto bytes_of = [&masked_text](std::size_t word) {
    return lexicon::internal::Load64(masked_text.text().data() + masked_text.WordStart(word));
  };
  const auto has_word_key = [&](std::size_t word) {
    return prefixes.MayContain(FirstBytes(bytes_of(word), kPrefixBytes));
  };
  const auto has_word_prefix = [&](std::size_t word) {
    return word_prefixes_.MayContain(Hash(keys[word].first_four()));
  };
  const auto has_short_key = [&](std::size_t word) {
    return two_byte_keys.MayContain(FirstBytes(bytes_of(word), 2));
  };
  const auto select = [&](auto may_have_key) {
    if (!has_short_keys) return SelectWords(masked_text.words(), scratch, may_have_key);
    SelectWords(masked_text.words(), scratch,
                [&](std::size_t i) { return may_have_key(i) | has_short_key(i); });
  };
  keys != nullptr ? select(has_word_prefix) : select(has_word_key);
  for (std::size_t i = 0; i < scratch->count; ++i) {
    const std::uint32_t word = scratch->candidates[i];
    const std::uint32_t at = masked_text.WordStart(word);
    const std::uint64_t bytes = bytes_of(word);
    // The Bloom filter of a table fits the cache better than its slots.
    const auto look_up = [&](const Table& table, std::uint64_t key_bytes) -> const Key* {
      if (!table.MayContain(key_bytes)) return nullptr;
      const Key* const key = table.Find(key_bytes);
      if (key != nullptr && key->begin < key->end) on_key(*key, at);
      return key;
    };
    if (keys != nullptr) look_up(whole_words_, keys[word].hash);
    if (has_short_keys && look_up(two_byte_keys, FirstBytes(bytes, 2)) != nullptr) {
      look_up(tables[3], FirstBytes(bytes, 3));
    }
    const Key* const prefix = look_up(prefixes, FirstBytes(bytes, kPrefixBytes));
    if (prefix == nullptr) continue;
    for (unsigned left = prefix->longer; left != 0; left &= left - 1) {
      const std::size_t size = kPrefixBytes + static_cast<std::size_t>(std::countr_zero(left));
      look_up(tables[size], FirstBytes(bytes, size));
    }
  }
}

template <std::size_t kBytes, std::size_t kStep, typename OnKey>
void Atoms::Scan(const Table& table, std::string_view text, OnKey on_key) {
  if (table.empty()) return;
  const char* const bytes = text.data();
  for (std::size_t at = 0; at < text.size(); at += kStep) {
    const std::uint64_t key = FirstBytes(lexicon::internal::Load64(bytes + at), kBytes);
    if (!table.MayContain(key)) [[likely]] continue;
    const Key* found = table.Find(key);
    if (found != nullptr) on_key(*found, at);
  }
}

template <typename Found, typename OnFrequent>
void Atoms::Verify(const Key& key, std::string_view text, std::size_t at, Scratch* scratch,
                   const Found& found, const OnFrequent& on_frequent) const {
  Scratch::KeyCount& count = scratch->key_counts[key.id];
  if (count.round != scratch->round) count = {scratch->round, 0};
  if (count.times > kMaxTimes) return;
  ++count.times;
  for (std::uint32_t r = key.begin; r < key.end; ++r) {
    const Row& row = rows_[r];
    if (count.times > kMaxTimes) {
      on_frequent(row.atom);
      continue;
    }
    if (scratch->finished[row.atom] == scratch->round) continue;
    if (row.key_at > at || text.size() - (at - row.key_at) < row.bytes) continue;
    const std::size_t begin = at - row.key_at;
    const char* const bytes = text.data() + begin;
    if (row.ends_word && IsWordByte(bytes[row.bytes])) continue;
    if (LastBytes(bytes, row.bytes) != row.last) continue;
    if (row.bytes > kLastBytes &&
        std::memcmp(bytes, atoms_[row.atom].text.data(), row.bytes - kLastBytes) != 0) {
      continue;
    }
    if (!found(row.atom, begin)) scratch->finished[row.atom] = scratch->round;
  }
}

}  // namespace ascolto::regex

#endif  // ASCOLTO_REGEX_ATOMS_H_
