// What stands between a request, of whatever transport, and the engine: the rules that are live,
// a classifier for them, one place through which every comment of the service passes.

#ifndef ASCOLTO_SERVICE_MODERATION_MODERATOR_H_
#define ASCOLTO_SERVICE_MODERATION_MODERATOR_H_

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "ascolto/classifier.h"
#include "ascolto/live_rules.h"
#include "service/history/history.h"
#include "service/metrics/comment_counters.h"

namespace ascolto::service {

// Thread safety: one thread at a time; `live` and `counters` must outlive it.
class Moderator {
 public:
  // `history` may be null.
  Moderator(const LiveRules& live, CommentCounters* counters, History* history)
      : live_(live), counters_(counters), history_(history), classifier_(live.Get()) {
    counters_->TakeRules(classifier_.rules());
  }

  // Begins a request: the rules that are live now hold for all of it.
  void TakeLiveRules() {
    if (live_.IsCurrent(classifier_.rules())) return;
    classifier_ = Classifier(live_.Get());
    counters_->TakeRules(classifier_.rules());
  }

  const RuleSet& rules() const { return classifier_.rules(); }

  // As Classifier::Classify, and counted; what the comment lacks and the history knows is filled
  // in before.
  absl::StatusOr<Verdict> Classify(const Comment& comment) {
    if (history_ == nullptr) return Counted(classifier_.Classify(comment));
    Comment filled = comment;
    FillIn(&filled);
    return Counted(classifier_.Classify(filled));
  }

  // What was filled in for the last comment; empty where nothing was.
  struct Filled {
    std::optional<std::int64_t> repeats;
    std::optional<bool> author_new;
    bool any() const { return repeats || author_new; }
  };
  const Filled& filled() const { return filled_; }

  // A comment that could not even be read.
  void CountError() { counters_->CountError(); }

 private:
  void FillIn(Comment* comment);
  absl::StatusOr<Verdict> Counted(absl::StatusOr<Verdict> verdict) {
    if (verdict.ok()) {
      counters_->Count(*verdict);
    } else {
      counters_->CountError();
    }
    return verdict;
  }

  const LiveRules& live_;
  CommentCounters* const counters_;
  History* const history_;
  Filled filled_;
  Classifier classifier_;
};

// Moderators that wait for work, the last one used on top: its memory is warm.
//
// Thread safety: every call from any thread. Must outlive its leases.
class ModeratorPool {
 public:
  // A moderator for one request, with the live rules; goes back to the pool at the end.
  class Lease {
   public:
    Lease(Lease&&) = default;
    ~Lease() {
      if (moderator_ != nullptr) pool_->Return(std::move(moderator_));
    }
    Moderator* operator->() const { return moderator_.get(); }
    Moderator& operator*() const { return *moderator_; }

   private:
    friend class ModeratorPool;
    Lease(ModeratorPool* pool, std::unique_ptr<Moderator> moderator)
        : pool_(pool), moderator_(std::move(moderator)) {}
    ModeratorPool* pool_;
    std::unique_ptr<Moderator> moderator_;
  };

  // All must outlive the pool; `history` may be null. `size` moderators are made beforehand; there are
  // as many as were ever used at the same time.
  ModeratorPool(const LiveRules& live, CommentTotals* totals, History* history, int size);

  Lease Borrow();

  // After a change of the rules, on the thread that made it: no request has to wait until its
  // moderator is made anew, and those that wait let go of the rules that were.
  void Refresh();

 private:
  void Return(std::unique_ptr<Moderator> moderator);

  const LiveRules& live_;
  CommentTotals* const totals_;
  History* const history_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Moderator>> free_;
};

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_MODERATION_MODERATOR_H_
