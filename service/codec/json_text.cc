// Runs of plain characters are copied whole.

#include "service/codec/json_text.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <iterator>

#include "ascolto/text/characters.h"

namespace ascolto::service {
namespace {

struct Range {
  char32_t first, last;
};
constexpr Range kInvisible[] = {
    {0x00, 0x1F},       {0x7F, 0x9F},       {0xAD, 0xAD},       {0x34F, 0x34F},
    {0x61C, 0x61C},     {0x115F, 0x1160},   {0x17B4, 0x17B5},   {0x180B, 0x180F},
    {0x200B, 0x200C},   {0x200E, 0x200F},   {0x2028, 0x202E},   {0x2060, 0x206F},
    {0x3164, 0x3164},   {0xFEFF, 0xFEFF},   {0xFFA0, 0xFFA0},   {0xFFF0, 0xFFFB},
    {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A}, {0xE0000, 0xE0FFF}};

void AppendCode(unsigned unit, std::string* out) {
  char code[16];
  std::snprintf(code, sizeof(code), "\\u%04x", unit);
  out->append(code);
}

void AppendEscape(char32_t c, std::string* out) {
  switch (c) {
    case '"': out->append("\\\""); return;
    case '\\': out->append("\\\\"); return;
    case '\n': out->append("\\n"); return;
    case '\r': out->append("\\r"); return;
    case '\t': out->append("\\t"); return;
  }
  if (c < 0x10000) return AppendCode(static_cast<unsigned>(c), out);
  const unsigned rest = static_cast<unsigned>(c) - 0x10000;
  AppendCode(0xD800 + (rest >> 10), out);
  AppendCode(0xDC00 + (rest & 0x3FF), out);
}

template <typename T>
void AppendNumber(T value, std::string* out) {
  char digits[24];
  out->append(digits, std::to_chars(digits, digits + sizeof(digits), value).ptr);
}

}  // namespace

bool IsInvisible(char32_t c) {
  return std::any_of(std::begin(kInvisible), std::end(kInvisible),
                     [c](const Range& range) { return c >= range.first && c <= range.last; });
}

void AppendJson(std::string_view text, std::string* out, Invisible invisible) {
  out->push_back('"');
  std::size_t copied = 0;
  const auto copy_until = [&](std::size_t at) { out->append(text.substr(copied, at - copied)); };
  for (std::size_t at = 0; at < text.size();) {
    const auto c = static_cast<unsigned char>(text[at]);
    if (c >= 0x80) {
      const text::Decoded decoded = text::Decode(text, at);
      const bool escaped = invisible == Invisible::kEscaped && IsInvisible(decoded.code_point);
      if (!decoded.well_formed || escaped) {
        copy_until(at);
        if (decoded.well_formed) {
          AppendEscape(decoded.code_point, out);
        } else {
          out->append("\uFFFD");
        }
        copied = at + decoded.bytes;
      }
      at += decoded.bytes;
      continue;
    }
    if (c < 0x20 || c == '"' || c == '\\' || c == 0x7F) {
      copy_until(at);
      AppendEscape(c, out);
      copied = at + 1;
    }
    ++at;
  }
  out->append(text.substr(copied)).push_back('"');
}

void JsonWriter::Signed(std::int64_t value) {
  Comma();
  AppendNumber(value, &out_);
}

void JsonWriter::Unsigned(std::uint64_t value) {
  Comma();
  AppendNumber(value, &out_);
}

}  // namespace ascolto::service
