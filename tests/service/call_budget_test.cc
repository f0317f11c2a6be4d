// What ends a call about rules.

#include "service/rules/call_budget.h"

#include <ctime>

#include "gtest/gtest.h"

namespace ascolto::service {
namespace {

void UseProcessor(std::chrono::milliseconds time) {
  const std::clock_t until =
      std::clock() + static_cast<std::clock_t>(time.count()) * CLOCKS_PER_SEC / 1000;
  while (std::clock() < until) {
  }
}

TEST(CallBudget, HasNothingAgainstAShortCallThatSomebodyWaitsFor) {
  CallBudget budget([] { return false; }, std::chrono::hours(1));
  EXPECT_FALSE(budget.MustStop());
  EXPECT_FALSE(budget.spent());
  EXPECT_TRUE(budget.Why().ok());
}

TEST(CallBudget, EndsForGoodWhenNobodyWaits) {
  bool gone = true;
  CallBudget budget([&] { return gone; }, std::chrono::hours(1));
  EXPECT_FALSE(budget.spent());  // nobody has asked
  EXPECT_TRUE(budget.stop()());
  gone = false;
  EXPECT_TRUE(budget.MustStop());
  EXPECT_TRUE(absl::IsCancelled(budget.Why())) << budget.Why();
}

TEST(CallBudget, EndsWhenTheProcessorTimeIsUsedUpAndNamesTheLimit) {
  CallBudget budget({}, std::chrono::milliseconds(20));
  UseProcessor(std::chrono::milliseconds(40));
  EXPECT_TRUE(budget.MustStop());
  EXPECT_TRUE(absl::IsResourceExhausted(budget.Why()));
  EXPECT_NE(budget.Why().message().find("more than 20 ms"), absl::string_view::npos) << budget.Why();
}

TEST(CallBudget, CountsOnlyItsOwnCallOnAThread) {
  UseProcessor(std::chrono::milliseconds(40));
  CallBudget first({}, std::chrono::hours(1));
  EXPECT_FALSE(first.MustStop());
  UseProcessor(std::chrono::milliseconds(40));
  CallBudget second({}, std::chrono::hours(1));
  EXPECT_FALSE(second.MustStop());
}

}  // namespace
}  // namespace ascolto::service
