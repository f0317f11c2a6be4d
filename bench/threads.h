// Whether two threads classify twice as much as one.

#ifndef ASCOLTO_BENCH_THREADS_H_
#define ASCOLTO_BENCH_THREADS_H_

#include <cstddef>
#include <memory>
#include <span>
#include <string>

#include "ascolto/rule_set.h"

namespace ascolto::bench {

// Rates of two threads over that of one, each with a classifier of its own and the same rule set.
struct ThreadRatio {
  double by_clock = 0;      // as seen on the wall: suffers from whatever else runs
  double by_processor = 0;  // by processor time: what the threads do to each other
};

// The best of several rounds over the comments.
ThreadRatio CompareThreads(std::shared_ptr<const RuleSet> rules,
                           std::span<const std::string> comments);

}  // namespace ascolto::bench

#endif  // ASCOLTO_BENCH_THREADS_H_
