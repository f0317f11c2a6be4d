#include "bench/compare_main.h"

#include <fstream>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ascolto/base/strings.h"
#include "bench/corpus.h"
#include "bench/instructions.h"
#include "bench/measure.h"
#include "bench/options.h"
#include "bench/report.h"
#include "bench/temporary_folder.h"

namespace ascolto::bench {
namespace {

// One for each rule set, without a seed.
std::vector<ComparisonOptions> AllSets(const Flags& flags, Ours ours) {
  std::vector<ComparisonOptions> all;
  const auto add = [&](Mix mix, std::size_t rules) {
    ComparisonOptions& options = all.emplace_back();
    options.ours = ours;
    options.rules = rules;
    options.mix = mix;
    options.comments = flags.comments;
    options.peers = flags.peers;
    options.peer_options = {flags.cache, flags.compile_seconds};
    options.seconds = flags.seconds;
  };
  for (const std::size_t rules : flags.rules) add(Mix::kMixed, rules);
  for (const std::size_t rules : flags.lists) add(Mix::kLists, rules);
  return all;
}

// The first seeds, from 1, whose rules hit as many comments as they should; adds the others to
// *left_out, a line each.
absl::Status CompareSeeds(const std::vector<std::string>& corpus, const Vocabulary& vocabulary,
                          const Flags& flags, ComparisonOptions options,
                          std::vector<ComparisonResult>* results, std::string* left_out) {
  const std::string name = base::Cat(WithCommas(static_cast<double>(options.rules)),
                                     options.mix == Mix::kLists ? " lists" : " rules");
  std::size_t done = 0;
  for (options.seed = 1; done < flags.seeds; ++options.seed) {
    options.threads = flags.threads && done == 0;
    std::cerr << name << ", seed " << options.seed << "\n";
    absl::StatusOr<ComparisonResult> result = Compare(corpus, vocabulary, options);
    if (result.ok()) {
      results->push_back(*std::move(result));
      ++done;
      continue;
    }
    const bool may_go_on = result.status().code() == absl::StatusCode::kOutOfRange &&
                           options.seed < 2 * flags.seeds;
    if (!may_go_on) return result.status();
    *left_out += base::Cat(name, ", seed ", options.seed, " left out: ",
                           std::string(result.status().message()), "\n");
  }
  return absl::OkStatus();
}

void Print(const Table& table, const Flags& flags) {
  std::cout << (flags.markdown ? table.Markdown() : table.Text()) << std::endl;
}

int Fail(const absl::Status& status) {
  std::cerr << "error: " << status.message() << "\n";
  return status.code() == absl::StatusCode::kFailedPrecondition ? 1 : 2;
}

int Count(const Flags& flags) {
  std::vector<CountedSet> sets;
  for (const std::size_t rules : flags.rules) sets.push_back({Mix::kMixed, rules});
  for (const std::size_t rules : flags.lists) sets.push_back({Mix::kLists, rules});
  const absl::StatusOr<Table> table = CountInstructions(sets);
  if (!table.ok()) return Fail(table.status());
  Print(*table, flags);
  return 0;
}

}  // namespace

int CompareMain(int argc, char** argv, Ours ours, const std::string& about) {
  int exit_code = 0;
  std::optional<Flags> flags = ParseFlags(argc, argv, about, &exit_code);
  if (!flags) return exit_code;
  if (!flags->counted_pass.empty()) {
    const absl::Status status = RunCounted(ours, flags->counted_pass);
    return status.ok() ? 0 : Fail(status);
  }
  if (flags->instructions) return Count(*flags);
  // The databases are needed twice: for checking and for timing.
  const TemporaryFolder folder;
  if (flags->cache.empty()) flags->cache = folder.path();

  const absl::StatusOr<std::vector<std::string>> corpus = CorpusFor(*flags);
  if (!corpus.ok()) return Fail(corpus.status());
  const Vocabulary vocabulary(*corpus);
  std::vector<ComparisonResult> results;
  std::string left_out;
  for (const ComparisonOptions& options : AllSets(*flags, ours)) {
    const absl::Status status =
        CompareSeeds(*corpus, vocabulary, *flags, options, &results, &left_out);
    if (!status.ok()) return Fail(status);
  }
  const std::vector<Column> columns = Columns(results);
  Print(TimesTable(columns), *flags);
  Print(ConditionsTable(columns), *flags);
  if (ours == Ours::kClassify) Print(TargetsTable(columns), *flags);
  std::cout << left_out << "memory of the whole process, peers and all: "
            << WithCommas(static_cast<double>(ResidentBytes() >> 20)) << " MB\n";
  if (!flags->json.empty() && !(std::ofstream(flags->json) << ToJson(results))) {
    return Fail(absl::UnknownError("cannot write " + flags->json));
  }
  return 0;
}

}  // namespace ascolto::bench
