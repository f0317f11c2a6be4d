#include "ascolto/match/atoms.h"

#include <algorithm>
#include <utility>

namespace ascolto::match {
namespace {
constexpr int kBitmapBits = 16;
}  // namespace

std::uint32_t Atoms::Key(const char* bytes) {
  const auto byte = [&](int i) { return std::uint32_t{static_cast<unsigned char>(bytes[i])}; };
  return byte(0) | byte(1) << 8 | byte(2) << 16;
}

std::uint32_t Atoms::Bit(std::uint32_t key) { return key * 0x9E3779B1u >> (32 - kBitmapBits); }

Atoms::Atoms(std::vector<std::string> atoms)
    : atoms_(std::move(atoms)), bitmap_((std::size_t{1} << kBitmapBits) / 64) {
  for (std::size_t i = 0; i < atoms_.size(); ++i) {
    const std::uint32_t key = Key(atoms_[i].data());
    by_key_[key].push_back(static_cast<int>(i));
    bitmap_[Bit(key) / 64] |= std::uint64_t{1} << Bit(key) % 64;
  }
}

void Atoms::Find(std::string_view text, std::vector<int>* found) const {
  found->clear();
  for (std::size_t at = 0; at + kLeastAtomBytes <= text.size(); ++at) {
    const std::uint32_t key = Key(text.data() + at);
    const std::uint32_t bit = Bit(key);
    if ((bitmap_[bit / 64] >> bit % 64 & 1) == 0) continue;
    const auto it = by_key_.find(key);
    if (it == by_key_.end()) continue;
    for (const int atom : it->second) {
      if (text.compare(at, atoms_[atom].size(), atoms_[atom]) == 0) found->push_back(atom);
    }
    if (found->size() > 4 * atoms_.size()) {  // a long text that repeats itself
      std::sort(found->begin(), found->end());
      found->erase(std::unique(found->begin(), found->end()), found->end());
    }
  }
  std::sort(found->begin(), found->end());
  found->erase(std::unique(found->begin(), found->end()), found->end());
}

}  // namespace ascolto::match
