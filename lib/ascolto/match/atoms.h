// Finds where any of thousands of literal texts ("atoms") stands in an outline.
//
// An atom is known by a key: a few bytes of it, hashed and asked for in an array that rules out
// nearly everything; a table and a comparison settle the rest. Where a key begins a word it is
// asked for at the words of the text alone, which is nearly free; so a key that begins a word is
// taken when the atom has one. Else every part of the text is gone through, the longer the atoms
// the faster: of an atom of seven bytes the keys at four places in a row are known, so that it
// is enough to ask at every fourth byte. The work is a few instructions a place however many
// atoms there are, and a text that was made to meet the same key again and again cannot make it
// more: after a number of times its atoms count as found.

#ifndef ASCOLTO_MATCH_ATOMS_H_
#define ASCOLTO_MATCH_ATOMS_H_

#include <array>
#include <bit>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "ascolto/match/outline.h"
#include "ascolto/match/text_table.h"

namespace ascolto::match {

struct Atom {
  std::string text;          // an outline
  bool begins_word = false;  // it is wanted at the beginning of a word only
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
    std::vector<Met> met;  // by key
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

  // Calls found(atom, at) for the places of the atoms, in no special order; more places of
  // `begins_word` ones may be among them than begin a word. Of an atom whose key is met more
  // often than kMostTimes the other places are left out, and often(atom) is called, whether it is
  // in the text or not.
  template <typename Found, typename Often>
  void Find(const Outline& outline, Scratch* scratch, Found found, Often often) const;

 private:
  static constexpr std::uint32_t kMostTimes = 64;
  static constexpr std::size_t kLeastWordKey = 2, kLongestKey = 4;
  static constexpr std::size_t kLastBytes = 8;

  // One of the atoms that are known by the same key. Nearly all that are not there differ in their
  // last bytes.
  struct Row {
    std::uint32_t atom;
    std::uint32_t key_at;  // of the atom
    std::uint32_t bytes;
    std::uint64_t last;    // up to eight
  };
  struct Key {
    std::uint32_t bytes = 0;
    std::uint32_t begin = 0, end = 0;  // in rows_; end is 0 where there is no key
    std::uint32_t id = 0;
  };
  static std::uint32_t Hash(std::uint32_t bytes) { return bytes * 0x9E3779B1u; }
  // A bit for each value of the hash's upper bits: whether there may be a key.
  struct Marks {
    const std::uint64_t* marks;
    int shift;
    bool Of(std::uint32_t bytes) const {
      const std::uint32_t at = Hash(bytes) >> shift;
      return (marks[at / 64] >> at % 64 & 1) != 0;
    }
  };
  // The keys of one length.
  struct Table {
    std::vector<Key> slots{1};
    std::uint32_t slot_mask = 0;
    std::vector<std::uint64_t> marks{0};
    int shift = 31;

    bool empty() const { return slots.size() == 1; }
    Marks AllMarks() const { return {marks.data(), shift}; }
    const Key* Find(std::uint32_t bytes) const {
      for (std::size_t at = Hash(bytes) >> 7 & slot_mask; slots[at].end != 0;
           at = (at + 1) & slot_mask) {
        if (slots[at].bytes == bytes) return &slots[at];
      }
      return nullptr;
    }
  };
  struct Keyed {
    std::uint32_t bytes;
    Row row;
  };

  // Where the key of an atom is, and how long.
  struct Choice {
    Way way = Way::kNone;
    std::size_t at = 0, bytes = 0;
  };
  static Choice Choose(const Atom& atom);
  void Build(std::vector<Keyed> keyed, Table* table);

  static std::uint32_t Load(const char* bytes) {
    std::uint32_t word;
    std::memcpy(&word, bytes, sizeof(word));
    return word;
  }
  // Of a text behind whose first byte kLastBytes can be read.
  static std::uint64_t LastOf(const char* text, std::size_t bytes) {
    const std::size_t at = bytes > kLastBytes ? bytes - kLastBytes : 0;
    std::uint64_t last;
    std::memcpy(&last, text + at, sizeof(last));
    return last & internal::kLowBytes.of[bytes - at].low;
  }
  // The first `count` of the bytes that were loaded.
  static std::uint32_t First(std::uint32_t bytes, std::size_t count) {
    return count == kLongestKey ? bytes : bytes & ((1u << 8 * count) - 1);
  }

  // Calls on_key(key, at) for the keys that words begin with.
  template <typename OnKey>
  void AskWords(const Outline& outline, OnKey on_key) const;
  // The same for the keys of the table that stand at every kStep-th byte.
  template <std::size_t kBytes, std::size_t kStep, typename OnKey>
  static void Ask(const Table& table, std::string_view text, OnKey on_key);
  template <typename Found, typename Often>
  void Settle(const Key& key, std::string_view text, std::size_t at, Scratch* scratch,
              const Found& found, const Often& often) const;

  std::vector<Atom> atoms_;
  std::array<Table, kLongestKey + 1> words_;  // by the bytes of the keys: 2, 3, 4
  Table fourth_, second_, every_, three_;
  std::vector<Row> rows_;
  std::uint32_t keys_ = 0;
};

template <typename Found, typename Often>
void Atoms::Find(const Outline& outline, Scratch* scratch, Found found, Often often) const {
  if (scratch->met.size() < keys_) scratch->met.resize(keys_);
  if (++scratch->round == 0) {  // wrapped around
    scratch->met.assign(scratch->met.size(), {});
    scratch->round = 1;
  }
  const std::string_view text = outline.text();
  const auto settle = [&](const Key& key, std::size_t at) {
    Settle(key, text, at, scratch, found, often);
  };
  AskWords(outline, settle);
  Ask<4, 4>(fourth_, text, settle);
  Ask<4, 2>(second_, text, settle);
  Ask<4, 1>(every_, text, settle);
  Ask<3, 1>(three_, text, settle);
}

template <typename OnKey>
void Atoms::AskWords(const Outline& outline, OnKey on_key) const {
  const char* const bytes = outline.text().data();
  const Marks four = words_[4].AllMarks(), three = words_[3].AllMarks(),
              two = words_[2].AllMarks();
  const bool only_four = words_[3].empty() && words_[2].empty();
  for (const std::uint32_t at : outline.word_starts()) {
    const std::uint32_t key = Load(bytes + at);
    bool mark = four.Of(key);
    if (!only_four) mark |= three.Of(First(key, 3)) | two.Of(First(key, 2));
    if (!mark) [[likely]] continue;
    for (std::size_t size = kLeastWordKey; size <= kLongestKey; ++size) {
      const Key* found = words_[size].Find(First(key, size));
      if (found != nullptr) on_key(*found, at);
    }
  }
}

template <std::size_t kBytes, std::size_t kStep, typename OnKey>
void Atoms::Ask(const Table& table, std::string_view text, OnKey on_key) {
  if (table.empty()) return;
  const Marks marks = table.AllMarks();
  const char* const bytes = text.data();
  for (std::size_t at = 0; at < text.size(); at += kStep) {
    const std::uint32_t key = First(Load(bytes + at), kBytes);
    if (!marks.Of(key)) [[likely]] continue;
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
    if (row.key_at > at || text.size() - (at - row.key_at) < row.bytes) continue;
    const std::size_t begin = at - row.key_at;
    const char* const bytes = text.data() + begin;
    if (LastOf(bytes, row.bytes) != row.last) continue;
    if (row.bytes > kLastBytes &&
        std::memcmp(bytes, atoms_[row.atom].text.data(), row.bytes - kLastBytes) != 0) {
      continue;
    }
    found(row.atom, begin);
  }
}

}  // namespace ascolto::match

#endif  // ASCOLTO_MATCH_ATOMS_H_
