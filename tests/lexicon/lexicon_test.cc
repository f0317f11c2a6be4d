#include "ascolto/lexicon/lexicon.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "ascolto/text/fold.h"
#include "ascolto/text/words.h"
#include "ascolto/readings/text_readings.h"

namespace ascolto::lexicon {
namespace {

using model::Element;

// Of few letters, so that words meet matchers, and begin and end like others.
std::string RandomWord(std::mt19937* random, std::size_t most) {
  std::string word(1 + (*random)() % most, 'a');
  for (char& c : word) c = "abc"[(*random)() % 3];
  return word;
}

bool Matches(const Element& element, std::string_view word) {
  if (element.star_before && element.star_after) return word.find(element.text) != word.npos;
  if (element.star_before) return word.ends_with(element.text);
  if (element.star_after) return word.starts_with(element.text);
  return word == element.text;
}

// A few matchers, or more than the nearest cache has room for; with stars, or with none at some
// end.
struct Kind {
  std::size_t matchers;
  bool star_before, star_after;
};
constexpr Kind kKinds[] = {{0, false, false}, {5, false, false},   {40, false, true},
                           {40, true, false}, {60, true, true},    {200, false, true},
                           {300, true, true}, {16000, false, true}, {16000, true, true}};

TEST(LexiconTest, FindsWhatFitsAndSiftsOutNothingThatLeads) {
  std::mt19937 random(7);
  std::size_t found_words = 0, sifted_out = 0;
  for (const Kind& kind : kKinds) {
    const std::size_t most = kind.matchers > 1000 ? 20 : 7;
    Lexicon lexicon;
    std::vector<Element> elements;  // by MatcherId
    for (std::size_t i = 0; i < kind.matchers; ++i) {
      Element element;
      element.text = RandomWord(&random, most);
      element.star_before = kind.star_before && random() % 4 == 0;
      element.star_after = kind.star_after && random() % 4 == 0;
      if (lexicon.Add(element, /*exact=*/false) == elements.size()) elements.push_back(element);
    }
    ASSERT_EQ(lexicon.size(), elements.size());
    std::vector<char> leads(elements.size());
    for (char& lead : leads) lead = random() % 3 == 0;
    lexicon.Build(leads);
    EXPECT_EQ(lexicon.is_large(), kind.matchers > 5000);

    std::string text;
    for (int i = 0; i < 300; ++i) text += RandomWord(&random, most + 3) + ' ';
    text::FoldedText folded;
    text::Words words;
    text::Fold(text, &folded);
    text::CutWords(folded, &words);
    readings::AddTextReadings(folded, &words);
    ASSERT_EQ(words.words.size(), 300u);
    std::vector<WordKey> keys;
    std::vector<std::uint32_t> candidates;
    lexicon.FilterWords(folded.text, words.words, &keys, &candidates);
    ASSERT_EQ(keys.size(), words.words.size());
    for (std::uint32_t i = 0; i < keys.size(); ++i) {
      const text::Word& word = words.words[i];
      const std::string_view form = folded.text.substr(word.begin, word.end - word.begin);
      std::set<MatcherId> expected, expected_leading;
      for (MatcherId id = 0; id < elements.size(); ++id) {
        if (!Matches(elements[id], form)) continue;
        expected.insert(id);
        if (leads[id] != 0) expected_leading.insert(id);
      }
      std::set<MatcherId> found, leading;
      lexicon.Find(keys[i], form, [&](MatcherId id) { found.insert(id); });
      lexicon.FindAnchors(keys[i], form, [&](MatcherId id) { leading.insert(id); });
      ASSERT_EQ(found, expected) << form;
      ASSERT_TRUE(found.empty() || lexicon.MayMatch(keys[i], form)) << form;
      ASSERT_TRUE(std::includes(found.begin(), found.end(), leading.begin(), leading.end()))
          << form;
      ASSERT_TRUE(std::includes(leading.begin(), leading.end(), expected_leading.begin(),
                                expected_leading.end()))
          << form;
      const bool stays = std::binary_search(candidates.begin(), candidates.end(), i);
      ASSERT_TRUE(stays || expected_leading.empty()) << form;
      found_words += !found.empty();
      sifted_out += !stays;
    }
  }
  EXPECT_GT(found_words, 300u);
  EXPECT_GT(sifted_out, 300u);
}

}  // namespace
}  // namespace ascolto::lexicon
