// What owns its text: copies, moves, equality, and the bytes of a verdict.

#include <gtest/gtest.h>

#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "ascolto/owned_comment.h"
#include "ascolto/owned_verdict.h"

namespace ascolto {
namespace {

// A verdict with every part, of values that `random` gives; its views are of *texts.
Verdict RandomVerdict(std::mt19937* random, std::vector<std::string>* texts,
                      std::vector<std::string_view>* rules, std::vector<std::uint32_t>* indices,
                      std::vector<LabelPoints>* labels, std::vector<Match>* matches) {
  const auto below = [random](unsigned n) { return static_cast<unsigned>((*random)() % n); };
  texts->reserve(100);
  const auto text = [&]() -> std::string_view {
    return texts->emplace_back(below(20), static_cast<char>(below(256)));
  };
  Verdict verdict;
  verdict.action = static_cast<Action>(below(kActionCount));
  for (unsigned i = below(4); i > 0; --i) {
    rules->push_back(text());
    indices->push_back((*random)());
  }
  if (below(2) != 0) {
    verdict.decided_by = Decision{.bucket = text(),
                                  .points = static_cast<int>((*random)()),
                                  .threshold = -5,
                                  .rules = *rules,
                                  .rule_indices = *indices};
  }
  for (unsigned i = below(4); i > 0; --i) {
    labels->push_back({.label = text(), .points = -3, .label_index = below(1000)});
  }
  for (unsigned i = below(4); i > 0; --i) {
    matches->push_back({.rule = text(),
                        .label = text(),
                        .begin = below(70'000),
                        .end = ~std::size_t{0},
                        .rule_index = below(1000),
                        .label_index = below(1000),
                        .reading = static_cast<Reading>(below(kReadingCount)),
                        .shadow = below(2) != 0});
  }
  verdict.labels = *labels;
  verdict.matches = *matches;
  verdict.more = below(2) != 0;
  verdict.answer.owed = below(2) != 0;
  verdict.answer.intent = text();
  verdict.answer.office = text();
  if (below(2) != 0) {
    verdict.answer.due = std::chrono::sys_seconds(std::chrono::seconds(-1'000'000'000'000));
  }
  verdict.answer.utc_offset = std::chrono::seconds(-3600);
  verdict.propose_block = below(2) != 0;
  verdict.profile = text();
  verdict.message = text();
  verdict.fingerprint = text();
  return verdict;
}

OwnedVerdict RandomOwned(std::mt19937* random) {
  std::vector<std::string> texts;
  std::vector<std::string_view> rules;
  std::vector<std::uint32_t> indices;
  std::vector<LabelPoints> labels;
  std::vector<Match> matches;
  return OwnedVerdict(RandomVerdict(random, &texts, &rules, &indices, &labels, &matches));
}

TEST(OwnedVerdict, IsTheSameAfterEncodingCopyingAndMoving) {
  std::mt19937 random(1);
  for (int round = 0; round < 2000; ++round) {
    const OwnedVerdict made = RandomOwned(&random);
    const absl::StatusOr<OwnedVerdict> decoded = OwnedVerdict::Decode(made.Encode());
    ASSERT_TRUE(decoded.ok()) << decoded.status();
    EXPECT_TRUE(*decoded == made);
    OwnedVerdict copy = made;
    EXPECT_TRUE(copy == made);
    OwnedVerdict moved = std::move(copy);
    EXPECT_TRUE(moved == made);
    EXPECT_TRUE(copy == OwnedVerdict());  // NOLINT(bugprone-use-after-move): it is empty
    copy = std::move(moved);
    moved = copy;
    EXPECT_TRUE(moved == made);
  }
}

TEST(OwnedVerdict, TellsVerdictsApart) {
  std::mt19937 random(2);
  for (int round = 0; round < 200; ++round) {
    EXPECT_FALSE(RandomOwned(&random) == RandomOwned(&random));
  }
}

// Bytes that were cut or changed are an error or another verdict, never a crash.
TEST(OwnedVerdict, RefusesWhatIsNoVerdict) {
  std::mt19937 random(3);
  for (int round = 0; round < 300; ++round) {
    const std::string bytes = RandomOwned(&random).Encode();
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      EXPECT_EQ(OwnedVerdict::Decode(bytes.substr(0, size)).status().code(),
                absl::StatusCode::kInvalidArgument);
    }
    EXPECT_FALSE(OwnedVerdict::Decode(bytes + '\0').ok());
    std::string changed = bytes;
    changed[random() % changed.size()] = static_cast<char>(random());
    (void)OwnedVerdict::Decode(changed);
  }
  std::string later = OwnedVerdict().Encode();
  later[0] = 2;
  EXPECT_EQ(OwnedVerdict::Decode(later).status().message(),
            "the encoded verdict has version 2; this program reads version 1");
}

// Stores keep these bytes: a change of the encoding needs a new version.
TEST(OwnedVerdict, HasTheBytesOfVersion1) {
  static const Match kMatches[] = {{.rule = "p/r", .label = "insult", .begin = 4, .end = 300,
                                    .rule_index = 1, .label_index = 2,
                                    .reading = Reading::kLeet}};
  Verdict verdict;
  verdict.action = Action::kHide;
  verdict.matches = kMatches;
  verdict.answer.due = std::chrono::sys_seconds(std::chrono::seconds(-1));
  verdict.fingerprint = "f";
  const std::string expected("\x01\x03\0\0\x01\x03p/r\x06insult\x04\xAC\x02\x01\x02\x05\0"
                             "\0\0\0\0\x01\x01\0\0\0\0\x01" "f", 35);
  EXPECT_EQ(OwnedVerdict(verdict).Encode(), expected);
}

TEST(OwnedComment, OutlivesWhatItWasMadeOf) {
  std::optional<OwnedComment> kept;
  {
    const std::string text(100, 'x'), author = "a";
    kept.emplace(Comment{.text = text, .author = author, .repeats = 3});
  }
  OwnedComment moved = std::move(*kept);
  EXPECT_EQ(moved->text, std::string(100, 'x'));
  EXPECT_EQ(moved->author, "a");
  EXPECT_EQ(moved->repeats, 3);
  EXPECT_EQ(moved.bytes(), 101u);
  EXPECT_TRUE((*kept)->text.empty());
  const OwnedComment copy = moved;
  EXPECT_TRUE(copy == moved);
  EXPECT_NE(copy->text.data(), moved->text.data());
  EXPECT_FALSE(copy == OwnedComment());
}

}  // namespace
}  // namespace ascolto
