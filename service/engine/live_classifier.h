// Classifiers with the rules that are live. Every comment of the service passes through
// LiveClassifier::Classify.

#ifndef ASCOLTO_SERVICE_ENGINE_LIVE_CLASSIFIER_H_
#define ASCOLTO_SERVICE_ENGINE_LIVE_CLASSIFIER_H_

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "ascolto/classifier.h"
#include "ascolto/live_rules.h"
#include "service/engine/sinks.h"
#include "service/history/history.h"
#include "service/metrics/comment_counters.h"

namespace ascolto::service {

// Thread safety: one thread at a time; `live` and `counters` must outlive it.
class LiveClassifier {
 public:
  // `history` may be null. `keep`: see TakeClassified.
  LiveClassifier(const LiveRules& live, CommentCounters* counters, History* history, bool keep)
      : live_(live),
        counters_(counters),
        history_(history),
        keep_(keep),
        classifier_(live.Get()) {
    counters_->TakeRules(classifier_.rules());
  }

  // Begins a request: the rules that are live now hold for all of it.
  void TakeLiveRules() {
    if (live_.IsCurrent(classifier_.rules())) return;
    classifier_ = Classifier(live_.Get());
    counters_->TakeRules(classifier_.rules());
  }

  // The same with new buffers: a large comment makes them large.
  void FreeBuffers() {
    classifier_ = Classifier(live_.Get());
    counters_->TakeRules(rules());
  }

  const RuleSet& rules() const { return classifier_.rules(); }

  // As Classifier::Classify, and counted; what the comment lacks and the history knows is filled
  // in before.
  absl::StatusOr<Verdict> Classify(const Comment& comment) {
    if (history_ == nullptr) return Counted(comment, classifier_.Classify(comment));
    Comment filled = comment;
    FillIn(&filled);
    return Counted(filled, classifier_.Classify(filled));
  }

  // What was filled in for the last comment; empty where nothing was.
  struct Filled {
    std::optional<std::int64_t> repeats;
    std::optional<bool> author_new;
    bool any() const { return repeats || author_new; }
  };
  const Filled& filled() const { return filled_; }

  // The comments that were classified since the last call, with their verdicts; none unless it was
  // told to keep them.
  std::vector<ClassifiedComment> TakeClassified() { return std::exchange(classified_, {}); }

  // A comment that could not even be read.
  void CountError() { counters_->CountError(); }

 private:
  void FillIn(Comment* comment);
  void Keep(const Comment& comment, const Verdict& verdict);
  absl::StatusOr<Verdict> Counted(const Comment& comment, absl::StatusOr<Verdict> verdict) {
    if (verdict.ok()) {
      counters_->Count(*verdict);
      if (keep_) Keep(comment, *verdict);
    } else {
      counters_->CountError();
    }
    return verdict;
  }

  const LiveRules& live_;
  CommentCounters* const counters_;
  History* const history_;
  const bool keep_;
  Filled filled_;
  std::vector<ClassifiedComment> classified_;
  Classifier classifier_;
};

// Moderators that wait for work, the last one used on top: its memory is warm.
//
// Thread safety: every call from any thread. Must outlive its leases.
class LiveClassifierPool {
 public:
  // A classifier for one request, with the live rules; goes back to the pool at the end.
  class Lease {
   public:
    Lease(Lease&&) = default;
    ~Lease() {
      if (classifier_ != nullptr) pool_->Return(std::move(classifier_));
    }
    LiveClassifier* operator->() const { return classifier_.get(); }
    LiveClassifier& operator*() const { return *classifier_; }

   private:
    friend class LiveClassifierPool;
    Lease(LiveClassifierPool* pool, std::unique_ptr<LiveClassifier> classifier)
        : pool_(pool), classifier_(std::move(classifier)) {}
    LiveClassifierPool* pool_;
    std::unique_ptr<LiveClassifier> classifier_;
  };

  // The arguments must outlive the pool; `history` may be null. `size` classifiers are made beforehand;
  // in the end there are as many as were ever used at the same time. `keep`: they keep what they
  // classify, for the sinks.
  LiveClassifierPool(const LiveRules& live, CommentTotals* totals, History* history, int size,
                     bool keep);

  Lease Borrow();

  // After a change of the rules, on the thread that made it: no request has to wait until its
  // classifier is made anew, and those that wait let go of the rules that were.
  void Refresh();

  // Gives back the buffers of those that wait.
  void FreeIdle();

 private:
  template <typename Act>
  void ForIdle(Act act);
  void Return(std::unique_ptr<LiveClassifier> classifier);

  const LiveRules& live_;
  CommentTotals* const totals_;
  History* const history_;
  const bool keep_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<LiveClassifier>> free_;
};

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_ENGINE_LIVE_CLASSIFIER_H_
