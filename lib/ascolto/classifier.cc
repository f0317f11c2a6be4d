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
constexpr std::size_t kHugeBytes = 16 * 1024;  // rare, and the buffers for it are large
// Not at once, for another one may follow, and to have buffers grow costs more than to use them.
constexpr int kCommentsUntilRenewal = 256;

// Gives back the buffers too, which strings that are assigned an empty one keep.
template <typename T>
void MakeNew(T* object) {
  const T gone = std::move(*object);
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

void Classifier::Impl::Renew() {
  MakeNew(&folded);
  MakeNew(&words);
  matcher.emplace(*rules->impl().program, /*reads=*/true, rules->impl().limits.hits);
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
  if (size > kHugeBytes) {
    until_renewal = kCommentsUntilRenewal;
  } else if (until_renewal > 0 && --until_renewal == 0) {
    Renew();
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
