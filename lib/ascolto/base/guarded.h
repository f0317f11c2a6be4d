// Turns exceptions into statuses, so that no exception leaves a thread of the service.
//
//   if (const absl::Status status = Guarded([&] { Work(); }); !status.ok()) Answer(status);

#ifndef ASCOLTO_BASE_GUARDED_H_
#define ASCOLTO_BASE_GUARDED_H_

#include <exception>
#include <new>

#include "absl/status/status.h"

namespace ascolto::base {

// The status of the exception that is being handled: ResourceExhausted for std::bad_alloc, Internal
// for any other. Call it in a catch block only. Its text does not quote the exception, which may
// hold what a caller sent.
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

// Calls `act`. OK, or the status of what it threw. Does not throw, unless there is not even memory
// for the text of a status.
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
