#include "service/daemon/memory_trimmer.h"

#include <algorithm>

#include "ascolto/base/memory.h"

namespace ascolto::service {
namespace {

constexpr std::uint64_t kLittle = 4 << 20;  // bytes
constexpr int kEvery = 5;                   // ticks

}  // namespace

MemoryTrimmer::MemoryTrimmer() : rest_(base::ResidentBytes()), last_(rest_) {}

void MemoryTrimmer::Tick() {
  const std::uint64_t now = base::ResidentBytes();
  const bool quiet = std::max(now, last_) - std::min(now, last_) < kLittle;
  last_ = now;
  rest_ = std::min(rest_, now);
  if (wait_ > 0) --wait_;
  if (wait_ > 0 || now < rest_ + rest_ / 5 + kLittle) return;
  wait_ = kEvery;
  base::GiveBackFreeMemory();
  last_ = base::ResidentBytes();
  if (quiet && now < last_ + kLittle) rest_ = last_;
}

}  // namespace ascolto::service
