// Pieces of hashtags against their plain definition.

#include "ascolto/readings/hashtags.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "ascolto/lexicon/lexicon.h"
#include "ascolto/lexicon/word_hash.h"
#include "ascolto/model/model.h"

namespace ascolto::readings {
namespace {

using model::Element;
using Range = HashtagSegmenter::Range;

constexpr std::uint32_t kNever = 1000;

// Of letters that short words are made of too, so that words can be cut in several ways.
std::string RandomWord(std::mt19937* random, std::size_t least, std::size_t most) {
  std::string word(least + (*random)() % (most - least + 1), 'a');
  for (char& c : word) c = "alno"[(*random)() % 4];
  return word;
}

// Rules of random words, what is made of them, and what a piece is by its plain definition.
class RandomRules {
 public:
  explicit RandomRules(std::mt19937* random) {
    model::Model model;
    model.lists.emplace_back();
    model.rules.emplace_back();
    model::Entry find, unless_find;
    std::vector<model::Phrase> list;
    for (int i = 0; i < 70; ++i) {
      Element element;
      element.star_before = i % 10 == 1;
      element.star_after = i % 20 == 0 || i % 20 == 1;
      element.text = RandomWord(random, element.star_before || element.star_after ? 2 : 3, 9);
      lexicon_.Add(element, /*exact=*/false);
      auto& phrases = i % 3 == 0 ? list : i % 3 == 1 ? find.phrases : unless_find.phrases;
      phrases.emplace_back().forms = {{element}};
      elements_.push_back(element);
    }
    lexicon_.Build(std::vector<char>(lexicon_.size(), 1));
    model.lists.back().entries = model::EncodedList<model::Phrase>(list);
    model.rules.back().find = {find};
    model.rules.back().unless_find = {unless_find};
    for (int i = 0; i < 20; ++i) {
      const std::string word = i < 2 ? "ll" + std::string(1, "an"[i]) : RandomWord(random, 6, 9);
      const bool alone = i % 3 != 0;
      if (!maskable_.insert(word).second) continue;
      if (alone) alone_.push_back(word);
      pieces_.AddMaskable(word, alone);
    }
    pieces_.Build(model);
  }

  const lexicon::Lexicon& lexicon() const { return lexicon_; }
  const HashtagSegmenter& pieces() const { return pieces_; }
  std::string Pick(std::mt19937* random) const {
    const std::size_t i = (*random)();
    return i % 4 == 0 ? alone_[i / 4 % alone_.size()] : elements_[i / 4 % elements_.size()].text;
  }

  std::uint32_t CostOf(std::string_view piece) const {
    if (piece.size() < 4) {
      return IsShortWord(piece) || maskable_.contains(std::string(piece)) ? 2 : kNever;
    }
    const auto begins_alike = [piece](const Element& element) {
      return !element.star_before && element.text.size() >= 4 &&
             piece.starts_with(element.text.substr(0, 4));
    };
    const auto fits = [piece](const Element& element) {
      if (element.star_before && element.star_after) return piece.find(element.text) != piece.npos;
      if (element.star_before) return piece.ends_with(element.text);
      return element.star_after ? piece.starts_with(element.text) : piece == element.text;
    };
    const bool is_piece = piece.size() <= 24 &&
                          std::any_of(elements_.begin(), elements_.end(), begins_alike) &&
                          std::any_of(elements_.begin(), elements_.end(), fits);
    return is_piece ? 1 : kNever;
  }
  std::uint32_t LeastCost(std::string_view word) const {
    std::vector<std::uint32_t> least(word.size() + 1, kNever);
    least[0] = 0;
    for (std::size_t end = 1; end <= word.size(); ++end) {
      for (std::size_t begin = 0; begin < end; ++begin) {
        const std::uint32_t cost = least[begin] + CostOf(word.substr(begin, end - begin));
        least[end] = std::min(least[end], cost);
      }
    }
    return least.back();
  }
  Range Maskable(std::string_view word) const {
    const auto size = static_cast<std::uint32_t>(word.size());
    for (const bool end : {true, false}) {
      for (std::uint32_t bytes = size < 4 ? 0 : size - 4; bytes >= 6; --bytes) {
        const std::uint32_t begin = end ? size - bytes : 0;
        if (std::find(alone_.begin(), alone_.end(), word.substr(begin, bytes)) == alone_.end()) {
          continue;
        }
        return {begin, begin + bytes};
      }
    }
    return {0, 0};
  }

 private:
  lexicon::Lexicon lexicon_;
  HashtagSegmenter pieces_;
  std::vector<Element> elements_;
  std::set<std::string> maskable_;
  std::vector<std::string> alone_;  // of these
};

TEST(HashtagPiecesTest, CutsInTheCheapestWayAndFindsMaskableWords) {
  std::mt19937 random(11);
  HashtagSegmenter::Scratch scratch;
  int cut = 0, whole = 0, not_cut = 0, maskable = 0;
  for (int round = 0; round < 10; ++round) {
    const RandomRules rules(&random);
    for (int i = 0; i < 500; ++i) {
      std::string word = RandomWord(&random, 0, 4);
      while (word.size() < HashtagSegmenter::kMinBytes || random() % 3 != 0) {
        word += random() % 4 == 0 ? RandomWord(&random, 1, 9) : rules.Pick(&random);
      }
      if (word.size() > HashtagSegmenter::kMaxBytes) continue;
      // What stands behind a word could go on with it.
      const std::string behind = RandomWord(&random, lexicon::kHashSlack, lexicon::kHashSlack);
      std::vector<char> readable(word.begin(), word.end());
      readable.insert(readable.end(), behind.begin(), behind.end());
      readable.shrink_to_fit();
      const auto pieces =
          rules.pieces().Segment({readable.data(), word.size()}, rules.lexicon(), &scratch);
      const std::uint32_t least = rules.LeastCost(word);
      if (least <= 1 || least >= kNever) {
        ASSERT_TRUE(pieces.empty()) << word;
        ++(least >= kNever ? not_cut : whole);
      } else {
        std::uint32_t at = 0, cost = 0;
        for (const Range& piece : pieces) {
          ASSERT_EQ(piece.begin, at) << word;
          at = piece.end;
          cost += rules.CostOf(std::string_view(word).substr(piece.begin, at - piece.begin));
        }
        ASSERT_EQ(at, word.size()) << word;
        ASSERT_EQ(cost, least) << word;
        ++cut;
      }
      const Range found = rules.pieces().FindMaskable(word);
      ASSERT_EQ(found, rules.Maskable(word)) << word << ' ' << found.begin << ' ' << found.end;
      maskable += found.end > 0;
    }
  }
  EXPECT_GT(cut, 500);
  EXPECT_GT(whole, 100);
  EXPECT_GT(not_cut, 500);
  EXPECT_GT(maskable, 100);
}

TEST(HashtagPiecesTest, FindsTheLongestMaskableWordFirstAtTheEnd) {
  HashtagSegmenter pieces;
  const std::string long_word(24, 'o');
  for (const char* word : {"stronzo", "stronzone", "coglione", "cacca"}) {
    pieces.AddMaskable(word, true);
  }
  pieces.AddMaskable(long_word, true);
  pieces.AddMaskable("u" + long_word, true);
  pieces.AddMaskable("merdoso", false);
  pieces.Build({});
  EXPECT_EQ(pieces.FindMaskable("sindacostronzo"), (Range{7, 14}));
  EXPECT_EQ(pieces.FindMaskable("stronzonesindaco"), (Range{0, 9}));
  EXPECT_EQ(pieces.FindMaskable("coglionestronzo"), (Range{8, 15}));
  EXPECT_EQ(pieces.FindMaskable("tuttu" + long_word), (Range{5, 29}));  // and not 25 bytes
  for (const char* word : {"ilstronzo", "stronzo", "stronzoit", "bellacacca", "sindacomerdoso"}) {
    EXPECT_EQ(pieces.FindMaskable(word), (Range{0, 0})) << word;
  }
}

}  // namespace
}  // namespace ascolto::readings
