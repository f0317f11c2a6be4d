// Words, tokens and readings, by tables of cases.

#include "ascolto/text/words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <numeric>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "ascolto/base/strings.h"
#include "ascolto/text/characters.h"
#include "ascolto/readings/text_readings.h"

namespace ascolto::text {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class Cut {
 public:
  explicit Cut(const std::string& text) : text_(text) {
    Fold(text_, &folded_);
    CutWords(folded_, &words_);
    readings::AddTextReadings(folded_, &words_);
  }
  std::vector<std::string> words() const {
    std::vector<std::string> out;
    for (const Word& w : words_.words) {
      out.emplace_back(folded_.text.substr(w.begin, w.end - w.begin));
    }
    return out;
  }
  std::vector<std::string> tokens() const {
    constexpr const char* kNames[] = {"link", "mail", "mention", "hashtag", "emoji"};
    std::vector<std::string> out;
    for (const Token& t : words_.tokens) {
      out.push_back(base::Cat(kNames[static_cast<int>(t.kind)], " ",
                              folded_.text.substr(t.begin, t.end - t.begin)));
    }
    return out;
  }
  // "from-to form kind"
  std::vector<std::string> readings() const {
    std::vector<std::string> out;
    for (const ReadingEdge& r : words_.readings) {
      out.push_back(base::Cat(r.from, "-", r.to, " ", words_.Form(r), " ", ReadingName(r.kind)));
    }
    return out;
  }
  const Words& all() const { return words_; }

 private:
  std::string text_;
  FoldedText folded_;
  Words words_;
};

TEST(WordsTest, CutsAtEverythingButLettersAndDigits) {
  EXPECT_THAT(Cut("L'idiota di Dostoevskij: bell_issimo, 3.5!").words(),
              ElementsAre("l", "idiota", "di", "dostoevskij", "bell", "issimo", "3", "5"));
  EXPECT_THAT(Cut("дурак ελλάδα 日本").words(), ElementsAre("дурак", "ελλαδα", "日本"));
  EXPECT_THAT(Cut("").words(), IsEmpty());
  EXPECT_THAT(Cut("... !? 😀").words(), IsEmpty());
}

// A text of chunks of all kinds, so that they meet at every place of a block of 64 bytes.
std::string RandomText(std::mt19937* random) {
  const std::string pieces[] = {
      "ciao", "e", "a", "l'", "un", "incantevole", "10", "3.5", "st0pid0", "stuuupido", "!", "?!",
      "...", "$oldi", "c@zzo", "@mario", "#tag_a", "https://a.it/x", "x.it", "a.b", "m@a.it",
      "perché", "😀", "дурак", "s", ",", "|", "+1", "(sì)", "a:b", "https:", "abcdefghijklmnopqr"};
  std::string text;
  for (int i = (*random)() % 40; i > 0; --i) {
    text += pieces[(*random)() % std::size(pieces)];
    if ((*random)() % 3 != 0) text += ' ';
  }
  return text;
}

TEST(WordsTest, AreWhatStandsBetweenTokens) {
  std::mt19937 random(1);
  for (int round = 0; round < 20000; ++round) {
    FoldedText folded;
    const std::string text = RandomText(&random);
    Fold(text, &folded);
    Words words;
    CutWords(folded, &words);
    readings::AddTextReadings(folded, &words);
    std::vector<std::pair<std::uint32_t, std::uint32_t>> expected, found;
    auto token = words.tokens.begin();
    bool inside = false;
    for (std::uint32_t at = 0; at < folded.text.size();) {
      while (token != words.tokens.end() && token->end <= at) ++token;
      const Decoded c = Decode(folded.text, at);
      const bool in_token = token != words.tokens.end() && token->begin <= at &&
                            token->kind != Token::Kind::kHashtag;
      const bool word = !in_token && IsWordCharacter(c.code_point);
      if (word && !inside) expected.push_back({at, at});
      at += c.bytes;
      if (word) expected.back().second = at;
      inside = word;
    }
    for (const Word& w : words.words) found.push_back({w.begin, w.end});
    ASSERT_EQ(found, expected) << text;
  }
}

TEST(ReadingsTest, OnlyMarkedWordsHaveReadings) {
  std::mt19937 random(2);
  std::size_t readings = 0;
  for (int round = 0; round < 20000; ++round) {
    FoldedText folded;
    const std::string text = RandomText(&random);
    Fold(text, &folded);
    Words words;
    CutWords(folded, &words);
    readings::AddTextReadings(folded, &words);
    Words all;
    CutWords(folded, &all);
    all.may_have_readings.resize(all.words.size());
    std::iota(all.may_have_readings.begin(), all.may_have_readings.end(), 0u);
    readings::AddTextReadings(folded, &all);
    const auto list = [](const Words& w) {
      std::vector<std::string> out;
      for (const ReadingEdge& r : w.readings) {
        out.push_back(base::Cat(r.from, " ", r.to, " ", r.begin, " ", r.end, " ", w.Form(r)));
      }
      return out;
    };
    ASSERT_EQ(list(words), list(all)) << text;
    readings += all.readings.size();
  }
  EXPECT_GT(readings, 10000u);
}

TEST(WordsTest, FindsLinksAndKeepsTheSentenceAroundThem) {
  const Cut cut("vedi (https://comune.example.it/a?b=1), e www.prova.it. Anche bit.ly/x9 ok");
  EXPECT_THAT(cut.tokens(), ElementsAre("link https://comune.example.it/a?b=1",
                                        "link www.prova.it", "link bit.ly/x9"));
  EXPECT_THAT(cut.words(), ElementsAre("vedi", "e", "anche", "ok"));
  EXPECT_EQ(cut.all().links, 3u);
}

TEST(WordsTest, DoesNotTakeAMissingSpaceForALink) {
  EXPECT_THAT(Cut("vergogna.in italia non si vive").tokens(), IsEmpty());
  EXPECT_THAT(Cut("ciao.come stai").tokens(), IsEmpty());
  EXPECT_THAT(Cut("la S.p.A. e il c.a.p.").tokens(), IsEmpty());
}

TEST(WordsTest, FindsMailAddressesMentionsAndHashtags) {
  const Cut cut("@Sindaco.Rossi scriva a urp.info@comune.example.it #Vergogna_Subito a@b");
  EXPECT_THAT(cut.tokens(), ElementsAre("mention @sindaco.rossi", "mail urp.info@comune.example.it",
                                        "hashtag #vergogna_subito"));
  EXPECT_THAT(cut.words(), ElementsAre("scriva", "a", "vergogna", "subito", "a", "b"));
  EXPECT_EQ(cut.all().mentions, 1u);
  EXPECT_EQ(cut.all().hashtags, 1u);
  EXPECT_EQ(cut.all().links, 0u);
}

TEST(WordsTest, TakesWhatFollowsAHashtagWordForNoMention) {
  EXPECT_THAT(Cut("#foo@bar.it foo@bar").tokens(), ElementsAre("hashtag #foo"));
}

TEST(WordsTest, KeepsJoinedEmojiWhole) {
  const Cut cut("ok👍🏽👨‍👩‍👧🇮🇹🇮🇹❤️!!?");
  EXPECT_THAT(cut.tokens(), ElementsAre("emoji 👍", "emoji 👨👩👧", "emoji 🇮🇹", "emoji 🇮🇹",
                                        "emoji ❤"));
  EXPECT_EQ(cut.all().emoji, 5u);
  EXPECT_EQ(cut.all().exclamations, 2u);
  EXPECT_TRUE(cut.all().question_mark);
}

TEST(ReadingsTest, SqueezesLettersRepeatedThreeTimes) {
  EXPECT_THAT(Cut("stuuupido").readings(),
              ElementsAre("0-1 stuupido squeezed", "0-1 stupido squeezed"));
  EXPECT_THAT(Cut("paaallla").readings(),
              ElementsAre("0-1 paalla squeezed", "0-1 palla squeezed", "0-1 paala squeezed",
                          "0-1 pala squeezed"));
  EXPECT_THAT(Cut("palla 1000000").readings(), IsEmpty());
}

TEST(ReadingsTest, UndoesLeet) {
  EXPECT_THAT(Cut("sei st0pid0!").readings(), ElementsAre("1-2 stopido leet"));
  EXPECT_THAT(Cut("c@zzo").readings(), ElementsAre("0-2 cazzo leet"));
  EXPECT_THAT(Cut("b1534a").readings(), ElementsAre("0-1 biseaa leet", "0-1 blseaa leet"));
  EXPECT_THAT(Cut("b12345a").readings(), IsEmpty()) << "five digits in a row are a number";
  EXPECT_THAT(Cut("caz00000").readings(), Contains("0-1 cazo leet")) << "but not all the same";
  EXPECT_THAT(Cut("n333333gro").readings(), Contains("0-1 negro leet"));
  // Wherever they stand to the blocks that the masks are of.
  for (int before = 50; before < 70; ++before) {
    const std::string dashes(before, '-');
    EXPECT_THAT(Cut(dashes + "b15345a").readings(), IsEmpty()) << before;
    EXPECT_THAT(Cut(dashes + "b3534a").readings(), ElementsAre("0-1 beseaa leet")) << before;
  }
  EXPECT_THAT(Cut("$tupid1").readings(), ElementsAre("0-1 stupidi leet", "0-1 stupidl leet"));
  EXPECT_THAT(Cut("idi0taaa").readings(),
              ElementsAre("0-1 idi0taa squeezed", "0-1 idi0ta squeezed", "0-1 idiotaaa leet",
                          "0-1 idiotaa leet", "0-1 idiota leet"));
  EXPECT_THAT(Cut("10 anni, bravo! 5€ https://a.it/c0 a@b.it").readings(), IsEmpty());
}

TEST(ReadingsTest, JoinsSingleLetters) {
  EXPECT_THAT(Cut("s t u p i d x").readings(), ElementsAre("0-7 stupidx joined"));
  EXPECT_THAT(Cut("è s t u p i d o").readings(),
              ElementsAre("0-8 estupido joined", "0-7 estupid joined", "1-8 stupido joined",
                          "1-7 stupid joined"));
  EXPECT_THAT(Cut("c.r.e.t.i.n.o").readings(), ElementsAre("0-7 cretino joined"));
  EXPECT_THAT(Cut("s e i un").readings(), ElementsAre("0-3 sei joined"));
  EXPECT_THAT(Cut("a b, c d").readings(), IsEmpty());
  EXPECT_THAT(Cut("1 2 3").readings(), IsEmpty());
}

TEST(ReadingsTest, JoinsLettersWithEmojiBetween) {
  EXPECT_THAT(Cut("c😀r😂e👍t").readings(), ElementsAre("0-4 cret joined"));
  EXPECT_THAT(Cut("c 😀 r 😀 e").readings(),
              ElementsAre("0-3 cre joined"));
  EXPECT_THAT(Cut("b @x c @x d").readings(), IsEmpty());
}

TEST(ReadingsTest, TakesForeignLettersForLatinOnesInMixedWords) {
  EXPECT_THAT(Cut("сretino").readings(), ElementsAre("0-1 cretino lookalike"));  // Cyrillic с
  EXPECT_THAT(Cut("сrеtіnо").readings(), Contains("0-1 cretino lookalike"));
  EXPECT_THAT(Cut("сreeetin0").readings(), Contains("0-1 cretino leet"));
  EXPECT_THAT(Cut("с@zzo").readings(), Contains("0-2 cazzo leet"));
  EXPECT_THAT(Cut("с r e t i n o").readings(), Contains("0-7 cretino joined"));
  EXPECT_THAT(Cut("дурак сор ελλάδα αυτο").readings(), IsEmpty());
}

TEST(ReadingsTest, CutsCamelCase) {
  EXPECT_THAT(Cut("SeiUnCretino").readings(),
              ElementsAre("0-2 sei cut", "2-3 un cut", "3-1 cretino cut"));
  EXPECT_THAT(Cut("ma #SeiUnCretino_Tu").readings(),
              ElementsAre("1-4 sei cut", "4-5 un cut", "5-2 cretino cut"));
  EXPECT_THAT(Cut("RAIUno").readings(), IsEmpty());
  EXPECT_THAT(Cut("laRAIUno").readings(),
              ElementsAre("0-2 la cut", "2-3 rai cut", "3-1 uno cut"));
  EXPECT_THAT(Cut("PerchéNo").readings(), ElementsAre("0-2 perche cut", "2-1 no cut"));
  EXPECT_THAT(Cut("Sei\u200BUn").readings(), ElementsAre("0-2 sei cut", "2-1 un cut"));
  EXPECT_THAT(Cut("sTuPiDo Ciao CIAO https://a.it/SeiUn @SeiUn").readings(), IsEmpty());
  EXPECT_THAT(Cut("AbcAbcAbcAbcAbcAbcAbcAbcAbc").readings(), IsEmpty());
}

TEST(ReadingsTest, SpansCoverTheDisguise) {
  const Cut cut("o $tupido!");
  ASSERT_EQ(cut.all().readings.size(), 1u);
  EXPECT_EQ(cut.all().readings[0].begin, 2u);
  EXPECT_EQ(cut.all().readings[0].end, 9u);
}

TEST(ReadingsTest, AreAtMostEightAPlaceAndLinearInAll) {
  std::string text;
  for (int i = 0; i < 5000; ++i) text += "aaabbbcccddd1|";
  const Cut cut(text);
  EXPECT_LE(cut.all().readings.size(), cut.words().size() * 8);
  const Cut places("aaabbbcccddd1 aaa1eee1iii1");
  std::map<std::pair<int, int>, int> count;
  for (const ReadingEdge& r : places.all().readings) ++count[{r.from, r.to}];
  EXPECT_EQ(count.size(), 2u);
  for (const auto& [place, readings] : count) EXPECT_EQ(readings, 8);
  const Cut letters(std::string(65536, 'a'));
  EXPECT_THAT(letters.readings(), ElementsAre("0-1 aa squeezed", "0-1 a squeezed"));
}

}  // namespace
}  // namespace ascolto::text
