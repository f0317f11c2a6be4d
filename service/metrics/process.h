// What the kernel says of this process, under the names that Prometheus' own clients use.

#ifndef ASCOLTO_SERVICE_METRICS_PROCESS_H_
#define ASCOLTO_SERVICE_METRICS_PROCESS_H_

#include <filesystem>

#include "service/metrics/family.h"

namespace ascolto::service {

// CPU seconds, memory, descriptors, start time. Thread-safe; a few reads under /proc.
void CollectProcess(Families* families);

// When this process began, in seconds since 1970, to within the kernel's tick of 10 ms. Reads
// `proc`/self/stat and two clocks; not `proc`/stat, which systemd's ProcSubset=pid hides.
double ProcessStartTime(const std::filesystem::path& proc);

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_METRICS_PROCESS_H_
