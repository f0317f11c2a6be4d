// Two counters: added to first, and taken back when that was too much.

#include "service/engine/admission.h"

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
  Ticket ticket(&within_, comments, bytes);
  if (const std::size_t now = within_.comments; now > limits_.comments) {
    return TooMuch("comments", now, limits_.comments);
  }
  const std::size_t most = limits_.bytes + (bytes <= kSmallBytes ? limits_.bytes / 8 : 0);
  if (const std::size_t now = within_.bytes; now > most) {
    return TooMuch("bytes", now, limits_.bytes);
  }
  return ticket;
}

absl::StatusOr<Admission::Ticket> Admission::AdmitBeside(std::size_t comments, std::size_t bytes) {
  Ticket ticket(&beside_, comments, bytes);
  if (const std::size_t now = beside_.bytes; now > limits_.bytes) {
    return TooMuch("bytes of streams", now, limits_.bytes);
  }
  return ticket;
}

}  // namespace ascolto::service
