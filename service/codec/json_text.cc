// Runs of plain characters are copied whole.

#include "service/codec/json_text.h"

#include <cstdio>

#include "ascolto/text/characters.h"

namespace ascolto::service {
namespace {

void AppendEscape(unsigned char c, std::string* out) {
  switch (c) {
    case '"': out->append("\\\""); return;
    case '\\': out->append("\\\\"); return;
    case '\n': out->append("\\n"); return;
    case '\r': out->append("\\r"); return;
    case '\t': out->append("\\t"); return;
  }
  char code[8];
  std::snprintf(code, sizeof(code), "\\u%04x", c);
  out->append(code);
}

}  // namespace

void AppendJson(std::string_view text, std::string* out) {
  out->push_back('"');
  std::size_t copied = 0;
  for (std::size_t at = 0; at < text.size();) {
    const auto c = static_cast<unsigned char>(text[at]);
    if (c >= 0x80) {
      const text::Decoded decoded = text::Decode(text, at);
      if (!decoded.well_formed) {
        out->append(text.substr(copied, at - copied)).append("\uFFFD");
        copied = at + decoded.bytes;
      }
      at += decoded.bytes;
      continue;
    }
    if (c < 0x20 || c == '"' || c == '\\' || c == 0x7F) {
      out->append(text.substr(copied, at - copied));
      AppendEscape(c, out);
      copied = at + 1;
    }
    ++at;
  }
  out->append(text.substr(copied)).push_back('"');
}

void AppendJsonOrNull(std::string_view text, std::string* out) {
  if (text.empty()) {
    out->append("null");
  } else {
    AppendJson(text, out);
  }
}

}  // namespace ascolto::service
