// Turns hits into a verdict: evaluates conditions, sums points per bucket, compares them with
// thresholds, and chooses the action, the message, the office that owes an answer and the due time.
// It does not find hits.

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

// The outcome of one rule that has hits or no `find`. Used by explanations.
struct RuleTrace {
  enum class Outcome : std::uint8_t {
    kHit,             // some hit was kept
    kOtherLanguage,   // the rule's pack is for another language
    kConditionFails,  // a line of `when` fails: `condition`
    kCommentExcused,  // `unless.when` holds
    kNothingKept,     // `unless.find` excuses all hits
  };
  std::uint32_t rule;
  Outcome outcome;
  const model::Condition* condition = nullptr;
  std::vector<match::HitDisposition> hits;
};

// Thread safety: one thread at a time; the buffers are reused. Policy and program must belong to
// the same model and outlive the judge.
class Judge {
 public:
  Judge(const Policy& policy, const match::Program& program);

  // Fills in *verdict, which must be a new one. Its views are valid until the next call. `hits` are
  // reordered. If `trace` is not null, it gets a record for every rule that was examined. The
  // caller sets the fingerprint.
  void Run(const Comment& comment, const text::FoldedText& folded, const text::Words& words,
           std::span<match::Hit> hits, Verdict* verdict, std::vector<RuleTrace>* trace = nullptr);

 private:
  struct Contribution {
    std::uint32_t rule;
    LabelId label;
    std::int64_t amount;
  };

  // Functions with one caller are declared inline, because compilers do not inline them by
  // themselves in position-independent code.
  void Reset();
  void JudgeRules(std::span<match::Hit> hits, const Facts& facts, std::vector<RuleTrace>* trace);
  inline void JudgeRule(std::uint32_t rule, std::span<match::Hit> hits, const Facts& facts,
                        std::vector<RuleTrace>* trace);
  // Returns the hits that are kept.
  inline std::span<const match::Hit> SelectHits(const RulePolicy& policy,
                                                std::span<match::Hit> hits, const Facts& facts,
                                                std::vector<match::HitDisposition>* dispositions);
  void AddHits(std::uint32_t rule, const RulePolicy& policy, std::span<const match::Hit> kept);
  inline void AddMatches(const RulePolicy& policy, std::span<const match::Hit> kept);
  inline void AddAllPoints(std::uint32_t rule, const RulePolicy& policy);
  inline void AddPoints(std::uint32_t rule, LabelId label, int amount);
  inline const Profile& ProfileFor(const Facts& facts) const;
  void Summarize(const Profile& profile, const Comment& comment, Verdict* verdict);
  inline void SumLabels();
  inline void Decide(const Profile& profile, Verdict* verdict);
  void Explain(const Profile& profile, int bucket, Verdict* verdict);
  inline void ProposeBlock(const Comment& comment, Verdict* verdict) const;
  inline void ChooseAnswer(const Comment& comment, Verdict* verdict) const;
  int ChooseOffice(const Comment& comment) const;
  // Returns the greatest sum of points of one topic of the office. Returns none if no label under
  // its topics was hit.
  std::optional<std::int64_t> TopicPoints(int office) const;

  const Policy& policy_;
  const match::Program& program_;
  std::vector<char> has_hit_;         // by LabelId: some live rule with this label has a kept hit
  std::vector<std::int64_t> points_;  // by LabelId: the sum of the amounts for it
  std::vector<LabelId> hit_labels_;   // the labels of has_hit_ and points_; sorted at the end
  std::vector<Contribution> contributions_;
  std::vector<std::int64_t> bucket_points_;  // by bucket of the profile; all 0 except in Decide
  std::vector<Match> matches_;  // if it is empty, all other buffers that Reset() clears are empty
  std::vector<LabelPoints> labels_;
  std::vector<std::uint32_t> deciding_indices_;   // RulePolicy::index
  std::vector<std::string_view> deciding_rules_;  // the ids of these rules
  std::vector<match::Hit> scratch_;
  match::Hit whole_text_hit_{};  // the whole text, which rules without `find` hit
  bool more_ = false;
};

}  // namespace ascolto::judge

#endif  // ASCOLTO_JUDGE_JUDGE_H_
