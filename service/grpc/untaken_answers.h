// Answers that were handed to gRPC and that their callers have not taken yet.

#ifndef ASCOLTO_SERVICE_GRPC_UNTAKEN_ANSWERS_H_
#define ASCOLTO_SERVICE_GRPC_UNTAKEN_ANSWERS_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <list>
#include <mutex>
#include <utility>

#include "absl/status/statusor.h"

namespace grpc {
class ServerContextBase;
}

namespace ascolto::service {

// A caller that does not read makes gRPC keep the answer. Together such answers are bounded: when
// there are too many bytes of them, the calls that have waited longest are cancelled.
//
// Thread safety: every call from any thread. Must outlive its tickets.
class UntakenAnswers {
 public:
  explicit UntakenAnswers(std::size_t most_bytes) : most_bytes_(most_bytes) {}
  UntakenAnswers(const UntakenAnswers&) = delete;
  UntakenAnswers& operator=(const UntakenAnswers&) = delete;

 private:
  struct Answer {
    grpc::ServerContextBase* context;
    std::size_t bytes;
    bool cancelled;
  };
  using Answers = std::list<Answer>;

 public:
  // Stands for one answer; the answer counts until the ticket goes. It has to go before the
  // context does.
  class Ticket {
   public:
    Ticket() = default;
    Ticket(Ticket&& other) noexcept { *this = std::move(other); }
    Ticket& operator=(Ticket&& other) noexcept {
      std::swap(answers_, other.answers_);
      std::swap(answer_, other.answer_);
      return *this;
    }
    ~Ticket() {
      if (answers_ != nullptr) answers_->Remove(answer_);
    }

   private:
    friend class UntakenAnswers;
    UntakenAnswers* answers_ = nullptr;
    Answers::iterator answer_;
  };

  // Smaller answers are not counted: there are at most as many as calls.
  static constexpr std::size_t kCounted = 4096;

  // Counts an answer that is about to be handed to gRPC, and cancels the oldest calls while there
  // are too many bytes. ResourceExhausted: this one alone is too large; then nothing is cancelled.
  absl::StatusOr<Ticket> Add(grpc::ServerContextBase* context, std::size_t bytes);

  std::size_t bytes() const { return bytes_.load(std::memory_order_relaxed); }
  // Calls that were cancelled because nobody took their answers.
  std::uint64_t cancelled() const { return cancelled_.load(std::memory_order_relaxed); }

 private:
  void Remove(Answers::iterator answer);

  const std::size_t most_bytes_;
  // Recursive: cancelling a call may end it at once, on the same thread, and with it its ticket.
  std::recursive_mutex mutex_;
  Answers answers_;  // the oldest first; guarded by mutex_
  std::atomic<std::size_t> bytes_{0};
  std::atomic<std::uint64_t> cancelled_{0};
};

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_GRPC_UNTAKEN_ANSWERS_H_
