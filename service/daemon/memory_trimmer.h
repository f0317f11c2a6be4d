// Gives memory back to the system once a burst is over.

#ifndef ASCOLTO_SERVICE_DAEMON_MEMORY_TRIMMER_H_
#define ASCOLTO_SERVICE_DAEMON_MEMORY_TRIMMER_H_

#include <cstdint>

namespace ascolto::service {

// The allocator keeps what was freed. When the process has grown by a fifth, and grows no more, the
// free pages are given back.
//
// Thread safety: one thread at a time.
class MemoryTrimmer {
 public:
  MemoryTrimmer();

  // To be called about once a second.
  void Tick();

 private:
  std::uint64_t kept_;  // bytes that were left after the last time
  std::uint64_t last_;  // bytes at the last tick
};

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_DAEMON_MEMORY_TRIMMER_H_
