// What the kernel says of this process, under the names that Prometheus' own clients use.

#ifndef ASCOLTO_SERVICE_METRICS_PROCESS_H_
#define ASCOLTO_SERVICE_METRICS_PROCESS_H_

#include "service/metrics/family.h"

namespace ascolto::service {

// CPU seconds, memory, descriptors, start time. Thread-safe; a few reads under /proc.
void CollectProcess(Families* families);

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_METRICS_PROCESS_H_
