// How much work the service has taken and not yet answered, and the refusal of more.

#ifndef ASCOLTO_SERVICE_ENGINE_ADMISSION_H_
#define ASCOLTO_SERVICE_ENGINE_ADMISSION_H_

#include <atomic>
#include <cstddef>
#include <utility>

#include "absl/status/statusor.h"

namespace ascolto::service {

// Counts comments and bytes of requests in flight. What is admitted is answered soon, since it is
// bounded; what is not is told so at once.
//
// Thread safety: every call from any thread; no lock. Must outlive its tickets.
class Admission {
 public:
  struct Limits {
    std::size_t comments = 20'000;
    std::size_t bytes = std::size_t{64} << 20;
  };

 private:
  struct Count {
    std::atomic<std::size_t> comments{0};
    std::atomic<std::size_t> bytes{0};

    void Add(std::size_t more_comments, std::size_t more_bytes) {
      comments.fetch_add(more_comments, std::memory_order_relaxed);
      bytes.fetch_add(more_bytes, std::memory_order_relaxed);
    }
    void Take(std::size_t fewer_comments, std::size_t fewer_bytes) {
      comments.fetch_sub(fewer_comments, std::memory_order_relaxed);
      bytes.fetch_sub(fewer_bytes, std::memory_order_relaxed);
    }
  };

 public:
  // Gives back what it stands for when it goes.
  class Ticket {
   public:
    Ticket() = default;
    Ticket(Ticket&& other) noexcept
        : count_(std::exchange(other.count_, nullptr)),
          comments_(other.comments_),
          bytes_(other.bytes_) {}
    Ticket& operator=(Ticket&& other) noexcept {
      std::swap(count_, other.count_);
      std::swap(comments_, other.comments_);
      std::swap(bytes_, other.bytes_);
      return *this;
    }
    ~Ticket() {
      if (count_ != nullptr) count_->Take(comments_, bytes_);
    }

   private:
    friend class Admission;
    Ticket(Count* count, std::size_t comments, std::size_t bytes)
        : count_(count), comments_(comments), bytes_(bytes) {
      count->Add(comments, bytes);
    }

    Count* count_ = nullptr;
    std::size_t comments_ = 0;
    std::size_t bytes_ = 0;
  };

  explicit Admission(const Limits& limits) : limits_(limits) {}

  // A request of at most so many bytes may pass the limit of bytes by an eighth, so that a few large
  // requests do not shut out everybody else.
  static constexpr std::size_t kSmallBytes = 4096;

  // ResourceExhausted names the limit that would be passed. A request that is itself larger than
  // a limit is never admitted.
  absl::StatusOr<Ticket> Admit(std::size_t comments, std::size_t bytes);

  // Counts it beside the limits, so that it is not in the way of others: for streams, which are
  // bounded in number, each with one request at a time. ResourceExhausted: the bytes of all
  // streams together would pass the limit of bytes.
  absl::StatusOr<Ticket> AdmitBeside(std::size_t comments, std::size_t bytes);

  // In flight, of both kinds.
  std::size_t comments() const { return within_.comments + beside_.comments; }
  std::size_t bytes() const { return within_.bytes + beside_.bytes; }

 private:
  const Limits limits_;
  Count within_;  // the limits
  Count beside_;
};

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_ENGINE_ADMISSION_H_
