#include "bench/share.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

#include "ascolto/base/status_macros.h"
#include "ascolto/base/strings.h"
#include "bench/ours.h"

namespace ascolto::bench {
namespace {

constexpr std::size_t kSample = 1500;  // comments; the rate of all is within 4 % of theirs

absl::StatusOr<double> Hits(const Vocabulary& vocabulary, std::span<const PeerText> comments,
                            const GeneratorOptions& options) {
  ASCOLTO_ASSIGN_OR_RETURN(std::shared_ptr<const RuleSet> rules,
                           Load(GenerateRules(vocabulary, options)));
  RuleFinder finder(std::move(rules));
  std::vector<std::uint32_t> found;
  std::size_t hits = 0;
  for (const PeerText& comment : comments) {
    finder.Find(comment.raw, &found);
    hits += !found.empty();
  }
  return static_cast<double>(hits) / static_cast<double>(comments.size());
}

}  // namespace

absl::StatusOr<double> FindShare(const Vocabulary& vocabulary, std::span<const PeerText> comments,
                                 GeneratorOptions options) {
  const auto sample = comments.first(std::min(comments.size(), kSample));
  constexpr double kEnough = 0.03;  // from the middle
  constexpr double kMiddle = (kMinHits + kMaxHits) / 2;
  double low = 1e-5, high = 1, hits = 0;
  for (int step = 0; step < 14; ++step) {
    // Shares are told apart by their ratio: sets of all sizes need shares of all sizes.
    options.share = step == 0 ? 1 : std::sqrt(low * high);
    ASCOLTO_ASSIGN_OR_RETURN(hits, Hits(vocabulary, sample, options));
    if (std::abs(hits - kMiddle) < kEnough) return options.share;
    if (step == 0 && hits < kMiddle) break;
    (hits < kMiddle ? low : high) = options.share;
  }
  if (hits >= kMinHits && hits <= kMaxHits) return options.share;
  return absl::OutOfRangeError(base::Cat("no generated rules hit ", kMinHits * 100, "–",
                                         kMaxHits * 100, " % of these comments; the nearest hit ",
                                         hits * 100, " %; try more rules or another corpus"));
}

}  // namespace ascolto::bench
