// A table of texts with which words begin, or of texts with which words end. The first or last four
// bytes of a word determine which lengths can occur, so that only these lengths are looked up.

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

// Thread safety: one thread calls Add and Build; afterwards any number of threads may call the
// rest.
class AffixTable {
 public:
  // `end`: the texts are suffixes of words. Otherwise they are prefixes.
  explicit AffixTable(bool end) : end_(end) {}
  // Adds a pair, see TextTable::Add.
  void Add(std::string_view text, std::uint32_t id);
  void Build();
  bool empty() const { return table_.empty(); }

  // Calls found(id) for each text that is a prefix (suffix) of `form`, the shortest first.
  template <typename Found>
  void Find(std::string_view form, Found found) const {
    LookUpLengths(short_lengths_, form, found);
    if (form.size() < kFourBytes) return;
    if (const auto four = lengths_.find(FourBytesOf(form)); four != lengths_.end()) {
      LookUpLengths(four->second, form, found);
    }
  }

 private:
  static constexpr std::size_t kFourBytes = 4;
  // A set of lengths in bytes, one bit each. The last bit stands for all of long_lengths_.
  using Lengths = std::uint64_t;
  static constexpr std::size_t kLastLength = 63;
  static Lengths BitOf(std::size_t length) {
    return Lengths{1} << (length < kLastLength ? length : kLastLength);
  }

  template <typename Found>
  void LookUpLengths(Lengths lengths, std::string_view form, const Found& found) const {
    for (; lengths != 0; lengths &= lengths - 1) {
      const auto length = static_cast<std::size_t>(std::countr_zero(lengths));
      if (length < kLastLength) {
        if (length > form.size()) return;
        LookUpLength(length, form, found);
        continue;
      }
      for (const std::size_t longer : long_lengths_) {
        if (longer > form.size()) return;
        LookUpLength(longer, form, found);
      }
    }
  }
  template <typename Found>
  void LookUpLength(std::size_t length, std::string_view form, const Found& found) const {
    const std::string_view part = form.substr(end_ ? form.size() - length : 0, length);
    for (const std::uint32_t id : table_.Find(KeyOf(part), part)) found(id);
  }

  std::uint32_t FourBytesOf(std::string_view text) const {
    std::uint32_t four;
    std::memcpy(&four, text.data() + (end_ ? text.size() - kFourBytes : 0), kFourBytes);
    return four;
  }

  bool end_;
  TextTable table_;
  // The lengths of texts shorter than four bytes, and of longer texts by their four bytes.
  Lengths short_lengths_ = 0;
  absl::flat_hash_map<std::uint32_t, Lengths> lengths_;
  std::vector<std::size_t> long_lengths_;  // lengths of at least kLastLength, ascending
};

}  // namespace ascolto::lexicon

#endif  // ASCOLTO_LEXICON_AFFIX_TABLE_H_
