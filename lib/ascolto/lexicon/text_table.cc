// Open addressing with linear probing. The table is two thirds full.

#include "ascolto/lexicon/text_table.h"

#include <algorithm>

namespace ascolto::lexicon {

void TextTable::Add(std::string_view text, std::uint32_t id) {
  added_.push_back({HashOf(text), std::string(text), id});
}

void TextTable::Build() {
  std::sort(added_.begin(), added_.end());
  const auto is_same = [](const Added& a, const Added& b) {
    return a.hash == b.hash && a.text == b.text;
  };
  texts_ = 0;
  for (std::size_t i = 0; i < added_.size(); ++i) {
    texts_ += i == 0 || !is_same(added_[i - 1], added_[i]) ? 1 : 0;
  }
  slots_.assign(texts_ + texts_ / 2 + 1, {});
  for (auto begin = added_.begin(); begin != added_.end();) {
    auto end = begin + 1;
    while (end != added_.end() && is_same(*begin, *end)) ++end;
    std::size_t at = SlotOf(begin->hash);
    while (slots_[at].bytes != 0) at = at + 1 == slots_.size() ? 0 : at + 1;
    Slot& slot = slots_[at];
    const std::string& text = begin->text;
    slot.hash = static_cast<std::uint32_t>(begin->hash);
    slot.bytes = static_cast<std::uint32_t>(text.size());
    if (text.size() <= kHashSlack) {
      slot.text = internal::LoadUpTo16(text.data(), text.size());
    } else {
      slot.text = {long_texts_.size(), 0};
      long_texts_ += text;
    }
    slot.ids = static_cast<std::uint32_t>(end - begin);
    if (slot.ids == 1) {
      slot.id = begin->id;
    } else {
      slot.id = static_cast<std::uint32_t>(ids_.size());
      for (auto it = begin; it != end; ++it) ids_.push_back(it->id);
    }
    begin = end;
  }
  std::vector<Added>().swap(added_);
}

std::span<const std::uint32_t> TextTable::Find(const WordKey& key, std::string_view text) const {
  for (std::size_t at = SlotOf(key.hash); slots_[at].bytes != 0;
       at = at + 1 == slots_.size() ? 0 : at + 1) {
    const Slot& slot = slots_[at];
    if (!Matches(slot, key, text)) continue;
    return slot.ids == 1 ? std::span(&slot.id, 1) : std::span(ids_).subspan(slot.id, slot.ids);
  }
  return {};
}

}  // namespace ascolto::lexicon
