#include "ascolto/regex/atoms.h"
#include "ascolto/readings/text_readings.h"

#include <algorithm>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ascolto::regex {
namespace {

using Places = std::vector<std::pair<std::uint32_t, std::size_t>>;

// The places of the atoms one by one; of those that must begin a word only where one begins.
Places PlacesOf(const std::vector<Atom>& atoms, const DigitMaskedText& masked_text) {
  Places places;
  const std::string_view text = masked_text.text();
  for (std::uint32_t i = 0; i < atoms.size(); ++i) {
    for (std::size_t at = text.find(atoms[i].text); at != std::string_view::npos;
         at = text.find(atoms[i].text, at + 1)) {
      const std::size_t end = at + atoms[i].text.size();
      const bool begins = BeginsWord(at > 0 ? text[at - 1] : ' ', text[at]);
      if (atoms[i].begins_word && !begins) continue;
      if (atoms[i].ends_word && end < text.size() && IsWordByte(text[end])) continue;
      places.push_back({i, at});
    }
  }
  return places;
}

struct Result {
  Places places;
  std::set<std::uint32_t> on_frequent;
};

Result Find(const Atoms& atoms, const DigitMaskedText& masked_text, Atoms::Scratch* scratch) {
  Result result;
  atoms.Find(
      masked_text, scratch,
      [&](std::uint32_t atom, std::size_t at) {
        result.places.push_back({atom, at});
        return true;
      },
      [&](std::uint32_t atom) { result.on_frequent.insert(atom); });
  std::sort(result.places.begin(), result.places.end());
  return result;
}

TEST(Atoms, FindsEveryPlace) {
  const std::vector<Atom> atoms = {{"cane", true}, {"cane", true, true}, {"cane", false},
                                   {"an", true},   {"il cane", false},   {"!!!", false},
                                   {"tto", false}};
  DigitMaskedText masked_text;
  masked_text.Read("Il cane? Un CANE, il canestro e Fido-cane!!! tutto andava");
  Atoms::Scratch scratch;
  const Result result = Find(Atoms(atoms), masked_text, &scratch);
  EXPECT_EQ(result.places, PlacesOf(atoms, masked_text));
  EXPECT_TRUE(result.on_frequent.empty());
}

TEST(Atoms, AreUsableFromThreeBytesOnOrTwoThatBeginAWord) {
  EXPECT_TRUE(Atoms::IsUsable({"abc", false}));
  EXPECT_FALSE(Atoms::IsUsable({"ab", false}));
  EXPECT_TRUE(Atoms::IsUsable({"ab", true}));
  EXPECT_TRUE(Atoms::IsUsable({" ab", false}));
  EXPECT_FALSE(Atoms::IsUsable({"a", true}));
  EXPECT_FALSE(Atoms::IsUsable({"??", true}));
  EXPECT_EQ(Atoms::SearchMethodOf({"x cane", false}), Atoms::SearchMethod::kWords);
  EXPECT_EQ(Atoms::SearchMethodOf({"cane", false}), Atoms::SearchMethod::kEveryByte);
  EXPECT_EQ(Atoms::SearchMethodOf({"canes", false}), Atoms::SearchMethod::kEverySecond);
  EXPECT_EQ(Atoms::SearchMethodOf({"canestr", false}), Atoms::SearchMethod::kEveryFourth);
}

// Of few letters, so that keys are shared and texts meet the same one on_frequent.
TEST(Atoms, FindsWhatAPlainSearchFinds) {
  std::mt19937_64 random(5);
  const auto text_of = [&](std::size_t size, const char* bytes, std::size_t count) {
    std::string text(size, ' ');
    for (char& c : text) c = bytes[random() % count];
    return text;
  };
  Atoms::Scratch scratch;
  std::size_t places = 0, on_frequent = 0, by_keys = 0;
  for (int round = 0; round < 3000; ++round) {
    std::set<Atom> some;
    for (std::size_t count = 1 + random() % 30; count > 0; --count) {
      Atom atom{text_of(2 + random() % 9, "aab0 -\xe8", 7), random() % 2 == 0};
      atom.ends_word = IsWordByte(atom.text.back()) && random() % 2 == 0;
      if (Atoms::IsUsable(atom)) some.insert(std::move(atom));
    }
    const std::vector<Atom> all(some.begin(), some.end());
    const Atoms atoms(all);
    const std::size_t size = random() % (round % 10 == 0 ? 3000 : 100);
    DigitMaskedText masked_text;
    text::FoldedText folded;
    text::Words words;
    std::vector<lexicon::WordKey> keys;
    if (round % 2 == 0) {
      masked_text.Read(text_of(size, "aab0 -\xe8", 7));
    } else {  // words are asked for by their keys
      const std::string original = text_of(size, "aaab -", 6);
      text::Fold(original, &folded);
      text::CutWords(folded, &words);
      readings::AddTextReadings(folded, &words);
      for (const text::Word& word : words.words) {
        keys.push_back(lexicon::KeyOf(folded.text.substr(word.begin, word.end - word.begin)));
      }
      masked_text.ReadFolded(folded, words.words, keys);
      by_keys += masked_text.keys() != nullptr;
    }
    const Result result = Find(atoms, masked_text, &scratch);
    for (const auto& place : PlacesOf(all, masked_text)) {
      ++places;
      if (result.on_frequent.contains(place.first)) continue;
      ASSERT_TRUE(std::binary_search(result.places.begin(), result.places.end(), place))
          << "atom '" << all[place.first].text << "' at " << place.second << " of "
          << masked_text.text();
    }
    for (const auto& [atom, at] : result.places) {
      ASSERT_EQ(masked_text.text().substr(at, all[atom].text.size()), all[atom].text);
    }
    on_frequent += result.on_frequent.size();
  }
  EXPECT_GT(places, 5000u);
  EXPECT_GT(on_frequent, 10u);
  EXPECT_GT(by_keys, 1000u);
}

}  // namespace
}  // namespace ascolto::regex
