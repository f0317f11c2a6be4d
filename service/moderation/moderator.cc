// A stack behind a mutex.

#include "service/moderation/moderator.h"

#include <utility>

namespace ascolto::service {

void Moderator::FillIn(Comment* comment) {
  filled_ = {};
  if (comment->text.size() > rules().limits().comment_bytes) return;  // gets an error
  const HistoryFilled filled = history_->Fill(comment);
  if (filled.repeats) filled_.repeats = comment->repeats;
  if (filled.author_new) filled_.author_new = comment->author_new;
}

ModeratorPool::ModeratorPool(const LiveRules& live, CommentTotals* totals, History* history,
                             int size)
    : live_(live), totals_(totals), history_(history) {
  for (int i = 0; i < size; ++i) {
    free_.push_back(std::make_unique<Moderator>(live, totals->AddCounters(), history));
  }
}

ModeratorPool::Lease ModeratorPool::Borrow() {
  std::unique_ptr<Moderator> moderator;
  {
    std::lock_guard lock(mutex_);
    if (!free_.empty()) {
      moderator = std::move(free_.back());
      free_.pop_back();
    }
  }
  if (moderator == nullptr) {
    moderator = std::make_unique<Moderator>(live_, totals_->AddCounters(), history_);
  }
  moderator->TakeLiveRules();
  return Lease(this, std::move(moderator));
}

void ModeratorPool::Return(std::unique_ptr<Moderator> moderator) {
  moderator->TakeLiveRules();  // one that was out during Refresh
  std::lock_guard lock(mutex_);
  free_.push_back(std::move(moderator));
}

void ModeratorPool::Refresh() {
  std::size_t stale = 0;
  {
    std::lock_guard lock(mutex_);
    stale = free_.size();
  }
  // One at a time, so that the others are there for requests.
  for (; stale > 0; --stale) {
    std::unique_ptr<Moderator> moderator;
    {
      std::lock_guard lock(mutex_);
      if (free_.empty()) return;
      moderator = std::move(free_.front());
      free_.erase(free_.begin());
    }
    moderator->TakeLiveRules();
    std::lock_guard lock(mutex_);
    free_.push_back(std::move(moderator));
  }
}

}  // namespace ascolto::service
