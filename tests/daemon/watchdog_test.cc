// What runs beside the service: the watchdog of its end, and the ticker.

#include "service/daemon/watchdog.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <future>

#include "service/daemon/ticker.h"

namespace ascolto::service {
namespace {

using std::chrono::milliseconds;

TEST(WatchdogDeathTest, EndsTheProcessWhenTimeIsUp) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(
      {
        const Watchdog watchdog(milliseconds(10), 2, [] { std::fputs("stuck\n", stderr); });
        std::promise<void>().get_future().wait();  // for ever
      },
      testing::ExitedWithCode(2), "stuck");
}

TEST(WatchdogDeathTest, EndsTheProcessEvenWhenTheLastWordsThrow) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(
      {
        const Watchdog watchdog(milliseconds(10), 2, [] { throw 5; });
        std::promise<void>().get_future().wait();  // for ever
      },
      testing::ExitedWithCode(2), "");
}

TEST(Watchdog, LeavesInPeaceWhatIsDoneInTime) {
  bool said = false;
  { const Watchdog watchdog(std::chrono::hours(1), 2, [&said] { said = true; }); }
  EXPECT_FALSE(said);
}

TEST(Ticker, TicksUntilItGoes) {
  std::atomic<int> ticks = 0;
  std::promise<void> third;
  {
    const Ticker ticker(milliseconds(1), [&] {
      if (++ticks == 3) third.set_value();
    });
    third.get_future().wait();
  }
  const int after = ticks;
  EXPECT_GE(after, 3);
  EXPECT_EQ(ticks, after);
}

}  // namespace
}  // namespace ascolto::service
