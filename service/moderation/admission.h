// How much work the service has taken and not yet answered, and the refusal of more.

#ifndef ASCOLTO_SERVICE_MODERATION_ADMISSION_H_
#define ASCOLTO_SERVICE_MODERATION_ADMISSION_H_

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

  // Gives back what it stands for when it goes.
  class Ticket {
   public:
    Ticket() = default;
    Ticket(Ticket&& other) noexcept
        : admission_(std::exchange(other.admission_, nullptr)),
          comments_(other.comments_),
          bytes_(other.bytes_) {}
    Ticket& operator=(Ticket&& other) noexcept {
      std::swap(admission_, other.admission_);
      std::swap(comments_, other.comments_);
      std::swap(bytes_, other.bytes_);
      return *this;
    }
    ~Ticket() {
      if (admission_ != nullptr) admission_->Leave(comments_, bytes_);
    }

   private:
    friend class Admission;
    Ticket(Admission* admission, std::size_t comments, std::size_t bytes)
        : admission_(admission), comments_(comments), bytes_(bytes) {}

    Admission* admission_ = nullptr;
    std::size_t comments_ = 0;
    std::size_t bytes_ = 0;
  };

  explicit Admission(const Limits& limits) : limits_(limits) {}

  // ResourceExhausted names the limit that would be passed. A request that is itself larger than
  // a limit is never admitted.
  absl::StatusOr<Ticket> Admit(std::size_t comments, std::size_t bytes);

  // Counts it whatever is in flight: for callers that are bounded in number, each with one
  // request at a time.
  Ticket AdmitAnyway(std::size_t comments, std::size_t bytes);

  std::size_t comments() const { return comments_.load(std::memory_order_relaxed); }
  std::size_t bytes() const { return bytes_.load(std::memory_order_relaxed); }

 private:
  void Leave(std::size_t comments, std::size_t bytes);

  const Limits limits_;
  std::atomic<std::size_t> comments_{0};
  std::atomic<std::size_t> bytes_{0};
};

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_MODERATION_ADMISSION_H_
