#include "bench/table.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string_view>

#include "ascolto/base/strings.h"

namespace ascolto::bench {
namespace {

// Characters, as far as a terminal shows each in one place.
std::size_t Width(std::string_view text) {
  const auto begins = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; };
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), begins));
}

}  // namespace

std::string Table::Text() const {
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()), 0);
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], Width(row[i]));
  }
  std::string out;
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::string space(widths[i] - Width(row[i]), ' ');
      line += i == 0 ? base::Cat(row[i], space) : base::Cat("  ", space, row[i]);
    }
    out += base::Cat(line, "\n");
  }
  return out;
}

std::string Table::Markdown() const {
  std::string out;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (const std::string& cell : rows[i]) out += base::Cat("| ", cell, " ");
    out += "|\n";
    if (i > 0) continue;
    for (std::size_t column = 0; column < rows[i].size(); ++column) {
      out += column == 0 ? "| --- " : "| ---: ";
    }
    out += "|\n";
  }
  return out;
}

std::string WithCommas(double number) {
  std::string digits = std::to_string(std::llround(number));
  for (int at = static_cast<int>(digits.size()) - 3; at > (digits[0] == '-' ? 1 : 0); at -= 3) {
    digits.insert(static_cast<std::size_t>(at), 1, ',');
  }
  return digits;
}

std::string Short(double number) {
  char text[32];
  const char* format = number < 0.995 ? "%.3g" : number < 9.95 ? "%.2f" : "%.0f";
  std::snprintf(text, sizeof text, format, number);
  return number >= 99.5 ? WithCommas(number) : text;
}

}  // namespace ascolto::bench
