// Runs code and turns any exception into an absl::Status. Every thread of the service uses it, so
// that no exception ends the program.
//
//   if (const absl::Status status = Guarded([&] { Work(); }); !status.ok()) Answer(status);

#ifndef ASCOLTO_BASE_GUARDED_H_
#define ASCOLTO_BASE_GUARDED_H_

#include <exception>
#include <new>

#include "absl/status/status.h"

namespace ascolto::base {

// Returns a status for the exception that is being handled: ResourceExhausted for std::bad_alloc,
// Internal for any other. Call it only in a catch block. The status does not quote the exception,
// because the exception's text may contain data of a caller.
inline absl::Status StatusOfException() {
  try {
    throw;
  } catch (const std::bad_alloc&) {
    return absl::ResourceExhaustedError("the service is out of memory: try again soon");
  } catch (...) {
    return absl::InternalError(
        "the service failed to answer this request: an internal error; report it to who runs the "
        "service");
  }
}

// Calls `act` and returns OK, or the status of the exception that `act` threw. Does not throw,
// unless there is no memory left for the text of the status.
template <typename Act>
absl::Status Guarded(Act&& act) {
  try {
    act();
    return absl::OkStatus();
  } catch (...) {
    return StatusOfException();
  }
}

}  // namespace ascolto::base

#endif  // ASCOLTO_BASE_GUARDED_H_
