// Memory as the system sees it.

#ifndef ASCOLTO_BASE_MEMORY_H_
#define ASCOLTO_BASE_MEMORY_H_

#include <cstdint>

namespace ascolto::base {

// Gives the pages that hold nothing any more back to the system, where the allocator can: loading
// rules, or a burst of large requests, takes far more memory, in small pieces, than what stays.
// Takes some milliseconds, in which other threads may wait to allocate. Thread-safe.
void GiveBackFreeMemory();

// Bytes of this process that are in memory; 0 where the system does not tell. Some microseconds.
// Thread-safe.
std::uint64_t ResidentBytes();

}  // namespace ascolto::base

#endif  // ASCOLTO_BASE_MEMORY_H_
