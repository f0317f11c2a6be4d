// Finds which of many literal strings a text holds: a bitmap over hashes of three bytes rules out
// nearly every position, a table and a comparison settle the rest.

#ifndef ASCOLTO_MATCH_ATOMS_H_
#define ASCOLTO_MATCH_ATOMS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"

namespace ascolto::match {

inline constexpr int kLeastAtomBytes = 3;

// Thread safety: immutable.
class Atoms {
 public:
  // Each atom has at least kLeastAtomBytes.
  explicit Atoms(std::vector<std::string> atoms);

  // Sets *found to the indices of the atoms in `text`, ascending.
  void Find(std::string_view text, std::vector<int>* found) const;

 private:
  static std::uint32_t Key(const char* bytes);
  static std::uint32_t Bit(std::uint32_t key);

  std::vector<std::string> atoms_;
  std::vector<std::uint64_t> bitmap_;
  absl::flat_hash_map<std::uint32_t, std::vector<int>> by_key_;
};

}  // namespace ascolto::match

#endif  // ASCOLTO_MATCH_ATOMS_H_
