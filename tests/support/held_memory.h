// How much memory the whole program holds: linking held_memory.cc replaces operator new.
#pragma once

namespace ascolto {

// What was allocated by operator new and is not freed yet. Thread-safe.
struct HeldMemory {
  long pieces = 0;
  long bytes = 0;  // with what the allocator rounds up
};
HeldMemory HeldMemoryNow();

}  // namespace ascolto
