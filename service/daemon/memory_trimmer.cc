#include "service/daemon/memory_trimmer.h"

#include <algorithm>

#include "ascolto/base/memory.h"

namespace ascolto::service {
namespace {

constexpr std::uint64_t kNotWorthIt = 4 << 20;  // bytes

}  // namespace

MemoryTrimmer::MemoryTrimmer() : kept_(base::ResidentBytes()), last_(kept_) {}

void MemoryTrimmer::Tick() {
  const std::uint64_t now = base::ResidentBytes();
  const bool grows = now > last_ + kNotWorthIt;
  last_ = now;
  kept_ = std::min(kept_, now);
  if (grows || now < kept_ + kept_ / 5 + kNotWorthIt) return;
  base::GiveBackFreeMemory();
  kept_ = last_ = base::ResidentBytes();
}

}  // namespace ascolto::service
