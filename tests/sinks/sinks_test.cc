// The queue of a sink: bounded, in order, emptied before the end.

#include "service/engine/sinks.h"

#include <gtest/gtest.h>

#include <future>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace ascolto::service {
namespace {

std::vector<ClassifiedComment> Comments(std::size_t count, const std::string& id = "x") {
  std::vector<ClassifiedComment> comments;
  for (std::size_t i = 0; i < count; ++i) {
    comments.push_back({OwnedComment(Comment{.id = id}), OwnedVerdict(), {}});
  }
  return comments;
}

// Notes ids; waits at its first batch until it is let go.
class Slow final : public VerdictSink {
 public:
  explicit Slow(std::vector<std::string>* ids) : ids_(*ids) {}

  std::string_view name() const override { return "slow"; }
  std::size_t Take(std::span<const ClassifiedComment> comments) override {
    if (!std::exchange(waited_, true)) {
      begun.set_value();
      go.get_future().wait();
    }
    for (const ClassifiedComment& one : comments) ids_.emplace_back(one.comment->id);
    return 0;
  }

  std::promise<void> begun, go;

 private:
  std::vector<std::string>& ids_;
  bool waited_ = false;
};

class Failing final : public VerdictSink {
 public:
  std::string_view name() const override { return "failing"; }
  std::size_t Take(std::span<const ClassifiedComment> comments) override {
    if (comments.size() == 1) throw std::runtime_error("no");
    return 1;
  }
};

double Value(const Sinks& sinks, const std::string& sink, const std::string& result) {
  Families families;
  sinks.Collect(&families);
  for (const auto& metric : families.at(1).metric) {
    if (metric.label[0].value == sink && metric.label[1].value == result) {
      return metric.counter.value;
    }
  }
  return -1;
}

TEST(Sinks, DropWhatDoesNotFitAndCountIt) {
  std::vector<std::string> ids;
  Sinks sinks({.comments = 5, .bytes = 1 << 20});
  auto slow = std::make_unique<Slow>(&ids);
  Slow& sink = *slow;
  sinks.Add(std::move(slow));
  sinks.Offer(Comments(3, "a"));
  sink.begun.get_future().wait();
  sinks.Offer(Comments(2, "b"));  // 5 wait: those that are being taken count
  sinks.Offer(Comments(1, "c"));
  EXPECT_EQ(Value(sinks, "slow", "dropped"), 1);
  sink.go.set_value();
  sinks.Stop();
  EXPECT_EQ(ids, (std::vector<std::string>{"a", "a", "a", "b", "b"}));
  EXPECT_EQ(Value(sinks, "slow", "taken"), 5);
  sinks.Offer(Comments(4, "d"));
  EXPECT_EQ(Value(sinks, "slow", "dropped"), 5);
}

TEST(Sinks, DropByBytesAsWell) {
  std::vector<std::string> ids;
  Sinks sinks({.comments = 100, .bytes = 1000});
  auto slow = std::make_unique<Slow>(&ids);
  Slow& sink = *slow;
  sinks.Add(std::move(slow));
  sinks.Offer(Comments(1, std::string(1001, 'x')));
  sinks.Offer(Comments(1, "y"));
  sink.go.set_value();
  sinks.Stop();
  EXPECT_EQ(ids, std::vector<std::string>{"y"});
}

TEST(Sinks, GoOnAfterOneThatFails) {
  Sinks sinks;
  sinks.Add(std::make_unique<Failing>());
  sinks.Offer(Comments(1));  // throws
  sinks.Offer(Comments(3));  // one is not kept
  sinks.Stop();
  EXPECT_EQ(Value(sinks, "failing", "failed"), 2);
  EXPECT_EQ(Value(sinks, "failing", "taken"), 2);
}

}  // namespace
}  // namespace ascolto::service
