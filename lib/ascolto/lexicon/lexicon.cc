#include "ascolto/lexicon/lexicon.h"

#include <algorithm>
#include <utility>

#include "ascolto/text/characters.h"

namespace ascolto::lexicon {

std::uint32_t TailOf(std::string_view word) {
  std::uint32_t tail = 0;
  const std::size_t bytes = std::min<std::size_t>(word.size(), 4);
  std::memcpy(reinterpret_cast<char*>(&tail) + 4 - bytes, word.data() + word.size() - bytes, bytes);
  return tail;
}

void AffixFilter::Put(std::string_view text, bool end) {
  const std::size_t bytes = text.size();
  keys_.push_back(end ? TailOf(text) : KeyOf(text).head());
  const std::size_t cut = bytes < 4 ? 32 - 8 * bytes : 0;
  const std::uint32_t mask = end ? ~std::uint32_t{0} << cut : ~std::uint32_t{0} >> cut;
  if (std::find(masks_.begin(), masks_.end(), mask) == masks_.end()) masks_.push_back(mask);
}

void AffixFilter::Build() {
  std::sort(keys_.begin(), keys_.end());
  keys_.erase(std::unique(keys_.begin(), keys_.end()), keys_.end());
  bits_ = BloomFilter(keys_.size());
  for (const std::uint32_t key : keys_) bits_.Put(Hash(key));
  std::vector<std::uint32_t>().swap(keys_);
}

Lexicon::Gates Lexicon::MakeGates(std::span<const char> of) const {
  Gates gates;
  const auto forms = std::count_if(gated_.begin(), gated_.end(), [&](const Gated& g) {
    return of[g.id] != 0 && !g.star_before && !g.star_after;
  });
  gates.forms = BloomFilter(static_cast<std::size_t>(forms));
  for (const Gated& g : gated_) {
    if (of[g.id] == 0 || (g.star_before && g.star_after)) continue;
    if (g.star_before) {
      gates.suffixes.Put(g.text, true);
    } else if (g.star_after) {
      gates.prefixes.Put(g.text, false);
    } else {
      gates.forms.Put(HashOf(g.text));
    }
  }
  gates.prefixes.Build();
  gates.suffixes.Build();
  return gates;
}

void Lexicon::Build(std::span<const char> leads) {
  forms_.Build();
  tokens_.Build();
  for (AffixTable* starred : {&prefixes_, &suffixes_, &infixes_}) starred->Build();
  all_ = MakeGates(std::vector<char>(size(), 1));
  leading_ = MakeGates(leads);
  for (const Gated& g : gated_) {
    if (g.star_before && g.star_after) infix_gate_.Put(g.text, false);
  }
  infix_gate_.Build();
  std::vector<Gated>().swap(gated_);
  ids_ = {};
}

// One loop without branches that depend on the words: a hash, a bit or two, and whoever has one
// stays.
template <typename Stays>
void Lexicon::FilterWordsBy(std::string_view text, std::span<const text::Word> words,
                     std::vector<WordKey>* keys, std::vector<std::uint32_t>* survivors,
                     Stays stays) const {
  const std::size_t count = words.size();
  keys->resize(count);
  survivors->resize(count);
  WordKey* const key = keys->data();
  std::uint32_t* const left = survivors->data();
  std::size_t kept = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t size = words[i].end - words[i].begin;
    const char* const bytes = text.data() + words[i].begin;
    key[i] = KeyOfReadable(bytes, size);
    left[kept] = static_cast<std::uint32_t>(i);
    kept += stays(key[i], std::string_view(bytes, size)) ? 1 : 0;
  }
  survivors->resize(kept);
}

void Lexicon::FilterWords(std::string_view text, std::span<const text::Word> words,
                   std::vector<WordKey>* keys, std::vector<std::uint32_t>* survivors) const {
  const BloomFilter& forms = leading_.forms;
  const AffixFilter &prefixes = leading_.prefixes, &suffixes = leading_.suffixes;
  if (suffixes.empty() && infixes_.empty() && prefixes.empty()) {
    FilterWordsBy(text, words, keys, survivors,
           [&forms](const WordKey& key, std::string_view) { return forms.MayHold(key.hash); });
  } else if (suffixes.empty() && infixes_.empty() && prefixes.is_plain()) {
    FilterWordsBy(text, words, keys, survivors, [&](const WordKey& key, std::string_view) {
      return forms.MayHold(key.hash) | prefixes.MayHold(key.head(), ~std::uint32_t{0});
    });
  } else {
    FilterWordsBy(text, words, keys, survivors, [&](const WordKey& key, std::string_view form) {
      return forms.MayHold(key.hash) || prefixes.MayHold(key.head()) ||
             (!suffixes.empty() && suffixes.MayHold(TailOf(form))) ||
             (!infixes_.empty() && MayHoldInfix(form));
    });
  }
}

bool Lexicon::MayHoldInfix(std::string_view form) const {
  for (std::size_t at = 0; at < form.size(); ++at) {
    if (infix_gate_.MayHold(HeadAt(form, at))) return true;
  }
  return false;
}

MatcherId Lexicon::Add(const model::Element& element, bool exact) {
  const bool token = element.kind == model::Element::Kind::kToken;
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
    gated_.push_back({id, element.text, element.star_before, element.star_after});
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

}  // namespace ascolto::lexicon
