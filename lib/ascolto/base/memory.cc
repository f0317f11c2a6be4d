// The allocator functions are glibc's. The resident size is read from /proc.

#include "ascolto/base/memory.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>  // defines __GLIBC__ where the C library is glibc
#include <cstring>

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace ascolto::base {

void ReleaseFreeMemory() {
#ifdef __GLIBC__
  malloc_trim(0);
#endif
}

void MapLargeBlocks() {
#ifdef __GLIBC__
  mallopt(M_MMAP_THRESHOLD, 1 << 20);
#endif
}

// The second number in /proc/self/statm is the resident set size in pages (proc(5)).
std::uint64_t ResidentBytes() {
  const int fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
  if (fd < 0) return 0;
  char text[128];
  const ssize_t size = read(fd, text, sizeof(text) - 1);
  close(fd);
  if (size <= 0) return 0;
  text[size] = '\0';
  const char* resident = std::strchr(text, ' ');
  if (resident == nullptr) return 0;
  return std::strtoull(resident, nullptr, 10) * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

}  // namespace ascolto::base
