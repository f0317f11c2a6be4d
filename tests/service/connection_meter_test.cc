// What a connection may send, in numbers: who answers for his bytes stays, who only costs goes.

#include "service/grpc/connection_meter.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>

namespace ascolto::service {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::uint64_t kMegabyte = 1 << 20;

class ConnectionMeterTest : public testing::Test {
 protected:
  Offence After(milliseconds time) {
    now_ += time;
    return meter_.Update(traffic_, now_);
  }

  // A call whose message of `bytes` came to its end, and which was answered.
  void Call(std::uint64_t bytes) {
    traffic_.bytes += bytes + 100;
    if (bytes >= ConnectionMeter::kCountedMessage) traffic_.message_bytes += bytes;
    ++traffic_.messages;
    ++traffic_.streams;
    ++traffic_.ended;
  }

  ConnectionMeter::Time now_{};
  ConnectionMeter meter_{ConnectionMeter::Limits{}, now_};
  ConnectionTraffic traffic_;
};

TEST_F(ConnectionMeterTest, CallsThatAreAnsweredOweNothing) {
  for (int i = 0; i < 1000; ++i) {
    Call(i % 2 == 0 ? 50 : 4 * kMegabyte);
    ASSERT_EQ(After(milliseconds(1)), Offence::kNone) << i;
    ASSERT_EQ(meter_.unfinished(), 0);
    ASSERT_EQ(meter_.resets(), 0);
  }
}

TEST_F(ConnectionMeterTest, MessageUnderWayIsUnfinishedUntilItEnds) {
  ++traffic_.streams;
  traffic_.bytes = 3 * kMegabyte;
  EXPECT_EQ(After(milliseconds(10)), Offence::kNone);
  EXPECT_NEAR(static_cast<double>(meter_.unfinished()), 3.0 * kMegabyte, 100);
  traffic_.message_bytes = 3 * kMegabyte;
  traffic_.messages = 1;
  EXPECT_EQ(After(milliseconds(10)), Offence::kNone);
  EXPECT_EQ(meter_.unfinished(), 0);
}

// gRPC buffers a message of any size before it refuses it.
TEST_F(ConnectionMeterTest, MessageFarTooLargeIsOverhead) {
  ++traffic_.streams;
  traffic_.bytes = 100;
  EXPECT_EQ(After(milliseconds(10)), Offence::kNone);
  traffic_.bytes = 8 * kMegabyte;
  EXPECT_EQ(After(milliseconds(10)), Offence::kNone);
  traffic_.bytes = 9 * kMegabyte;
  EXPECT_EQ(After(milliseconds(10)), Offence::kOverhead);
}

TEST_F(ConnectionMeterTest, HeaderWithoutEndIsOverhead) {
  traffic_.bytes = 70'000;
  EXPECT_EQ(After(milliseconds(10)), Offence::kNone);
  traffic_.bytes = 90'000;
  EXPECT_EQ(After(milliseconds(10)), Offence::kOverhead);
}

TEST_F(ConnectionMeterTest, PingsOfADayAreForgiven) {
  for (int hour = 0; hour < 24 * 60; ++hour) {
    traffic_.bytes += 6 * 17;
    ASSERT_EQ(After(seconds(60)), Offence::kNone);
  }
}

TEST_F(ConnectionMeterTest, ResetsAreForgivenSlowly) {
  traffic_.streams = traffic_.ended = traffic_.failed = 400;
  EXPECT_EQ(After(milliseconds(10)), Offence::kNone);
  EXPECT_NEAR(meter_.resets(), 400, 1);
  EXPECT_EQ(After(seconds(2)), Offence::kNone);
  EXPECT_NEAR(meter_.resets(), 200, 1);
  traffic_.streams = traffic_.ended = traffic_.failed = 800;
  EXPECT_EQ(After(milliseconds(10)), Offence::kResets);
}

// gRPC counts a reset when it has freed the call; until then it is one stream too many.
TEST_F(ConnectionMeterTest, MoreOpenStreamsThanMayBeAreResets) {
  traffic_.streams = 150;
  EXPECT_EQ(After(milliseconds(10)), Offence::kNone);
  traffic_.streams = 151;
  EXPECT_EQ(After(milliseconds(10)), Offence::kResets);
}

TEST_F(ConnectionMeterTest, RequestThatStopsHalfwayStalls) {
  ++traffic_.streams;
  traffic_.bytes = kMegabyte;
  EXPECT_EQ(After(milliseconds(10)), Offence::kNone);
  EXPECT_EQ(After(seconds(29)), Offence::kNone);
  EXPECT_EQ(After(seconds(2)), Offence::kStalled);
}

TEST_F(ConnectionMeterTest, StreamThatOnlyWaitsMayWait) {
  ++traffic_.streams;
  traffic_.bytes = 500;
  EXPECT_EQ(After(milliseconds(10)), Offence::kNone);
  EXPECT_EQ(After(seconds(86'400)), Offence::kNone);
}

TEST_F(ConnectionMeterTest, NothingIsUnfinishedWithoutAStream) {
  ++traffic_.streams;
  traffic_.bytes = kMegabyte;
  EXPECT_EQ(After(milliseconds(10)), Offence::kNone);
  ++traffic_.ended;
  ++traffic_.failed;
  EXPECT_EQ(After(milliseconds(10)), Offence::kNone);
  EXPECT_EQ(meter_.unfinished(), 0);
}

TEST(Offence, HasANameEach) {
  for (const Offence offence : kOffences) EXPECT_NE(NameOf(offence), "");
}

}  // namespace
}  // namespace ascolto::service
