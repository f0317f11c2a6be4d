#include "bench/options.h"

#include <CLI/CLI.hpp>

#include <iostream>

#include "ascolto/base/strings.h"
#include "bench/corpus.h"

namespace ascolto::bench {
namespace {

constexpr std::uint64_t kCorpusSeed = 1;
constexpr std::size_t kFewestComments = 500;

std::vector<std::string> PeerNames() {
  std::vector<std::string> names;
  for (const PeerKind& kind : PeerKinds()) names.emplace_back(kind.name);
  return names;
}

}  // namespace

std::optional<Flags> ParseFlags(int argc, char** argv, const std::string& about, int* exit_code) {
  Flags flags;
  CLI::App app(about);
  const std::vector<std::string> peers = PeerNames();
  const CLI::Range sizes(std::size_t{10}, std::size_t{100'000});
  app.add_option("--corpus", flags.corpus, "JSON Lines with \"text\"; generated if not given");
  app.add_option("--rules", flags.rules, "sizes of the mixed rule sets, e.g. 100,1000")
      ->delimiter(',')->check(sizes)->capture_default_str();
  app.add_option("--lists", flags.lists, "sizes of the rule sets of lists only; 0 for none")
      ->delimiter(',')->check(CLI::Range(std::size_t{0}, std::size_t{100'000}))
      ->capture_default_str();
  app.add_option("--seeds", flags.seeds, "rule sets of each size")
      ->check(CLI::Range(1, 1000))->capture_default_str();
  app.add_option("--comments", flags.comments, "comments of the corpus to use, at most")
      ->check(CLI::Range(kFewestComments, std::size_t{10'000'000}))->capture_default_str();
  app.add_option("--peers", flags.peers, "engines to compare with; all if not given")
      ->delimiter(',')->check(CLI::IsMember(peers));
  app.add_option("--cache", flags.cache, "folder that keeps Vectorscan's compiled databases");
  app.add_option("--budget", flags.seconds,
                 "seconds of processor time for one engine and rule set; a slow engine is timed "
                 "on fewer comments")
      ->check(CLI::PositiveNumber)->capture_default_str();
  app.add_option("--compile-budget", flags.compile_seconds,
                 "seconds after which compiling a database is given up")
      ->check(CLI::PositiveNumber)->capture_default_str();
  app.add_flag("--markdown", flags.markdown, "print Markdown tables");
  app.add_option("--json", flags.json, "also write every figure to this file");
  app.add_flag("--quick", flags.quick, "one seed of 100 rules and few comments, for tests");
  app.add_flag("--threads", flags.threads, "also compare two threads with one");
  app.add_flag("--instructions", flags.instructions,
               "only count the instructions a comment takes, with valgrind on a fixed input");
  app.add_option("--counted-pass", flags.counted_pass)->group("");
  app.footer(base::Cat("Example: ", argv[0], " --corpus comments.jsonl --rules 1000 --seeds 3"));
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    *exit_code = app.exit(error) == 0 ? 0 : 2;
    return std::nullopt;
  }
  if (flags.peers.empty()) flags.peers = peers;
  if (flags.quick) {
    flags.rules = {100};
    flags.lists = {100};
    flags.seeds = 1;
    flags.comments = 1500;
    flags.seconds = 0.5;
  }
  std::erase(flags.lists, 0u);
  return flags;
}

absl::StatusOr<std::vector<std::string>> CorpusFor(const Flags& flags) {
  if (flags.corpus.empty()) return GenerateCorpus(flags.comments, kCorpusSeed);
  absl::StatusOr<std::vector<std::string>> corpus = ReadCorpus(flags.corpus);
  if (corpus.ok() && corpus->size() < kFewestComments) {
    return absl::InvalidArgumentError(base::Cat("too few comments in ", flags.corpus, ": ",
                                                corpus->size(), "; at least ", kFewestComments));
  }
  return corpus;
}

}  // namespace ascolto::bench
