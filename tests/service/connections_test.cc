// Which connection gives way to which, and which has taken too long; on a clock of its own.

#include "service/http/connections.h"

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ascolto::service {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class Fake final : public AnyConnection {
 public:
  using Time = Connections::Clock::time_point;
  Fake(Connections* all, const Time* now, std::string name, std::vector<std::string>* log)
      : all_(all), now_(*now), name_(std::move(name)), log_(log) {}

  void Close() noexcept override {
    log_->push_back("close " + name_);
    all_->GiveBody(this);
    all_->GiveAnswer(std::exchange(answer, 0));
    all_->Remove(this);
  }
  void Interrupt(ConnectionRefusal why) override {
    log_->push_back("interrupt " + name_ + " " + std::string(ConnectionRefusalName(why)));
    all_->GiveBody(this);
    all_->Enter(this, Phase::kWriting, now_);
  }
  std::uint64_t progress() const override { return bytes; }

  std::uint64_t bytes = 0;
  std::size_t answer = 0;

 private:
  Connections* const all_;
  const Time& now_;
  const std::string name_;
  std::vector<std::string>* const log_;
};

class ConnectionsTest : public testing::Test {
 protected:
  // Null when there is no room.
  Fake* Add(const std::string& name, Phase phase) {
    if (!all_.MakeRoom(now_)) return nullptr;
    auto added = std::make_shared<Fake>(&all_, &now_, name, &log_);
    Fake* const connection = added.get();
    all_.Add(std::move(added), Phase::kHandshake, now_);
    Enter(connection, phase);
    return connection;
  }
  void Enter(Fake* connection, Phase phase) {
    now_ += milliseconds(1);
    all_.Enter(connection, phase, now_);
  }
  std::vector<std::string> Log() { return std::exchange(log_, {}); }
  std::uint64_t Count(ConnectionRefusal reason) const {
    return counters_.Values()[static_cast<std::size_t>(reason)].count;
  }

  static constexpr std::size_t kLarge = 100'000;
  using Lines = std::vector<std::string>;
  Connections::Clock::time_point now_{seconds(1000)};
  Lines log_;
  ConnectionCounters counters_;
  Connections all_{{.most = 3, .reserve = 1, .most_body_bytes = 5 * kLarge / 2, .most_answer_bytes = 100},
                   &counters_};
};

TEST_F(ConnectionsTest, TheOneThatIsMissedLeastGivesItsPlace) {
  Add("body", Phase::kBody);
  Add("header", Phase::kHeader);
  Fake* const idle = Add("idle", Phase::kIdle);
  Add("next", Phase::kWorking);
  EXPECT_EQ(Log(), Lines{"close idle"});
  Add("handshake", Phase::kWorking);
  EXPECT_EQ(Log(), Lines{"close header"});
  Add("last", Phase::kWorking);
  EXPECT_EQ(Log(), Lines{"close body"});
  EXPECT_EQ(Count(ConnectionRefusal::kEvictedIdle), 1u);
  EXPECT_EQ(Count(ConnectionRefusal::kEvictedHeader), 1u);
  EXPECT_EQ(Count(ConnectionRefusal::kEvictedBody), 1u);
  EXPECT_NE(idle, nullptr);
}

TEST_F(ConnectionsTest, OfOneKindItIsTheOneThatHasWaitedLongest) {
  Fake* const first = Add("first", Phase::kIdle);
  Add("second", Phase::kIdle);
  Add("third", Phase::kIdle);
  Enter(first, Phase::kWorking);
  Enter(first, Phase::kIdle);
  Add("fourth", Phase::kIdle);
  EXPECT_EQ(Log(), Lines{"close second"});
}

// The newest connection was the first to go while the others sent a header without end.
TEST_F(ConnectionsTest, ANewOneStaysLongerThanOlderHeaders) {
  Add("old", Phase::kHeader);
  Add("older than new", Phase::kHeader);
  Add("new", Phase::kNew);
  Add("a", Phase::kNew);
  Add("b", Phase::kNew);
  EXPECT_EQ(Log(), (Lines{"close old", "close older than new"}));
  Add("c", Phase::kNew);
  EXPECT_EQ(Log(), Lines{"close new"});
  EXPECT_EQ(Count(ConnectionRefusal::kEvictedHeader), 2u);
  EXPECT_EQ(Count(ConnectionRefusal::kEvictedIdle), 1u);
}

TEST_F(ConnectionsTest, WhoLingersGoesFirstAndIsNotCounted) {
  Add("idle", Phase::kIdle);
  Add("lingering", Phase::kLingering);
  Add("other", Phase::kIdle);
  Add("next", Phase::kIdle);
  EXPECT_EQ(Log(), Lines{"close lingering"});
  EXPECT_EQ(Count(ConnectionRefusal::kEvictedIdle), 0u);
}

TEST_F(ConnectionsTest, WhoIsWorkedOnStaysAndTheReserveIsUsed) {
  for (const char* name : {"a", "b", "c"}) {
    EXPECT_FALSE(all_.in_reserve(*Add(name, Phase::kWorking)));
  }
  Fake* const reserve = Add("reserve", Phase::kIdle);
  EXPECT_TRUE(all_.in_reserve(*reserve));
  Fake* const another = Add("another", Phase::kWorking);
  EXPECT_EQ(Log(), Lines{"close reserve"});
  EXPECT_TRUE(all_.in_reserve(*another));
  EXPECT_EQ(Add("too many", Phase::kIdle), nullptr);
  EXPECT_EQ(Count(ConnectionRefusal::kLimit), 1u);
  EXPECT_EQ(all_.size(), 4u);
}

TEST_F(ConnectionsTest, AReaderHasASecondBeforeItGivesWay) {
  for (const char* name : {"a", "b", "c"}) Add(name, Phase::kWriting);
  EXPECT_TRUE(all_.in_reserve(*Add("reserve", Phase::kIdle)));
  now_ += seconds(1);
  EXPECT_FALSE(all_.in_reserve(*Add("next", Phase::kIdle)));
  EXPECT_EQ(Log(), Lines{"close a"});
}

TEST_F(ConnectionsTest, OfBodiesThatMoveOnTheYoungestLargeOneGoes) {
  Fake* const old = Add("old", Phase::kBody);
  Fake* const young = Add("young", Phase::kBody);
  Fake* const small = Add("small", Phase::kBody);
  EXPECT_TRUE(all_.TakeBody(kLarge, old));
  EXPECT_TRUE(all_.TakeBody(kLarge, young));
  EXPECT_TRUE(all_.TakeBody(100, small));
  EXPECT_TRUE(all_.TakeBody(kLarge, old));
  EXPECT_EQ(Log(), Lines{"interrupt young body_memory"});
  EXPECT_TRUE(all_.TakeBody(100, small));
  EXPECT_FALSE(all_.TakeBody(kLarge, old));  // nobody else is left
  EXPECT_EQ(Count(ConnectionRefusal::kBodyMemory), 2u);
}

TEST_F(ConnectionsTest, ABodyThatHasStalledGoesBeforeThem) {
  Fake* const moving = Add("moving", Phase::kBody);
  Fake* const stalled = Add("stalled", Phase::kBody);
  Fake* const young = Add("young", Phase::kBody);
  EXPECT_TRUE(all_.TakeBody(kLarge, moving));
  EXPECT_TRUE(all_.TakeBody(kLarge, stalled));
  now_ += milliseconds(600);
  moving->bytes = young->bytes = kLarge;
  all_.Tick(now_);
  EXPECT_TRUE(all_.TakeBody(kLarge, young));
  EXPECT_EQ(Log(), Lines{"interrupt stalled body_memory"});
}

TEST_F(ConnectionsTest, AnswersTogetherAreBoundedAndTheOldestGoes) {
  Fake* const old = Add("old", Phase::kWriting);
  Fake* const young = Add("young", Phase::kWriting);
  old->answer = 60;
  all_.TakeAnswer(60, old);
  young->answer = 500;
  all_.TakeAnswer(500, young);
  EXPECT_EQ(Log(), Lines{"close old"});
  EXPECT_EQ(Count(ConnectionRefusal::kAnswerMemory), 1u);
}

TEST_F(ConnectionsTest, TimeIsUpForEachPhase) {
  Add("header", Phase::kHeader);
  Add("handshake", Phase::kHandshake);
  Add("idle", Phase::kIdle);
  now_ += seconds(10);
  all_.Tick(now_);
  EXPECT_EQ(Log(), (Lines{"close handshake", "interrupt header slow_header"}));
  now_ += seconds(50);
  all_.Tick(now_);
  EXPECT_EQ(Log(), (Lines{"close idle", "close header"}));  // the answer was not taken either
  EXPECT_EQ(Count(ConnectionRefusal::kSlowHeader), 2u);
  EXPECT_EQ(Count(ConnectionRefusal::kSlowReader), 1u);
}

TEST_F(ConnectionsTest, BodiesAndReadersKeepARateAndATotalTime) {
  Fake* const steady = Add("steady", Phase::kBody);
  Add("dripping", Phase::kBody);
  Fake* const reader = Add("reader", Phase::kWriting);
  for (int i = 0; i < 5; ++i) {
    now_ += seconds(5);
    steady->bytes += 5 * 1024;
    reader->bytes += 100'000;
    all_.Tick(now_);
    EXPECT_EQ(Log(), i == 0 ? Lines{"interrupt dripping slow_body"}
                     : i == 1 ? Lines{"close dripping"}
                              : Lines());
  }
  now_ += seconds(5);
  all_.Tick(now_);
  EXPECT_EQ(Log(), (Lines{"interrupt steady slow_body", "close reader"}));
  EXPECT_EQ(Count(ConnectionRefusal::kSlowBody), 2u);
}

}  // namespace
}  // namespace ascolto::service
