// Builds the tables and filters of the lexicon, and filters the words of a comment by anchors.

#include "ascolto/lexicon/lexicon.h"

#include <algorithm>
#include <utility>

#include "ascolto/text/characters.h"

namespace ascolto::lexicon {

std::uint32_t LastFourBytes(std::string_view word) {
  std::uint32_t last = 0;
  const std::size_t bytes = std::min<std::size_t>(word.size(), 4);
  std::memcpy(reinterpret_cast<char*>(&last) + 4 - bytes, word.data() + word.size() - bytes, bytes);
  return last;
}

void AffixFilter::Add(std::string_view text, bool end) {
  const std::size_t bytes = text.size();
  keys_.push_back(end ? LastFourBytes(text) : KeyOf(text).first_four());
  const std::size_t cut = bytes < 4 ? 32 - 8 * bytes : 0;
  const std::uint32_t mask = end ? ~std::uint32_t{0} << cut : ~std::uint32_t{0} >> cut;
  if (std::find(masks_.begin(), masks_.end(), mask) == masks_.end()) masks_.push_back(mask);
}

void AffixFilter::Build() {
  std::sort(keys_.begin(), keys_.end());
  keys_.erase(std::unique(keys_.begin(), keys_.end()), keys_.end());
  bits_ = BloomFilter(keys_.size());
  for (const std::uint32_t key : keys_) bits_.Add(Hash(key));
  std::vector<std::uint32_t>().swap(keys_);
}

Lexicon::WordFilters Lexicon::BuildFilters(std::span<const char> of) const {
  WordFilters filters;
  const auto forms = std::count_if(pending_.begin(), pending_.end(), [&](const PendingMatcher& g) {
    return of[g.id] != 0 && !g.star_before && !g.star_after;
  });
  filters.forms = BloomFilter(static_cast<std::size_t>(forms));
  for (const PendingMatcher& g : pending_) {
    if (of[g.id] == 0 || (g.star_before && g.star_after)) continue;
    if (g.star_before) {
      filters.suffixes.Add(g.text, true);
    } else if (g.star_after) {
      filters.prefixes.Add(g.text, false);
    } else {
      filters.forms.Add(HashOf(g.text));
    }
  }
  filters.prefixes.Build();
  filters.suffixes.Build();
  return filters;
}

void Lexicon::Build(std::span<const char> anchors) {
  forms_.Build();
  tokens_.Build();
  for (AffixTable* table : {&prefixes_, &suffixes_, &infixes_}) table->Build();
  all_filters_ = BuildFilters(std::vector<char>(size(), 1));
  anchor_filters_ = BuildFilters(anchors);
  for (const PendingMatcher& g : pending_) {
    if (g.star_before && g.star_after) infix_filter_.Add(g.text, false);
  }
  infix_filter_.Build();
  std::vector<PendingMatcher>().swap(pending_);
  ids_ = {};
}

// The loop has no branches that depend on the words. Each word needs its hash and one or two bits
// of the filters; the indices of words that pass are kept.
template <typename Passes>
void Lexicon::FilterWordsBy(std::string_view text, std::span<const text::Word> words,
                            std::vector<WordKey>* keys, std::vector<std::uint32_t>* candidates,
                            Passes passes) const {
  const std::size_t count = words.size();
  keys->resize(count);
  candidates->resize(count);
  WordKey* const key = keys->data();
  std::uint32_t* const left = candidates->data();
  std::size_t kept = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t size = words[i].end - words[i].begin;
    const char* const bytes = text.data() + words[i].begin;
    key[i] = KeyOfPadded(bytes, size);
    left[kept] = static_cast<std::uint32_t>(i);
    kept += passes(key[i], std::string_view(bytes, size)) ? 1 : 0;
  }
  candidates->resize(kept);
}

void Lexicon::FilterWords(std::string_view text, std::span<const text::Word> words,
                          std::vector<WordKey>* keys,
                          std::vector<std::uint32_t>* candidates) const {
  const BloomFilter& forms = anchor_filters_.forms;
  const AffixFilter &prefixes = anchor_filters_.prefixes, &suffixes = anchor_filters_.suffixes;
  if (suffixes.empty() && infixes_.empty() && prefixes.empty()) {
    FilterWordsBy(text, words, keys, candidates, [&forms](const WordKey& key, std::string_view) {
      return forms.MayContain(key.hash);
    });
  } else if (suffixes.empty() && infixes_.empty() && prefixes.is_full_width()) {
    FilterWordsBy(text, words, keys, candidates, [&](const WordKey& key, std::string_view) {
      return forms.MayContain(key.hash) | prefixes.MayContain(key.first_four(), ~std::uint32_t{0});
    });
  } else {
    FilterWordsBy(text, words, keys, candidates, [&](const WordKey& key, std::string_view form) {
      return forms.MayContain(key.hash) || prefixes.MayContain(key.first_four()) ||
             (!suffixes.empty() && suffixes.MayContain(LastFourBytes(form))) ||
             (!infixes_.empty() && MayContainInfix(form));
    });
  }
}

bool Lexicon::MayContainInfix(std::string_view form) const {
  for (std::size_t at = 0; at < form.size(); ++at) {
    if (infix_filter_.MayContain(FourBytesAt(form, at))) return true;
  }
  return false;
}

MatcherId Lexicon::Add(const model::Element& element, bool exact) {
  const bool token = element.kind == model::Element::Kind::kToken;
  if (token) exact = false;
  // The separator is safe: neither the folded nor the cased text contains a zero byte.
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
    pending_.push_back({id, element.text, element.star_before, element.star_after});
  }
  exact_of_.push_back(exact ? static_cast<std::uint32_t>(exact_.size()) : kNotExact);
  if (exact) exact_.push_back({element.cased, element.star_before, element.star_after});
  return id;
}

bool ExactMatcher::Matches(std::string_view word) const {
  // A combining mark after the text would change its last letter.
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
