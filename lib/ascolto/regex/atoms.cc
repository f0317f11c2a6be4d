// Chooses a key for each atom and builds the tables of keys.

#include "ascolto/regex/atoms.h"

#include <algorithm>
#include <bit>
#include <map>
#include <utility>

#include "ascolto/regex/needs.h"

namespace ascolto::regex {
namespace {

// By Atoms::SearchMethod: the length of a key, and the number of consecutive offsets that are
// stored.
struct KeyShape {
  std::size_t bytes, keys;
};
constexpr KeyShape kKeyShapes[] = {{4, 1}, {4, 4}, {4, 2}, {4, 1}, {3, 1}};

constexpr double kWholeWordBits = 4;  // rarity of a whole word compared with a mere beginning

KeyShape KeyShapeOf(Atoms::SearchMethod method) { return kKeyShapes[static_cast<int>(method)]; }

}  // namespace

Atoms::Choice Atoms::ChooseKey(const Atom& atom) {
  const std::string_view text = atom.text;
  Choice best;
  double best_rarity = -1;
  const auto consider = [&](const Choice& choice) {
    const double rarity =
        Rarity(text.substr(choice.at, choice.bytes)) + (choice.whole ? kWholeWordBits : 0);
    if (rarity <= best_rarity) return;
    best = choice;
    best_rarity = rarity;
  };
  for (std::size_t at = 0; at + kMinWordKey <= text.size(); ++at) {
    const bool begins = at == 0 ? atom.begins_word && IsWordByte(text[at])
                                : BeginsWord(text[at - 1], text[at]);
    if (!begins) continue;
    std::size_t end = at;
    while (end < text.size() && IsWordByte(text[end])) ++end;
    const std::size_t bytes = std::min(kMaxKeyBytes, text.size() - at);
    // If the atom has several words, the first word alone is less selective than the first bytes.
    const bool whole = end - at >= bytes && (end < text.size() || atom.ends_word);
    consider({SearchMethod::kWords, at, bytes, end - at, whole});
  }
  for (SearchMethod method = SearchMethod::kEveryFourth;
       best.method == SearchMethod::kNone && method != SearchMethod::kNone;
       method = static_cast<SearchMethod>(static_cast<int>(method) + 1)) {
    const KeyShape key_shape = KeyShapeOf(method);
    const std::size_t bytes = key_shape.bytes + key_shape.keys - 1;
    for (std::size_t at = 0; at + bytes <= text.size(); ++at) consider({method, at, bytes});
  }
  return best;
}

Atoms::SearchMethod Atoms::SearchMethodOf(const Atom& atom) { return ChooseKey(atom).method; }

Atoms::Atoms(std::vector<Atom> atoms) : atoms_(std::move(atoms)) {
  KeyedWordRows words, partial_words;
  std::vector<KeyedRow> whole_words;
  std::vector<std::uint32_t> prefixes;
  std::array<std::vector<KeyedRow>, kSearchMethods> others;
  for (std::uint32_t i = 0; i < atoms_.size(); ++i) {
    const Choice choice = ChooseKey(atoms_[i]);
    const bool at_word = choice.method == SearchMethod::kWords;
    const KeyShape key_shape = at_word ? KeyShape{choice.bytes, 1} : KeyShapeOf(choice.method);
    const std::string padded = atoms_[i].text + std::string(kLastBytes, '\0');
    const auto bytes = static_cast<std::uint32_t>(atoms_[i].text.size());
    for (std::size_t key = 0; key < key_shape.keys; ++key) {
      const KeyedRow keyed{
          FirstBytes(lexicon::internal::Load64(padded.data() + choice.at + key), key_shape.bytes),
          {i, static_cast<std::uint32_t>(choice.at + key), bytes, atoms_[i].ends_word,
           LastBytes(padded.data(), bytes)}};
      if (!at_word) {
        others[static_cast<std::size_t>(choice.method)].push_back(keyed);
        continue;
      }
      words[choice.bytes].push_back(keyed);
      const std::string_view word(padded.data() + choice.at, choice.word_bytes);
      // Shorter keys are found through tables[2], because the word may continue after them.
      if (choice.bytes >= kPrefixBytes || choice.whole) {
        prefixes.push_back(lexicon::KeyOf(word).first_four());
      }
      if (choice.whole) {
        whole_words.push_back({lexicon::HashOf(word), keyed.row});
      } else {
        partial_words[choice.bytes].push_back(keyed);
      }
    }
  }
  word_prefixes_ = lexicon::BloomFilter(prefixes.size());
  for (const std::uint32_t prefix : prefixes) word_prefixes_.Add(Hash(prefix));
  Build(std::move(words), &words_);
  Build(std::move(partial_words), &partial_words_);
  Build(std::move(whole_words), {}, &whole_words_);
  Table* const tables[] = {nullptr, &every_fourth_, &every_second_, &every_byte_, &three_bytes_};
  for (std::size_t method = 1; method < kSearchMethods; ++method) {
    Build(std::move(others[method]), {}, tables[method]);
  }
}

void Atoms::Build(KeyedWordRows keyed, WordTables* tables) {
  std::vector<KeyPrefix> prefixes;
  for (std::size_t bytes = kPrefixBytes + 1; bytes <= kMaxKeyBytes; ++bytes) {
    for (const KeyedRow& one : keyed[bytes]) {
      prefixes.push_back({FirstBytes(one.bytes, kPrefixBytes),
                          static_cast<std::uint8_t>(1u << (bytes - kPrefixBytes))});
    }
  }
  Build(std::move(keyed[kPrefixBytes]), prefixes, &(*tables)[kPrefixBytes]);
  prefixes.clear();
  for (const KeyedRow& one : keyed[3]) prefixes.push_back({FirstBytes(one.bytes, 2), 0});
  Build(std::move(keyed[2]), prefixes, &(*tables)[2]);
  for (const std::size_t bytes : {3, 5, 6, 7, 8}) {
    Build(std::move(keyed[bytes]), {}, &(*tables)[bytes]);
  }
}

void Atoms::Build(std::vector<KeyedRow> keyed, const std::vector<KeyPrefix>& prefixes,
                  Table* table) {
  if (keyed.empty() && prefixes.empty()) return;
  std::map<std::uint64_t, Key> keys;
  std::stable_sort(keyed.begin(), keyed.end(),
                   [](const KeyedRow& a, const KeyedRow& b) { return a.bytes < b.bytes; });
  for (const KeyedRow& one : keyed) {
    const auto row = static_cast<std::uint32_t>(rows_.size());
    const auto [key, fresh] = keys.try_emplace(one.bytes, Key{one.bytes, row, row});
    rows_.push_back(one.row);
    key->second.end = row + 1;
  }
  for (const KeyPrefix& prefix : prefixes) {
    keys.try_emplace(prefix.bytes, Key{prefix.bytes}).first->second.longer |= prefix.longer;
  }
  table->slots.resize(std::bit_ceil(2 * keys.size()));
  table->slot_mask = static_cast<std::uint32_t>(table->slots.size() - 1);
  table->filter = lexicon::BloomFilter(keys.size());
  for (auto& [bytes, key] : keys) {
    key.id = keys_++;
    std::size_t at = Hash(bytes) >> 16 & table->slot_mask;
    while (table->slots[at].id != kNoKey) at = (at + 1) & table->slot_mask;
    table->slots[at] = key;
    table->filter.Add(Hash(bytes));
  }
}

}  // namespace ascolto::regex
