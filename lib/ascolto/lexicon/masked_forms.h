// Words that may have letters starred out, by first letter and length: "st***do" asks only for
// those that begin with s and have seven letters.

#ifndef ASCOLTO_LEXICON_MASKED_FORMS_H_
#define ASCOLTO_LEXICON_MASKED_FORMS_H_

#include <algorithm>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ascolto::lexicon {

// One character of what is written: the letter it is, or the two that it may be (a 1 is an i and an
// l); 0 and 0 for a mask, which stands for any letter.
struct WrittenLetter {
  char32_t letter, other;
  bool mask() const { return letter == 0; }
  bool MayBe(char32_t c) const { return mask() || c == letter || c == other; }
};

// Thread safety: Add and Build by one thread; the rest by any number afterwards.
class MaskedForms {
 public:
  static constexpr std::size_t kMostLetters = 32;

  // Forms beyond that length are left out. `goes_on`: any letters or digits may follow.
  void Add(std::string_view form, bool goes_on);
  void Build();

  bool empty() const { return forms_.empty(); }
  // Calls found(form, its letters) for those that what is written may be; of those that go on,
  // their beginning. The first letter of `written` is no mask.
  template <typename Found>
  void Find(std::span<const WrittenLetter> written, Found found) const;

 private:
  struct Form {
    char32_t first;
    bool goes_on;
    std::uint32_t count;  // of letters
    std::u32string letters;
    std::string text;
    auto operator<=>(const Form&) const = default;
  };
  struct Group {  // those that begin alike, are equally long, and go on or don't
    char32_t first;
    bool goes_on;
    std::uint32_t count;
    std::uint32_t begin, end;  // in forms_
  };

  template <typename Found>
  void Find(std::span<const WrittenLetter> written, char32_t first, Found found) const;

  std::vector<Form> forms_;
  std::vector<Group> groups_;  // by first, goes_on, count
};

template <typename Found>
void MaskedForms::Find(std::span<const WrittenLetter> written, Found found) const {
  const WrittenLetter& first = written.front();
  Find(written, first.letter, found);
  if (first.other != 0) Find(written, first.other, found);
}

template <typename Found>
void MaskedForms::Find(std::span<const WrittenLetter> written, char32_t first,
                       Found found) const {
  auto group = std::lower_bound(groups_.begin(), groups_.end(), first,
                                [](const Group& g, char32_t c) { return g.first < c; });
  for (; group != groups_.end() && group->first == first; ++group) {
    if (group->count > written.size()) continue;
    if (group->count < written.size() && !group->goes_on) continue;
    for (std::uint32_t i = group->begin; i < group->end; ++i) {
      const Form& form = forms_[i];
      std::size_t at = 1;
      while (at < group->count && written[at].MayBe(form.letters[at])) ++at;
      if (at == group->count) found(std::string_view(form.text), at);
    }
  }
}

}  // namespace ascolto::lexicon

#endif  // ASCOLTO_LEXICON_MASKED_FORMS_H_
