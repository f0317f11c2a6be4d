#include "ascolto/match/atoms.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "ascolto/match/regex_needs.h"

namespace ascolto::match {
namespace {

constexpr std::size_t kMarksOfAKey = 32;

// By Atoms::Way: the bytes of a key, and how many keys in a row are known.
struct Shape {
  std::size_t bytes, keys;
};
constexpr Shape kShapes[] = {{4, 1}, {4, 4}, {4, 2}, {4, 1}, {3, 1}};

Shape ShapeOf(Atoms::Way way) { return kShapes[static_cast<int>(way)]; }

}  // namespace

Atoms::Choice Atoms::Choose(const Atom& atom) {
  const std::string_view text = atom.text;
  Choice best;
  double best_rarity = -1;
  const auto consider = [&](const Choice& choice) {
    const double rarity = Rarity(text.substr(choice.at, choice.bytes));
    if (rarity <= best_rarity) return;
    best = choice;
    best_rarity = rarity;
  };
  for (std::size_t at = 0; at + kLeastWordKey <= text.size(); ++at) {
    const bool begins = at == 0 ? atom.begins_word : !IsWordByte(text[at - 1]);
    if (!begins || !IsWordByte(text[at])) continue;
    consider({Way::kWords, at, std::min(kLongestKey, text.size() - at)});
  }
  for (Way way = Way::kFourth; best.way == Way::kNone && way != Way::kNone;
       way = static_cast<Way>(static_cast<int>(way) + 1)) {
    const Shape shape = ShapeOf(way);
    const std::size_t bytes = shape.bytes + shape.keys - 1;
    for (std::size_t at = 0; at + bytes <= text.size(); ++at) consider({way, at, bytes});
  }
  return best;
}

Atoms::Way Atoms::WayOf(const Atom& atom) { return Choose(atom).way; }

Atoms::Atoms(std::vector<Atom> atoms) : atoms_(std::move(atoms)) {
  std::array<std::vector<Keyed>, kLongestKey + 1> words;
  std::array<std::vector<Keyed>, kWays> others;
  for (std::uint32_t i = 0; i < atoms_.size(); ++i) {
    const Choice choice = Choose(atoms_[i]);
    const bool of_words = choice.way == Way::kWords;
    const Shape shape = of_words ? Shape{choice.bytes, 1} : ShapeOf(choice.way);
    const std::string padded = atoms_[i].text + std::string(kLastBytes, '\0');
    const auto bytes = static_cast<std::uint32_t>(atoms_[i].text.size());
    for (std::size_t key = 0; key < shape.keys; ++key) {
      (of_words ? words[choice.bytes] : others[static_cast<std::size_t>(choice.way)])
          .push_back({First(Load(padded.data() + choice.at + key), shape.bytes),
                      {i, static_cast<std::uint32_t>(choice.at + key), bytes,
                       LastOf(padded.data(), bytes)}});
    }
  }
  for (std::size_t bytes = 0; bytes <= kLongestKey; ++bytes) {
    Build(std::move(words[bytes]), &words_[bytes]);
  }
  Table* const tables[] = {nullptr, &fourth_, &second_, &every_, &three_};
  for (std::size_t way = 1; way < kWays; ++way) Build(std::move(others[way]), tables[way]);
}

void Atoms::Build(std::vector<Keyed> keyed, Table* table) {
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
  const std::size_t marks = std::bit_ceil(kMarksOfAKey * keys.size());
  table->marks.assign((marks + 63) / 64, 0);
  table->shift = 32 - std::countr_zero(marks);
  for (const Key& key : keys) {
    std::size_t at = Hash(key.bytes) >> 7 & table->slot_mask;
    while (table->slots[at].end != 0) at = (at + 1) & table->slot_mask;
    table->slots[at] = key;
    const std::uint32_t mark = Hash(key.bytes) >> table->shift;
    table->marks[mark / 64] |= std::uint64_t{1} << mark % 64;
  }
}

}  // namespace ascolto::match
