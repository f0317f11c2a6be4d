// What loading leaves behind in the allocator.

#ifndef ASCOLTO_BASE_MEMORY_H_
#define ASCOLTO_BASE_MEMORY_H_

namespace ascolto::base {

// Gives the pages that hold nothing any more back to the system, where the allocator can: to load
// rules takes far more memory, in small pieces, than they take once they are loaded. For programs
// that go on to work with them. Takes some milliseconds, in which other threads may wait to
// allocate. Thread-safe.
void GiveBackFreeMemory();

}  // namespace ascolto::base

#endif  // ASCOLTO_BASE_MEMORY_H_
