// Counts the allocations of the whole program: linking allocations.cc replaces operator new.
#pragma once

namespace ascolto {

// Calls of operator new so far, on all threads. Thread-safe.
long AllocationsSoFar();
// What operator new has given and operator delete not taken back. Thread-safe.
long BytesInUse();

}  // namespace ascolto
