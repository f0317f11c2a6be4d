// Comments in, verdicts out.
//
//   ascolto::Classifier classifier(loaded.rules);  // after loaded.status was found OK
//   absl::StatusOr<ascolto::Verdict> verdict = classifier.Classify({.text = "Sei un cretino"});
//   if (verdict.ok()) std::cout << ascolto::ActionName(verdict->action) << "\n";

#ifndef ASCOLTO_CLASSIFIER_H_
#define ASCOLTO_CLASSIFIER_H_

#include <cstddef>
#include <memory>

#include "absl/status/statusor.h"
#include "ascolto/comment.h"
#include "ascolto/rule_set.h"
#include "ascolto/verdict.h"

namespace ascolto {

// Owns the buffers of the work, so that a warm classifier does not allocate; keep one and
// reuse it.
//
// Thread safety: one thread at a time; make one a thread, they share the rule set.
class Classifier {
 public:
  // The classifier keeps `rules` alive. `rules` must not be null, which RuleSet::Loaded::rules is
  // when its status is not OK: a null one ends the program at once with a message.
  explicit Classifier(std::shared_ptr<const RuleSet> rules);
  explicit Classifier(std::nullptr_t) = delete;
  ~Classifier();
  // What was moved from may only be destroyed or assigned to.
  Classifier(Classifier&&) noexcept;
  Classifier& operator=(Classifier&&) noexcept;

  // The same comment and rules give the same verdict, always. The verdict's views live until
  // the next call or the end of the classifier.
  // InvalidArgument: the text is longer than Limits::comment_bytes.
  absl::StatusOr<Verdict> Classify(const Comment& comment) &;
  // A verdict of a temporary classifier would view what is gone.
  absl::StatusOr<Verdict> Classify(const Comment& comment) && = delete;

  const RuleSet& rules() const&;
  const RuleSet& rules() const&& = delete;

  // For the engine's own parts; not part of the API.
  struct Impl;
  Impl& impl() { return *impl_; }

 private:
  std::unique_ptr<Impl> impl_;
};

}  // namespace ascolto

#endif  // ASCOLTO_CLASSIFIER_H_
