// Threads that run tasks in the order in which they came.

#ifndef ASCOLTO_SERVICE_MODERATION_TASK_QUEUE_H_
#define ASCOLTO_SERVICE_MODERATION_TASK_QUEUE_H_

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace ascolto::service {

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

  // False, and nothing is taken, when as many tasks wait as may.
  bool TrySubmit(Task task);

  std::size_t waiting() const;

 private:
  void Work();

  const std::size_t most_waiting_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Task> tasks_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_MODERATION_TASK_QUEUE_H_
