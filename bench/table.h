// A table of text: with aligned columns for a terminal, or as Markdown.

#ifndef ASCOLTO_BENCH_TABLE_H_
#define ASCOLTO_BENCH_TABLE_H_

#include <string>
#include <vector>

namespace ascolto::bench {

struct Table {
  std::vector<std::vector<std::string>> rows;  // the first one is the heading

  std::string Text() const;
  std::string Markdown() const;
};

// "1,234,567", without a fraction.
std::string WithCommas(double number);
// "0.15", "2.4", "123": about two digits that count.
std::string Short(double number);

}  // namespace ascolto::bench

#endif  // ASCOLTO_BENCH_TABLE_H_
