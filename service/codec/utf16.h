// Offsets in bytes of UTF-8 as offsets in UTF-16 code units, which browsers count.

#ifndef ASCOLTO_SERVICE_CODEC_UTF16_H_
#define ASCOLTO_SERVICE_CODEC_UTF16_H_

#include <cstddef>
#include <string_view>
#include <vector>

namespace ascolto::service {

// Replaces each of `offsets`, in any order and at most text.size(), by the number of UTF-16 code
// units before it. A maximal ill-formed subpart counts one, as U+FFFD does; an offset inside a
// code point counts the whole of it.
void ToUtf16(std::string_view text, std::vector<std::size_t*> offsets);

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_CODEC_UTF16_H_
