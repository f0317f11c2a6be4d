// Gives memory back to the system once a burst is over.

#ifndef ASCOLTO_SERVICE_DAEMON_MEMORY_TRIMMER_H_
#define ASCOLTO_SERVICE_DAEMON_MEMORY_TRIMMER_H_

#include <cstdint>

namespace ascolto::service {

// The allocator keeps what was freed. While the process is a fifth larger than it is at rest, its free
// pages are given back every few seconds. When it is quiet and still larger after that, the rest is in
// use: it becomes the new size at rest.
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
