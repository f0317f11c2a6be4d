#include "ascolto/match/lexicon.h"

#include <algorithm>
#include <utility>

#include "ascolto/text/characters.h"

namespace ascolto::match {

WordKey KeyOf(std::string_view word) {
  WordKey key{HashOf(word), 0, 0};
  const std::size_t bytes = std::min<std::size_t>(word.size(), 4);
  std::memcpy(&key.head, word.data(), bytes);
  std::memcpy(reinterpret_cast<char*>(&key.tail) + 4 - bytes, word.data() + word.size() - bytes,
              bytes);
  return key;
}

void StarGate::Put(const WordKey& key, std::size_t bytes, bool end) {
  keys_.push_back(end ? key.tail : key.head);
  const std::size_t cut = bytes < 4 ? 32 - 8 * bytes : 0;
  const std::uint32_t mask = end ? ~std::uint32_t{0} << cut : ~std::uint32_t{0} >> cut;
  if (std::find(masks_.begin(), masks_.end(), mask) == masks_.end()) masks_.push_back(mask);
}

void StarGate::Build() {
  std::sort(keys_.begin(), keys_.end());
  keys_.erase(std::unique(keys_.begin(), keys_.end()), keys_.end());
  bits_ = HashBits(keys_.size());
  for (const std::uint32_t key : keys_) bits_.Put(Hash(key));
  std::vector<std::uint32_t>().swap(keys_);
}

void Lexicon::Starred::Add(std::string_view text, MatcherId id) {
  table_.Add(text, id);
  const auto bytes = static_cast<std::uint32_t>(text.size());
  const auto at = std::lower_bound(lengths_.begin(), lengths_.end(), bytes);
  if (at == lengths_.end() || *at != bytes) lengths_.insert(at, bytes);
}

void Lexicon::Starred::Build() { table_.Build(); }

Lexicon::Gates Lexicon::MakeGates(std::span<const char> of) const {
  Gates gates;
  const auto forms = std::count_if(gated_.begin(), gated_.end(), [&](const Gated& g) {
    return of[g.id] != 0 && !g.star_before && !g.star_after;
  });
  gates.forms = HashBits(static_cast<std::size_t>(forms));
  for (const Gated& g : gated_) {
    if (of[g.id] == 0 || (g.star_before && g.star_after)) continue;
    if (g.star_before) {
      gates.suffixes.Put(g.key, g.bytes, true);
    } else if (g.star_after) {
      gates.prefixes.Put(g.key, g.bytes, false);
    } else {
      gates.forms.Put(g.key.hash);
    }
  }
  gates.prefixes.Build();
  gates.suffixes.Build();
  return gates;
}

void Lexicon::Build(std::span<const char> leads) {
  forms_.Build();
  tokens_.Build();
  for (Starred* starred : {&prefixes_, &suffixes_, &infixes_}) starred->Build();
  all_ = MakeGates(std::vector<char>(size(), 1));
  leading_ = MakeGates(leads);
  for (const Gated& g : gated_) {
    if (g.star_before && g.star_after) infix_gate_.Put(g.key, g.bytes, false);
  }
  infix_gate_.Build();
  std::vector<Gated>().swap(gated_);
  ids_ = {};
}

// Loops without branches: one over the bytes of words and the bitmap of forms, one for each length of
// stars, one over what is left.
void Lexicon::Sift(std::string_view text, std::span<const text::Word> words,
                   std::vector<WordKey>* keys, std::vector<std::uint32_t>* survivors) const {
  const std::size_t count = words.size();
  keys->resize(count);
  survivors->resize(count);
  WordKey* const key = keys->data();
  std::uint32_t* const may = survivors->data();
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t size = words[i].end - words[i].begin;
    const char* const bytes = text.data() + words[i].begin;
    if (size <= kHashSlack) {
      key[i].hash = HashShort(bytes, size);
      key[i].head = static_cast<std::uint32_t>(internal::Load64(bytes) &
                                               internal::kLowBytes.of[size].low);
    } else {
      key[i] = KeyOf(text.substr(words[i].begin, size));
    }
    may[i] = leading_.forms.MayHold(key[i].hash);
  }
  if (!suffixes_.empty()) {
    for (std::size_t i = 0; i < count; ++i) {
      key[i].tail = KeyOf(text.substr(words[i].begin, words[i].end - words[i].begin)).tail;
    }
  }
  for (const std::uint32_t mask : leading_.prefixes.masks()) {
    for (std::size_t i = 0; i < count; ++i) may[i] |= leading_.prefixes.MayHold(key[i].head, mask);
  }
  for (const std::uint32_t mask : leading_.suffixes.masks()) {
    for (std::size_t i = 0; i < count; ++i) may[i] |= leading_.suffixes.MayHold(key[i].tail, mask);
  }
  if (!infixes_.empty()) {
    for (std::size_t i = 0; i < count; ++i) {
      may[i] |= MayHoldInfix(text.substr(words[i].begin, words[i].end - words[i].begin));
    }
  }
  std::size_t left = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const bool survives = may[i] != 0;
    may[left] = static_cast<std::uint32_t>(i);
    left += survives;
  }
  survivors->resize(left);
  // To wait for what is read of each survivor in turn takes longer than all that is done with it.
  if (!forms_.is_large()) return;
  for (const std::uint32_t i : *survivors) forms_.FetchSlot(key[i].hash);
  for (const std::uint32_t i : *survivors) forms_.FetchRow(key[i].hash);
  for (const std::uint32_t i : *survivors) forms_.FetchText(key[i].hash);
}

bool Lexicon::MayHoldInfix(std::string_view form) const {
  for (std::size_t at = 0; at < form.size(); ++at) {
    if (infix_gate_.MayHold(HeadAt(form, at))) return true;
  }
  return false;
}

MatcherId Lexicon::Add(const rules::Element& element, bool exact) {
  const bool token = element.kind == rules::Element::Kind::kToken;
  if (token) exact = false;
  // Neither the folded nor the cased text holds a zero byte.
  std::string key = element.text + '\0' + (exact ? element.cased : "") + '\0';
  key += static_cast<char>('0' + element.star_before + 2 * element.star_after + 4 * exact +
                           8 * token);
  const auto [it, fresh] =
      ids_.try_emplace(std::move(key), static_cast<MatcherId>(exact_of_.size()));
  const MatcherId id = it->second;
  if (!fresh) return id;
  if (token) {
    tokens_.Add(element.text, id);
  } else if (element.star_before) {
    (element.star_after ? infixes_ : suffixes_).Add(element.text, id);
  } else if (element.star_after) {
    prefixes_.Add(element.text, id);
  } else {
    forms_.Add(element.text, id);
  }
  if (!token) {
    gated_.push_back({id, KeyOf(element.text),
                      static_cast<std::uint32_t>(element.text.size()), element.star_before,
                      element.star_after});
  }
  exact_of_.push_back(exact ? static_cast<std::uint32_t>(exact_.size()) : kNotExact);
  if (exact) exact_.push_back({element.cased, element.star_before, element.star_after});
  return id;
}

bool ExactMatcher::Fits(std::string_view word) const {
  // An accent behind the text makes its last letter another letter.
  const auto whole_letter = [&](std::size_t end) {
    return end == word.size() || !text::IsCombiningMark(text::Decode(word, end).code_point);
  };
  if (star_before && star_after) {
    for (std::size_t at = word.find(cased); at != std::string_view::npos;
         at = word.find(cased, at + 1)) {
      if (whole_letter(at + cased.size())) return true;
    }
    return false;
  }
  if (star_before) return word.ends_with(cased);
  if (star_after) return word.starts_with(cased) && whole_letter(cased.size());
  return word == cased;
}

}  // namespace ascolto::match
