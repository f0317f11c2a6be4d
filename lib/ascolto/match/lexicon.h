// Which matchers a word meets. A matcher is one word of an entry: a form, or with stars a set of
// forms. Every form has one place in a hash table, so that a word costs one probe, and one for
// each distinct length of a starred matcher.

#ifndef ASCOLTO_MATCH_LEXICON_H_
#define ASCOLTO_MATCH_LEXICON_H_

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "absl/container/flat_hash_map.h"
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

// Thread safety: Add by one thread; Find by any number afterwards.
class Lexicon {
 public:
  MatcherId Add(const rules::Element& element, bool exact);

  const WordMatcher& matcher(MatcherId id) const { return matchers_[id]; }
  std::size_t size() const { return matchers_.size(); }

  // Calls found(id) for every matcher whose folded text fits `form`, in no special order. The
  // caller checks `exact` and `token`.
  template <typename Found>
  void Find(std::string_view form, Found found) const;

  // Whether the cased form of a word fits an exact matcher.
  static bool FitsCased(const WordMatcher& matcher, std::string_view cased);

 private:
  // By text; the ids of one text differ in the accents they want.
  using Table = absl::flat_hash_map<std::string, std::vector<MatcherId>>;
  // Starred matchers: by their text, with the lengths that occur, ascending.
  struct Starred {
    Table table;
    std::vector<std::size_t> lengths;
    void Add(const std::string& text, MatcherId id);
  };

  template <typename Found>
  static void FindIn(const Table& table, std::string_view form, Found found) {
    const auto it = table.find(absl::string_view(form.data(), form.size()));
    if (it == table.end()) return;
    for (const MatcherId id : it->second) found(id);
  }

  std::vector<WordMatcher> matchers_;
  std::map<std::tuple<std::string, std::string, int>, MatcherId> ids_;
  Table forms_;
  Starred prefixes_;  // text*
  Starred suffixes_;  // *text
  Starred infixes_;   // *text*
};

template <typename Found>
void Lexicon::Find(std::string_view form, Found found) const {
  FindIn(forms_, form, found);
  for (const std::size_t length : prefixes_.lengths) {
    if (length > form.size()) break;
    FindIn(prefixes_.table, form.substr(0, length), found);
  }
  for (const std::size_t length : suffixes_.lengths) {
    if (length > form.size()) break;
    FindIn(suffixes_.table, form.substr(form.size() - length), found);
  }
  for (const std::size_t length : infixes_.lengths) {
    for (std::size_t at = 0; at + length <= form.size(); ++at) {
      FindIn(infixes_.table, form.substr(at, length), found);
    }
  }
}

}  // namespace ascolto::match

#endif  // ASCOLTO_MATCH_LEXICON_H_
