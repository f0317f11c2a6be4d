// The threads that classify, each with a Moderator of its own, behind one bounded queue.

#ifndef ASCOLTO_SERVICE_GRPC_WORKER_POOL_H_
#define ASCOLTO_SERVICE_GRPC_WORKER_POOL_H_

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "ascolto/live_rules.h"
#include "service/grpc/moderator.h"

namespace ascolto::service {

// gRPC's own threads only hand over: they are few, and one that classified would hold up
// every other call.
//
// Thread safety: every call from any thread, but the destructor.
class WorkerPool {
 public:
  using Job = std::function<void(Moderator&)>;

  // `live` must outlive the pool.
  WorkerPool(const LiveRules& live, int threads, std::size_t queue, std::size_t max_batch);

  // Runs every job that was taken, then ends the threads.
  ~WorkerPool();

  // False, and nothing is taken, when `queue` jobs wait already.
  bool TrySubmit(Job job);

  // Takes the job whatever waits: for callers that are bounded in number, each with one job at
  // a time.
  void Submit(Job job);

 private:
  void Work(const LiveRules& live, std::size_t max_batch);

  const std::size_t queue_limit_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Job> queue_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_GRPC_WORKER_POOL_H_
