// How many words of the corpus the generated rules must hold, so that the share of comments that
// meet a rule is that of a real site.

#ifndef ASCOLTO_BENCH_SHARE_H_
#define ASCOLTO_BENCH_SHARE_H_

#include <span>

#include "absl/status/statusor.h"
#include "bench/generator.h"
#include "bench/peers.h"

namespace ascolto::bench {

inline constexpr double kMinHits = 0.40;
inline constexpr double kMaxHits = 0.55;

// GeneratorOptions::share by bisection, with which between kMinHits and kMaxHits of the
// comments meet a rule. OutOfRange: there is none.
absl::StatusOr<double> FindShare(const Vocabulary& vocabulary, std::span<const PeerText> comments,
                                 GeneratorOptions options);

}  // namespace ascolto::bench

#endif  // ASCOLTO_BENCH_SHARE_H_
