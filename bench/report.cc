#include "bench/report.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "ascolto/base/strings.h"

namespace ascolto::bench {
namespace {

using base::Cat;

const EngineResult* Find(const ComparisonResult& result, std::string_view engine) {
  for (const EngineResult& e : result.engines) {
    if (e.name == engine) return &e;
  }
  return nullptr;
}

// Of the figure that `of` takes from each seed.
template <typename F>
std::string Spread(const Column& column, F of) {
  double least = of(*column.seeds.front()), most = least;
  for (const ComparisonResult* result : column.seeds) {
    least = std::min(least, of(*result));
    most = std::max(most, of(*result));
  }
  const std::string low = Short(least), high = Short(most);
  return low == high ? low : Cat(low, "–", high);
}

struct Target {
  Mix mix;
  std::size_t rules;
  std::string_view peer;
  double ratio;
};
constexpr Target kTargets[] = {
    {Mix::kMixed, 100, "vectorscan", 2},     {Mix::kMixed, 1000, "vectorscan", 3},
    {Mix::kLists, 1000, "vectorscan", 1.5},  {Mix::kMixed, 10000, "vectorscan", 8},
    {Mix::kMixed, 100, "re2-set", 1.5},      {Mix::kMixed, 1000, "re2-set", 12},
    {Mix::kLists, 1000, "re2-set", 5},       {Mix::kMixed, 10000, "re2-set", 100},
};

std::string_view Title(std::string_view engine) {
  for (const PeerKind& kind : PeerKinds()) {
    if (kind.name == engine) return kind.title;
  }
  return "Ascolto";
}

std::vector<std::string> Engines(std::span<const Column> columns) {
  std::vector<std::string> names = {"ascolto"};
  for (const PeerKind& kind : PeerKinds()) {
    const bool here = std::any_of(columns.begin(), columns.end(), [&](const Column& column) {
      return Find(*column.seeds.front(), kind.name) != nullptr;
    });
    if (here) names.emplace_back(kind.name);
  }
  return names;
}

// RE2::Set with whichever memory makes it faster.
Cell SetCell(const Column& column) {
  const Cell small = column.Of("re2-set"), large = column.Of("re2-set-large");
  if (small.seeds == 0) return large;
  return large.seeds == 0 || small.ratio < large.ratio ? small : large;
}

}  // namespace

std::string Column::Title() const {
  return Cat(WithCommas(static_cast<double>(rules)), mix == Mix::kLists ? " lists" : " rules");
}

Cell Column::Of(std::string_view engine) const {
  Cell cell;
  double sum = 0, ratio_sum = 0;
  for (const ComparisonResult* result : seeds) {
    const EngineResult& ours = result->engines.front();
    const EngineResult* theirs = Find(*result, engine);
    if (theirs == nullptr || !theirs->refusal.empty()) {
      cell.refusal = theirs == nullptr ? "not compared" : theirs->refusal;
      continue;
    }
    const double ratio = theirs->nanoseconds / ours.nanoseconds;
    sum += std::log(theirs->nanoseconds);
    ratio_sum += std::log(ratio);
    cell.worst = cell.seeds == 0 ? ratio : std::min(cell.worst, ratio);
    cell.sampled |= theirs->comments < ours.comments;
    ++cell.seeds;
  }
  if (cell.seeds > 0) {
    cell.nanoseconds = std::exp(sum / static_cast<double>(cell.seeds));
    cell.ratio = std::exp(ratio_sum / static_cast<double>(cell.seeds));
  }
  return cell;
}

std::vector<Column> Columns(std::span<const ComparisonResult> results) {
  std::vector<Column> columns;
  for (const ComparisonResult& result : results) {
    const auto same = [&](const Column& c) {
      return c.mix == result.options.mix && c.rules == result.options.rules;
    };
    auto column = std::find_if(columns.begin(), columns.end(), same);
    if (column == columns.end()) {
      column = columns.insert(columns.end(), {result.options.mix, result.options.rules, {}});
    }
    column->seeds.push_back(&result);
  }
  return columns;
}

Table TimesTable(std::span<const Column> columns) {
  Table table;
  table.rows.push_back({"ns per comment (times Ascolto's; worst seed)"});
  for (const Column& column : columns) table.rows[0].push_back(column.Title());
  for (const std::string& engine : Engines(columns)) {
    auto& row = table.rows.emplace_back();
    row.emplace_back(Title(engine));
    for (const Column& column : columns) {
      const Cell cell = column.Of(engine);
      if (cell.seeds == 0) {
        row.push_back(cell.refusal);
      } else if (engine == "ascolto") {
        row.push_back(WithCommas(cell.nanoseconds));
      } else {
        row.push_back(Cat(cell.sampled ? "~" : "", WithCommas(cell.nanoseconds), " (",
                          Short(cell.ratio), "×; ", Short(cell.worst), "×)"));
      }
    }
  }
  return table;
}

Table ConditionsTable(std::span<const Column> columns) {
  Table table;
  table.rows = {{"conditions"},           {"comments that meet a rule, %"},
                {"rules without a required literal, %"},
                {"rules with the pattern of another, %"},
                {"comments timed"},       {"comments left out"},    {"bytes a comment"},
                {"allocations a comment"}, {"seconds to load the rules"}};
  for (const Column& column : columns) {
    const auto rules = static_cast<double>(column.rules);
    const std::string cells[] = {
        column.Title(),
        Spread(column, [](const ComparisonResult& r) { return r.hits * 100; }),
        Spread(column, [&](const ComparisonResult& r) { return 100.0 * r.ungated / rules; }),
        Spread(column, [&](const ComparisonResult& r) { return 100.0 * r.repeated / rules; }),
        Spread(column, [](const ComparisonResult& r) { return static_cast<double>(r.timed); }),
        Spread(column, [](const ComparisonResult& r) { return static_cast<double>(r.left_out); }),
        Spread(column, [](const ComparisonResult& r) { return r.bytes; }),
        Spread(column, [](const ComparisonResult& r) { return r.allocations; }),
        Spread(column, [](const ComparisonResult& r) { return r.load_seconds; })};
    for (std::size_t i = 0; i < table.rows.size(); ++i) table.rows[i].push_back(cells[i]);
  }
  return table;
}

Table TargetsTable(std::span<const Column> columns) {
  Table table;
  table.rows.push_back({"to reach", "at least", "mean", "worst seed", ""});
  for (const Target& target : kTargets) {
    for (const Column& column : columns) {
      if (column.mix != target.mix || column.rules != target.rules) continue;
      const Cell cell = target.peer == "re2-set" ? SetCell(column) : column.Of(target.peer);
      const std::string_view peer = target.peer == "re2-set" ? "RE2::Set" : Title(target.peer);
      std::vector<std::string> row = {Cat(column.Title(), ", ", peer),
                                      Cat(Short(target.ratio), "×")};
      if (cell.seeds == 0) {
        row.insert(row.end(), {"–", "–", cell.refusal});
      } else {
        row.insert(row.end(), {Cat(Short(cell.ratio), "×"), Cat(Short(cell.worst), "×"),
                               cell.ratio >= target.ratio ? "met" : "NOT MET"});
      }
      table.rows.push_back(std::move(row));
    }
  }
  const auto of_size = [&](std::size_t rules) {
    return std::find_if(columns.begin(), columns.end(), [&](const Column& column) {
      return column.mix == Mix::kMixed && column.rules == rules;
    });
  };
  if (const auto least = of_size(100), most = of_size(10'000);
      least != columns.end() && most != columns.end()) {
    const double times = most->Of("ascolto").nanoseconds / least->Of("ascolto").nanoseconds;
    table.rows.push_back({"10,000 rules against 100", "at most 2×", Cat(Short(times), "×"), "",
                          times <= 2 ? "met" : "NOT MET"});
  }
  for (const Column& column : columns) {
    double most = 0;
    for (const ComparisonResult* result : column.seeds) most = std::max(most, result->allocations);
    table.rows.push_back({Cat(column.Title(), ", allocations a comment, RE2's with ours"),
                          "at most 0.05", "", Short(most), most <= 0.05 ? "met" : "NOT MET"});
  }
  for (const Column& column : columns) {
    for (const ComparisonResult* result : column.seeds) {
      if (!result->threads) continue;
      const double ratio = result->threads->by_processor;
      table.rows.push_back({Cat(column.Title(), ", two threads by processor time"), "1.90×",
                            Cat(Short(ratio), "×"), "", ratio >= 1.9 ? "met" : "NOT MET"});
      table.rows.push_back({Cat(column.Title(), ", two threads by the clock"), "",
                            Cat(Short(result->threads->by_clock), "×"), "", ""});
    }
  }
  return table;
}

std::string ToJson(std::span<const ComparisonResult> results) {
  nlohmann::json all = nlohmann::json::array();
  for (const ComparisonResult& result : results) {
    nlohmann::json engines = nlohmann::json::array();
    for (const EngineResult& engine : result.engines) {
      nlohmann::json one = {{"name", engine.name}, {"title", Title(engine.name)}};
      if (engine.refusal.empty()) {
        one["nanoseconds"] = engine.nanoseconds;
        one["median_nanoseconds"] = engine.median;
        one["comments"] = engine.comments;
      } else {
        one["refusal"] = engine.refusal;
      }
      engines.push_back(std::move(one));
    }
    all.push_back({{"rules", result.options.rules},
                   {"mix", result.options.mix == Mix::kLists ? "lists" : "mixed"},
                   {"seed", result.options.seed},
                   {"share", result.share},
                   {"hits", result.hits},
                   {"ungated", result.ungated},
                   {"repeated", result.repeated},
                   {"bytes", result.bytes},
                   {"comments", result.timed},
                   {"left_out", result.left_out},
                   {"allocations", result.allocations},
                   {"load_seconds", result.load_seconds},
                   {"engines", std::move(engines)}});
  }
  return all.dump(1) + "\n";
}

}  // namespace ascolto::bench
