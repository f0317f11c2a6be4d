// One pass over the text, for all offsets together.

#include "service/codec/utf16.h"

#include <algorithm>

#include "ascolto/text/characters.h"

namespace ascolto::service {

void ToUtf16(std::string_view text, std::vector<std::size_t*> offsets) {
  std::sort(offsets.begin(), offsets.end(),
            [](const std::size_t* a, const std::size_t* b) { return *a < *b; });
  std::size_t at = 0;
  std::size_t units = 0;
  for (std::size_t* offset : offsets) {
    while (at < *offset && at < text.size()) {
      const text::Decoded decoded = text::Decode(text, at);
      at += decoded.bytes;
      units += decoded.code_point > 0xFFFF ? 2 : 1;
    }
    *offset = units;
  }
}

}  // namespace ascolto::service
