// `ascolto classify --rules PATH FILE…`: comments in, verdicts out, on all cores, in order.

#include <CLI/CLI.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <thread>

#include "ascolto/base/strings.h"
#include "ascolto/classifier.h"
#include "service/cli/command.h"
#include "service/cli/pipeline.h"
#include "service/cli/table.h"
#include "service/cli/terminal.h"
#include "service/codec/comment_file.h"
#include "service/codec/json_verdict.h"

namespace ascolto::cli {
namespace {

using service::DecodedComment;
using service::Input;
using service::InputFormat;

constexpr std::size_t kRecordsPerChunk = 512;
constexpr std::size_t kBytesPerChunk = 256 * 1024;

struct ClassifyFlags : CommonFlags {
  std::vector<std::string> rules;
  std::vector<std::string> files;
  std::string input_format;
  std::string format = "jsonl";
  bool keep = false;
  bool strict = false;
};

struct Problem {
  std::int64_t line;
  std::string what;
};

struct Records final : Chunk {
  std::vector<Input::Record> records;
  std::string output;
  std::vector<Problem> problems;
  std::size_t comments = 0;
  std::int64_t bytes_read = 0;  // of the file, up to here
};

// How far it has come, on one line of stderr; silent when that is no terminal.
class Progress {
 public:
  explicit Progress(std::int64_t bytes_total)
      : on_(IsTerminal(stderr) && !IsTerminal(stdout)), bytes_total_(bytes_total) {}
  ~Progress() { Clear(); }

  void Show(std::size_t comments, std::int64_t bytes_read) {
    const auto now = std::chrono::steady_clock::now();
    if (!on_ || now - shown_ < std::chrono::milliseconds(200)) return;
    shown_ = now;
    std::string line = "\r" + Count(comments, "%1 comment", "%1 comments");
    if (bytes_total_ > 0) line += base::Cat(", ", bytes_read * 100 / bytes_total_, " %");
    std::fputs((line + "  ").c_str(), stderr);
    visible_ = true;
  }

  void Clear() {
    if (visible_) std::fputs("\r\x1b[K", stderr);
    visible_ = false;
  }

 private:
  const bool on_;
  const std::int64_t bytes_total_;
  bool visible_ = false;
  std::chrono::steady_clock::time_point shown_ = std::chrono::steady_clock::now();
};

class FileRun {
 public:
  FileRun(const ClassifyFlags& flags, const std::shared_ptr<const RuleSet>& rules,
          const Table* table, const std::string& path)
      : flags_(flags), rules_(rules), table_(table), path_(path) {}

  int Run() {
    absl::StatusOr<std::unique_ptr<Input>> input = Input::Open(path_, Format());
    if (!input.ok()) {
      PrintError(input.status());
      return kCannotRun;
    }
    input_ = *std::move(input);
    progress_.emplace(input_->bytes_total());
    const int workers = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
    RunPipeline(workers, {.read = [this] { return Read(); },
                          .make_worker = [this] { return MakeWorker(); },
                          .write = [this](Chunk* chunk) { return Write(chunk); }});
    progress_->Clear();
    if (!written_.ok() || !input_->status().ok()) {
      PrintError(written_.ok() ? input_->status() : written_);
      return kCannotRun;
    }
    return problems_ == 0 ? kDone : kFindings;
  }

  std::size_t problems() const { return problems_; }

 private:
  InputFormat Format() const {
    return flags_.input_format.empty() ? service::FormatOfFile(path_)
                                       : *service::InputFormatFromName(flags_.input_format);
  }

  std::unique_ptr<Chunk> Read() {
    auto chunk = std::make_unique<Records>();
    Input::Record record;
    for (std::size_t bytes = 0;
         bytes < kBytesPerChunk && chunk->records.size() < kRecordsPerChunk;) {
      if (!input_->Next(&record)) break;
      bytes += record.text.size();
      for (const std::string& cell : record.cells) bytes += cell.size();
      chunk->records.push_back(std::move(record));
      if (!input_->HasMoreAtHand()) break;  // what waits for a slow writer would be late
    }
    if (chunk->records.empty()) return nullptr;
    chunk->bytes_read = input_->bytes_read();
    return chunk;
  }

  std::function<void(Chunk*)> MakeWorker() {
    auto classifier = std::make_shared<Classifier>(rules_);
    auto decoded = std::make_shared<DecodedComment>();
    return [this, classifier, decoded](Chunk* chunk) {
      Work(classifier.get(), decoded.get(), static_cast<Records*>(chunk));
    };
  }

  void Work(Classifier* classifier, DecodedComment* decoded, Records* chunk) const {
    for (const Input::Record& record : chunk->records) {
      const absl::Status status = ClassifyOne(classifier, record, decoded, &chunk->output);
      ++chunk->comments;
      if (status.ok()) continue;
      chunk->problems.push_back({record.line, std::string(base::ToStd(status.message()))});
      if (flags_.strict) return;
    }
  }

  absl::Status ClassifyOne(Classifier* classifier, const Input::Record& record,
                           DecodedComment* decoded, std::string* out) const {
    if (!record.problem.empty()) {
      return absl::InvalidArgumentError(base::ToAbsl(record.problem));
    }
    if (absl::Status status = input_->Decode(record, flags_.keep, decoded); !status.ok()) {
      return status;
    }
    const absl::StatusOr<Verdict> verdict = classifier->Classify(decoded->comment);
    if (!verdict.ok()) return verdict.status();
    if (table_ != nullptr) {
      out->append(table_->Row(decoded->comment, *verdict));
    } else {
      service::AppendVerdictJson(decoded->comment, *verdict, decoded->others, out);
    }
    return absl::OkStatus();
  }

  bool Write(Chunk* chunk) {
    const auto* records = static_cast<const Records*>(chunk);
    comments_ += records->comments;
    if (!records->output.empty()) {
      progress_->Clear();
      written_ = WriteOutput(records->output);
      if (!written_.ok()) return false;
    }
    if (!records->problems.empty()) progress_->Clear();
    for (const Problem& problem : records->problems) {
      PrintProblem(path_, problem.line, problem.what, flags_.json);
    }
    problems_ += records->problems.size();
    progress_->Show(comments_, records->bytes_read);
    return records->problems.empty() || !flags_.strict;
  }

  const ClassifyFlags& flags_;
  const std::shared_ptr<const RuleSet>& rules_;
  const Table* const table_;
  const std::string path_;
  std::unique_ptr<Input> input_;
  std::optional<Progress> progress_;
  absl::Status written_;
  std::size_t comments_ = 0;
  std::size_t problems_ = 0;
};

int Classify(const ClassifyFlags& flags) {
  const std::shared_ptr<const RuleSet> rules = LoadRules(flags.rules);
  if (rules == nullptr) return kCannotRun;
  std::optional<Table> table;
  if (flags.format == "table" && !flags.json) {
    table.emplace(Columns(stdout, 140), UsesColour(stdout));
    if (const absl::Status status = WriteOutput(table->Header()); !status.ok()) {
      PrintError(status);
      return kCannotRun;
    }
  }
  int worst = kDone;
  for (const std::string& path : flags.files) {
    FileRun run(flags, rules, table ? &*table : nullptr, path);
    const int code = run.Run();
    if (code == kCannotRun) return code;
    worst = std::max(worst, code);
    if (code == kFindings && flags.strict) break;
  }
  return worst;
}

}  // namespace

void AddClassify(CLI::App* app, Run* run) {
  auto flags = std::make_shared<ClassifyFlags>();
  CLI::App* verb =
      AddVerb(app, "classify", "Classify the comments of files",
              "Lines with errors are named on stderr and left out.\n"
              "Exit codes: 0 no line had an error, 1 some had, 2 cannot run.\n"
              "Example:  echo '{\"text\": \"Quando riapre la biblioteca?\"}' |\n"
              "            ascolto classify --rules rules --format table -");
  AddRulesFlag(verb, &flags->rules);
  AddArguments(verb, "FILE", &flags->files, "Files of comments; - is standard input");
  AddChoice(verb, "--input-format", &flags->input_format, {"jsonl", "csv", "plain"},
            "Format of the input: jsonl, csv (with a header) or plain (one comment a line). Without "
            "it\nthe end of the file's name decides; standard input is jsonl");
  AddChoice(verb, "--format", &flags->format, {"jsonl", "table"},
            "Format of the output: jsonl (one verdict a line) or table");
  verb->add_flag("--keep", flags->keep,
                 Say("Pass unknown keys of the input on to the verdicts"));
  verb->add_flag("--strict", flags->strict, Say("Stop at the first line that has an error"));
  AddCommonFlags(verb, flags.get());
  verb->callback([=] { *run = [=] { return Classify(*flags); }; });
}

}  // namespace ascolto::cli
