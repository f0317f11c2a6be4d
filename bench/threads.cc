#include "bench/threads.h"

#include <algorithm>
#include <barrier>
#include <chrono>
#include <functional>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "bench/measure.h"
#include "bench/ours.h"

namespace ascolto::bench {
namespace {

using Run = std::function<void(std::string_view)>;

struct Seconds {
  double clock = 0;
  double processor = 0;  // of one thread
};

// Classifies all comments on each of the threads at once.
Seconds TimeThreads(std::span<Run> runs, std::span<const std::string> comments) {
  using Clock = std::chrono::steady_clock;
  struct Times {
    Clock::time_point begin, end;
    double processor;
  };
  std::barrier start(static_cast<std::ptrdiff_t>(runs.size()));
  std::vector<Times> times(runs.size());
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    threads.emplace_back([&, i] {
      start.arrive_and_wait();
      const Clock::time_point begin = Clock::now();
      const std::int64_t processor = ThreadNanoseconds();
      for (const std::string& comment : comments) runs[i](comment);
      times[i] = {begin, Clock::now(),
                  static_cast<double>(ThreadNanoseconds() - processor) / 1e9};
    });
  }
  for (std::thread& thread : threads) thread.join();
  Times all = times.front();
  for (const Times& one : times) {
    all.begin = std::min(all.begin, one.begin);
    all.end = std::max(all.end, one.end);
    all.processor = std::max(all.processor, one.processor);
  }
  return {std::chrono::duration<double>(all.end - all.begin).count(), all.processor};
}

}  // namespace

ThreadRatio CompareThreads(std::shared_ptr<const RuleSet> rules,
                           std::span<const std::string> comments) {
  constexpr int kRounds = 7;
  std::vector<Run> runs = {RunOurs(Ours::kClassify, rules), RunOurs(Ours::kClassify, rules)};
  TimeThreads(runs, comments);  // warms up
  Seconds one{1e9, 1e9}, two{1e9, 1e9};
  const auto keep_best = [](Seconds* best, const Seconds& now) {
    best->clock = std::min(best->clock, now.clock);
    best->processor = std::min(best->processor, now.processor);
  };
  for (int round = 0; round < kRounds; ++round) {
    keep_best(&one, TimeThreads(std::span(runs).first(1), comments));
    keep_best(&two, TimeThreads(runs, comments));
  }
  return {2 * one.clock / two.clock, 2 * one.processor / two.processor};
}

}  // namespace ascolto::bench
