// Does the time stay linear in the text, whatever the rules and the text?
//
// Each attack is classified at 16 and 64 KiB, and run against the plain loop: folding, then each
// rule's pattern with RE2, all its places (of a regex at most 64, as Ascolto does). What is found
// is compared before it is timed.

#include <CLI/CLI.hpp>

#include <re2/re2.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <iostream>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "ascolto/base/status_macros.h"
#include "ascolto/base/strings.h"
#include "ascolto/text/fold.h"
#include "bench/adversarial.h"
#include "bench/equality.h"
#include "bench/measure.h"
#include "bench/ours.h"
#include "bench/table.h"

namespace ascolto::bench {
namespace {

using base::Cat;

constexpr std::size_t kSmall = 16 << 10;
constexpr std::size_t kLarge = 64 << 10;
constexpr double kMaxGrowth = 5;        // time of kLarge over time of kSmall
constexpr double kMaxAgainstLoop = 1.1;
constexpr double kMaxHalfPhrases = 40;  // ns a byte

// Every rule with RE2, one by one, with the places.
class PlainLoop {
 public:
  explicit PlainLoop(const Attack& attack) {
    for (const std::string& pattern : attack.loop) Add(pattern, SIZE_MAX);
    if (!attack.loop.empty()) return;
    for (const GeneratedRule& rule : attack.rules) Add(rule.pattern, rule.list ? SIZE_MAX : 64);
  }

  void Run(std::string_view text) {
    text::Fold(text, &folded_);
    for (const Pattern& pattern : patterns_) FindAll(pattern, folded_.text);
  }

 private:
  struct Pattern {
    std::unique_ptr<RE2> regex;
    std::size_t max_hits;
  };

  void Add(const std::string& pattern, std::size_t max_hits) {
    RE2::Options options(RE2::Latin1);
    options.set_never_capture(true);
    patterns_.push_back({std::make_unique<RE2>(pattern, options), max_hits});
  }

  static void FindAll(const Pattern& pattern, std::string_view text) {
    std::size_t at = 0;
    re2::StringPiece found;
    for (std::size_t hits = 0; hits < pattern.max_hits && at < text.size(); ++hits) {
      if (!pattern.regex->Match(text, at, text.size(), RE2::UNANCHORED, &found, 1)) return;
      at = static_cast<std::size_t>(found.data() - text.data()) + std::max(found.size(), 1ul);
    }
  }

  std::vector<Pattern> patterns_;
  text::FoldedText folded_;
};

// The shortest of `times` runs of each, in nanoseconds; a warming one goes before. They take turns,
// so that what slows one down slows all.
std::vector<double> Fastest(int times, const std::vector<std::function<void()>>& runs) {
  for (const auto& run : runs) run();
  std::vector<double> fastest(runs.size(), std::numeric_limits<double>::max());
  for (int i = 0; i < times; ++i) {
    for (std::size_t at = 0; at < runs.size(); ++at) {
      const std::int64_t begin = ThreadNanoseconds();
      runs[at]();
      fastest[at] = std::min(fastest[at], static_cast<double>(ThreadNanoseconds() - begin));
    }
  }
  return fastest;
}

// Compares what is found in the text. Texts of links and the like are read in another way than
// the patterns say, and left out.
absl::Status Check(const Attack& attack, const std::shared_ptr<const RuleSet>& ours,
                   const std::string& text) {
  if (attack.tokens) return absl::OkStatus();
  const std::string folded = text::Fold(text);
  const PeerText comment{folded, text};
  Equality equality(attack.rules, ours, {&comment, 1});
  ASCOLTO_ASSIGN_OR_RETURN(const std::unique_ptr<Peer> peer, MakePeer("re2", attack.rules, {}));
  return equality.Check("re2", *peer, 60);
}

struct Bounds {
  std::vector<std::string> broken;

  // Returns the figure, marked when it is above the bound.
  std::string Hold(const Attack& attack, std::string_view what, double figure, double bound) {
    if (figure <= bound) return Short(figure);
    broken.push_back(Cat(attack.name, ": ", what, " ", Short(figure), ", at most ", Short(bound)));
    return Cat(Short(figure), " !");
  }
};

absl::Status AddRow(const Attack& attack, int times, Table* table, Bounds* bounds) {
  ASCOLTO_ASSIGN_OR_RETURN(const std::shared_ptr<const RuleSet> rules, Load(attack.rules));
  const auto run = RunOurs(Ours::kClassify, rules);
  PlainLoop loop(attack);
  const std::string small = attack.text(kSmall), large = attack.text(kLarge);
  ASCOLTO_RETURN_IF_ERROR(Check(attack, rules, small));
  ASCOLTO_RETURN_IF_ERROR(Check(attack, rules, large));
  const std::vector<double> fastest = Fastest(
      times, {[&] { run(small); }, [&] { run(large); }, [&] { loop.Run(large); }});
  const double ours_small = fastest[0] / static_cast<double>(small.size());
  const double ours_large = fastest[1] / static_cast<double>(large.size());
  const double loop_large = fastest[2] / static_cast<double>(large.size());
  const double growth = fastest[1] / fastest[0];
  table->rows.push_back(
      {attack.name, Short(ours_small),
       attack.half_phrases ? bounds->Hold(attack, "ns a byte", ours_large, kMaxHalfPhrases)
                           : Short(ours_large),
       bounds->Hold(attack, "times as long for four times the text", growth, kMaxGrowth),
       Short(loop_large),
       bounds->Hold(attack, "times the plain loop", ours_large / loop_large, kMaxAgainstLoop)});
  return absl::OkStatus();
}

int Main(int argc, char** argv) {
  CLI::App app("Texts and rules that are made to be slow, at 16 and 64 KiB");
  bool markdown = false, quick = false, strict = false;
  std::string only;
  app.add_flag("--strict", strict, "exit with 1 when a bound is broken");
  app.add_option("--only", only, "attacks whose names hold this text");
  app.add_flag("--markdown", markdown, "print a Markdown table");
  app.add_flag("--quick", quick, "one run each, for tests");
  app.footer("Example: adversarial_bench --only gaps --strict");
  CLI11_PARSE(app, argc, argv);
  Table table{{{"attack", "ns a byte, 16 KiB", "64 KiB", "time 64 / 16 KiB",
                "plain loop, ns a byte", "Ascolto / loop"}}};
  Bounds bounds;
  for (const Attack& attack : Attacks()) {
    if (attack.name.find(only) == std::string::npos) continue;
    if (const absl::Status status = AddRow(attack, quick ? 1 : 5, &table, &bounds); !status.ok()) {
      std::cerr << "error: " << attack.name << ": " << status.message() << "\n";
      return status.code() == absl::StatusCode::kFailedPrecondition ? 1 : 2;
    }
  }
  std::cout << (markdown ? table.Markdown() : table.Text()) << "\n";
  for (const std::string& line : bounds.broken) std::cout << "NOT MET: " << line << "\n";
  std::cout << (bounds.broken.empty() ? "every bound is met\n" : "");
  return strict && !bounds.broken.empty() ? 1 : 0;
}

}  // namespace
}  // namespace ascolto::bench

int main(int argc, char** argv) { return ascolto::bench::Main(argc, argv); }
