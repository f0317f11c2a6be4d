// The words that may have letters replaced by mask characters, grouped by first letter and length.
// "st***do" is compared only with words that begin with s and have seven letters.

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

// One character as written: the letter, and another letter that it may be (a 1 is an i or an l).
// Both are 0 for a mask, which stands for any letter.
struct WrittenLetter {
  char32_t letter, other;
  bool mask() const { return letter == 0; }
  bool MayBe(char32_t c) const { return mask() || c == letter || c == other; }
};

// Thread safety: one thread calls Add and Build; afterwards any number of threads may call the
// rest.
class MaskedForms {
 public:
  static constexpr std::size_t kMaxLetters = 32;

  // Adds a form. Forms of more than kMaxLetters letters are ignored. `is_prefix`: the form is only
  // the beginning of words; any letters or digits may follow.
  void Add(std::string_view form, bool is_prefix);
  void Build();

  bool empty() const { return forms_.empty(); }
  // Calls found(form, number of its letters) for each form that `written` may be. A prefix needs to
  // match only the beginning of `written`. The first element of `written` must not be a mask.
  template <typename Found>
  void Find(std::span<const WrittenLetter> written, Found found) const;

 private:
  struct Form {
    char32_t first;
    bool is_prefix;
    std::uint32_t count;  // number of letters
    std::u32string letters;
    std::string text;
    auto operator<=>(const Form&) const = default;
  };
  struct Group {  // forms with the same first letter, length and is_prefix
    char32_t first;
    bool is_prefix;
    std::uint32_t count;
    std::uint32_t begin, end;  // indices into forms_
  };

  template <typename Found>
  void Find(std::span<const WrittenLetter> written, char32_t first, Found found) const;

  std::vector<Form> forms_;
  std::vector<Group> groups_;  // sorted by first, is_prefix, count
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
    if (group->count < written.size() && !group->is_prefix) continue;
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
