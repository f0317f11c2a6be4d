// The results of all comparisons as a table for people, as Markdown, and as JSON for the chart.

#ifndef ASCOLTO_BENCH_REPORT_H_
#define ASCOLTO_BENCH_REPORT_H_

#include <span>
#include <string>

#include "bench/comparison.h"
#include "bench/table.h"

namespace ascolto::bench {

// The geometric means over the seeds of one rule set size; the ratios are peer / Ascolto.
struct Cell {
  std::string refusal;     // of every seed that has no figures
  std::size_t seeds = 0;   // with figures
  double nanoseconds = 0;
  double ratio = 0;
  double worst = 0;        // ratio
  bool sampled = false;    // timed on fewer comments than Ascolto
};

struct Column {
  Mix mix;
  std::size_t rules;
  std::vector<const ComparisonResult*> seeds;

  std::string Title() const;  // "1,000 rules"
  Cell Of(std::string_view engine) const;
};

// One column for each size and mix, in the order of the results.
std::vector<Column> Columns(std::span<const ComparisonResult> results);

// Time a comment and ratios, by engine.
Table TimesTable(std::span<const Column> columns);
// What was compared: hit rate, ungated rules, comments, allocations.
Table ConditionsTable(std::span<const Column> columns);
// What the whole of Classify() is to reach, and whether it does.
Table TargetsTable(std::span<const Column> columns);

std::string ToJson(std::span<const ComparisonResult> results);

}  // namespace ascolto::bench

#endif  // ASCOLTO_BENCH_REPORT_H_
