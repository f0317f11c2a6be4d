// One comparison: one rule set, one seed, Ascolto and the peers over comments that none of them
// has seen.

#ifndef ASCOLTO_BENCH_COMPARISON_H_
#define ASCOLTO_BENCH_COMPARISON_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "bench/generator.h"
#include "bench/ours.h"
#include "bench/peers.h"
#include "bench/threads.h"

namespace ascolto::bench {

struct ComparisonOptions {
  Ours ours = Ours::kClassify;
  std::size_t rules = 1000;
  Mix mix = Mix::kMixed;
  std::uint64_t seed = 1;
  std::size_t comments = 6000;  // at most; a fifth of them warms up
  std::vector<std::string> peers;
  PeerOptions peer_options;
  bool threads = false;  // compare two threads with one, too
  double seconds = 5;  // of processor time for one engine; a slow one is timed on fewer comments
};

struct EngineResult {
  std::string name;
  std::string refusal;      // why there is no result; else empty
  double nanoseconds = 0;   // a comment, over all slices
  double median = 0;        // a comment, of the slices
  std::size_t comments = 0;  // that were timed
};

struct ComparisonResult {
  ComparisonOptions options;
  std::vector<EngineResult> engines;  // Ascolto first
  double share = 0;      // of words of the corpus in the rules
  double hits = 0;       // share of comments that meet a rule
  double bytes = 0;      // mean of a comment
  std::size_t ungated = 0;
  std::size_t repeated = 0;  // rules with the pattern of one before them
  std::size_t left_out = 0;
  std::size_t timed = 0;           // comments
  double allocations = 0;          // of Ascolto, RE2's with it, a comment
  double load_seconds = 0;         // YAML to rule set
  std::optional<ThreadRatio> threads;
};

// FailedPrecondition: the engines differ. OutOfRange: the hit rate cannot be reached, or hardly a
// comment is left.
absl::StatusOr<ComparisonResult> Compare(const std::vector<std::string>& corpus,
                                         const Vocabulary& vocabulary,
                                         const ComparisonOptions& options);

}  // namespace ascolto::bench

#endif  // ASCOLTO_BENCH_COMPARISON_H_
