// Threads that run tasks in the order in which they came.

#ifndef ASCOLTO_SERVICE_ENGINE_TASK_QUEUE_H_
#define ASCOLTO_SERVICE_ENGINE_TASK_QUEUE_H_

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace ascolto::service {

// A task that throws ends alone: its thread destroys it, counts it, and takes the next one. The
// queue does not know whom the task was to answer. Let the task answer what it throws itself
// (guarded.h), or let what it owns answer when it is destroyed.
//
// Thread safety: every call from any thread, but the destructor.
class TaskQueue {
 public:
  using Task = std::function<void()>;

  // At most `waiting` tasks wait for a thread. `begin` is called first on each thread.
  TaskQueue(int threads, std::size_t waiting, Task begin = {});

  // Runs every task that was taken, then ends the threads, and takes no more. Once, on one
  // thread; else the destructor does.
  void Stop();
  ~TaskQueue() { Stop(); }

  // False, and nothing is taken, when as many tasks wait as may, or after Stop. May throw
  // std::bad_alloc; then nothing is taken.
  [[nodiscard]] bool TrySubmit(Task task);

  std::size_t waiting() const;

  // Tasks that threw.
  std::uint64_t failed() const { return failed_.load(std::memory_order_relaxed); }

 private:
  void Work();
  void Run(Task task) noexcept;

  const std::size_t most_waiting_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Task> tasks_;
  bool stopping_ = false;
  std::atomic<std::uint64_t> failed_{0};
  std::vector<std::thread> threads_;
};

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_ENGINE_TASK_QUEUE_H_
