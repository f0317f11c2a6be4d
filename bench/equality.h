// Shows, before anything is timed, that every engine finds the same rules in every comment.
//
// A word of a rule is a word of the lattice: of any script, none inside links, mail addresses and
// mentions, and `_` separates. The peers' patterns have \b, which knows none of that, read bytes
// where a regex counts characters, and may bound what separates words. A comment in which only
// that makes a difference is left out for everyone: there the pattern, run over bytes, must give
// what the peer gave, and, run over the words (for lists) or over characters (for regexes), what
// Ascolto gave. Any other difference is an error.

#ifndef ASCOLTO_BENCH_EQUALITY_H_
#define ASCOLTO_BENCH_EQUALITY_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "bench/generator.h"
#include "bench/ours.h"
#include "bench/peers.h"

namespace ascolto::bench {

// Thread safety: one thread at a time.
class Equality {
 public:
  // Finds the rules of every comment with Ascolto. The views must live as long as this.
  Equality(std::span<const GeneratedRule> rules, std::shared_ptr<const RuleSet> ours,
           std::span<const PeerText> comments);

  // Compares a peer on the comments, as many as take `seconds`. FailedPrecondition shows the
  // first difference.
  absl::Status Check(std::string_view name, Peer& peer, double seconds);

  // By comment: whether it is left out, as far as the peers checked so far show.
  const std::vector<bool>& left_out() const { return left_out_; }
  bool hit(std::size_t comment) const { return !found_[comment].empty(); }

 private:
  // Whether words and characters explain that a peer differs on the rule.
  bool IsExplained(const Peer& peer, std::size_t comment, std::uint32_t rule, bool ours);

  std::span<const GeneratedRule> rules_;
  std::span<const PeerText> comments_;
  RuleFinder finder_;
  std::vector<std::vector<std::uint32_t>> found_;  // by comment, ascending
  std::vector<bool> left_out_;
};

}  // namespace ascolto::bench

#endif  // ASCOLTO_BENCH_EQUALITY_H_
