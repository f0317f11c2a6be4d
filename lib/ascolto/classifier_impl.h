// The stages of a classifier and their buffers. Internal; explanations use it.

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
  explicit Impl(std::shared_ptr<const RuleSet> r) : rules(std::move(r)) { ResetBuffers(); }

  // Classifies a comment. If `trace` is not null, it gets a record for every rule that was
  // examined.
  absl::StatusOr<Verdict> Run(const Comment& comment, std::vector<judge::RuleTrace>* trace);

  // Sets a function that every call runs from time to time. When it returns true, the call stops
  // early and its verdict is incomplete. The function must outlive this object or the next call of
  // StopWhen. Null removes it.
  void StopWhen(const std::function<bool()>* when) {
    stop = when;
    matcher->StopWhen(when);
  }

  // Frees all buffers and starts with empty ones.
  void ResetBuffers();

  std::shared_ptr<const RuleSet> rules;
  text::FoldedText folded;
  text::Words words;
  const std::function<bool()>* stop = nullptr;
  std::optional<match::Matcher> matcher;
  std::optional<judge::Judge> judge;
  // How many more comments that are not large must follow until the buffers are freed. 0 if no
  // large comment came.
  int comments_until_reset = 0;
};

}  // namespace ascolto

#endif  // ASCOLTO_CLASSIFIER_IMPL_H_
