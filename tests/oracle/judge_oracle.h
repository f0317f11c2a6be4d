// The naive judge: what a verdict must be, written from docs/rules.md, docs/labels.md and the section
// "Judging" of docs/design.md. Plain and slow: sums over all rules, labels by name, time by the minute.
// What the engine's judge must agree with. Hits come from the naive matcher (oracle.h); folding and
// words are shared with the engine and have tests of their own.

#ifndef ASCOLTO_TESTS_ORACLE_JUDGE_ORACLE_H_
#define ASCOLTO_TESTS_ORACLE_JUDGE_ORACLE_H_

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "ascolto/comment.h"
#include "ascolto/model/model.h"
#include "ascolto/text/fold.h"
#include "ascolto/text/words.h"
#include "ascolto/verdict.h"
#include "tests/oracle/oracle.h"

namespace ascolto::oracle {

// A verdict, with everything in it owned.
struct Judgement {
  struct Found {
    std::string rule, label;
    std::size_t begin, end;
    Reading reading;
    bool shadow;
    auto operator<=>(const Found&) const = default;
  };

  Action action = Action::kAllow;
  bool decided = false;
  std::string bucket;
  int points = 0, threshold = 0;
  std::vector<std::string> deciding_rules;
  std::map<std::string, int> labels;
  std::vector<Found> matches;  // by begin, end, rule
  bool more = false;
  bool owed = false;
  std::string intent, office;
  std::optional<std::chrono::sys_seconds> due;
  std::chrono::seconds utc_offset{0};
  bool propose_block = false;
  std::string profile, message;

  bool operator==(const Judgement&) const = default;
};

// Of the engine's verdict.
Judgement JudgementOf(const Verdict& verdict);

// One line a field, for comparing by eye.
std::string Describe(const Judgement& judgement);

// By when the office owes an answer to what was written at that time, in the time zone.
std::optional<std::chrono::sys_seconds> DueByTheMinute(const model::Office& office,
                                                       const std::string& timezone,
                                                       std::chrono::sys_seconds written);

class JudgeOracle {
 public:
  // The model as LoadModel gives it: the site's overrides and `packs.off` are seen to here.
  explicit JudgeOracle(const model::Model& model);

  // `hits`: what Oracle(model).RunWithWholeTexts gives for the same text.
  Judgement Run(const Comment& comment, const text::FoldedText& folded, const text::Words& words,
                const std::vector<KeptHit>& hits) const;

 private:
  class Case;

  model::Model model_;  // with the overrides in its rules
  std::vector<bool> used_;  // by rule: of a pack that is not off
};

}  // namespace ascolto::oracle

#endif  // ASCOLTO_TESTS_ORACLE_JUDGE_ORACLE_H_
