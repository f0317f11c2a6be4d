#include "ascolto/regex/atoms.h"

#include <algorithm>
#include <bit>
#include <map>
#include <utility>

#include "ascolto/regex/needs.h"

namespace ascolto::regex {
namespace {

// By Atoms::Way: the bytes of a key, and how many keys in a row are known.
struct Shape {
  std::size_t bytes, keys;
};
constexpr Shape kShapes[] = {{4, 1}, {4, 4}, {4, 2}, {4, 1}, {3, 1}};

constexpr double kBitsOfAWholeWord = 4;  // that it is one, and does not just begin one

Shape ShapeOf(Atoms::Way way) { return kShapes[static_cast<int>(way)]; }

}  // namespace

Atoms::Choice Atoms::Choose(const Atom& atom) {
  const std::string_view text = atom.text;
  Choice best;
  double best_rarity = -1;
  const auto consider = [&](const Choice& choice) {
    const double rarity = Rarity(text.substr(choice.at, choice.bytes)) +
                          (choice.whole ? kBitsOfAWholeWord : 0);
    if (rarity <= best_rarity) return;
    best = choice;
    best_rarity = rarity;
  };
  for (std::size_t at = 0; at + kLeastWordKey <= text.size(); ++at) {
    const bool begins = at == 0 ? atom.begins_word && IsWordByte(text[at])
                                : BeginsWord(text[at - 1], text[at]);
    if (!begins) continue;
    std::size_t end = at;
    while (end < text.size() && IsWordByte(text[end])) ++end;
    const std::size_t bytes = std::min(kLongestKey, text.size() - at);
    // Of several words the first one alone says less than their first bytes.
    const bool whole = end - at >= bytes && (end < text.size() || atom.ends_word);
    consider({Way::kWords, at, bytes, end - at, whole});
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
  KeyedWords words, open_words;
  std::vector<Keyed> whole_words;
  std::vector<std::uint32_t> heads;
  std::array<std::vector<Keyed>, kWays> others;
  for (std::uint32_t i = 0; i < atoms_.size(); ++i) {
    const Choice choice = Choose(atoms_[i]);
    const bool of_words = choice.way == Way::kWords;
    const Shape shape = of_words ? Shape{choice.bytes, 1} : ShapeOf(choice.way);
    const std::string padded = atoms_[i].text + std::string(kLastBytes, '\0');
    const auto bytes = static_cast<std::uint32_t>(atoms_[i].text.size());
    for (std::size_t key = 0; key < shape.keys; ++key) {
      const Keyed keyed{First(lexicon::internal::Load64(padded.data() + choice.at + key), shape.bytes),
                        {i, static_cast<std::uint32_t>(choice.at + key), bytes,
                         atoms_[i].ends_word, LastOf(padded.data(), bytes)}};
      if (!of_words) {
        others[static_cast<std::size_t>(choice.way)].push_back(keyed);
        continue;
      }
      words[choice.bytes].push_back(keyed);
      const std::string_view word(padded.data() + choice.at, choice.word_bytes);
      // What is left is asked for by tables[2]: the word may go on behind these two or three bytes.
      if (choice.bytes >= kHeadBytes || choice.whole) heads.push_back(lexicon::KeyOf(word).head());
      if (choice.whole) {
        whole_words.push_back({lexicon::HashOf(word), keyed.row});
      } else {
        open_words[choice.bytes].push_back(keyed);
      }
    }
  }
  word_heads_ = lexicon::BloomFilter(heads.size());
  for (const std::uint32_t head : heads) word_heads_.Put(Hash(head));
  Build(std::move(words), &words_);
  Build(std::move(open_words), &open_words_);
  Build(std::move(whole_words), {}, &whole_words_);
  Table* const tables[] = {nullptr, &fourth_, &second_, &every_, &three_};
  for (std::size_t way = 1; way < kWays; ++way) Build(std::move(others[way]), {}, tables[way]);
}

void Atoms::Build(KeyedWords keyed, WordTables* tables) {
  std::vector<HeadOfKey> heads;
  for (std::size_t bytes = kHeadBytes + 1; bytes <= kLongestKey; ++bytes) {
    for (const Keyed& one : keyed[bytes]) {
      heads.push_back({First(one.bytes, kHeadBytes),
                       static_cast<std::uint8_t>(1u << (bytes - kHeadBytes))});
    }
  }
  Build(std::move(keyed[kHeadBytes]), heads, &(*tables)[kHeadBytes]);
  heads.clear();
  for (const Keyed& one : keyed[3]) heads.push_back({First(one.bytes, 2), 0});
  Build(std::move(keyed[2]), heads, &(*tables)[2]);
  for (const std::size_t bytes : {3, 5, 6, 7, 8}) {
    Build(std::move(keyed[bytes]), {}, &(*tables)[bytes]);
  }
}

void Atoms::Build(std::vector<Keyed> keyed, const std::vector<HeadOfKey>& heads, Table* table) {
  if (keyed.empty() && heads.empty()) return;
  std::map<std::uint64_t, Key> keys;
  std::stable_sort(keyed.begin(), keyed.end(),
                   [](const Keyed& a, const Keyed& b) { return a.bytes < b.bytes; });
  for (const Keyed& one : keyed) {
    const auto row = static_cast<std::uint32_t>(rows_.size());
    const auto [key, fresh] = keys.try_emplace(one.bytes, Key{one.bytes, row, row});
    rows_.push_back(one.row);
    key->second.end = row + 1;
  }
  for (const HeadOfKey& head : heads) {
    keys.try_emplace(head.bytes, Key{head.bytes}).first->second.longer |= head.longer;
  }
  table->slots.resize(std::bit_ceil(2 * keys.size()));
  table->slot_mask = static_cast<std::uint32_t>(table->slots.size() - 1);
  table->marks = lexicon::BloomFilter(keys.size());
  for (auto& [bytes, key] : keys) {
    key.id = keys_++;
    std::size_t at = Hash(bytes) >> 16 & table->slot_mask;
    while (table->slots[at].id != kNoKey) at = (at + 1) & table->slot_mask;
    table->slots[at] = key;
    table->marks.Put(Hash(bytes));
  }
}

}  // namespace ascolto::regex
