// Which matchers a word meets. A matcher is one word of an entry: a form, or with stars a set of
// forms.
//
// A word is hashed byte by byte from both ends, so that the hash of each of its beginnings and
// endings comes with it; a bitmap of 64 bits for each text answers nearly all of the questions, for
// most words meet nothing. Only the lengths that occur are asked for.

#ifndef ASCOLTO_MATCH_LEXICON_H_
#define ASCOLTO_MATCH_LEXICON_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "ascolto/rules/model.h"

namespace ascolto::match {

using MatcherId = std::uint32_t;

struct WordMatcher {
  std::string text;   // folded
  std::string cased;  // only with `exact`
  bool star_before = false;
  bool star_after = false;
  bool exact = false;  // meets written words only, by their case-folded form
  bool token = false;  // meets emoji, hashtags and mentions, no words
};

// A hash of bytes that grows byte by byte.
class RollingHash {
 public:
  void Add(char byte) {
    state_ = (state_ ^ static_cast<unsigned char>(byte)) * 0x9E3779B97F4A7C15u;
    state_ ^= state_ >> 29;
  }
  std::uint64_t value() const { return state_; }

 private:
  std::uint64_t state_ = 0x243F6A8885A308D3u;
};

// Texts by their hash, each with the matchers that have it.
class TextTable {
 public:
  void Add(std::uint64_t hash, const std::string& text, MatcherId id);
  void Build();

  bool MayHold(std::uint64_t hash) const {
    const std::uint64_t bit = hash & bitmap_mask_;
    return (bitmap_[bit / 64] >> bit % 64 & 1) != 0;
  }
  template <typename Found>
  void Find(std::uint64_t hash, std::string_view text, Found found) const;

 private:
  struct Row {
    std::string text;
    std::vector<MatcherId> ids;  // they differ in the accents they want
  };
  struct Slot {
    std::uint64_t hash = 0;
    std::uint32_t row = kEmpty;
  };
  static constexpr std::uint32_t kEmpty = ~0u;

  std::map<std::string, std::pair<std::uint64_t, std::uint32_t>, std::less<>> rows_of_;
  std::vector<Row> rows_;
  std::vector<Slot> slots_{1};
  std::vector<std::uint64_t> bitmap_{0};
  std::uint64_t bitmap_mask_ = 0;
  std::uint64_t slot_mask_ = 0;
};

// Thread safety: Add and Build by one thread; Find by any number afterwards.
class Lexicon {
 public:
  MatcherId Add(const rules::Element& element, bool exact);
  void Build();

  const WordMatcher& matcher(MatcherId id) const { return matchers_[id]; }
  std::size_t size() const { return matchers_.size(); }

  // Calls found(id) for every matcher whose folded text fits `form`, in no special order. The
  // caller checks `exact` and `token`.
  template <typename Found>
  void Find(std::string_view form, Found found) const;

  // Whether the cased form of a word fits an exact matcher.
  static bool FitsCased(const WordMatcher& matcher, std::string_view cased);

 private:
  // Starred matchers by their text, and which lengths occur.
  struct Starred {
    TextTable table;
    std::vector<char> lengths;  // by bytes
    void Add(const std::string& text, bool backwards, MatcherId id);
    bool Has(std::size_t length) const { return length < lengths.size() && lengths[length] != 0; }
    // Of `bytes`, how many are worth looking at.
    std::size_t Most(std::size_t bytes) const {
      return lengths.empty() ? 0 : std::min(bytes, lengths.size() - 1);
    }
  };

  std::vector<WordMatcher> matchers_;
  std::map<std::tuple<std::string, std::string, int>, MatcherId> ids_;
  TextTable forms_;
  Starred prefixes_;  // text*
  Starred suffixes_;  // *text
  Starred infixes_;   // *text*
};

template <typename Found>
void TextTable::Find(std::uint64_t hash, std::string_view text, Found found) const {
  if (!MayHold(hash)) return;
  for (std::uint64_t at = hash >> 32 & slot_mask_; slots_[at].row != kEmpty;
       at = (at + 1) & slot_mask_) {
    if (slots_[at].hash != hash || rows_[slots_[at].row].text != text) continue;
    for (const MatcherId id : rows_[slots_[at].row].ids) found(id);
    return;
  }
}

template <typename Found>
void Lexicon::Find(std::string_view form, Found found) const {
  RollingHash forwards;
  for (std::size_t at = 0; at < form.size(); ++at) {
    forwards.Add(form[at]);
    if (prefixes_.Has(at + 1)) {
      prefixes_.table.Find(forwards.value(), form.substr(0, at + 1), found);
    }
  }
  forms_.Find(forwards.value(), form, found);
  RollingHash backwards;
  for (std::size_t length = 1; length <= suffixes_.Most(form.size()); ++length) {
    backwards.Add(form[form.size() - length]);
    if (suffixes_.Has(length)) {
      suffixes_.table.Find(backwards.value(), form.substr(form.size() - length), found);
    }
  }
  // Every length up to the longest from every place: what `*text*` costs.
  for (std::size_t begin = 0; !infixes_.lengths.empty() && begin < form.size(); ++begin) {
    RollingHash inside;
    for (std::size_t length = 1; length <= infixes_.Most(form.size() - begin); ++length) {
      inside.Add(form[begin + length - 1]);
      if (infixes_.Has(length)) {
        infixes_.table.Find(inside.value(), form.substr(begin, length), found);
      }
    }
  }
}

}  // namespace ascolto::match

#endif  // ASCOLTO_MATCH_LEXICON_H_
