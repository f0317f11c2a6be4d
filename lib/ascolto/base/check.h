// Ends the program where a caller breaks a contract that the compiler cannot hold.

#ifndef ASCOLTO_BASE_CHECK_H_
#define ASCOLTO_BASE_CHECK_H_

#include <cstdio>
#include <cstdlib>
#include <utility>

namespace ascolto::base {

// Gives the pointer back, which is not null. A null one is a mistake in the calling program: it
// ends the program at once with `message` on standard error, and does not crash later elsewhere.
template <typename Pointer>
Pointer NotNull(Pointer pointer, const char* message) {
  if (pointer != nullptr) return pointer;
  std::fprintf(stderr, "%s\n", message);
  std::abort();
}

}  // namespace ascolto::base

#endif  // ASCOLTO_BASE_CHECK_H_
