// Chance that is the same on every machine: the standard library's engines are, its distributions
// are not.

#ifndef ASCOLTO_BENCH_RANDOM_H_
#define ASCOLTO_BENCH_RANDOM_H_

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace ascolto::bench {

// SplitMix64 (Steele, Lea, Flood 2014). Thread safety: one thread at a time.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  // A stream of its own for part `part` of what `seed` names.
  Random(std::uint64_t seed, std::uint64_t part)
      : state_(Random(seed * 0x9E3779B97F4A7C15u + part).Next()) {}

  std::uint64_t Next() {
    std::uint64_t z = state_ += 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
  }

  // In [0, below); below > 0.
  std::size_t Below(std::size_t below) { return static_cast<std::size_t>(Next() % below); }
  // In [least, most].
  int Between(int least, int most) {
    return least + static_cast<int>(Below(static_cast<std::size_t>(most - least + 1)));
  }
  // In [0, 1).
  double Uniform() { return static_cast<double>(Next() >> 11) * 0x1p-53; }
  bool Chance(double probability) { return Uniform() < probability; }

  template <typename Container>
  const auto& Pick(const Container& from) {
    return from[Below(std::size(from))];
  }

  template <typename T>
  void Shuffle(std::vector<T>* all) {
    for (std::size_t i = all->size(); i > 1; --i) std::swap((*all)[i - 1], (*all)[Below(i)]);
  }

 private:
  std::uint64_t state_;
};

}  // namespace ascolto::bench

#endif  // ASCOLTO_BENCH_RANDOM_H_
