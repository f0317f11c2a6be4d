// The way of a comment: fold, words, match, judge.

#include "ascolto/classifier.h"

#include <span>
#include <utility>

#include "ascolto/base/strings.h"
#include "ascolto/classifier_impl.h"

namespace ascolto {

namespace {
constexpr std::size_t kHugeBytes = 16 * 1024;  // rare, and the buffers for it are large
}  // namespace

void Classifier::Impl::Renew() {
  folded = text::FoldedText();
  words = text::Words();
  matcher.emplace(*rules->impl().program);
  judge.emplace(rules->impl().policy, *rules->impl().program);
}

absl::StatusOr<Verdict> Classifier::Impl::Run(const Comment& comment,
                                              std::vector<judge::RuleTrace>* trace) {
  const std::size_t limit = rules->limits().comment_bytes;
  if (comment.text.size() > limit) {
    return absl::InvalidArgumentError(base::Cat("the comment is too long: ", comment.text.size(),
                                                " bytes; at most ", limit,
                                                " (Limits::comment_bytes)"));
  }
  const bool was_huge = std::exchange(huge, comment.text.size() > kHugeBytes);
  if (was_huge && !huge) Renew();
  text::Fold(comment.text, &folded);
  text::CutWords(folded, &words);
  const std::span<match::Hit> hits = matcher->Match(folded, &words);
  Verdict verdict = judge->Run(comment, folded, words, hits, trace);
  verdict.fingerprint = rules->fingerprint();
  return verdict;
}

Classifier::Classifier(std::shared_ptr<const RuleSet> rules)
    : impl_(std::make_unique<Impl>(std::move(rules))) {}
Classifier::~Classifier() = default;
Classifier::Classifier(Classifier&&) noexcept = default;
Classifier& Classifier::operator=(Classifier&&) noexcept = default;

absl::StatusOr<Verdict> Classifier::Classify(const Comment& comment) {
  return impl_->Run(comment, nullptr);
}

const RuleSet& Classifier::rules() const { return *impl_->rules; }

}  // namespace ascolto
