// Writes the RE2 pattern of an entry, with all of its lists expanded.

#include "ascolto/match/canonical.h"

#include <re2/re2.h>

#include <algorithm>
#include <set>
#include <string_view>

#include "ascolto/base/strings.h"

namespace ascolto::match {
namespace {

using model::Element;
using model::Form;
using model::Model;
using model::Phrase;

// `seen`: lists that are known to have no gap. Lists are nested at most 32 deep, which bounds the
// recursion.
bool HasGap(const Model& model, const Phrase& phrase, std::set<std::size_t>* seen) {
  return std::any_of(phrase.forms.begin(), phrase.forms.end(), [&](const Form& form) {
    return std::any_of(form.begin(), form.end(), [&](const Element& element) {
      if (element.kind == Element::Kind::kGap) return true;
      if (element.kind != Element::Kind::kList) return false;
      const auto list = static_cast<std::size_t>(element.list);
      if (!seen->insert(list).second) return false;
      const model::EncodedList<Phrase>& entries = model.lists[list].entries;
      return std::any_of(entries.begin(), entries.end(),
                         [&](const Phrase& entry) { return HasGap(model, entry, seen); });
    });
  });
}

class PatternWriter {
 public:
  PatternWriter(const Model& model, bool exact, bool marks)
      : model_(model),
        exact_(exact),
        mark_(marks ? "~?" : ""),
        letter_(marks ? "[^ ~#@]" : "[^ #@]") {}

  // Returns an empty string when the pattern is too long. Lists in lists can multiply its length.
  std::string Write(const Phrase& phrase) {
    std::set<std::string> forms;
    AddForms(phrase, &forms);
    return left_ == 0 ? "" : Join(forms);
  }

 private:
  void AddForms(const Phrase& phrase, std::set<std::string>* forms) {
    for (const Form& form : phrase.forms) {
      if (left_ == 0) return;
      const auto [written, fresh] = forms->insert(WriteForm(form));
      if (fresh) left_ -= std::min(left_, written->size());
    }
  }

  static std::string Join(const std::set<std::string>& forms) {
    std::string out;
    for (const std::string& form : forms) {
      if (!out.empty()) out += '|';
      out += form;
    }
    return forms.size() == 1 ? out : base::Cat("(?:", out, ")");
  }

  std::string WriteForm(const Form& form) {
    std::string out;
    bool space = false;
    for (const Element& element : form) {
      if (space) out += ' ';
      if (element.kind == Element::Kind::kGap) {
        out += base::Cat("(?:", letter_, "+ ){0,", element.gap, "}");
      } else {
        out += WriteElement(element);
      }
      space = element.kind != Element::Kind::kGap;
    }
    return out;
  }

  std::string WriteElement(const Element& element) {
    if (element.kind == Element::Kind::kList) {
      std::set<std::string> forms;
      for (const Phrase& entry : model_.lists[element.list].entries) AddForms(entry, &forms);
      return Join(forms);
    }
    const std::string any = base::Cat(letter_, "*");
    // To an exact entry a letter with an accent is a different letter. Therefore a star does not
    // match a combining mark first.
    const std::string any_after =
        exact_ ? base::Cat("(?:[^ ~#@\\p{Mn}\\p{Me}]", any, ")?") : any;
    return base::Cat(mark_, element.star_before ? any : "",
                     RE2::QuoteMeta(exact_ ? element.cased : element.text),
                     element.star_after ? any_after : "");
  }

  const Model& model_;
  const bool exact_;
  const std::string mark_;
  const std::string letter_;  // a letter of a word; hashtags and mentions contain none
  std::size_t left_ = kMaxPatternBytes;
};

}  // namespace

CanonicalPattern Canonical(const Model& model, const Phrase& phrase, bool exact) {
  std::set<std::size_t> seen;
  const bool marks = HasGap(model, phrase, &seen);
  return {PatternWriter(model, exact, marks).Write(phrase), marks};
}

}  // namespace ascolto::match
