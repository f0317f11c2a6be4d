// In a file of its own, so that no compiler sees one half of a pair inlined beside the other and
// takes it for a mismatch.

#include "tests/support/allocations.h"

#include <malloc.h>

#include <atomic>
#include <cstdlib>
#include <new>

namespace ascolto {
namespace {
std::atomic<long> allocations = 0, bytes = 0;

void Free(void* memory) {
  bytes -= static_cast<long>(malloc_usable_size(memory));
  std::free(memory);
}
}  // namespace

long AllocationsSoFar() { return allocations.load(); }
long BytesInUse() { return bytes.load(); }

}  // namespace ascolto

void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  ++ascolto::allocations;
  void* const memory = std::malloc(size == 0 ? 1 : size);
  ascolto::bytes += static_cast<long>(malloc_usable_size(memory));
  return memory;
}
void* operator new(std::size_t size) {
  if (void* memory = operator new(size, std::nothrow)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { ascolto::Free(memory); }
void operator delete(void* memory, std::size_t) noexcept { ascolto::Free(memory); }
void operator delete(void* memory, const std::nothrow_t&) noexcept { ascolto::Free(memory); }
