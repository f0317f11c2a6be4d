// In a file of its own, so that no compiler sees one half of a pair inlined beside the other and
// takes it for a mismatch.

#include "tests/support/failing_memory.h"

#include <cstdlib>
#include <new>

namespace ascolto {
namespace {

thread_local long left = -1;

void* Allocate(std::size_t size) {
  if (left >= 0 && left-- == 0) return nullptr;
  return std::malloc(size == 0 ? 1 : size);
}

}  // namespace

void FailAllocationAfter(long count) { left = count; }

}  // namespace ascolto

void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  return ascolto::Allocate(size);
}
void* operator new(std::size_t size) {
  if (void* memory = ascolto::Allocate(size)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete(void* memory, const std::nothrow_t&) noexcept { std::free(memory); }
