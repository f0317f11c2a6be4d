// One queue and one thread a sink; the comments of a request are shared by all of them.

#include "service/engine/sinks.h"

#include <string>
#include <utility>

#include "ascolto/base/guarded.h"

namespace ascolto::service {

Sinks::Queue::Queue(std::unique_ptr<VerdictSink> sink, const Limits& limits)
    : sink_(std::move(sink)), limits_(limits), thread_([this] { Work(); }) {}

void Sinks::Queue::Offer(const Comments& comments, std::size_t bytes) {
  const std::size_t count = comments->size();
  {
    std::lock_guard lock(mutex_);
    if (!stopping_ && waiting_ + count <= limits_.comments && bytes_ + bytes <= limits_.bytes) {
      items_.push_back({comments, bytes});
      bytes_ += bytes;
      waiting_ += count;
      changed_.notify_one();
      return;
    }
  }
  dropped_ += count;
}

void Sinks::Queue::Reopen() {
  std::lock_guard lock(mutex_);
  reopen_ = true;
  changed_.notify_one();
}

void Sinks::Queue::Stop() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
    changed_.notify_one();
  }
  if (thread_.joinable()) thread_.join();
}

void Sinks::Queue::Work() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return stopping_ || reopen_ || !items_.empty(); });
    if (std::exchange(reopen_, false)) {
      lock.unlock();
      (void)base::Guarded([this] { sink_->Reopen(); });
      lock.lock();
      continue;
    }
    if (items_.empty()) return;  // and stopping_ is true
    const Item item = std::move(items_.front());
    items_.pop_front();
    lock.unlock();
    const std::size_t count = item.comments->size();
    std::size_t lost = count;
    (void)base::Guarded([&] { lost = sink_->Take(*item.comments); });
    taken_ += count - lost;
    failed_ += lost;
    lock.lock();
    bytes_ -= item.bytes;
    waiting_ -= count;
  }
}

void Sinks::Add(std::unique_ptr<VerdictSink> sink) {
  queues_.push_back(std::make_unique<Queue>(std::move(sink), limits_));
}

void Sinks::Offer(std::vector<ClassifiedComment> comments) {
  if (comments.empty()) return;
  std::size_t bytes = 0;
  for (const ClassifiedComment& comment : comments) bytes += comment.bytes();
  const auto shared =
      std::make_shared<const std::vector<ClassifiedComment>>(std::move(comments));
  for (const auto& queue : queues_) queue->Offer(shared, bytes);
}

void Sinks::Reopen() {
  for (const auto& queue : queues_) queue->Reopen();
}

void Sinks::Stop() {
  for (const auto& queue : queues_) queue->Stop();
}

void Sinks::Collect(Families* families) const {
  if (queues_.empty()) return;
  MetricFamily* const waiting = AddGauge(
      "ascolto_sink_queued_comments", "Classified comments that wait for a sink.", families);
  for (const auto& queue : queues_) {
    AddValue(static_cast<double>(queue->waiting()), {{"sink", std::string(queue->name())}}, waiting);
  }
  MetricFamily* const counted = AddCounter(
      "ascolto_sink_comments_total",
      "Classified comments by sink: taken, dropped because its queue was full, failed to be kept.",
      families);
  for (const auto& queue : queues_) {
    const auto add = [&](const char* result, std::uint64_t count) {
      AddValue(static_cast<double>(count),
               {{"sink", std::string(queue->name())}, {"result", result}}, counted);
    };
    add("taken", queue->taken());
    add("dropped", queue->dropped());
    add("failed", queue->failed());
  }
}

}  // namespace ascolto::service
