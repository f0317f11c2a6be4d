#include "tests/oracle/random_rules.h"

#include <algorithm>

#include "ascolto/base/strings.h"
#include "ascolto/text/fold.h"

namespace ascolto::oracle {
namespace {

using model::Element;
using model::Entry;
using model::Form;
using model::Model;
using model::Phrase;

// Regexes of the usual shapes over the folded text, and over bytes.
const std::vector<std::string>& FoldedPatterns() {
  static const std::vector<std::string> patterns = {
      R"(\bsei\b.{0,10}\bcane\b)", R"(cret\w+)",   R"(\d{2,})",      R"([!?]{3,})",
      R"((?:sei|un) +\w+o\b)",     R"(o{2,}|a+b)", R"(\bc\S*o\b)",   R"(@\w+ *\w+)",
      R"(x(?:.*y)?)",              R"(^\W*sei)",   R"(perche[.!?]*$)", R"([\x{1F600}-\x{1F64F}])"};
  return patterns;
}
const std::vector<std::string>& RawPatterns() {
  static const std::vector<std::string> patterns = {
      R"([A-Z]{3,})", R"(\bPap\x{E0})", R"(  +)", R"((?i)cretino)", R"([\x{201C}\x{201D}])",
      R"(É\p{M}*)"};
  return patterns;
}

Element Word(Random& random) {
  const std::string& word = Pick(random, Vocabulary());
  Element element;
  element.text = text::Fold(word);
  element.cased = text::FoldCase(word);
  const bool ascii = std::all_of(element.text.begin(), element.text.end(),
                                 [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (!Chance(random, 15) || !ascii || element.text != element.cased || element.text.size() < 3) {
    return element;
  }
  const std::size_t half = element.text.size() / 2;
  switch (Below(random, 3)) {
    case 0:
      element.star_after = true;
      element.text.resize(half + 1 + Below(random, 2));
      break;
    case 1:
      element.star_before = true;
      element.text.erase(0, half);
      break;
    default:
      element.star_before = element.star_after = true;
      element.text = element.text.substr(half - 1, 2);
  }
  element.cased = element.text;
  return element;
}

Element Token(Random& random) {
  Element element;
  element.kind = Element::Kind::kToken;
  element.text = element.cased = text::Fold(Pick(random, TokenVocabulary()));
  return element;
}

Form RandomForm(Random& random, int lists) {
  Form form;
  const int words = 1 + Below(random, 3);
  for (int i = 0; i < words; ++i) {
    if (i > 0 && Chance(random, 30)) {
      Element gap;
      gap.kind = Element::Kind::kGap;
      gap.gap = Chance(random, 2) ? 20 : 1 + Below(random, 3);
      form.push_back(gap);
    }
    if (lists > 0 && Chance(random, 25)) {
      Element list;
      list.kind = Element::Kind::kList;
      list.list = Below(random, lists);
      form.push_back(list);
    } else {
      form.push_back(Word(random));
    }
  }
  return form;
}

Phrase RandomPhrase(Random& random, int lists) {
  Phrase phrase;
  const int forms = Chance(random, 40) ? 1 + Below(random, 3) : 1;
  for (int i = 0; i < forms; ++i) phrase.forms.push_back(RandomForm(random, lists));
  return phrase;
}

Entry RandomEntry(Random& random, int lists) {
  Entry entry;
  const int kind = Below(random, 100);
  if (kind < 50) {
    entry.phrases.push_back(RandomPhrase(random, lists));
  } else if (kind < 60) {
    entry.phrases.push_back({.source = "", .place = {}, .forms = {{Token(random)}}});
  } else if (kind < 70) {
    entry.kind = Entry::Kind::kExact;
    entry.phrases.push_back(RandomPhrase(random, lists));
  } else if (kind < 82) {
    entry.kind = Entry::Kind::kNear;
    entry.within = Chance(random, 10) ? 30 : 2 + Below(random, 6);
    const int items = 2 + Below(random, entry.within == 30 ? 1 : 3);
    for (int i = 0; i < items; ++i) entry.phrases.push_back(RandomPhrase(random, lists));
  } else if (kind < 94) {
    entry.kind = Entry::Kind::kRegex;
    entry.pattern = Pick(random, FoldedPatterns());
  } else {
    entry.kind = Entry::Kind::kRegexRaw;
    entry.pattern = Pick(random, RawPatterns());
  }
  return entry;
}

void AddConstructs(const Model& model, const Phrase& phrase, std::vector<std::string>* out) {
  if (phrase.forms.size() > 1) out->push_back("alternatives");
  for (const Form& form : phrase.forms) {
    if (form.size() > 1) out->push_back("phrase");
    for (const Element& element : form) {
      switch (element.kind) {
        case Element::Kind::kWord:
          out->push_back(!element.star_before ? (element.star_after ? "prefix" : "word")
                         : element.star_after ? "infix"
                                              : "suffix");
          break;
        case Element::Kind::kToken:
          out->push_back(element.text.front() == '#'   ? "hashtag"
                         : element.text.front() == '@' ? "mention"
                                                       : "emoji");
          break;
        case Element::Kind::kGap:
          out->push_back("gap");
          break;
        case Element::Kind::kList:
          out->push_back("list");
          for (const Phrase& entry : model.lists[element.list].entries) {
            for (const Form& inner : entry.forms) {
              if (inner.size() > 1) out->push_back("phrase in a list");
              if (std::any_of(inner.begin(), inner.end(), [](const Element& e) {
                    return e.kind == Element::Kind::kList;
                  })) {
                out->push_back("list in a list");
              }
            }
          }
      }
    }
  }
}

}  // namespace

const std::vector<std::string>& Vocabulary() {
  static const std::vector<std::string> words = {
      "sei",  "un",   "Cretino", "stupido", "papà", "papa",  "né",   "ne",  "cane",
      "casa", "idiota", "perché", "palla",  "pala", "l",     "a",    "10",  "brutto",
      "не",   "via",  "x9",      "oo",      "di"};
  return words;
}

const std::vector<std::string>& TokenVocabulary() {
  static const std::vector<std::string> tokens = {"😀", "👍", "🇮🇹", "❤", "#Vergogna", "#sei_un",
                                                  "@sindaco", "@a.b"};
  return tokens;
}

Model RandomModel(Random& random) {
  Model model;
  for (int i = 0; i < 2; ++i) {
    model::List& list = model.lists.emplace_back();
    list.pack = "p";
    list.name = base::Cat("l", i);
    list.maskable = Chance(random, 50);
    const int entries = 1 + Below(random, 4);
    std::vector<Phrase> phrases;
    for (int k = 0; k < entries; ++k) {
      phrases.push_back(Chance(random, 10)
                            ? Phrase{.source = "", .place = {}, .forms = {{Token(random)}}}
                            : RandomPhrase(random, i));
    }
    list.entries = model::EncodedList<Phrase>(phrases);
  }
  const int count = 1 + Below(random, 3);
  for (int i = 0; i < count; ++i) {
    model::Rule& rule = model.rules.emplace_back();
    rule.id = base::Cat("p/r", i);
    rule.pack = "p";
    rule.label = "insult";
    rule.points = {{"insult", 10}};
    rule.maskable = Chance(random, 30);
    for (int reading = 1; reading < kReadingCount && i == 0; ++reading) {
      if (Chance(random, 8)) rule.readings_off.push_back(static_cast<Reading>(reading));
    }
    const int entries = 1 + Below(random, 3);
    std::vector<Entry> find(entries);
    for (Entry& entry : find) entry = RandomEntry(random, 2);
    rule.find = model::EncodedList<Entry>(find);
    if (Chance(random, 40)) rule.unless_find = {RandomEntry(random, 2)};
  }
  model.chats.push_back({.name = "c",
                         .spellings = {{"xke", {"perche"}}, {"tdc", {"sei", "un", "cane"}},
                                       {"tdc", {"di", "casa"}}, {"c", {"sei"}}},
                         .letters = {{'k', {"ch", "c"}}}});
  model.site.actions["default"] = {};
  return model;
}

std::vector<std::string> ConstructsOf(const Model& model, const Entry& entry) {
  std::vector<std::string> out;
  switch (entry.kind) {
    case Entry::Kind::kPhrase: break;
    case Entry::Kind::kExact: out.push_back("exact"); break;
    case Entry::Kind::kNear: out.push_back("near"); break;
    case Entry::Kind::kRegex: out.push_back("regex"); break;
    case Entry::Kind::kRegexRaw: out.push_back("regex_raw"); break;
  }
  for (const Phrase& phrase : entry.phrases) AddConstructs(model, phrase, &out);
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

}  // namespace ascolto::oracle
