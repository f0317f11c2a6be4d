#include "ascolto/model/encoded_list.h"

#include <string_view>

namespace ascolto::model::internal {
namespace {

// An element begins with a byte: its kind in the two lowest bits, then these.
constexpr unsigned kKinds = 3;
constexpr unsigned kStarBefore = 4, kStarAfter = 8;
constexpr unsigned kCasedIsText = 16;  // and is not written

// Seven bits a byte, the lowest first; the highest bit says that there are more.
void PackNumber(std::size_t number, std::string* bytes) {
  for (; number > 0x7f; number >>= 7) bytes->push_back(static_cast<char>(number | 0x80));
  bytes->push_back(static_cast<char>(number));
}

std::size_t UnpackNumber(const char** next) {
  std::size_t number = 0;
  for (int shift = 0;; shift += 7) {
    const auto byte = static_cast<unsigned char>(*(*next)++);
    number |= std::size_t{byte & 0x7fu} << shift;
    if (byte <= 0x7f) return number;
  }
}

// -1 or more.
void PackInt(int number, std::string* bytes) {
  PackNumber(static_cast<std::size_t>(number + 1), bytes);
}
int UnpackInt(const char** next) { return static_cast<int>(UnpackNumber(next)) - 1; }

void PackText(std::string_view text, std::string* bytes) {
  PackNumber(text.size(), bytes);
  bytes->append(text);
}
void UnpackText(const char** next, std::string* text) {
  const std::size_t size = UnpackNumber(next);
  text->assign(*next, size);
  *next += size;
}

void PackPlace(const diagnostics::Place& place, std::string* bytes) {
  PackInt(place.file, bytes);
  PackInt(place.line, bytes);
  PackInt(place.column, bytes);
}
void UnpackPlace(const char** next, diagnostics::Place* place) {
  place->file = UnpackInt(next);
  place->line = UnpackInt(next);
  place->column = UnpackInt(next);
}

// Every kind of element has members of its own; the others are as they are in a new one.
void PackElement(const Element& element, std::string* bytes) {
  const bool same = element.cased == element.text;
  bytes->push_back(static_cast<char>(static_cast<unsigned>(element.kind) |
                                     (element.star_before ? kStarBefore : 0) |
                                     (element.star_after ? kStarAfter : 0) |
                                     (same ? kCasedIsText : 0)));
  switch (element.kind) {
    case Element::Kind::kWord:
    case Element::Kind::kToken:
      PackText(element.text, bytes);
      if (!same) PackText(element.cased, bytes);
      break;
    case Element::Kind::kGap: PackInt(element.gap, bytes); break;
    case Element::Kind::kList: PackInt(element.list, bytes); break;
  }
}

void UnpackElement(const char** next, Element* element) {
  const auto head = static_cast<unsigned char>(*(*next)++);
  element->kind = static_cast<Element::Kind>(head & kKinds);
  element->star_before = (head & kStarBefore) != 0;
  element->star_after = (head & kStarAfter) != 0;
  element->text.clear();
  element->cased.clear();
  element->gap = 0;
  element->list = -1;
  switch (element->kind) {
    case Element::Kind::kWord:
    case Element::Kind::kToken:
      UnpackText(next, &element->text);
      if ((head & kCasedIsText) != 0) {
        element->cased = element->text;
      } else {
        UnpackText(next, &element->cased);
      }
      break;
    case Element::Kind::kGap: element->gap = UnpackInt(next); break;
    case Element::Kind::kList: element->list = UnpackInt(next); break;
  }
}

}  // namespace

void Pack(const Phrase& phrase, std::string* bytes) {
  PackText(phrase.source, bytes);
  PackPlace(phrase.place, bytes);
  PackNumber(phrase.forms.size(), bytes);
  for (const Form& form : phrase.forms) {
    PackNumber(form.size(), bytes);
    for (const Element& element : form) PackElement(element, bytes);
  }
}

void Unpack(const char** next, Phrase* phrase) {
  UnpackText(next, &phrase->source);
  UnpackPlace(next, &phrase->place);
  phrase->forms.resize(UnpackNumber(next));
  for (Form& form : phrase->forms) {
    form.resize(UnpackNumber(next));
    for (Element& element : form) UnpackElement(next, &element);
  }
}

void Pack(const Entry& entry, std::string* bytes) {
  bytes->push_back(static_cast<char>(entry.kind));
  PackPlace(entry.place, bytes);
  PackInt(entry.within, bytes);
  PackText(entry.pattern, bytes);
  PackNumber(entry.phrases.size(), bytes);
  for (const Phrase& phrase : entry.phrases) Pack(phrase, bytes);
}

void Unpack(const char** next, Entry* entry) {
  entry->kind = static_cast<Entry::Kind>(*(*next)++);
  UnpackPlace(next, &entry->place);
  entry->within = UnpackInt(next);
  UnpackText(next, &entry->pattern);
  entry->phrases.resize(UnpackNumber(next));
  for (Phrase& phrase : entry->phrases) Unpack(next, &phrase);
}

}  // namespace ascolto::model::internal
