#include "service/daemon/memory_trimmer.h"

#include <algorithm>
#include <utility>

#include "ascolto/base/memory.h"

namespace ascolto::service {
namespace {

constexpr std::uint64_t kLittle = 4 << 20;  // bytes
constexpr int kShortest = 4, kLongest = 32;  // ticks between two times

}  // namespace

MemoryTrimmer::MemoryTrimmer(std::function<void()> free_idle)
    : free_idle_(std::move(free_idle)), at_rest_(base::ResidentBytes()), pause_(kShortest) {}

void MemoryTrimmer::Tick() {
  const std::uint64_t before = base::ResidentBytes();
  at_rest_ = std::min(at_rest_, before);
  if (wait_ > 0) --wait_;
  if (wait_ > 0 || before < at_rest_ + at_rest_ / 5 + kLittle) return;
  free_idle_();
  base::ReleaseFreeMemory();
  const std::uint64_t after = base::ResidentBytes();
  pause_ = after + kLittle < before ? kShortest : std::min(2 * pause_, kLongest);
  wait_ = pause_;
}

}  // namespace ascolto::service
