#include "ascolto/match/lexicon.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "ascolto/text/characters.h"

namespace ascolto::match {

void Lexicon::Starred::Add(const std::string& text, MatcherId id) {
  table_.Add(text, id);
  lengths_.push_back(static_cast<std::uint32_t>(text.size()));
  const WordKey key = KeyOf(text, 0, text.size());
  keys_.push_back(end_ ? key.tail : key.head);
  const std::uint32_t cut = text.size() < 4 ? 32 - 8 * static_cast<std::uint32_t>(text.size()) : 0;
  masks_.push_back(end_ ? ~std::uint32_t{0} << cut : ~std::uint32_t{0} >> cut);
}

void Lexicon::Starred::Build() {
  table_.Build();
  for (std::vector<std::uint32_t>* values : {&lengths_, &masks_, &keys_}) {
    std::sort(values->begin(), values->end());
    values->erase(std::unique(values->begin(), values->end()), values->end());
    values->shrink_to_fit();
  }
  bitmap_.assign(std::bit_ceil(keys_.size() + 1), 0);
  for (const std::uint32_t key : keys_) {
    const std::uint64_t bit = BitOf(key);
    bitmap_[bit / 64] |= std::uint64_t{1} << bit % 64;
  }
  keys_ = {};
}

void Lexicon::Build() {
  forms_.Build();
  tokens_.Build();
  for (Starred* starred : {&prefixes_, &suffixes_, &infixes_}) starred->Build();
  ids_ = {};
}

bool Lexicon::MayHoldInfix(std::string_view form) const {
  for (std::size_t at = 0; at < form.size(); ++at) {
    if (infixes_.MayHold(HeadAt(form, at))) return true;
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
