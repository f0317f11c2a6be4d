#include "ascolto/match/lexicon.h"

#include <algorithm>
#include <utility>

#include "ascolto/text/characters.h"

namespace ascolto::match {

void Lexicon::Starred::Add(const std::string& text, MatcherId id) {
  table[text].push_back(id);
  const auto at = std::lower_bound(lengths.begin(), lengths.end(), text.size());
  if (at == lengths.end() || *at != text.size()) lengths.insert(at, text.size());
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
    (matcher.star_after ? infixes_ : suffixes_).Add(matcher.text, it->second);
  } else if (matcher.star_after) {
    prefixes_.Add(matcher.text, it->second);
  } else {
    forms_[matcher.text].push_back(it->second);
  }
  matchers_.push_back(std::move(matcher));
  return it->second;
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
