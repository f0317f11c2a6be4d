// Sets of 64-bit hashes: a Bloom filter, and an exact set that uses one as its first test.
//
// Most words of a comment occur in no rule, and one bit is enough to reject them. With 64 bits per
// hash, one or two in a hundred such words pass the filter. For very many hashes the filter has 16
// to 32 bits per hash: a filter that does not fit the first-level cache costs more than the
// additional words that pass.

#ifndef ASCOLTO_LEXICON_BLOOM_FILTER_H_
#define ASCOLTO_LEXICON_BLOOM_FILTER_H_

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace ascolto::lexicon {

// A Bloom filter with one hash function. It may report a hash that was never added. It never misses
// a hash that was added.
class BloomFilter {
 public:
  // `hashes`: how many hashes will be added.
  explicit BloomFilter(std::size_t hashes = 0)
      : bits_(std::bit_ceil((hashes > kMany ? hashes / 4 : hashes) + 1), 0),
        mask_(bits_.size() - 1) {}
  void Add(std::uint64_t hash) { bits_[hash / 64 & mask_] |= std::uint64_t{1} << hash % 64; }
  bool MayContain(std::uint64_t hash) const {
    return (bits_.data()[hash / 64 & mask_] >> hash % 64 & 1) != 0;
  }

 private:
  static constexpr std::size_t kMany = 2048;

  std::vector<std::uint64_t> bits_;
  std::size_t mask_;
};

// An exact set of hashes. Thread safety: immutable.
class HashSet {
 public:
  HashSet() = default;
  explicit HashSet(std::vector<std::uint64_t> hashes) : hashes_(std::move(hashes)) {
    std::sort(hashes_.begin(), hashes_.end());
    hashes_.erase(std::unique(hashes_.begin(), hashes_.end()), hashes_.end());
    bits_ = BloomFilter(hashes_.size());
    for (const std::uint64_t hash : hashes_) bits_.Add(hash);
  }
  bool Contains(std::uint64_t hash) const {
    return bits_.MayContain(hash) && std::binary_search(hashes_.begin(), hashes_.end(), hash);
  }

 private:
  BloomFilter bits_;
  std::vector<std::uint64_t> hashes_;  // sorted
};

}  // namespace ascolto::lexicon

#endif  // ASCOLTO_LEXICON_BLOOM_FILTER_H_
