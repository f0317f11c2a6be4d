#include "ascolto/match/hashtags.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace ascolto::match {
namespace {

using rules::Element;
using Range = HashtagPieces::Range;

constexpr std::uint32_t kNever = 1000;

// Of letters that short words are made of too, so that words can be cut in several ways.
std::string RandomWord(std::mt19937* random, std::size_t least, std::size_t most) {
  std::string word(least + (*random)() % (most - least + 1), 'a');
  for (char& c : word) c = "alno"[(*random)() % 4];
  return word;
}

// Pieces by their plain definition.
class Plain {
 public:
  explicit Plain(std::mt19937* random) {
    for (int i = 0; i < 60; ++i) {
      Element element;
      element.star_after = i % 20 == 0;
      element.text = RandomWord(random, element.star_after ? 4 : 3, 9);
      lexicon_.Add(element, /*exact=*/false);
      words_.insert(element.text);
      if (element.star_after) heads_.insert(element.text);
      phrases_.emplace_back().forms = {{element}};
    }
    lexicon_.Build(std::vector<char>(lexicon_.size(), 1));
    for (int i = 0; i < 20; ++i) {
      const std::string word = i < 2 ? "ll" + std::string(1, "an"[i]) : RandomWord(random, 6, 9);
      const bool alone = i % 3 != 0;
      if (!maskable_.insert(word).second) continue;
      if (alone) alone_.insert(word);
      pieces_.AddMaskable(word, alone);
    }
    rules::Model model;
    model.lists.emplace_back();
    model.lists.back().entries = rules::Packed<rules::Phrase>(phrases_);
    pieces_.Build(model);
  }

  const Lexicon& lexicon() const { return lexicon_; }
  const HashtagPieces& pieces() const { return pieces_; }
  std::string Pick(std::mt19937* random) const {
    const std::set<std::string>& from = (*random)() % 4 == 0 ? alone_ : words_;
    return *std::next(from.begin(), static_cast<std::ptrdiff_t>((*random)() % from.size()));
  }

  std::uint32_t CostOf(std::string_view piece) const {
    if (piece.size() < 4) {
      return IsShortWord(piece) || maskable_.contains(std::string(piece)) ? 2 : kNever;
    }
    if (piece.size() > 24) return kNever;
    const bool starred = std::any_of(heads_.begin(), heads_.end(), [&](const std::string& head) {
      return piece.starts_with(head);
    });
    return starred || words_.contains(std::string(piece)) ? 1 : kNever;
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
        if (alone_.contains(std::string(word.substr(begin, bytes)))) return {begin, begin + bytes};
      }
    }
    return {0, 0};
  }

 private:
  Lexicon lexicon_;
  HashtagPieces pieces_;
  std::vector<rules::Phrase> phrases_;
  std::set<std::string> words_, heads_, maskable_, alone_;
};

TEST(HashtagPiecesTest, CutsInTheCheapestWay) {
  std::mt19937 random(11);
  HashtagPieces::Scratch scratch;
  int cut = 0, whole = 0, not_cut = 0, maskable = 0;
  for (int rules = 0; rules < 10; ++rules) {
    const Plain plain(&random);
    for (int i = 0; i < 500; ++i) {
      std::string word = RandomWord(&random, 0, 4);
      while (word.size() < HashtagPieces::kLeastBytes || random() % 3 != 0) {
        word += random() % 4 == 0 ? RandomWord(&random, 1, 9) : plain.Pick(&random);
      }
      if (word.size() > HashtagPieces::kMostBytes) continue;
      const std::string readable = word + std::string(kHashSlack, '\0');
      const auto pieces =
          plain.pieces().Cut({readable.data(), word.size()}, plain.lexicon(), &scratch);
      const std::uint32_t least = plain.LeastCost(word);
      if (least <= 1 || least >= kNever) {
        ASSERT_TRUE(pieces.empty()) << word;
        ++(least >= kNever ? not_cut : whole);
      } else {
        std::uint32_t at = 0, cost = 0;
        for (const Range& piece : pieces) {
          ASSERT_EQ(piece.begin, at) << word;
          at = piece.end;
          cost += plain.CostOf(std::string_view(word).substr(piece.begin, at - piece.begin));
        }
        ASSERT_EQ(at, word.size()) << word;
        ASSERT_EQ(cost, least) << word;
        ++cut;
      }
      const Range found = plain.pieces().FindMaskable(word);
      ASSERT_EQ(found, plain.Maskable(word)) << word << ' ' << found.begin << ' ' << found.end;
      maskable += found.end > 0;
    }
  }
  EXPECT_GT(cut, 500);
  EXPECT_GT(whole, 100);
  EXPECT_GT(not_cut, 500);
  EXPECT_GT(maskable, 100);
}

TEST(HashtagPiecesTest, FindsTheLongestMaskableWordFirstAtTheEnd) {
  HashtagPieces pieces;
  for (const char* word : {"stronzo", "stronzone", "coglione", "cacca"}) {
    pieces.AddMaskable(word, true);
  }
  pieces.AddMaskable("merdoso", false);
  pieces.Build({});
  EXPECT_EQ(pieces.FindMaskable("sindacostronzo"), (Range{7, 14}));
  EXPECT_EQ(pieces.FindMaskable("stronzonesindaco"), (Range{0, 9}));
  EXPECT_EQ(pieces.FindMaskable("coglionestronzo"), (Range{8, 15}));
  for (const char* word : {"ilstronzo", "stronzo", "stronzoit", "bellacacca", "sindacomerdoso"}) {
    EXPECT_EQ(pieces.FindMaskable(word), (Range{0, 0})) << word;
  }
}

}  // namespace
}  // namespace ascolto::match
