// In a file of its own, so that no compiler sees one half of a pair inlined beside the other and
// takes it for a mismatch.

#include "tests/support/allocations.h"

#include <atomic>
#include <cstdlib>
#include <new>

namespace ascolto {
namespace {
std::atomic<long> allocations = 0;
}  // namespace

long AllocationsSoFar() { return allocations.load(); }

}  // namespace ascolto

void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  ++ascolto::allocations;
  return std::malloc(size == 0 ? 1 : size);
}
void* operator new(std::size_t size) {
  if (void* memory = operator new(size, std::nothrow)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete(void* memory, const std::nothrow_t&) noexcept { std::free(memory); }
