// A stack behind a mutex.

#include "service/engine/live_classifier.h"

#include <chrono>
#include <utility>

namespace ascolto::service {

void LiveClassifier::FillIn(Comment* comment) {
  filled_ = {};
  if (comment->text.size() > rules().limits().comment_bytes) return;  // gets an error
  const HistoryFilled filled = history_->Fill(comment);
  if (filled.repeats) filled_.repeats = comment->repeats;
  if (filled.author_new) filled_.author_new = comment->author_new;
}

void LiveClassifier::Keep(const Comment& comment, const Verdict& verdict) {
  classified_.push_back(
      {OwnedComment(comment), OwnedVerdict(verdict), std::chrono::system_clock::now()});
}

LiveClassifierPool::LiveClassifierPool(const LiveRules& live, CommentTotals* totals,
                                       History* history, int size, bool keep)
    : live_(live), totals_(totals), history_(history), keep_(keep) {
  for (int i = 0; i < size; ++i) {
    free_.push_back(std::make_unique<LiveClassifier>(live, totals->AddCounters(), history, keep));
  }
}

LiveClassifierPool::Lease LiveClassifierPool::Borrow() {
  std::unique_ptr<LiveClassifier> classifier;
  {
    std::lock_guard lock(mutex_);
    if (!free_.empty()) {
      classifier = std::move(free_.back());
      free_.pop_back();
    }
  }
  if (classifier == nullptr) {
    classifier = std::make_unique<LiveClassifier>(live_, totals_->AddCounters(), history_, keep_);
  }
  classifier->TakeLiveRules();
  return Lease(this, std::move(classifier));
}

void LiveClassifierPool::Return(std::unique_ptr<LiveClassifier> classifier) {
  classifier->TakeLiveRules();  // one that was out during Refresh
  std::lock_guard lock(mutex_);
  free_.push_back(std::move(classifier));
}

// One at a time, so that the others are there for requests.
template <typename Act>
void LiveClassifierPool::ForIdle(Act act) {
  std::size_t left = 0;
  {
    std::lock_guard lock(mutex_);
    left = free_.size();
  }
  for (; left > 0; --left) {
    std::unique_ptr<LiveClassifier> classifier;
    {
      std::lock_guard lock(mutex_);
      if (free_.empty()) return;
      classifier = std::move(free_.front());
      free_.erase(free_.begin());
    }
    act(*classifier);
    std::lock_guard lock(mutex_);
    free_.push_back(std::move(classifier));
  }
}

void LiveClassifierPool::Refresh() {
  ForIdle([](LiveClassifier& classifier) { classifier.TakeLiveRules(); });
}

void LiveClassifierPool::FreeIdle() {
  ForIdle([](LiveClassifier& classifier) { classifier.FreeBuffers(); });
}

}  // namespace ascolto::service
