// Finds which of many literals a text holds (Aho and Corasick 1975): what FilteredRE2 leaves to
// its user.

#ifndef ASCOLTO_BENCH_LITERAL_SEARCH_H_
#define ASCOLTO_BENCH_LITERAL_SEARCH_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ascolto::bench {

// Thread safety: one thread at a time.
class LiteralSearch {
 public:
  explicit LiteralSearch(const std::vector<std::string>& literals);

  // Sets *found to the indices of the literals that the text holds, each once, in any order.
  void Find(std::string_view text, std::vector<int>* found);

 private:
  struct Node {
    int literal = -1;             // that ends here
    std::uint32_t shorter = 0;    // the next node, along the failures, where one ends; 0 none
  };

  std::uint32_t Next(std::uint32_t node, unsigned char byte) const {
    return next_[node * classes_ + class_of_[byte]];
  }

  std::array<std::uint8_t, 256> class_of_{};  // 0: bytes of no literal
  std::size_t classes_ = 1;
  std::vector<Node> nodes_;
  std::vector<std::uint32_t> next_;   // by node and class
  std::vector<std::uint32_t> seen_;   // by literal: the last text that held it
  std::uint32_t text_ = 0;
};

}  // namespace ascolto::bench

#endif  // ASCOLTO_BENCH_LITERAL_SEARCH_H_
