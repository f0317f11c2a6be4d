#include "ascolto/match/atoms.h"

#include <algorithm>
#include <utility>

#include "ascolto/match/regex_needs.h"

namespace ascolto::match {
namespace {

constexpr std::size_t kBitsOfAKey = 64;  // of the bitmap

std::size_t RarestPart(std::string_view text, std::size_t bytes) {
  std::size_t best = 0;
  double best_rarity = -1;
  for (std::size_t at = 0; at + bytes <= text.size(); ++at) {
    const double rarity = Rarity(text.substr(at, bytes));
    if (rarity <= best_rarity) continue;
    best = at;
    best_rarity = rarity;
  }
  return best;
}

}  // namespace

Atoms::Atoms(std::vector<std::string> atoms) : atoms_(std::move(atoms)) {
  Build(4, &long_);
  Build(3, &short_);
}

void Atoms::Build(std::size_t key_bytes, Table* table) {
  struct Keyed {
    std::uint32_t bytes;
    Row row;
  };
  std::vector<Keyed> keyed;
  for (std::uint32_t atom = 0; atom < atoms_.size(); ++atom) {
    const std::string& text = atoms_[atom];
    if ((text.size() == 3) != (key_bytes == 3)) continue;
    const std::size_t at = RarestPart(text, key_bytes);
    const char* bytes = text.data() + at;
    keyed.push_back({key_bytes == 3 ? LoadThree(bytes) : Load(bytes),
                     {atom, static_cast<std::uint32_t>(at)}});
  }
  if (keyed.empty()) return;
  std::stable_sort(keyed.begin(), keyed.end(),
                   [](const Keyed& a, const Keyed& b) { return a.bytes < b.bytes; });
  std::vector<Key> keys;
  for (const Keyed& one : keyed) {
    const auto row = static_cast<std::uint32_t>(rows_.size());
    if (keys.empty() || keys.back().bytes != one.bytes) {
      keys.push_back({one.bytes, row, row, keys_++});
    }
    rows_.push_back(one.row);
    keys.back().end = row + 1;
  }
  table->slots.resize(std::bit_ceil(2 * keys.size()));
  table->slot_mask = static_cast<std::uint32_t>(table->slots.size() - 1);
  const std::size_t bits = std::bit_ceil(kBitsOfAKey * keys.size());
  table->bitmap.resize(bits / 64);
  table->bitmap_shift = 64 - std::countr_zero(bits);
  for (const Key& key : keys) {
    const std::uint64_t hash = Table::Hash(key.bytes);
    std::size_t at = hash >> 32 & table->slot_mask;
    while (table->slots[at].end != 0) at = (at + 1) & table->slot_mask;
    table->slots[at] = key;
    const std::uint64_t bit = hash >> table->bitmap_shift;
    table->bitmap[bit / 64] |= std::uint64_t{1} << bit % 64;
  }
}

}  // namespace ascolto::match
