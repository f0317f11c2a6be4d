// A deque, a mutex and a condition variable.

#include "service/grpc/worker_pool.h"

#include <utility>

namespace ascolto::service {

WorkerPool::WorkerPool(const LiveRules& live, int threads, std::size_t queue,
                       std::size_t max_batch)
    : queue_limit_(queue) {
  for (int i = 0; i < threads; ++i) {
    threads_.emplace_back([this, &live, max_batch] { Work(live, max_batch); });
  }
}

WorkerPool::~WorkerPool() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

bool WorkerPool::TrySubmit(Job job) {
  {
    std::lock_guard lock(mutex_);
    if (queue_.size() >= queue_limit_) return false;
    queue_.push_back(std::move(job));
  }
  changed_.notify_one();
  return true;
}

void WorkerPool::Submit(Job job) {
  {
    std::lock_guard lock(mutex_);
    queue_.push_back(std::move(job));
  }
  changed_.notify_one();
}

void WorkerPool::Work(const LiveRules& live, std::size_t max_batch) {
  Moderator moderator(live, max_batch);
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
    if (queue_.empty()) return;
    Job job = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    job(moderator);
    job = nullptr;
    lock.lock();
  }
}

}  // namespace ascolto::service
