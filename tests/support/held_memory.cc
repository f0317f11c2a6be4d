// In a file of its own, so that no compiler sees one half of a pair inlined beside the other and
// takes it for a mismatch.

#include "tests/support/held_memory.h"

#include <malloc.h>

#include <atomic>
#include <cstdlib>
#include <new>

namespace ascolto {
namespace {

std::atomic<long> pieces = 0;
std::atomic<long> bytes = 0;

void* Allocate(std::size_t size) {
  void* const memory = std::malloc(size == 0 ? 1 : size);
  if (memory == nullptr) return nullptr;
  ++pieces;
  bytes += static_cast<long>(malloc_usable_size(memory));
  return memory;
}

void Free(void* memory) {
  if (memory == nullptr) return;
  --pieces;
  bytes -= static_cast<long>(malloc_usable_size(memory));
  std::free(memory);
}

}  // namespace

HeldMemory HeldMemoryNow() { return {pieces.load(), bytes.load()}; }

}  // namespace ascolto

void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  return ascolto::Allocate(size);
}
void* operator new(std::size_t size) {
  if (void* memory = ascolto::Allocate(size)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { ascolto::Free(memory); }
void operator delete(void* memory, std::size_t) noexcept { ascolto::Free(memory); }
void operator delete(void* memory, const std::nothrow_t&) noexcept { ascolto::Free(memory); }
