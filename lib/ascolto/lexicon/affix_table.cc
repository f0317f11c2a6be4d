// Records the lengths of the texts while they are added.

#include "ascolto/lexicon/affix_table.h"

#include <algorithm>

namespace ascolto::lexicon {

void AffixTable::Add(std::string_view text, std::uint32_t id) {
  table_.Add(text, id);
  (text.size() < kFourBytes ? short_lengths_ : lengths_[FourBytesOf(text)]) |= BitOf(text.size());
  if (text.size() >= kLastLength) long_lengths_.push_back(text.size());
}

void AffixTable::Build() {
  table_.Build();
  std::sort(long_lengths_.begin(), long_lengths_.end());
  long_lengths_.erase(std::unique(long_lengths_.begin(), long_lengths_.end()),
                      long_lengths_.end());
}

}  // namespace ascolto::lexicon
