#include "ascolto/match/text_table.h"

#include <algorithm>
#include <bit>
#include <tuple>

namespace ascolto::match {

std::uint64_t HashOf(std::string_view text) {
  std::uint64_t hash = 0;
  for (; text.size() > kHashSlack; text.remove_prefix(kHashSlack)) {
    hash = internal::Mix(hash ^ HashShort(text.data(), kHashSlack), internal::kStep);
  }
  const internal::Halves last = internal::LoadUpTo16(text.data(), text.size());
  return hash ^ HashOfHalves(last.low, last.high);
}

void TextTable::Add(std::string_view text, std::uint32_t id) {
  rows_.push_back({HashOf(text), static_cast<std::uint32_t>(texts_.size()),
                   static_cast<std::uint32_t>(text.size()), id});
  texts_.append(text);
}

void TextTable::Build() {
  std::sort(rows_.begin(), rows_.end(), [this](const Row& a, const Row& b) {
    return std::forward_as_tuple(a.hash, TextOf(a), a.id) <
           std::forward_as_tuple(b.hash, TextOf(b), b.id);
  });
  std::size_t count = 0;
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    Row row = rows_[i];
    const bool again = count > 0 && rows_[count - 1].hash == row.hash &&
                       TextOf(rows_[count - 1]) == TextOf(row);
    ids_.push_back(row.id);
    if (again) continue;
    row.id = static_cast<std::uint32_t>(ids_.size() - 1);
    rows_[count++] = row;
  }
  rows_.resize(count);
  rows_.shrink_to_fit();
  const std::size_t slots = std::bit_ceil(2 * count + 1);
  slots_.assign(slots, kEmpty);
  slot_mask_ = slots - 1;
  bits_ = HashBits(count);
  for (std::uint32_t row = 0; row < count; ++row) {
    const std::uint64_t hash = rows_[row].hash;
    std::uint64_t at = hash >> 32 & slot_mask_;
    while (slots_[at] != kEmpty) at = (at + 1) & slot_mask_;
    slots_[at] = row;
    bits_.Put(hash);
  }
}

std::span<const std::uint32_t> TextTable::Find(std::uint64_t hash, std::string_view text) const {
  for (std::uint64_t at = hash >> 32 & slot_mask_; slots_[at] != kEmpty;
       at = (at + 1) & slot_mask_) {
    const Row& row = rows_[slots_[at]];
    if (row.hash != hash || row.size != text.size()) continue;
    if (!internal::AreEqual(texts_.data() + row.text, text.data(), text.size())) continue;
    const bool last = &row == &rows_.back();
    return std::span(ids_).subspan(row.id, (last ? ids_.size() : (&row)[1].id) - row.id);
  }
  return {};
}

}  // namespace ascolto::match
