#include "service/log/quote.h"

#include <algorithm>
#include <cstdio>
#include <iterator>

#include "ascolto/text/characters.h"

namespace ascolto::service {
namespace {

struct Range {
  char32_t first, last;
};

// Ascending. From UnicodeData (general categories Cc, Zl, Zp), DerivedCoreProperties and PropList of
// Unicode 15; tests/log holds it against these files.
constexpr Range kUnseen[] = {
    {0x00, 0x1F},       {0x7F, 0x9F},       {0xAD, 0xAD},       {0x34F, 0x34F},
    {0x61C, 0x61C},     {0x115F, 0x1160},   {0x17B4, 0x17B5},   {0x180B, 0x180F},
    {0x200B, 0x200C},   {0x200E, 0x200F},   {0x2028, 0x202E},   {0x2060, 0x206F},
    {0x3164, 0x3164},   {0xFEFF, 0xFEFF},   {0xFFA0, 0xFFA0},   {0xFFF0, 0xFFFB},
    {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A}, {0xE0000, 0xE0FFF}};

void AppendEscape(char32_t c, std::string* out) {
  char code[16];
  if (c < 0x10000) {
    std::snprintf(code, sizeof(code), "\\u%04x", static_cast<unsigned>(c));
  } else {
    const unsigned rest = static_cast<unsigned>(c) - 0x10000;
    std::snprintf(code, sizeof(code), "\\u%04x\\u%04x", 0xD800 + (rest >> 10),
                  0xDC00 + (rest & 0x3FF));
  }
  out->append(code);
}

}  // namespace

bool IsUnseen(char32_t c) {
  return std::any_of(std::begin(kUnseen), std::end(kUnseen),
                     [c](const Range& range) { return c >= range.first && c <= range.last; });
}

bool IsPlainWord(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return c > ' ' && c < 0x7F && c != '"' && c != '=' && c != '\\';
  });
}

void AppendQuoted(std::string_view text, std::string_view end, std::string* out) {
  out->push_back('"');
  for (std::size_t at = 0; at < text.size();) {
    const text::Decoded decoded = text::Decode(text, at);
    const char32_t c = decoded.code_point;
    if (!decoded.well_formed) {
      out->append("\uFFFD");
    } else if (c == '"' || c == '\\') {
      out->push_back('\\');
      out->push_back(static_cast<char>(c));
    } else if (c == '\n') {
      out->append("\\n");
    } else if (c == '\t') {
      out->append("\\t");
    } else if (IsUnseen(c)) {
      AppendEscape(c, out);
    } else {
      out->append(text.substr(at, decoded.bytes));
    }
    at += decoded.bytes;
  }
  out->append(end).push_back('"');
}

}  // namespace ascolto::service
