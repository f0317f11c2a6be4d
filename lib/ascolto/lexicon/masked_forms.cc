// Sorts the forms and groups them by first letter and length.

#include "ascolto/lexicon/masked_forms.h"

#include <algorithm>
#include <utility>

#include "ascolto/text/characters.h"

namespace ascolto::lexicon {

void MaskedForms::Add(std::string_view form, bool is_prefix) {
  std::u32string letters;
  for (std::size_t at = 0; at < form.size();) {
    const text::Decoded c = text::Decode(form, at);
    letters.push_back(c.code_point);
    at += static_cast<std::size_t>(c.bytes);
  }
  if (letters.empty() || letters.size() > kMaxLetters) return;
  const auto count = static_cast<std::uint32_t>(letters.size());
  const char32_t first = letters.front();
  forms_.push_back({first, is_prefix, count, std::move(letters), std::string(form)});
}

void MaskedForms::Build() {
  std::sort(forms_.begin(), forms_.end());
  forms_.erase(std::unique(forms_.begin(), forms_.end()), forms_.end());
  forms_.shrink_to_fit();
  for (std::uint32_t i = 0; i < forms_.size(); ++i) {
    const Form& form = forms_[i];
    const bool again = !groups_.empty() && groups_.back().first == form.first &&
                       groups_.back().is_prefix == form.is_prefix &&
                       groups_.back().count == form.count;
    if (!again) groups_.push_back({form.first, form.is_prefix, form.count, i, i});
    groups_.back().end = i + 1;
  }
}

}  // namespace ascolto::lexicon
