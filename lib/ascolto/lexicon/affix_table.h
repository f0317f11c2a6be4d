// Texts that words begin with, or end with. Which lengths to ask for is told by the first or last
// four bytes of the word.

#ifndef ASCOLTO_LEXICON_AFFIX_TABLE_H_
#define ASCOLTO_LEXICON_AFFIX_TABLE_H_

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "ascolto/lexicon/text_table.h"
#include "ascolto/lexicon/word_hash.h"

namespace ascolto::lexicon {

// Thread safety: Add and Build by one thread; the rest by any number afterwards.
class AffixTable {
 public:
  // `end`: they end words, else they begin them.
  explicit AffixTable(bool end) : end_(end) {}
  // As TextTable::Add.
  void Add(std::string_view text, std::uint32_t id);
  void Build();
  bool empty() const { return table_.empty(); }

  // Calls found(id) for the texts that `form` begins (ends) with, the shortest first.
  template <typename Found>
  void Find(std::string_view form, Found found) const {
    Ask(short_lengths_, form, found);
    if (form.size() < kFourBytes) return;
    if (const auto four = lengths_.find(FourOf(form)); four != lengths_.end()) {
      Ask(four->second, form, found);
    }
  }

 private:
  static constexpr std::size_t kFourBytes = 4;
  // A bit for each, in bytes; the last one for long_lengths_.
  using Lengths = std::uint64_t;
  static constexpr std::size_t kLastLength = 63;
  static Lengths BitOf(std::size_t length) {
    return Lengths{1} << (length < kLastLength ? length : kLastLength);
  }

  template <typename Found>
  void Ask(Lengths lengths, std::string_view form, const Found& found) const {
    for (; lengths != 0; lengths &= lengths - 1) {
      const auto length = static_cast<std::size_t>(std::countr_zero(lengths));
      if (length < kLastLength) {
        if (length > form.size()) return;
        AskLength(length, form, found);
        continue;
      }
      for (const std::size_t longer : long_lengths_) {
        if (longer > form.size()) return;
        AskLength(longer, form, found);
      }
    }
  }
  template <typename Found>
  void AskLength(std::size_t length, std::string_view form, const Found& found) const {
    const std::string_view part = form.substr(end_ ? form.size() - length : 0, length);
    for (const std::uint32_t id : table_.Find(KeyOf(part), part)) found(id);
  }

  std::uint32_t FourOf(std::string_view text) const {
    std::uint32_t four;
    std::memcpy(&four, text.data() + (end_ ? text.size() - kFourBytes : 0), kFourBytes);
    return four;
  }

  bool end_;
  TextTable table_;
  // Of the texts below four bytes, and of the others by these four.
  Lengths short_lengths_ = 0;
  absl::flat_hash_map<std::uint32_t, Lengths> lengths_;
  std::vector<std::size_t> long_lengths_;  // of kLastLength bytes or more, ascending
};

}  // namespace ascolto::lexicon

#endif  // ASCOLTO_LEXICON_AFFIX_TABLE_H_
