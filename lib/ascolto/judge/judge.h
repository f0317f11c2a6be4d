// From hits to the verdict: conditions, points per bucket, thresholds, the action, the message,
// the office that owes an answer and by when.

#ifndef ASCOLTO_JUDGE_JUDGE_H_
#define ASCOLTO_JUDGE_JUDGE_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "ascolto/judge/policy.h"
#include "ascolto/match/select_hits.h"
#include "ascolto/match/program.h"
#include "ascolto/verdict.h"

namespace ascolto::judge {

// What became of one rule that had hits, or has no `find`; for explanations.
struct RuleTrace {
  enum class Outcome : std::uint8_t {
    kHit,             // it has kept hits
    kOtherLanguage,   // its pack is for another language
    kConditionFails,  // `when`: the line is `condition`
    kCommentExcused,  // `unless.when` holds
    kNothingKept,     // `unless.find` excuses all hits
  };
  std::uint32_t rule;
  Outcome outcome;
  const model::Condition* condition = nullptr;
  std::vector<match::Fated> hits;
};

// Thread safety: one thread at a time; the buffers are reused. Policy and program must be of the
// same model and outlive it.
class Judge {
 public:
  Judge(const Policy& policy, const match::Program& program);

  // `verdict` is a new one; its views live until the next call. `hits` are reordered. With `trace`
  // every rule that was looked at is recorded. The fingerprint is left to the caller.
  void Run(const Comment& comment, const text::FoldedText& folded, const text::Words& words,
           std::span<match::Hit> hits, Verdict* verdict, std::vector<RuleTrace>* trace = nullptr);

 private:
  struct Contribution {
    std::uint32_t rule;
    LabelId label;
    std::int64_t amount;
  };

  // Inline are those with one caller, which position-independent code does not build in by itself.
  void Forget();
  void JudgeRules(std::span<match::Hit> hits, const Facts& facts, std::vector<RuleTrace>* trace);
  inline void JudgeRule(std::uint32_t rule, std::span<match::Hit> hits, const Facts& facts,
                        std::vector<RuleTrace>* trace);
  // Those of its hits that it keeps.
  inline std::span<const match::Hit> Keep(const RulePolicy& policy, std::span<match::Hit> hits,
                                          const Facts& facts, std::vector<match::Fated>* fates);
  void Take(std::uint32_t rule, const RulePolicy& policy, std::span<const match::Hit> kept);
  inline void AddMatches(const RulePolicy& policy, std::span<const match::Hit> kept);
  inline void Count(std::uint32_t rule, const RulePolicy& policy);
  inline void Add(std::uint32_t rule, LabelId label, int amount);
  inline const Profile& ProfileFor(const Facts& facts) const;
  void SumUp(const Profile& profile, const Comment& comment, Verdict* verdict);
  inline void SumLabels();
  inline void Decide(const Profile& profile, Verdict* verdict);
  void Explain(const Profile& profile, int bucket, Verdict* verdict);
  inline void ProposeBlock(const Comment& comment, Verdict* verdict) const;
  inline void ChooseAnswer(const Comment& comment, Verdict* verdict) const;
  int ChooseOffice(const Comment& comment) const;
  // What the labels under the topics that the office names have, the most of one topic; none when
  // there are no such labels.
  std::optional<std::int64_t> TopicPoints(int office) const;

  const Policy& policy_;
  const match::Program& program_;
  std::vector<char> seen_;     // by LabelId: a live rule of it has a kept hit
  std::vector<std::int64_t> points_;  // by LabelId: what the amounts under it sum to
  std::vector<LabelId> touched_;  // the labels with either, ascending in the end
  std::vector<Contribution> contributions_;
  std::vector<std::int64_t> bucket_points_;  // by bucket of the profile; 0 but while it is decided
  std::vector<Match> matches_;  // where there are none, all that Forget() clears is empty
  std::vector<LabelPoints> labels_;
  std::vector<std::uint32_t> deciding_indices_;  // RulePolicy::index
  std::vector<std::string_view> deciding_rules_;  // their ids
  std::vector<match::Hit> scratch_;
  match::Hit whole_{};  // the text of the comment, that rules without `find` hit
  bool more_ = false;
};

}  // namespace ascolto::judge

#endif  // ASCOLTO_JUDGE_JUDGE_H_
