// JSON written straight into a string.

#ifndef ASCOLTO_SERVICE_CODEC_JSON_TEXT_H_
#define ASCOLTO_SERVICE_CODEC_JSON_TEXT_H_

#include <string>
#include <string_view>

namespace ascolto::service {

// `text` between quotes, escaped as RFC 8259 asks; ill-formed UTF-8 becomes U+FFFD.
void AppendJson(std::string_view text, std::string* out);

// The same, or null when it is empty.
void AppendJsonOrNull(std::string_view text, std::string* out);

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_CODEC_JSON_TEXT_H_
