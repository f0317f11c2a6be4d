// What wants to know of every verdict, besides the caller: files, counts, stores.
//
//   class Printer final : public VerdictSink {
//     std::string_view name() const override { return "printer"; }
//     std::size_t Take(std::span<const ClassifiedComment> comments) override { … }
//   };
//   sinks.Add(std::make_unique<Printer>());  // before the first request
//
// A sink works on a thread of its own and may fall behind. Its queue is bounded: what does not fit
// is dropped and counted, and no caller waits for it.

#ifndef ASCOLTO_SERVICE_ENGINE_SINKS_H_
#define ASCOLTO_SERVICE_ENGINE_SINKS_H_

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <span>
#include <string_view>
#include <thread>
#include <vector>

#include "ascolto/owned_comment.h"
#include "ascolto/owned_verdict.h"
#include "service/metrics/family.h"

namespace ascolto::service {

struct ClassifiedComment {
  OwnedComment comment;
  OwnedVerdict verdict;
  std::chrono::system_clock::time_point time;  // when it was classified

  std::size_t bytes() const { return sizeof(*this) + comment.bytes() + verdict.bytes(); }
};

// Thread safety: Take, Reopen and the destructor on one thread at a time.
class VerdictSink {
 public:
  virtual ~VerdictSink() = default;
  // For metrics and the log.
  virtual std::string_view name() const = 0;
  // Takes the comments of one request, in their order. Returns how many it could not keep.
  virtual std::size_t Take(std::span<const ClassifiedComment> comments) = 0;
  // Opens anew what it writes to: for the rotation of files.
  virtual void Reopen() {}
};

// Thread safety: Add before everything else; the rest from any thread; the destructor when nothing
// else runs.
class Sinks {
 public:
  // Of the queue of each sink.
  struct Limits {
    std::size_t comments = 100'000;
    std::size_t bytes = std::size_t{64} << 20;
  };

  explicit Sinks(const Limits& limits) : limits_(limits) {}
  Sinks() : Sinks(Limits()) {}
  ~Sinks() { Stop(); }
  Sinks(const Sinks&) = delete;
  Sinks& operator=(const Sinks&) = delete;

  // Starts a thread for the sink.
  void Add(std::unique_ptr<VerdictSink> sink);
  bool empty() const { return queues_.empty(); }

  // Hands the comments of one request to every sink. Each sink gets all of them or none.
  void Offer(std::vector<ClassifiedComment> comments);

  // Before its next work every sink opens anew what it writes to.
  void Reopen();

  // Every sink takes what is in its queue; then the threads end. Further offers are dropped.
  void Stop();

  // Comments in the queues, taken, dropped and not kept, by sink.
  void Collect(Families* families) const;

 private:
  using Comments = std::shared_ptr<const std::vector<ClassifiedComment>>;

  class Queue {
   public:
    Queue(std::unique_ptr<VerdictSink> sink, const Limits& limits);
    ~Queue() { Stop(); }

    void Offer(const Comments& comments, std::size_t bytes);
    void Reopen();
    void Stop();

    std::string_view name() const { return sink_->name(); }
    std::size_t waiting() const { return waiting_.load(std::memory_order_relaxed); }
    std::uint64_t taken() const { return taken_.load(std::memory_order_relaxed); }
    std::uint64_t dropped() const { return dropped_.load(std::memory_order_relaxed); }
    std::uint64_t failed() const { return failed_.load(std::memory_order_relaxed); }

   private:
    struct Item {
      Comments comments;
      std::size_t bytes;
    };
    void Work();

    const std::unique_ptr<VerdictSink> sink_;
    const Limits limits_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Item> items_;   // guarded by mutex_, like those below
    std::size_t bytes_ = 0;
    bool reopen_ = false;
    bool stopping_ = false;
    std::atomic<std::size_t> waiting_{0};  // comments in items_
    std::atomic<std::uint64_t> taken_{0}, dropped_{0}, failed_{0};
    std::thread thread_;
  };

  const Limits limits_;
  std::vector<std::unique_ptr<Queue>> queues_;
};

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_ENGINE_SINKS_H_
