// Two counters: added to first, and taken back when that was too much.

#include "service/moderation/admission.h"

#include "ascolto/base/strings.h"

namespace ascolto::service {
namespace {

absl::Status TooMuch(const char* what, std::size_t in_flight, std::size_t limit) {
  return absl::ResourceExhaustedError(base::Cat("too many ", what, " in flight: ", in_flight,
                                                " with this request; the limit is ", limit,
                                                "; try again soon"));
}

}  // namespace

absl::StatusOr<Admission::Ticket> Admission::Admit(std::size_t comments, std::size_t bytes) {
  Ticket ticket = AdmitAnyway(comments, bytes);
  if (const std::size_t now = this->comments(); now > limits_.comments) {
    return TooMuch("comments", now, limits_.comments);
  }
  if (const std::size_t now = this->bytes(); now > limits_.bytes) {
    return TooMuch("bytes", now, limits_.bytes);
  }
  return ticket;
}

Admission::Ticket Admission::AdmitAnyway(std::size_t comments, std::size_t bytes) {
  comments_.fetch_add(comments, std::memory_order_relaxed);
  bytes_.fetch_add(bytes, std::memory_order_relaxed);
  return Ticket(this, comments, bytes);
}

void Admission::Leave(std::size_t comments, std::size_t bytes) {
  comments_.fetch_sub(comments, std::memory_order_relaxed);
  bytes_.fetch_sub(bytes, std::memory_order_relaxed);
}

}  // namespace ascolto::service
