// Clocks and memory of this process.

#ifndef ASCOLTO_BENCH_MEASURE_H_
#define ASCOLTO_BENCH_MEASURE_H_

#include <time.h>

#include <cstddef>
#include <cstdint>
#include <fstream>
#include <string>

namespace ascolto::bench {

// Nanoseconds that this thread has been on a processor.
inline std::int64_t ThreadNanoseconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

// Memory of the process that is in RAM, in bytes.
inline std::size_t ResidentBytes() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmRSS:")) return std::stoul(line.substr(6)) * 1024;
  }
  return 0;
}

}  // namespace ascolto::bench

#endif  // ASCOLTO_BENCH_MEASURE_H_
