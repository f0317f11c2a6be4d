// Encodes and decodes phrases and entries.

#include "ascolto/model/encoded_list.h"

#include <string_view>

namespace ascolto::model::internal {
namespace {

// The first byte of an element: its kind in the two lowest bits, then these flags.
constexpr unsigned kKinds = 3;
constexpr unsigned kStarBefore = 4, kStarAfter = 8;
constexpr unsigned kCasedIsText = 16;  // `cased` equals `text` and is not written

// Writes seven bits a byte, the lowest bits first. The highest bit of a byte says that more follow.
void EncodeNumber(std::size_t number, std::string* bytes) {
  for (; number > 0x7f; number >>= 7) bytes->push_back(static_cast<char>(number | 0x80));
  bytes->push_back(static_cast<char>(number));
}

std::size_t DecodeNumber(const char** next) {
  std::size_t number = 0;
  for (int shift = 0;; shift += 7) {
    const auto byte = static_cast<unsigned char>(*(*next)++);
    number |= std::size_t{byte & 0x7fu} << shift;
    if (byte <= 0x7f) return number;
  }
}

// Writes an int, which is -1 or greater.
void EncodeInt(int number, std::string* bytes) {
  EncodeNumber(static_cast<std::size_t>(number + 1), bytes);
}
int DecodeInt(const char** next) { return static_cast<int>(DecodeNumber(next)) - 1; }

void EncodeText(std::string_view text, std::string* bytes) {
  EncodeNumber(text.size(), bytes);
  bytes->append(text);
}
void DecodeText(const char** next, std::string* text) {
  const std::size_t size = DecodeNumber(next);
  text->assign(*next, size);
  *next += size;
}

void EncodePlace(const diagnostics::Place& place, std::string* bytes) {
  EncodeInt(place.file, bytes);
  EncodeInt(place.line, bytes);
  EncodeInt(place.column, bytes);
}
void DecodePlace(const char** next, diagnostics::Place* place) {
  place->file = DecodeInt(next);
  place->line = DecodeInt(next);
  place->column = DecodeInt(next);
}

// Writes only the members that the element's kind uses. Decoding resets the others to their
// defaults.
void EncodeElement(const Element& element, std::string* bytes) {
  const bool same = element.cased == element.text;
  bytes->push_back(static_cast<char>(static_cast<unsigned>(element.kind) |
                                     (element.star_before ? kStarBefore : 0) |
                                     (element.star_after ? kStarAfter : 0) |
                                     (same ? kCasedIsText : 0)));
  switch (element.kind) {
    case Element::Kind::kWord:
    case Element::Kind::kToken:
      EncodeText(element.text, bytes);
      if (!same) EncodeText(element.cased, bytes);
      break;
    case Element::Kind::kGap: EncodeInt(element.gap, bytes); break;
    case Element::Kind::kList: EncodeInt(element.list, bytes); break;
  }
}

void DecodeElement(const char** next, Element* element) {
  const auto first_byte = static_cast<unsigned char>(*(*next)++);
  element->kind = static_cast<Element::Kind>(first_byte & kKinds);
  element->star_before = (first_byte & kStarBefore) != 0;
  element->star_after = (first_byte & kStarAfter) != 0;
  element->text.clear();
  element->cased.clear();
  element->gap = 0;
  element->list = -1;
  switch (element->kind) {
    case Element::Kind::kWord:
    case Element::Kind::kToken:
      DecodeText(next, &element->text);
      if ((first_byte & kCasedIsText) != 0) {
        element->cased = element->text;
      } else {
        DecodeText(next, &element->cased);
      }
      break;
    case Element::Kind::kGap: element->gap = DecodeInt(next); break;
    case Element::Kind::kList: element->list = DecodeInt(next); break;
  }
}

}  // namespace

void Encode(const Phrase& phrase, std::string* bytes) {
  EncodeText(phrase.source, bytes);
  EncodePlace(phrase.place, bytes);
  EncodeNumber(phrase.forms.size(), bytes);
  for (const Form& form : phrase.forms) {
    EncodeNumber(form.size(), bytes);
    for (const Element& element : form) EncodeElement(element, bytes);
  }
}

void Decode(const char** next, Phrase* phrase) {
  DecodeText(next, &phrase->source);
  DecodePlace(next, &phrase->place);
  phrase->forms.resize(DecodeNumber(next));
  for (Form& form : phrase->forms) {
    form.resize(DecodeNumber(next));
    for (Element& element : form) DecodeElement(next, &element);
  }
}

void Encode(const Entry& entry, std::string* bytes) {
  bytes->push_back(static_cast<char>(entry.kind));
  EncodePlace(entry.place, bytes);
  EncodeInt(entry.within, bytes);
  EncodeText(entry.pattern, bytes);
  EncodeNumber(entry.phrases.size(), bytes);
  for (const Phrase& phrase : entry.phrases) Encode(phrase, bytes);
}

void Decode(const char** next, Entry* entry) {
  entry->kind = static_cast<Entry::Kind>(*(*next)++);
  DecodePlace(next, &entry->place);
  entry->within = DecodeInt(next);
  DecodeText(next, &entry->pattern);
  entry->phrases.resize(DecodeNumber(next));
  for (Phrase& phrase : entry->phrases) Decode(next, &phrase);
}

}  // namespace ascolto::model::internal
