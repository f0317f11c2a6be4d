// Two queues under one mutex: pieces to be worked on, and all pieces in their order.

#include "service/cli/pipeline.h"

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace ascolto::cli {
namespace {

constexpr std::size_t kPiecesPerWorker = 4;

class Pipeline {
 public:
  Pipeline(int workers, const Stages& stages)
      : stages_(stages), capacity_(kPiecesPerWorker * static_cast<std::size_t>(workers)) {
    for (int i = 0; i < workers; ++i) {
      threads_.emplace_back([this] { Guarded([this] { Work(); }); });
    }
    threads_.emplace_back([this] { Guarded([this] { Write(); }); });
  }

  void Run() {
    Guarded([this] { Read(); });
    for (std::thread& thread : threads_) thread.join();
    if (thrown_ != nullptr) std::rethrow_exception(thrown_);
  }

 private:
  struct Piece {
    std::unique_ptr<Chunk> chunk;
    bool done = false;
  };

  // The first exception of any thread ends them all.
  template <typename Act>
  void Guarded(Act act) {
    try {
      act();
    } catch (...) {
      std::lock_guard lock(mutex_);
      if (thrown_ == nullptr) thrown_ = std::current_exception();
      ended_ = true;
      changed_.notify_all();
    }
  }

  void Read() {
    while (std::unique_ptr<Chunk> chunk = stages_.read()) {
      auto piece = std::make_shared<Piece>();
      piece->chunk = std::move(chunk);
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return ended_ || in_order_.size() < capacity_; });
      if (ended_) return;
      in_order_.push_back(piece);
      to_do_.push_back(std::move(piece));
      changed_.notify_all();
    }
    std::lock_guard lock(mutex_);
    all_read_ = true;
    changed_.notify_all();
  }

  void Work() {
    const std::function<void(Chunk*)> work = stages_.make_worker();
    std::unique_lock lock(mutex_);
    while (true) {
      changed_.wait(lock, [this] { return ended_ || all_read_ || !to_do_.empty(); });
      if (ended_ || to_do_.empty()) return;
      const std::shared_ptr<Piece> piece = std::move(to_do_.front());
      to_do_.pop_front();
      lock.unlock();
      work(piece->chunk.get());
      lock.lock();
      piece->done = true;
      changed_.notify_all();
    }
  }

  void Write() {
    std::unique_lock lock(mutex_);
    while (true) {
      changed_.wait(lock, [this] {
        return ended_ || (in_order_.empty() ? all_read_ : in_order_.front()->done);
      });
      if (ended_ || in_order_.empty()) return;
      const std::shared_ptr<Piece> piece = in_order_.front();
      lock.unlock();
      const bool go_on = stages_.write(piece->chunk.get());
      lock.lock();
      in_order_.pop_front();
      ended_ = !go_on;
      changed_.notify_all();
      if (ended_) return;
    }
  }

  const Stages& stages_;
  const std::size_t capacity_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::shared_ptr<Piece>> to_do_;
  std::deque<std::shared_ptr<Piece>> in_order_;
  bool all_read_ = false;
  bool ended_ = false;
  std::exception_ptr thrown_;
  std::vector<std::thread> threads_;
};

}  // namespace

void RunPipeline(int workers, const Stages& stages) { Pipeline(workers, stages).Run(); }

}  // namespace ascolto::cli
