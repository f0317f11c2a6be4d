// What the service remembers of authors, what it says when it cannot know, and what it costs.

#include "service/history/history.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "ascolto/base/strings.h"
#include "tests/support/allocations.h"

namespace ascolto::service {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

class HistoryTest : public ::testing::Test {
 protected:
  struct Answer {
    std::optional<std::int64_t> repeats;
    std::optional<bool> author_new;
    HistoryFilled filled;
  };

  Answer Send(std::string_view author, std::string_view text, std::string_view id = "") {
    Comment comment{.id = id, .text = text, .author = author};
    const HistoryFilled filled = history_.Fill(&comment, now_);
    return {comment.repeats, comment.author_new, filled};
  }

  History::Clock::time_point now_{};
  History history_{{.window = hours(1), .authors = 100}, now_};
};

TEST_F(HistoryTest, CountsTheSameTextOfTheSameAuthor) {
  EXPECT_EQ(Send("anna", "Compra ORA!").repeats, 0);
  EXPECT_EQ(Send("anna", "compra   óra!").repeats, 1);
  EXPECT_EQ(Send("anna", "altro").repeats, 0);
  EXPECT_EQ(Send("bruno", "compra ora!").repeats, 0);
  EXPECT_EQ(Send("anna", "compra ora!").repeats, 2);
}

TEST_F(HistoryTest, ACommentThatIsSentAgainIsTheSameOne) {
  EXPECT_EQ(Send("anna", "ciao", "1").repeats, 0);
  EXPECT_EQ(Send("anna", "ciao", "1").repeats, 0);
  EXPECT_EQ(Send("anna", "ciao", "2").repeats, 1);
  EXPECT_EQ(Send("anna", "ciao", "2").repeats, 1);
  EXPECT_EQ(Send("anna", "ciao").repeats, 2);
  EXPECT_EQ(Send("anna", "ciao").repeats, 3);
}

TEST_F(HistoryTest, ForgetsWhatIsOlderThanTheWindow) {
  EXPECT_EQ(Send("anna", "ciao").repeats, 0);
  now_ += hours(1);
  EXPECT_EQ(Send("anna", "ciao").repeats, 1);
  now_ += hours(1);
  EXPECT_EQ(Send("anna", "ciao").repeats, 2);
  now_ += hours(1) + seconds(1);
  EXPECT_EQ(Send("anna", "ciao").repeats, 0);
}

TEST_F(HistoryTest, AThreadThatWasSlowForgetsNobody) {
  now_ += hours(2);
  EXPECT_EQ(Send("anna", "ciao").repeats, 0);
  now_ -= seconds(1);  // looked at the clock before, and came after
  const Answer answer = Send("anna", "ciao");
  EXPECT_EQ(answer.repeats, 1);
  EXPECT_EQ(answer.author_new, false);
}

TEST_F(HistoryTest, RemembersTheLastTextsOfAnAuthor) {
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 8; ++i) {
      EXPECT_EQ(Send("anna", base::Cat("testo ", i)).repeats, round);
      now_ += seconds(1);
    }
  }
  EXPECT_EQ(Send("anna", "un altro").repeats, 0);
  EXPECT_EQ(Send("anna", "testo 7").repeats, 2);
  EXPECT_EQ(Send("anna", "testo 0").repeats, 0);  // made room
}

TEST_F(HistoryTest, AnAuthorIsNewOnlyWhenThatIsSure) {
  EXPECT_EQ(Send("anna", "a").author_new, std::nullopt);  // may have written before it was watched
  EXPECT_EQ(Send("anna", "b").author_new, false);
  now_ += hours(1) - seconds(1);
  EXPECT_FALSE(Send("bruno", "a").filled.author_new);
  now_ += seconds(1);
  EXPECT_EQ(Send("carla", "a").author_new, true);
  EXPECT_EQ(Send("carla", "a").author_new, false);
  now_ += hours(2);
  EXPECT_EQ(Send("carla", "a").author_new, true);  // within the window
}

TEST_F(HistoryTest, WhoeverIsForgottenForWantOfRoomMakesItUnsure) {
  History history({.window = hours(1), .authors = 2}, now_);
  const auto is_new = [&](std::string_view author) {
    Comment comment{.text = "x", .author = author};
    history.Fill(&comment, now_);
    return comment.author_new;
  };
  now_ += hours(1);
  EXPECT_EQ(is_new("anna"), true);
  now_ += seconds(10);
  EXPECT_EQ(is_new("bruno"), true);
  EXPECT_EQ(is_new("carla"), true);           // anna made room for her
  EXPECT_EQ(is_new("anna"), std::nullopt);    // as could be said of anybody now
  now_ += hours(1) + seconds(1);
  EXPECT_EQ(is_new("dora"), true);            // whoever was forgotten was not within the window
}

TEST_F(HistoryTest, LeavesAloneWhatTheCallerKnows) {
  Comment comment{.text = "ciao", .author = "anna"};
  comment.repeats = 7;
  comment.author_new = true;
  HistoryFilled filled = history_.Fill(&comment, now_);
  EXPECT_FALSE(filled.repeats || filled.author_new);
  EXPECT_EQ(comment.repeats, 7);
  EXPECT_EQ(comment.author_new, true);
  EXPECT_EQ(Send("anna", "ciao").repeats, 1);  // it was remembered all the same
  Comment nobody{.text = "ciao"};
  filled = history_.Fill(&nobody, now_);
  EXPECT_FALSE(filled.repeats || filled.author_new || nobody.repeats.has_value());
}

// Against a plain model, with many more authors than there is room for in a shard.
TEST_F(HistoryTest, FindsWhomItRemembersAfterManyWereForgotten) {
  History history({.window = hours(1), .authors = 1000}, now_);
  std::uint64_t random = 1;
  std::vector<int> counts(500);
  for (int i = 0; i < 100'000; ++i) {
    random = random * 6364136223846793005u + 1442695040888963407u;
    const int author = static_cast<int>((random >> 33) % 500);
    const std::string name = base::Cat("author ", author);
    Comment comment{.text = "x", .author = name};
    history.Fill(&comment, now_);
    ASSERT_EQ(comment.repeats, counts[author]++);
    const std::string passing = base::Cat("passing ", i);
    Comment other{.text = "x", .author = passing};
    if (i % 50 == 0) history.Fill(&other, now_);
  }
}

TEST_F(HistoryTest, TakesNoMemoryBeyondWhatItSays) {
  constexpr std::size_t kAuthors = 10'000;
  History history({.window = hours(1), .authors = kAuthors}, now_);
  EXPECT_LE(history.memory_bytes(), kAuthors * (216 + 16) + 64 * 256);
  EXPECT_GE(history.memory_bytes(), kAuthors * 216);
  std::string name = "author 000000000";
  std::string text = "un testo 000000000";
  Comment warm{.text = text, .author = name};
  history.Fill(&warm, now_);
  const long before = AllocationsSoFar();
  for (int i = 0; i < 50'000; ++i) {
    for (std::size_t at = name.size() - 1, n = static_cast<std::size_t>(i); n > 0; n /= 10, --at) {
      name[at] = static_cast<char>('0' + n % 10);
      text[at + 2] = name[at];
    }
    Comment comment{.text = text, .author = name};
    history.Fill(&comment, now_);
  }
  EXPECT_EQ(AllocationsSoFar(), before);
}

TEST_F(HistoryTest, ManyThreadsCountTogether) {
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([this] {
      for (int i = 0; i < 5000; ++i) {
        Comment comment{.text = "x", .author = i % 2 == 0 ? "anna" : "bruno"};
        history_.Fill(&comment, now_);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(Send("anna", "x").repeats, 10'000);
  EXPECT_EQ(Send("bruno", "x").repeats, 10'000);
}

// The vector of the reference implementation: bytes 0 to 14 under the key 0 to 15.
TEST(KeyedHashTest, IsSipHash) {
  std::array<unsigned char, 16> key;
  std::string bytes;
  for (unsigned char i = 0; i < 16; ++i) key[i] = i;
  for (char i = 0; i < 15; ++i) bytes.push_back(i);
  EXPECT_EQ(KeyedHash(key)(bytes), 0xa129ca6149be45e5u);
  EXPECT_NE(KeyedHash()(bytes), KeyedHash()(bytes));
}

}  // namespace
}  // namespace ascolto::service
