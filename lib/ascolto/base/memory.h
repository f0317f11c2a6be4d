// What loading leaves behind in the allocator.

#ifndef ASCOLTO_BASE_MEMORY_H_
#define ASCOLTO_BASE_MEMORY_H_

namespace ascolto::base {

// Gives the pages that hold nothing any more back to the system, where the allocator can: to load
// rules takes far more memory, in small pieces, than they take once they are loaded. Takes some
// milliseconds. Thread-safe.
void GiveBackFreeMemory();

}  // namespace ascolto::base

#endif  // ASCOLTO_BASE_MEMORY_H_
