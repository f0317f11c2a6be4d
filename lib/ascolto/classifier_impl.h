// The stages of a classifier and their buffers. Internal: explanations look into them.

#ifndef ASCOLTO_CLASSIFIER_IMPL_H_
#define ASCOLTO_CLASSIFIER_IMPL_H_

#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "ascolto/classifier.h"
#include "ascolto/judge/judge.h"
#include "ascolto/match/matcher.h"
#include "ascolto/rule_set_impl.h"
#include "ascolto/text/fold.h"
#include "ascolto/text/words.h"

namespace ascolto {

struct Classifier::Impl {
  explicit Impl(std::shared_ptr<const RuleSet> r) : rules(std::move(r)) { Renew(); }

  // With `trace`, every rule that was looked at is recorded.
  absl::StatusOr<Verdict> Run(const Comment& comment, std::vector<judge::RuleTrace>* trace);

  // Has `when`, unless it is null, asked now and then in every call: once it says true, the verdict
  // is not whole. It must outlive this or the next StopWhen.
  void StopWhen(const std::function<bool()>* when) {
    stop = when;
    matcher->StopWhen(when);
  }

  // Begins with empty buffers.
  void Renew();

  std::shared_ptr<const RuleSet> rules;
  text::FoldedText folded;
  text::Words words;
  const std::function<bool()>* stop = nullptr;
  std::optional<match::Matcher> matcher;
  std::optional<judge::Judge> judge;
  // After a huge comment, how many that are not until its buffers are given back.
  int until_renewal = 0;
};

}  // namespace ascolto

#endif  // ASCOLTO_CLASSIFIER_IMPL_H_
