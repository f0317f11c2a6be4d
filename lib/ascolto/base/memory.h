// Memory as the system sees it.

#ifndef ASCOLTO_BASE_MEMORY_H_
#define ASCOLTO_BASE_MEMORY_H_

#include <cstdint>

namespace ascolto::base {

// Gives the pages that hold nothing any more back to the system, where the allocator can: loading
// rules, or a burst of large requests, takes far more memory, in small pieces, than what stays.
// Takes some milliseconds, in which other threads may wait to allocate. Thread-safe.
void GiveBackFreeMemory();

// Has the allocator keep blocks of 1 MiB or more apart from smaller ones, so that each goes back to the
// system when it is freed. Otherwise glibc raises that bound to 32 MiB once such blocks were freed
// (mallopt(3)), and their places are pinned by what small blocks come to lie there. Call it before
// threads start.
void MapLargeBlocks();

// Bytes of this process that are in memory; 0 where the system does not tell. Some microseconds.
// Thread-safe.
std::uint64_t ResidentBytes();

}  // namespace ascolto::base

#endif  // ASCOLTO_BASE_MEMORY_H_
