// Finds where any of thousands of literal texts ("atoms") stands in a text.
//
// The four bytes at every place of the text are hashed and asked for in a bitmap, which rules out
// nearly all of them; a table and a comparison settle the rest. What an atom is known by is not its
// beginning but the rarest four bytes in it, so that few places are left to settle. Atoms of three
// bytes have a bitmap of their own. A place costs a few instructions however many atoms there are,
// and a text that was made to meet the same four bytes again and again cannot make it more: after
// a number of such places their atoms count as found.

#ifndef ASCOLTO_MATCH_ATOMS_H_
#define ASCOLTO_MATCH_ATOMS_H_

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace ascolto::match {

inline constexpr std::size_t kLeastAtomBytes = 3;

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
  // Each atom has at least kLeastAtomBytes, and is there once.
  explicit Atoms(std::vector<std::string> atoms);

  bool empty() const { return atoms_.empty(); }

  // Calls found(atom, at) for the places of the atoms, in no special order. Of an atom whose key
  // is met more often than kMostPlaces the other places are left out, and often(atom) is called,
  // whether it is in the text or not.
  template <typename Found, typename Often>
  void Find(std::string_view text, Scratch* scratch, Found found, Often often) const;

 private:
  static constexpr std::uint32_t kMostPlaces = 64;
  static constexpr std::uint32_t kNone = ~0u;

  // One of the atoms that are known by the same key.
  struct Row {
    std::uint32_t atom;
    std::uint32_t key_at;  // of the atom
  };
  struct Key {
    std::uint32_t bytes = 0;
    std::uint32_t begin = 0, end = 0;  // in rows_; end is 0 where there is no key
    std::uint32_t id = 0;
  };
  // The keys of one length.
  struct Table {
    std::vector<Key> slots;
    std::vector<std::uint64_t> bitmap;
    int bitmap_shift = 0;
    std::uint32_t slot_mask = 0;

    static std::uint64_t Hash(std::uint32_t bytes) { return bytes * 0x9E3779B97F4A7C15u; }
    bool MayHold(std::uint64_t hash) const {
      const std::uint64_t bit = hash >> bitmap_shift;
      return (bitmap[bit / 64] >> bit % 64 & 1) != 0;
    }
    const Key* Find(std::uint32_t bytes, std::uint64_t hash) const {
      for (std::size_t at = hash >> 32 & slot_mask; slots[at].end != 0; at = (at + 1) & slot_mask) {
        if (slots[at].bytes == bytes) return &slots[at];
      }
      return nullptr;
    }
  };

  static std::uint32_t Load(const char* bytes) {
    std::uint32_t word;
    std::memcpy(&word, bytes, sizeof(word));
    return word;
  }
  static std::uint32_t LoadThree(const char* bytes) {
    const auto byte = [&](int i) { return std::uint32_t{static_cast<unsigned char>(bytes[i])}; };
    return byte(0) | byte(1) << 8 | byte(2) << 16;
  }

  void Build(std::size_t key_bytes, Table* table);

  template <typename Found, typename Often>
  void Settle(const Key& key, std::string_view text, std::size_t at, Scratch* scratch, Found found,
              Often often) const;

  std::vector<std::string> atoms_;
  Table long_, short_;
  std::vector<Row> rows_;
  std::uint32_t keys_ = 0;
};

template <typename Found, typename Often>
void Atoms::Find(std::string_view text, Scratch* scratch, Found found, Often often) const {
  if (scratch->met.size() < keys_) scratch->met.resize(keys_);
  if (++scratch->round == 0) {  // wrapped around
    scratch->met.assign(scratch->met.size(), {});
    scratch->round = 1;
  }
  if (!long_.slots.empty()) {
    for (std::size_t at = 0; at + 4 <= text.size(); ++at) {
      const std::uint32_t bytes = Load(text.data() + at);
      const std::uint64_t hash = Table::Hash(bytes);
      if (!long_.MayHold(hash)) [[likely]] continue;
      const Key* key = long_.Find(bytes, hash);
      if (key != nullptr) Settle(*key, text, at, scratch, found, often);
    }
  }
  if (!short_.slots.empty()) {
    for (std::size_t at = 0; at + 3 <= text.size(); ++at) {
      const std::uint32_t bytes = LoadThree(text.data() + at);
      const std::uint64_t hash = Table::Hash(bytes);
      if (!short_.MayHold(hash)) [[likely]] continue;
      const Key* key = short_.Find(bytes, hash);
      if (key != nullptr) Settle(*key, text, at, scratch, found, often);
    }
  }
}

template <typename Found, typename Often>
void Atoms::Settle(const Key& key, std::string_view text, std::size_t at, Scratch* scratch,
                   Found found, Often often) const {
  Scratch::Met& met = scratch->met[key.id];
  if (met.round != scratch->round) met = {scratch->round, 0};
  if (met.times > kMostPlaces) return;
  ++met.times;
  for (std::uint32_t r = key.begin; r < key.end; ++r) {
    const Row& row = rows_[r];
    if (met.times > kMostPlaces) {
      often(row.atom);
      continue;
    }
    const std::string& atom = atoms_[row.atom];
    if (row.key_at > at || text.size() - (at - row.key_at) < atom.size()) continue;
    const std::size_t begin = at - row.key_at;
    if (std::memcmp(text.data() + begin, atom.data(), atom.size()) == 0) found(row.atom, begin);
  }
}

}  // namespace ascolto::match

#endif  // ASCOLTO_MATCH_ATOMS_H_
