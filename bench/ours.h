// Ascolto's own engine as the benches run it.

#ifndef ASCOLTO_BENCH_OURS_H_
#define ASCOLTO_BENCH_OURS_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "ascolto/match/matcher.h"
#include "ascolto/rule_set.h"
#include "ascolto/text/fold.h"
#include "ascolto/text/words.h"
#include "bench/generator.h"

namespace ascolto::bench {

// Loads the rules from their YAML, as a user would.
absl::StatusOr<std::shared_ptr<const RuleSet>> Load(std::span<const GeneratedRule> rules);

// What of Ascolto a bench times.
enum class Ours : std::uint8_t {
  kMatch,     // fold, words and match, readings off
  kClassify,  // the whole of Classifier::Classify
};

// That part, for one comment after the other. It owns its buffers; one thread at a time.
std::function<void(std::string_view)> RunOurs(Ours ours, std::shared_ptr<const RuleSet> rules);

// Fold, words and match, without readings, judge and limits: what the peers do, and the folding.
//
// Thread safety: one thread at a time.
class RuleFinder {
 public:
  explicit RuleFinder(std::shared_ptr<const RuleSet> rules);

  // Sets *found to the indices of the generated rules that meet the text, each once, in any order.
  void Find(std::string_view text, std::vector<std::uint32_t>* found);

  // Of the last text.
  const text::FoldedText& folded() const { return folded_; }
  const text::Words& words() const { return words_; }

 private:
  std::shared_ptr<const RuleSet> rules_;
  std::vector<std::uint32_t> rule_of_entry_;
  text::FoldedText folded_;
  text::Words words_;
  match::Matcher matcher_;
  std::vector<std::uint32_t> stamp_;  // by rule: the last text that it met
  std::uint32_t text_ = 0;
};

}  // namespace ascolto::bench

#endif  // ASCOLTO_BENCH_OURS_H_
