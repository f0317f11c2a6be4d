// Gives memory back to the system once a burst is over.

#ifndef ASCOLTO_SERVICE_DAEMON_MEMORY_TRIMMER_H_
#define ASCOLTO_SERVICE_DAEMON_MEMORY_TRIMMER_H_

#include <cstdint>
#include <functional>

namespace ascolto::service {

// The allocator keeps what was freed. While the process is a fifth larger than it was at the start, its
// free pages go back to the system every four ticks; less often, down to every 32, while that gains
// nothing.
//
// Thread safety: one thread at a time.
class MemoryTrimmer {
 public:
  // `free_idle` gives back buffers that nothing uses; it is called before free pages are given back.
  explicit MemoryTrimmer(std::function<void()> free_idle);

  // To be called about once a second.
  void Tick();

 private:
  const std::function<void()> free_idle_;
  std::uint64_t at_rest_;  // resident bytes: the least so far
  int pause_;              // ticks between two times
  int wait_ = 0;           // ticks until the next time
};

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_DAEMON_MEMORY_TRIMMER_H_
