#include "bench/instructions.h"

#include <cstdlib>
#include <functional>
#include <sstream>
#include <string_view>
#include <utility>

#include "ascolto/base/status_macros.h"
#include "ascolto/base/strings.h"
#include "ascolto/classifier.h"
#include "bench/corpus.h"
#include "bench/ours.h"
#include "bench/run_self.h"
#include "bench/share.h"
#include "bench/temporary_folder.h"

// What valgrind counts; it knows the function by this name.
extern "C" __attribute__((noinline)) void AscoltoCountedPass(
    const std::function<void(std::string_view)>* run, const std::string* begin,
    const std::string* end) {
  for (; begin != end; ++begin) (*run)(*begin);
}

namespace ascolto::bench {
namespace {

using base::Cat;

constexpr std::size_t kWarm = 200;
constexpr std::size_t kCounted = 1000;
constexpr std::uint64_t kSeed = 1;

std::vector<std::string> FixedComments() { return GenerateCorpus(kWarm + kCounted, kSeed); }

// Which functions a stage is, as valgrind writes their names.
struct Stage {
  std::string_view title;
  std::string_view function;
};
constexpr Stage kStages[] = {
    {"all", "PROGRAM TOTALS"},
    {"fold", "ascolto::text::Fold("},
    {"words and readings", "ascolto::text::CutWords("},
    {"match", "ascolto::match::Matcher::Match("},
    {"judge", "ascolto::judge::Judge::Run("},
};
constexpr std::string_view kRe2 = "libre2";

// The number that a line of callgrind_annotate begins with: "1,234 (5.6%) file:function [object]".
double Count(std::string_view line) {
  double count = 0;
  for (const char c : line) {
    if (c >= '0' && c <= '9') count = count * 10 + (c - '0');
    else if (c != ',' && c != ' ') break;
  }
  return count;
}

template <typename Take>
double Sum(const std::string& annotated, Take take) {
  double sum = 0;
  std::istringstream lines(annotated);
  for (std::string line; std::getline(lines, line);) {
    if (take(line)) sum += Count(line);
  }
  return sum;
}

// One column: a comment's instructions by stage, and those of RE2.
absl::StatusOr<std::vector<double>> CountStages(const std::string& input) {
  const TemporaryFolder folder;
  const std::string file = folder.path() + "/callgrind.out";
  const std::string valgrind = Cat("valgrind --tool=callgrind --callgrind-out-file='", file,
                                   "' --toggle-collect='AscoltoCountedPass*'");
  ASCOLTO_RETURN_IF_ERROR(RunSelf(Cat("--counted-pass ", input), valgrind).status());
  const std::string annotate = Cat("callgrind_annotate --threshold=100 --auto=no '", file, "' ");
  ASCOLTO_ASSIGN_OR_RETURN(const std::string inclusive, OutputOf(annotate + "--inclusive=yes"));
  ASCOLTO_ASSIGN_OR_RETURN(const std::string own, OutputOf(annotate + "--inclusive=no"));
  std::vector<double> counts;
  for (const Stage& stage : kStages) {
    counts.push_back(Sum(inclusive, [&](std::string_view line) {
      return line.find(stage.function) != line.npos;
    }));
  }
  counts.push_back(
      Sum(own, [](std::string_view line) { return line.find(kRe2) != line.npos; }));
  for (double& count : counts) count /= kCounted;
  return counts;
}

}  // namespace

absl::StatusOr<Table> CountInstructions(const std::vector<CountedSet>& sets) {
  if (!OutputOf("command -v valgrind callgrind_annotate").ok()) {
    return absl::UnavailableError("no instruction counts: valgrind is not installed");
  }
  const std::vector<std::string> comments = FixedComments();
  const Vocabulary vocabulary(comments);
  std::vector<PeerText> texts;
  for (const std::string& comment : comments) texts.push_back({{}, comment});
  Table table;
  table.rows = {{"instructions per comment"}};
  for (const Stage& stage : kStages) table.rows.push_back({std::string(stage.title)});
  table.rows.push_back({"RE2 alone (part of match)"});
  for (const auto& [mix, rules] : sets) {
    ASCOLTO_ASSIGN_OR_RETURN(const double share,
                             FindShare(vocabulary, texts, {rules, kSeed, mix, 0}));
    const std::string_view kind = mix == Mix::kLists ? "lists" : "rules";
    std::ostringstream input;
    input << kind << ":" << rules << ":" << std::hexfloat << share;
    ASCOLTO_ASSIGN_OR_RETURN(const std::vector<double> counts, CountStages(input.str()));
    table.rows[0].push_back(Cat(WithCommas(static_cast<double>(rules)), " ", kind));
    for (std::size_t i = 0; i < counts.size(); ++i) {
      table.rows[i + 1].push_back(WithCommas(counts[i]));
    }
  }
  return table;
}

absl::Status RunCounted(Ours ours, const std::string& input) {
  const std::size_t colon = input.find(':');
  char* end = nullptr;
  const std::size_t rules = std::strtoul(input.c_str() + colon + 1, &end, 10);
  const double share = std::strtod(end + 1, nullptr);
  const Mix mix = input.starts_with("lists") ? Mix::kLists : Mix::kMixed;
  const std::vector<std::string> comments = FixedComments();
  ASCOLTO_ASSIGN_OR_RETURN(
      const std::shared_ptr<const RuleSet> set,
      Load(GenerateRules(Vocabulary(comments), {rules, kSeed, mix, share})));
  const std::function<void(std::string_view)> run = RunOurs(ours, set);
  for (const std::string& comment : std::span(comments).first(kWarm)) run(comment);
  AscoltoCountedPass(&run, comments.data() + kWarm, comments.data() + comments.size());
  return absl::OkStatus();
}

}  // namespace ascolto::bench
