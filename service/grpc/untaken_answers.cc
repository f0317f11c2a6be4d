#include "service/grpc/untaken_answers.h"

#include <algorithm>

#include <grpcpp/server_context.h>

#include "ascolto/base/strings.h"

namespace ascolto::service {

absl::StatusOr<UntakenAnswers::Ticket> UntakenAnswers::Add(grpc::ServerContextBase* context,
                                                           std::size_t bytes) {
  Ticket ticket;
  if (bytes < kCounted) return ticket;
  if (bytes > most_bytes_) {
    return absl::ResourceExhaustedError(
        base::Cat("the request and its answer are too large: ", bytes, " bytes; the limit is ",
                  most_bytes_, "; send fewer comments at a time, or ask for less detail"));
  }
  std::lock_guard lock(mutex_);
  ticket.answers_ = this;
  ticket.answer_ = answers_.insert(answers_.end(), {context, bytes, false});
  bytes_ += bytes;
  // What was cancelled counts until gRPC has let go of it.
  std::size_t left = bytes_;
  while (left > most_bytes_) {
    const auto oldest = std::find_if(answers_.begin(), answers_.end(),
                                     [](const Answer& answer) { return !answer.cancelled; });
    if (oldest == answers_.end()) break;
    oldest->cancelled = true;
    left -= std::min(left, oldest->bytes);
    cancelled_.fetch_add(1, std::memory_order_relaxed);
    oldest->context->TryCancel();  // may remove it
  }
  return ticket;
}

void UntakenAnswers::Remove(Answers::iterator answer) {
  std::lock_guard lock(mutex_);
  bytes_ -= answer->bytes;
  answers_.erase(answer);
}

}  // namespace ascolto::service
