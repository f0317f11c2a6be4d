// Runs this program once more, for what needs a process of its own.

#ifndef ASCOLTO_BENCH_RUN_SELF_H_
#define ASCOLTO_BENCH_RUN_SELF_H_

#include <string>

#include "absl/status/statusor.h"

namespace ascolto::bench {

// What a shell command prints. Internal: it ends with another code than 0.
absl::StatusOr<std::string> OutputOf(const std::string& command);

// What this program prints with these arguments, as a shell takes them; `under`, such as a
// debugger's command line, runs it.
absl::StatusOr<std::string> RunSelf(const std::string& arguments, const std::string& under = "");

}  // namespace ascolto::bench

#endif  // ASCOLTO_BENCH_RUN_SELF_H_
