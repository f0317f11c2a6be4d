// Why a comment got its verdict: how it was read, what fired, what was skipped and why.
//
//   absl::StatusOr<Explanation> explanation = Explain(comment, &classifier);
//   if (!explanation.ok()) return 2;
//   for (const ExplainedRule& rule : explanation->rules) {
//     std::cout << rule.id << ": " << rule.outcome << "\n";
//   }

#ifndef ASCOLTO_WORKBENCH_EXPLAIN_H_
#define ASCOLTO_WORKBENCH_EXPLAIN_H_

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "ascolto/classifier.h"
#include "ascolto/comment.h"
#include "ascolto/verdict.h"

namespace ascolto::workbench {

// Offsets are bytes of the original text, half-open.
struct ExplainedWord {
  std::string form;  // folded
  std::size_t begin = 0, end = 0;
};

struct ExplainedReading {
  std::string form;
  Reading reading = Reading::kWritten;
  std::size_t begin = 0, end = 0;
};

struct ExplainedToken {
  std::string_view kind;  // "link", "mail", "mention", "hashtag", "emoji"
  std::size_t begin = 0, end = 0;
};

struct ExplainedHit {
  std::string entry;       // as the rule file has it
  std::string_view kind;   // "phrase", "exact", "near", "regex", "regex_raw"
  // The canonical RE2 patterns: one, or one an item of a near. An empty one is too long to be
  // written out, by itself or with all that are written before it.
  std::vector<std::string> patterns;
  std::size_t begin = 0, end = 0;
  Reading reading = Reading::kWritten;
  std::string_view fate;  // "kept", "excused", "overlapped"; "found" where the rule does not hit
};

struct ExplainedRule {
  std::string_view id;
  std::string_view label;
  RuleStatus status = RuleStatus::kLive;
  // "hit", or why not: "other language", "condition fails", "comment excused", "hits excused".
  std::string_view outcome;
  std::string condition;  // the line of `when` that fails, e.g. "channel"
  std::vector<ExplainedHit> hits;  // empty for a rule without `find`
};

struct Explanation {
  std::string folded;
  std::vector<ExplainedWord> words;
  std::vector<ExplainedReading> readings;
  std::vector<ExplainedToken> tokens;
  std::vector<ExplainedRule> rules;  // those with hits, and conditions-only rules, by id
  Verdict verdict;                   // its views live until the classifier's next call
};

// How much an explanation may hold.
struct ExplainLimits {
  std::size_t hits = 100'000;                 // of all rules, excused and overlapped ones too
  std::size_t bytes = 8 * 1024 * 1024;        // of its texts but for `patterns`
  std::size_t pattern_bytes = 4 * 1024 * 1024;  // beyond them a pattern is empty
  // Asked now and then, unless it is empty: once it says true, there is no explanation (Cancelled).
  std::function<bool()> stop = {};
};

// The errors of Classifier::Classify; ResourceExhausted names the limit that an explanation would be
// over, before it is made. The views into rules live as long as the rule set.
absl::StatusOr<Explanation> Explain(const Comment& comment, Classifier* classifier,
                                    const ExplainLimits& limits);
inline absl::StatusOr<Explanation> Explain(const Comment& comment, Classifier* classifier) {
  return Explain(comment, classifier, ExplainLimits());
}

}  // namespace ascolto::workbench

#endif  // ASCOLTO_WORKBENCH_EXPLAIN_H_
