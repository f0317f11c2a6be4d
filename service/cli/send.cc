// `ascolto send --address HOST:PORT FILE…`: comments to a running service, verdicts back.

#include <CLI/CLI.hpp>

#include <memory>
#include <optional>

#include <grpcpp/grpcpp.h>

#include "ascolto/base/strings.h"
#include "ascolto/v1/moderation.grpc.pb.h"
#include "service/cli/command.h"
#include "service/cli/connection.h"
#include "service/cli/table.h"
#include "service/cli/terminal.h"
#include "service/config/values.h"
#include "service/codec/protobuf.h"
#include "service/codec/comment_file.h"
#include "service/codec/json_verdict.h"

namespace ascolto::cli {
namespace {

using service::DecodedComment;
using service::Input;

constexpr std::size_t kMostBatch = 1000;

struct SendFlags : CommonFlags {
  ConnectionFlags connection;
  std::vector<std::string> files;
  std::string input_format;
  std::string format = "jsonl";
  std::size_t batch = 64;
};

// A record that went out, kept until its verdict comes back.
struct Sent {
  Input::Record record;
  DecodedComment decoded;
};

class Sender {
 public:
  using Stream = grpc::ClientReaderWriter<v1::StreamClassifyRequest, v1::StreamClassifyResponse>;

  Sender(const SendFlags& flags, std::optional<Table> table, std::string path, Stream* stream)
      : flags_(flags), table_(std::move(table)), path_(std::move(path)), stream_(stream) {
    request_.set_names(true);
  }

  // kCannotRun after saying why, or when the stream broke: its status says why.
  int Run() {
    auto input = Input::Open(path_, flags_.input_format.empty()
                                        ? service::FormatOfFile(path_)
                                        : *service::InputFormatFromName(flags_.input_format));
    if (!input.ok()) return Fail(input.status());
    Input::Record record;
    while ((*input)->Next(&record)) {
      Add(**input, std::move(record));
      if (sent_.size() < flags_.batch) continue;
      if (const int code = Exchange(); code != kDone) return code;
    }
    if (!(*input)->status().ok()) return Fail((*input)->status());
    if (const int code = Exchange(); code != kDone) return code;
    return problems_ == 0 ? kDone : kFindings;
  }

  // Whether the service ended the stream.
  bool broken() const { return broken_; }

 private:
  static int Fail(const absl::Status& status) {
    PrintError(status);
    return kCannotRun;
  }

  void Add(const Input& input, Input::Record record) {
    auto sent = std::make_unique<Sent>();
    sent->record = std::move(record);
    if (!sent->record.problem.empty()) return Problem(sent->record, sent->record.problem);
    if (absl::Status status = input.Decode(sent->record, false, &sent->decoded); !status.ok()) {
      return Problem(sent->record, base::ToStd(status.message()));
    }
    service::WriteComment(sent->decoded.comment, request_.add_comments());
    sent_.push_back(std::move(sent));
  }

  int Exchange() {
    if (sent_.empty()) return kDone;
    v1::StreamClassifyResponse response;
    if (!stream_->Write(request_) || !stream_->Read(&response)) {
      broken_ = true;
      return kCannotRun;
    }
    const auto given = static_cast<std::size_t>(response.results_size());
    if (given != sent_.size()) {
      return Fail(absl::InternalError(base::ToAbsl(
          Say("the service answered with the wrong number of verdicts: %1; %2 were expected",
              {NumberText(given), NumberText(sent_.size())}))));
    }
    std::string out;
    for (int i = 0; i < response.results_size(); ++i) {
      const v1::Result& result = response.results(i);
      const Sent& sent = *sent_[i];
      if (result.has_error()) {
        Problem(sent.record, result.error().message());
        continue;
      }
      const service::ReceivedVerdict received(result.verdict(), response.fingerprint());
      if (table_) {
        out += table_->Row(sent.decoded.comment, received.verdict);
      } else {
        service::AppendVerdictJson(sent.decoded.comment, received.verdict, {}, &out);
      }
    }
    request_.clear_comments();
    sent_.clear();
    const absl::Status written = WriteOutput(out);
    return written.ok() ? kDone : Fail(written);
  }

  void Problem(const Input::Record& record, std::string_view what) {
    PrintProblem(path_, record.line, what, flags_.json);
    ++problems_;
  }

  const SendFlags& flags_;
  const std::optional<Table> table_;
  const std::string path_;
  Stream* const stream_;
  v1::StreamClassifyRequest request_;  // its settings stay from message to message
  std::vector<std::unique_ptr<Sent>> sent_;
  std::size_t problems_ = 0;
  bool broken_ = false;
};

int Send(const SendFlags& flags) {
  const auto channel = Connect(flags.connection);
  grpc::ClientContext context;
  const absl::Status ready =
      channel.ok() ? AddToken(flags.connection, &context) : channel.status();
  if (!ready.ok()) {
    PrintError(ready);
    return kCannotRun;
  }
  std::optional<Table> table;
  if (flags.format == "table" && !flags.json) {
    table.emplace(Columns(stdout, 140), UsesColour(stdout));
    if (const absl::Status status = WriteOutput(table->Header()); !status.ok()) {
      PrintError(status);
      return kCannotRun;
    }
  }
  const auto stub = v1::ModerationService::NewStub(*channel);
  const auto stream = stub->StreamClassify(&context);
  int worst = kDone;
  bool broken = false;
  for (const std::string& path : flags.files) {
    Sender sender(flags, table, path, stream.get());
    worst = std::max(worst, sender.Run());
    broken = sender.broken();
    if (worst == kCannotRun) break;
  }
  stream->WritesDone();
  v1::StreamClassifyResponse none;
  while (worst != kCannotRun && stream->Read(&none)) {
  }
  if (worst == kCannotRun && !broken) context.TryCancel();
  const grpc::Status status = stream->Finish();
  if (status.ok() || (worst == kCannotRun && !broken)) return worst;
  PrintError(Say("the service at %1 ended the call: %2",
                 {flags.connection.address, Translated(status.error_message())}));
  return kCannotRun;
}

std::string CheckBatch(const std::string& given) {
  const std::optional<std::uint64_t> number = service::ParseCount(given);
  if (number && *number >= 1 && *number <= kMostBatch) return "";
  const std::string wanted =
      Say("a whole number from %1 to %2", {NumberText(1), NumberText(kMostBatch)});
  return Say("%1 cannot be \"%2\"; give %3", {"--batch", given, wanted});
}

}  // namespace

void AddSend(CLI::App* app, Run* run) {
  auto flags = std::make_shared<SendFlags>();
  CLI::App* verb = AddVerb(
      app, "send", "Send the comments of files to a running service",
      "Exit codes: 0 no line had an error, 1 some had, 2 cannot run.\n"
      "Example:  ascolto send --address 127.0.0.1:50051 --format table examples/comments.jsonl");
  AddConnectionFlags(verb, &flags->connection);
  AddArguments(verb, "FILE", &flags->files, "Files of comments; - is standard input");
  AddChoice(verb, "--input-format", &flags->input_format, {"jsonl", "csv", "plain"},
            "Format of the input: jsonl, csv (with a header) or plain (one comment a line). Without "
            "it\nthe end of the file's name decides; standard input is jsonl");
  AddChoice(verb, "--format", &flags->format, {"jsonl", "table"},
            "Format of the output: jsonl (one verdict a line) or table");
  verb->add_option("--batch", flags->batch, Say("Comments in one message of the stream"))
      ->check(CheckBatch)
      ->capture_default_str()
      ->type_name(Say("N"));
  AddCommonFlags(verb, flags.get());
  verb->callback([=] { *run = [=] { return Send(*flags); }; });
}

}  // namespace ascolto::cli
