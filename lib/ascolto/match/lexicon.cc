#include "ascolto/match/lexicon.h"

#include <algorithm>
#include <utility>

#include "ascolto/text/characters.h"

namespace ascolto::match {

namespace {

std::uint64_t HashOf(const std::string& text, bool backwards) {
  RollingHash hash;
  for (std::size_t i = 0; i < text.size(); ++i) {
    hash.Add(text[backwards ? text.size() - 1 - i : i]);
  }
  return hash.value();
}

}  // namespace

void TextTable::Add(std::uint64_t hash, const std::string& text, MatcherId id) {
  const auto [it, fresh] =
      rows_of_.try_emplace(text, hash, static_cast<std::uint32_t>(rows_.size()));
  if (fresh) rows_.push_back({text, {}});
  rows_[it->second.second].ids.push_back(id);
}

void TextTable::Build() {
  std::size_t slots = 1;
  while (slots < 2 * rows_.size()) slots *= 2;
  slots_.assign(slots, Slot());
  slot_mask_ = slots - 1;
  bitmap_.assign(slots, 0);
  bitmap_mask_ = slots * 64 - 1;
  for (const auto& [text, place] : rows_of_) {
    const auto& [hash, row] = place;
    std::uint64_t at = hash >> 32 & slot_mask_;
    while (slots_[at].row != kEmpty) at = (at + 1) & slot_mask_;
    slots_[at] = {hash, row};
    const std::uint64_t bit = hash & bitmap_mask_;
    bitmap_[bit / 64] |= std::uint64_t{1} << bit % 64;
  }
  rows_of_.clear();
}

void Lexicon::Starred::Add(const std::string& text, bool backwards, MatcherId id) {
  table.Add(HashOf(text, backwards), text, id);
  lengths.resize(std::max(lengths.size(), text.size() + 1), 0);
  lengths[text.size()] = 1;
}

void Lexicon::Build() {
  forms_.Build();
  for (Starred* starred : {&prefixes_, &suffixes_, &infixes_}) starred->table.Build();
  ids_.clear();
}

MatcherId Lexicon::Add(const rules::Element& element, bool exact) {
  WordMatcher matcher;
  matcher.text = element.text;
  matcher.star_before = element.star_before;
  matcher.star_after = element.star_after;
  matcher.token = element.kind == rules::Element::Kind::kToken;
  matcher.exact = exact && !matcher.token;
  if (matcher.exact) matcher.cased = element.cased;
  const int kind = matcher.star_before + 2 * matcher.star_after + 4 * matcher.exact;
  const auto [it, fresh] = ids_.try_emplace({matcher.text, matcher.cased, kind},
                                            static_cast<MatcherId>(matchers_.size()));
  if (!fresh) return it->second;
  if (matcher.star_before) {
    (matcher.star_after ? infixes_ : suffixes_)
        .Add(matcher.text, !matcher.star_after, it->second);
  } else if (matcher.star_after) {
    prefixes_.Add(matcher.text, false, it->second);
  } else {
    forms_.Add(HashOf(matcher.text, false), matcher.text, it->second);
  }
  const MatcherId id = it->second;
  matchers_.push_back(std::move(matcher));
  return id;
}

bool Lexicon::FitsCased(const WordMatcher& matcher, std::string_view cased) {
  // An accent behind the text makes its last letter another letter.
  const auto whole_letter = [&](std::size_t end) {
    return end == cased.size() || !text::IsCombiningMark(text::Decode(cased, end).code_point);
  };
  const std::size_t size = matcher.cased.size();
  if (matcher.star_before && matcher.star_after) {
    for (std::size_t at = cased.find(matcher.cased); at != std::string_view::npos;
         at = cased.find(matcher.cased, at + 1)) {
      if (whole_letter(at + size)) return true;
    }
    return false;
  }
  if (matcher.star_before) return cased.ends_with(matcher.cased);
  if (matcher.star_after) return cased.starts_with(matcher.cased) && whole_letter(size);
  return cased == matcher.cased;
}

}  // namespace ascolto::match
