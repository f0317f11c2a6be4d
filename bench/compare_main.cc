#include "bench/compare_main.h"

#include <fstream>
#include <iostream>

#include "bench/corpus.h"
#include "bench/measure.h"
#include "bench/options.h"
#include "bench/instructions.h"
#include "bench/report.h"
#include "bench/temporary_folder.h"

namespace ascolto::bench {
namespace {

std::vector<ComparisonOptions> AllComparisons(const Flags& flags, Ours ours) {
  std::vector<ComparisonOptions> all;
  const auto add = [&](Mix mix, std::size_t rules) {
    for (std::size_t seed = 1; seed <= flags.seeds; ++seed) {
      ComparisonOptions& options = all.emplace_back();
      options.ours = ours;
      options.rules = rules;
      options.mix = mix;
      options.seed = seed;
      options.comments = flags.comments;
      options.peers = flags.peers;
      options.peer_options = {flags.cache, flags.compile_seconds};
      options.threads = flags.threads && seed == 1;
      options.seconds = flags.seconds;
    }
  };
  for (const std::size_t rules : flags.rules) add(Mix::kMixed, rules);
  for (const std::size_t rules : flags.lists) add(Mix::kLists, rules);
  return all;
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
  for (const ComparisonOptions& options : AllComparisons(*flags, ours)) {
    std::cerr << options.rules << (options.mix == Mix::kLists ? " lists" : " rules") << ", seed "
              << options.seed << "\n";
    absl::StatusOr<ComparisonResult> result = Compare(*corpus, vocabulary, options);
    if (!result.ok()) return Fail(result.status());
    results.push_back(*std::move(result));
  }
  const std::vector<Column> columns = Columns(results);
  Print(TimesTable(columns), *flags);
  Print(ConditionsTable(columns), *flags);
  if (ours == Ours::kClassify) Print(TargetsTable(columns), *flags);
  std::cout << "memory of the whole process, peers and all: "
            << WithCommas(static_cast<double>(ResidentBytes() >> 20)) << " MB\n";
  if (!flags->json.empty() && !(std::ofstream(flags->json) << ToJson(results))) {
    return Fail(absl::UnknownError("cannot write " + flags->json));
  }
  return 0;
}

}  // namespace ascolto::bench
