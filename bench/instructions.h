// How many instructions a comment takes, counted by valgrind's callgrind: clock times on shared
// machines wander, counts don't.
//
// The input is fixed: the generated corpus, the rules of seed 1. The program runs itself under
// valgrind in a hidden mode, where only one pass over 1,000 unseen comments is counted.

#ifndef ASCOLTO_BENCH_INSTRUCTIONS_H_
#define ASCOLTO_BENCH_INSTRUCTIONS_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "bench/comparison.h"
#include "bench/table.h"

namespace ascolto::bench {

// A rule set of the fixed input.
struct CountedSet {
  Mix mix = Mix::kMixed;
  std::size_t rules = 1000;
};

// Instructions a comment by stage, one column a set. Unavailable: valgrind is not installed.
absl::StatusOr<Table> CountInstructions(const std::vector<CountedSet>& sets);

// The hidden mode: what CountInstructions runs under valgrind. `input` describes the set.
absl::Status RunCounted(Ours ours, const std::string& input);

}  // namespace ascolto::bench

#endif  // ASCOLTO_BENCH_INSTRUCTIONS_H_
