// The memory of this process as the operating system counts it, and two settings of the allocator.
// It does not count the memory of single objects.

#ifndef ASCOLTO_BASE_MEMORY_H_
#define ASCOLTO_BASE_MEMORY_H_

#include <cstdint>

namespace ascolto::base {

// Asks the allocator to return its free pages to the system. Loading rules, or a burst of large
// requests, allocates far more memory than remains in use, and in small pieces, so the allocator
// keeps most of those pages. The call takes some milliseconds; other threads that allocate may
// wait meanwhile. Does nothing without glibc. Thread-safe.
void ReleaseFreeMemory();

// Makes the allocator map each block of 1 MiB or more separately, so that the block returns to the
// system when it is freed. By default glibc raises this threshold to as much as 32 MiB after such
// blocks are freed (mallopt(3)); large blocks then share the heap with small ones, and a small
// block that is still in use keeps the heap from shrinking. Call it before threads start.
void MapLargeBlocks();

// Returns how many bytes of this process are in physical memory, or 0 when the system does not say.
// Takes some microseconds. Thread-safe.
std::uint64_t ResidentBytes();

}  // namespace ascolto::base

#endif  // ASCOLTO_BASE_MEMORY_H_
