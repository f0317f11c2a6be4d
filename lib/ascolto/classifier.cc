// The way of a comment: fold, words, match, judge.

#include "ascolto/classifier.h"

#include <span>
#include <utility>

#include "ascolto/base/check.h"
#include "ascolto/base/strings.h"
#include "ascolto/classifier_impl.h"
#include "ascolto/readings/text_readings.h"

namespace ascolto {

namespace {
// Comments above this size are rare and need large buffers.
constexpr std::size_t kLargeCommentBytes = 16 * 1024;
// The buffers are freed after this many smaller comments in a row. Another large comment may follow
// soon, and growing buffers costs more than keeping them.
constexpr int kCommentsUntilReset = 256;

// Resets the object and frees its buffers. Assigning an empty object may keep them.
template <typename T>
void Free(T* object) {
  const T old = std::move(*object);
  *object = T();
}

// Every verdict begins as a copy of it, which is cheaper than making one.
constexpr Verdict kNothingFound{};

absl::Status TooLong(std::size_t size, std::size_t limit) {
  return absl::InvalidArgumentError(base::Cat("the comment is too long: ", size,
                                              " bytes; at most ", limit,
                                              " (Limits::comment_bytes)"));
}

absl::Status TooManyHits(std::size_t limit) {
  return absl::ResourceExhaustedError(
      base::Cat("the rules find too much in the comment: more than ", limit,
                " hits (Limits::hits); make fewer entries find the same words"));
}
}  // namespace

void Classifier::Impl::ResetBuffers() {
  Free(&folded);
  Free(&words);
  matcher.emplace(*rules->impl().program, /*adds_readings=*/true, rules->impl().limits.hits);
  matcher->StopWhen(stop);
  judge.emplace(rules->impl().policy, *rules->impl().program);
}

absl::StatusOr<Verdict> Classifier::Impl::Run(const Comment& comment,
                                              std::vector<judge::RuleTrace>* trace) {
  const RuleSet::Impl& set = rules->impl();
  const std::size_t size = comment.text.size();
  absl::StatusOr<Verdict> verdict = kNothingFound;
  if (size > set.limits.comment_bytes) {
    verdict = TooLong(size, set.limits.comment_bytes);
    return verdict;
  }
  if (size > kLargeCommentBytes) {
    comments_until_reset = kCommentsUntilReset;
  } else if (comments_until_reset > 0 && --comments_until_reset == 0) {
    ResetBuffers();
  }
  text::Fold(comment.text, &folded);
  text::CutWords(folded, &words);
  readings::AddTextReadings(folded, &words);
  const std::span<match::Hit> hits = matcher->Match(folded, &words);
  if (matcher->too_many_hits()) {
    verdict = TooManyHits(set.limits.hits);
    return verdict;
  }
  judge->Run(comment, folded, words, hits, &*verdict, trace);
  verdict->fingerprint = set.fingerprint;
  return verdict;
}

Classifier::Classifier(std::shared_ptr<const RuleSet> rules)
    : impl_(std::make_unique<Impl>(base::NotNull(
          std::move(rules), "ascolto::Classifier: the rule set is null; look at "
                            "RuleSet::Loaded::status before its rules are used"))) {}
Classifier::~Classifier() = default;
Classifier::Classifier(Classifier&&) noexcept = default;
Classifier& Classifier::operator=(Classifier&&) noexcept = default;

absl::StatusOr<Verdict> Classifier::Classify(const Comment& comment) & {
  return impl_->Run(comment, nullptr);
}

const RuleSet& Classifier::rules() const& { return *impl_->rules; }

}  // namespace ascolto
