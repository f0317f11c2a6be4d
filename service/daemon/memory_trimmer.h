// Gives memory back to the system once a burst is over.

#ifndef ASCOLTO_SERVICE_DAEMON_MEMORY_TRIMMER_H_
#define ASCOLTO_SERVICE_DAEMON_MEMORY_TRIMMER_H_

#include <cstdint>

namespace ascolto::service {

// The allocator keeps what was freed. Every few seconds in which the process is larger by a fifth than
// it is at rest, the free pages are given back. What is left then, in a quiet moment, is in use: the
// process is larger at rest than it was.
//
// Thread safety: one thread at a time.
class MemoryTrimmer {
 public:
  MemoryTrimmer();

  // To be called about once a second.
  void Tick();

 private:
  std::uint64_t rest_;  // bytes at rest
  std::uint64_t last_;  // bytes at the last tick
  int wait_ = 0;        // ticks until memory may be given back again
};

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_DAEMON_MEMORY_TRIMMER_H_
