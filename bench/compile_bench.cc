// What does it cost to load rules, and how much memory do they take, fresh and after 100,000
// comments?
//
// Each size is measured in a process of its own, so that its memory is its own. That the rules
// were read is checked by their number, and that they run by the comments that meet one.

#include <sys/resource.h>
#include <time.h>

#include <CLI/CLI.hpp>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include "ascolto/base/memory.h"
#include "ascolto/base/status_macros.h"
#include "ascolto/base/strings.h"
#include "ascolto/classifier.h"
#include "ascolto/match/program.h"
#include "ascolto/rules/linker.h"
#include "ascolto/rules/loader.h"
#include "ascolto/rules/pack_reader.h"
#include "ascolto/yaml/document.h"
#include "bench/corpus.h"
#include "bench/measure.h"
#include "bench/run_self.h"
#include "bench/share.h"
#include "bench/table.h"
#include "bench/temporary_folder.h"

namespace ascolto::bench {
namespace {

using base::Cat;

constexpr std::uint64_t kSeed = 1;

// Seconds since it was made, by the clock on the wall.
class Stopwatch {
 public:
  double Seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
  }

 private:
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

double Megabytes(std::size_t bytes) { return static_cast<double>(bytes) / (1 << 20); }

struct Stages {
  double megabytes = 0;     // of YAML
  double read = 0;          // one file after the other
  double link = 0;
  double load_model = 0;    // reading and linking as a user has it, files in parallel
  double compile = 0;
};

// Times the stages of loading; the files are those of `folder`.
absl::StatusOr<Stages> TimeStages(const std::string& folder, std::size_t rules) {
  Stages stages;
  const Limits limits;
  ASCOLTO_ASSIGN_OR_RETURN(const std::vector<RuleSet::Source> sources,
                           rules::ReadSources(std::vector{folder}, limits));
  std::vector<rules::PackFile> packs;
  std::vector<std::string> names;
  diagnostics::Problems problems;
  rules::Budget budget(limits);
  const Stopwatch reading;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    stages.megabytes += Megabytes(sources[i].text.size());
    names.push_back(sources[i].name);
    packs.push_back(rules::ReadPack(
        yaml::Read(sources[i].text, static_cast<int>(i), limits.file_bytes, &problems),
        &budget, &problems));
  }
  stages.read = reading.Seconds();
  const Stopwatch linking;
  const model::Model linked =
      rules::Link(std::move(packs), {}, std::nullopt, std::move(names), &budget, &problems);
  stages.link = linking.Seconds();
  const Stopwatch loading;
  rules::LoadedModel loaded = rules::LoadModel(sources, limits, MessageLanguage::kEnglish);
  stages.load_model = loading.Seconds();
  if (!loaded.model || loaded.model->rules.size() != rules || linked.rules.size() != rules) {
    return absl::InternalError(Cat("not all ", rules, " rules were read"));
  }
  const Stopwatch compiling;
  ASCOLTO_RETURN_IF_ERROR(match::Compile(*loaded.model, limits).status());
  stages.compile = compiling.Seconds();
  return stages;
}

// In a process of its own: loads `folder`, classifies, and prints the figures.
int Measure(const std::string& folder, std::size_t comments) {
  GenerateCorpus(1000, kSeed);  // its words are not the rules' memory
  const std::size_t before = ResidentBytes();
  const Stopwatch loading;
  RuleSet::Loaded loaded = RuleSet::Load(std::vector{folder});
  base::ReleaseFreeMemory();  // as the service does
  const double seconds = loading.Seconds();
  if (!loaded.status.ok()) {
    std::cerr << "error: " << loaded.status.message() << "\n";
    return 2;
  }
  loaded.diagnostics = {};
  Classifier classifier(std::move(loaded.rules));
  const std::size_t after_load = ResidentBytes();
  std::size_t hits = 0;
  constexpr std::size_t kBatch = 1000;
  for (std::size_t batch = 0; batch * kBatch < comments; ++batch) {
    for (const std::string& text : GenerateCorpus(kBatch, kSeed + batch)) {
      Comment comment;
      comment.text = text;
      const absl::StatusOr<Verdict> verdict = classifier.Classify(comment);
      hits += verdict.ok() && !verdict->matches.empty();
    }
  }
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  std::cout << seconds << ' ' << Megabytes(before) << ' ' << Megabytes(after_load) << ' '
            << Megabytes(ResidentBytes()) << ' ' << static_cast<double>(usage.ru_maxrss) / 1024
            << ' ' << hits << "\n";
  return hits > 0 ? 0 : 1;
}

struct Memory {
  double load = 0;  // seconds, from files to rule set
  double before = 0, after_load = 0, after_comments = 0, most = 0;  // MB
  std::size_t hits = 0;
};

absl::Status Write(const std::vector<RuleSet::Source>& sources, const std::string& folder) {
  for (const RuleSet::Source& source : sources) {
    if (!(std::ofstream(folder + "/" + source.name) << source.text)) {
      return absl::UnknownError(Cat("cannot write to ", folder));
    }
  }
  return absl::OkStatus();
}

absl::Status AddColumn(std::size_t size, std::size_t comments, Table* table, Table* targets) {
  const std::vector<std::string> corpus = GenerateCorpus(2000, kSeed);
  const Vocabulary vocabulary(corpus);
  std::vector<PeerText> texts;
  for (const std::string& comment : corpus) texts.push_back({{}, comment});
  GeneratorOptions options{size, kSeed, Mix::kMixed, 0};
  ASCOLTO_ASSIGN_OR_RETURN(options.share, FindShare(vocabulary, texts, options));
  const TemporaryFolder folder;
  ASCOLTO_RETURN_IF_ERROR(Write(ToSources(GenerateRules(vocabulary, options)), folder.path()));
  ASCOLTO_ASSIGN_OR_RETURN(const Stages stages, TimeStages(folder.path(), size));
  ASCOLTO_ASSIGN_OR_RETURN(
      const std::string said,
      RunSelf(Cat("--measure '", folder.path(), "' --comments ", comments)));
  Memory memory;
  std::istringstream(said) >> memory.load >> memory.before >> memory.after_load >>
      memory.after_comments >> memory.most >> memory.hits;
  const std::string cells[] = {
      WithCommas(static_cast<double>(size)),
      Short(stages.megabytes),
      Short(stages.read),
      Short(stages.read / stages.megabytes),
      Short(stages.link),
      Short(stages.load_model / stages.megabytes),
      Short(stages.compile),
      Short(memory.load),
      Short(memory.before),
      Short(memory.after_load),
      Short(memory.after_comments),
      Short(memory.most),
      Short(100.0 * static_cast<double>(memory.hits) / static_cast<double>(comments))};
  for (std::size_t i = 0; i < table->rows.size(); ++i) table->rows[i].push_back(cells[i]);
  const auto judge = [&](std::string what, double figure, double most) {
    targets->rows.push_back({Cat(WithCommas(static_cast<double>(size)), " rules: ", what),
                             Cat("at most ", Short(most)), Short(figure),
                             figure <= most ? "met" : "NOT MET"});
  };
  if (size != 10'000) return absl::OkStatus();
  judge("compiling, s", stages.compile, 1);
  judge("reading YAML, s a MB", stages.load_model / stages.megabytes, 0.3);
  judge("memory after the comments, MB", memory.after_comments, 64);
  return absl::OkStatus();
}

int Main(int argc, char** argv) {
  CLI::App app("Loading rules: seconds by stage, and memory before and after classifying");
  std::vector<std::size_t> sizes = {100, 1000, 10000};
  std::size_t comments = 100'000;
  bool markdown = false, quick = false;
  std::string folder;
  app.add_option("--rules", sizes, "sizes of the rule sets, e.g. 100,1000")
      ->delimiter(',')->check(CLI::Range(10, 100'000))->capture_default_str();
  app.add_option("--comments", comments, "to classify before memory is read")
      ->check(CLI::Range(1000, 100'000'000))->capture_default_str();
  app.add_flag("--markdown", markdown, "print a Markdown table");
  app.add_flag("--quick", quick, "100 rules and few comments, for tests");
  app.add_option("--measure", folder)->group("");
  app.footer("Example: compile_bench --rules 10000");
  CLI11_PARSE(app, argc, argv);
  if (!folder.empty()) return Measure(folder, comments);
  if (quick) {
    sizes = {100};
    comments = 2000;
  }
  Table table{{{"rules"}, {"YAML, MB"}, {"reading, file after file, s"}, {"… s a MB"},
               {"linking, s"}, {"reading and linking, files in parallel, s a MB"},
               {"compiling, s"}, {"all, from files to rule set, s"}, {"memory before, MB"},
               {"memory after loading, MB"},
               {Cat("memory after ", WithCommas(static_cast<double>(comments)), " comments, MB")},
               {"most memory ever, MB"}, {"comments that meet a rule, %"}}};
  Table targets{{{"to reach", "", "", ""}}};
  for (const std::size_t size : sizes) {
    if (const absl::Status status = AddColumn(size, comments, &table, &targets); !status.ok()) {
      std::cerr << "error: " << status.message() << "\n";
      return 2;
    }
  }
  std::cout << (markdown ? table.Markdown() : table.Text()) << "\n";
  if (targets.rows.size() > 1) std::cout << (markdown ? targets.Markdown() : targets.Text());
  return 0;
}

}  // namespace
}  // namespace ascolto::bench

int main(int argc, char** argv) { return ascolto::bench::Main(argc, argv); }
