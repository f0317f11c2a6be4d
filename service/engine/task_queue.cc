// A deque, a mutex and a condition variable.

#include "service/engine/task_queue.h"

#include <utility>

namespace ascolto::service {

TaskQueue::TaskQueue(int threads, std::size_t waiting, Task begin) : most_waiting_(waiting) {
  for (int i = 0; i < threads; ++i) {
    threads_.emplace_back([this, begin] {
      if (begin) Run(begin);
      Work();
    });
  }
}

void TaskQueue::Stop() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

bool TaskQueue::TrySubmit(Task task) {
  {
    std::lock_guard lock(mutex_);
    if (stopping_ || tasks_.size() >= most_waiting_) return false;
    tasks_.push_back(std::move(task));
  }
  changed_.notify_one();
  return true;
}

std::size_t TaskQueue::waiting() const {
  std::lock_guard lock(mutex_);
  return tasks_.size();
}

void TaskQueue::Work() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return stopping_ || !tasks_.empty(); });
    if (tasks_.empty()) return;
    Task task = std::move(tasks_.front());
    tasks_.pop_front();
    lock.unlock();
    Run(std::move(task));
    lock.lock();
  }
}

void TaskQueue::Run(Task task) noexcept {
  try {
    task();
  } catch (...) {
    failed_.fetch_add(1, std::memory_order_relaxed);
  }
}

}  // namespace ascolto::service
