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
#include "service/codec/protobuf.h"
#include "service/codec/comment_file.h"
#include "service/codec/json_verdict.h"

namespace ascolto::cli {
namespace {

using service::DecodedComment;
using service::Input;

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
    if (static_cast<std::size_t>(response.results_size()) != sent_.size()) {
      return Fail(absl::InternalError("the service answered with another number of verdicts"));
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
  PrintError(base::Cat("the service at ", flags.connection.address, " ended the call: ",
                       status.error_message()));
  return kCannotRun;
}

}  // namespace

void AddSend(CLI::App* app, Run* run) {
  auto flags = std::make_shared<SendFlags>();
  CLI::App* verb = app->add_subcommand("send", "Send comments in files to a running service");
  AddConnectionFlags(verb, &flags->connection);
  verb->add_option("FILE", flags->files, "Comments; - is standard input")->required();
  verb->add_option("--input-format", flags->input_format,
                   "jsonl, csv (with a header) or plain (a comment a line); by the end of the\n"
                   "file's name when not given, and jsonl for standard input")
      ->check(CLI::IsMember({"jsonl", "csv", "plain"}).description(""))
      ->type_name("FORMAT");
  verb->add_option("--format", flags->format, "jsonl (one verdict a line) or table")
      ->check(CLI::IsMember({"jsonl", "table"}).description(""))
      ->type_name("FORMAT");
  verb->add_option("--batch", flags->batch, "Comments in one message of the stream")
      ->check(CLI::Range(1, 1000).description(""))
      ->capture_default_str()
      ->type_name("N");
  AddCommonFlags(verb, flags.get());
  verb->footer(
      "Exit codes: 0 all lines were right, 1 some were not, 2 cannot run.\n"
      "Example:  ascolto send --address 127.0.0.1:50051 --format table examples/comments.jsonl");
  verb->callback([=] { *run = [=] { return Send(*flags); }; });
}

}  // namespace ascolto::cli
