// Measures runs of ones in masks.

#include "ascolto/regex/byte_runs.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace ascolto::regex {
void LongestRun::Add(std::uint64_t bytes) {
  if (bytes == 0) {
    open_ = 0;
    return;
  }
  const auto first = static_cast<std::uint32_t>(std::countr_one(bytes));
  longest_ = std::max(longest_, open_ + first);
  if (first == 64) {
    open_ += 64;
    return;
  }
  open_ = static_cast<std::uint32_t>(std::countl_one(bytes));
  std::uint32_t length = 0;
  for (; bytes != 0; bytes &= bytes >> 1) ++length;
  longest_ = std::max({longest_, length, open_});
}

ByteRuns::ByteRuns(std::vector<ByteSet> kinds) : kinds_(std::move(kinds)) {
  for (const ByteSet& kind : kinds_) masks_.emplace_back(kind);
}

ByteRuns::Lengths ByteRuns::Longest(const PaddedText& text) const {
  constexpr std::uint32_t kMaxLength = 255;
  Lengths lengths;
  for (std::size_t kind = 0; kind < std::min(masks_.size(), kMaxKinds); ++kind) {
    LongestRun run;
    for (std::size_t word = 0; word < text.words(); ++word) {
      run.Add(masks_[kind].Of(text, word * 64) & text.Bits(word));
    }
    lengths.of[kind] = static_cast<std::uint8_t>(std::min(run.bytes(), kMaxLength));
  }
  return lengths;
}

}  // namespace ascolto::regex
