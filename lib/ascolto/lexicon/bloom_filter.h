// Sets of hashes: a Bloom filter that is asked first, and an exact set behind one.
//
// Most words of a comment are in no rule, and one bit tells so. With 64 bits a hash one or two of a
// hundred words that are in no rule pass the filter. Where there are very many hashes the filter has
// 16 bits a hash or more: a bit that is not in the nearest cache costs more than the words that pass.

#ifndef ASCOLTO_LEXICON_BLOOM_FILTER_H_
#define ASCOLTO_LEXICON_BLOOM_FILTER_H_

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace ascolto::lexicon {

// A Bloom filter with one hash function: it may report a hash that was never put in, and never misses
// one that was.
class BloomFilter {
 public:
  // For as many hashes: 64 bits or more each, or 16 of so many that the nearest cache has no room.
  explicit BloomFilter(std::size_t hashes = 0)
      : bits_(std::bit_ceil((hashes > kMany ? hashes / 4 : hashes) + 1), 0),
        mask_(bits_.size() - 1) {}
  void Put(std::uint64_t hash) { bits_[hash / 64 & mask_] |= std::uint64_t{1} << hash % 64; }
  bool MayHold(std::uint64_t hash) const {
    return (bits_.data()[hash / 64 & mask_] >> hash % 64 & 1) != 0;
  }

 private:
  static constexpr std::size_t kMany = 2048;

  std::vector<std::uint64_t> bits_;
  std::size_t mask_;
};

// A set of hashes. Thread safety: immutable.
class HashSet {
 public:
  HashSet() = default;
  explicit HashSet(std::vector<std::uint64_t> hashes) : hashes_(std::move(hashes)) {
    std::sort(hashes_.begin(), hashes_.end());
    hashes_.erase(std::unique(hashes_.begin(), hashes_.end()), hashes_.end());
    bits_ = BloomFilter(hashes_.size());
    for (const std::uint64_t hash : hashes_) bits_.Put(hash);
  }
  bool Holds(std::uint64_t hash) const {
    return bits_.MayHold(hash) && std::binary_search(hashes_.begin(), hashes_.end(), hash);
  }

 private:
  BloomFilter bits_;
  std::vector<std::uint64_t> hashes_;  // ascending
};

}  // namespace ascolto::lexicon

#endif  // ASCOLTO_LEXICON_BLOOM_FILTER_H_
