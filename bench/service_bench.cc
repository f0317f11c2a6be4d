// What does the service cost beside gRPC alone, and what does it do under too much load?
//
// `ascolto serve` with the shipped packs and an echo server (echo_server.h), each a process of its
// own, get the same requests from the same client, in turns. Verdicts are first compared with those
// of the library. --overload, --soak and --reload ask the other questions of docs/operating.md.

#include <CLI/CLI.hpp>

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <grpcpp/grpcpp.h>

#include "ascolto/ascolto.h"
#include "ascolto/base/status_macros.h"
#include "ascolto/base/strings.h"
#include "ascolto/v1/moderation.grpc.pb.h"
#include "bench/corpus.h"
#include "bench/echo_server.h"
#include "bench/generator.h"
#include "bench/measure.h"
#include "bench/server_process.h"
#include "bench/service_load.h"
#include "bench/table.h"
#include "bench/temporary_folder.h"
#include "bench/vocabulary.h"
#include "service/grpc/server.h"

namespace ascolto::bench {
namespace {

using base::Cat;
using std::chrono::milliseconds;
namespace fs = std::filesystem;

struct Flags {
  std::string corpus;
  std::string rules = "rules";
  std::string server;
  std::size_t comments = 20'000;
  int rounds = 5;
  int turn = 500;  // ms
  bool markdown = false;
  std::string only;
  bool overload = false;
  int soak = 0;  // seconds
  bool reload = false;
  // The hidden mode in which this program is the echo server.
  std::vector<std::string> echo;
  double base = 0;
  double each = 0;
};

const std::vector<Shape> kShapes = {
    {CallKind::kUnary, 1, 1},     {CallKind::kUnary, 1, 8},      {CallKind::kUnary, 1, 64},
    {CallKind::kBatch, 64, 8},    {CallKind::kBatch, 256, 8},    {CallKind::kBatch, 1024, 8},
    {CallKind::kStream, 1, 64},   {CallKind::kStream, 64, 32},
};

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

// One server under one load.
struct Measured {
  double rate = 0;           // comments a second
  double p50 = 0, p99 = 0;   // µs
  double processor = 0;      // of the server, µs a comment
  double response_bytes = 0;  // a message
  std::uint64_t refused = 0;
};

Measured Measure(const ServerProcess& server, const std::string& address, const Shape& shape,
                 const std::vector<grpc::ByteBuffer>& requests, milliseconds turn,
                 Manners manners = Manners::kWait) {
  const double before = server.ProcessorSeconds();
  const LoadResult load = Load(address, shape, requests, turn, manners);
  Measured measured;
  measured.rate = load.Rate();
  measured.p50 = load.Percentile(0.5);
  measured.p99 = load.Percentile(0.99);
  if (load.comments > 0) {
    measured.processor = 1e6 * (server.ProcessorSeconds() - before) / load.comments;
    measured.response_bytes = static_cast<double>(load.response_bytes) / load.answered;
  }
  for (const auto& [code, count] : load.refused) measured.refused += count;
  return measured;
}

Measured MedianOf(const std::vector<Measured>& rounds) {
  const auto median = [&](double Measured::*member) {
    std::vector<double> values;
    for (const Measured& round : rounds) values.push_back(round.*member);
    return Median(values);
  };
  return {median(&Measured::rate), median(&Measured::p50), median(&Measured::p99),
          median(&Measured::processor), median(&Measured::response_bytes), 0};
}

// Microseconds of processor time that Classify() takes, one pass over all texts.
double ClassifyAlone(Classifier* classifier, const std::vector<std::string>& texts) {
  const std::int64_t before = ThreadNanoseconds();
  for (const std::string& text : texts) {
    (void)classifier->Classify({.id = "1", .text = text, .channel = "facebook", .language = "it"});
  }
  return 1e-3 * static_cast<double>(ThreadNanoseconds() - before) / texts.size();
}

bool IsSame(const v1::Verdict& got, const Verdict& verdict) {
  if (static_cast<int>(got.action()) != static_cast<int>(verdict.action) + 1 ||
      got.matches_size() != static_cast<int>(verdict.matches.size()) ||
      got.labels_size() != static_cast<int>(verdict.labels.size())) {
    return false;
  }
  for (int i = 0; i < got.matches_size(); ++i) {
    const Match& match = verdict.matches[i];
    if (got.matches(i).rule_index() != match.rule_index ||
        got.matches(i).begin() != static_cast<std::int64_t>(match.begin) ||
        got.matches(i).end() != static_cast<std::int64_t>(match.end)) {
      return false;
    }
  }
  return true;
}

// Internal: the service and the library say different things.
absl::Status Compare(const std::string& address, Classifier* classifier,
                     const std::vector<std::string>& texts) {
  const auto stub = v1::ModerationService::NewStub(
      grpc::CreateChannel(address, grpc::InsecureChannelCredentials()));
  const Shape shape{CallKind::kBatch, 64, 1};
  std::size_t at = 0;
  for (const grpc::ByteBuffer& bytes : MakeRequests(shape, texts)) {
    grpc::Slice slice;
    if (!bytes.TrySingleSlice(&slice).ok()) return absl::InternalError("a request in pieces");
    v1::BatchClassifyRequest request;
    request.ParseFromArray(slice.begin(), static_cast<int>(slice.size()));
    v1::BatchClassifyResponse response;
    grpc::ClientContext context;
    const grpc::Status status = stub->BatchClassify(&context, request, &response);
    if (!status.ok()) return absl::InternalError(status.error_message());
    for (int i = 0; i < request.comments_size(); ++i, ++at) {
      const auto verdict = classifier->Classify(
          {.id = "1", .text = texts[at], .channel = "facebook", .language = "it"});
      if (!verdict.ok() || i >= response.results_size() ||
          !IsSame(response.results(i).verdict(), *verdict)) {
        return absl::InternalError(
            Cat("the service and the library differ on comment ", at, ": ", texts[at]));
      }
    }
  }
  return absl::OkStatus();
}

std::string SocketPath(const char* name) {
  return Cat("unix:", fs::temp_directory_path().string(), "/ascolto-bench-", getpid(), name);
}

absl::StatusOr<std::unique_ptr<ServerProcess>> StartOurs(const Flags& flags,
                                                         std::vector<std::string> more = {}) {
  std::vector<std::string> command = {flags.server,    "serve",       "--lang", "en", "--rules",
                                      flags.rules,     "--listen",    "127.0.0.1:0",
                                      "--listen",      SocketPath(""), "--max-batch",
                                      "1024"};
  command.insert(command.end(), more.begin(), more.end());
  return ServerProcess::Start(command, 2);
}

struct Bench {
  const Flags& flags;
  std::vector<std::string> texts;
  std::unique_ptr<Classifier> classifier;
};

absl::StatusOr<Bench> Prepare(const Flags& flags) {
  Bench bench{flags, {}, nullptr};
  if (flags.corpus.empty()) {
    bench.texts = GenerateCorpus(flags.comments, 1);
  } else {
    ASCOLTO_ASSIGN_OR_RETURN(bench.texts, ReadCorpus(flags.corpus));
    if (bench.texts.size() > flags.comments) bench.texts.resize(flags.comments);
  }
  const std::string paths[] = {flags.rules};
  RuleSet::Loaded loaded = RuleSet::Load(paths);
  if (!loaded.status.ok()) return loaded.status;
  bench.classifier = std::make_unique<Classifier>(loaded.rules);
  return bench;
}

void Print(const Table& table, const Flags& flags) {
  std::cout << (flags.markdown ? table.Markdown() : table.Text()) << std::endl;
}

std::string Against(double got, double wanted, bool at_most) {
  const bool met = at_most ? got <= wanted : got >= wanted;
  return Cat(Short(got), met ? "" : Cat(" (want ", at_most ? "≤ " : "≥ ", Short(wanted), ")"));
}

absl::Status CompareWithEcho(Bench& bench) {
  const Flags& flags = bench.flags;
  const milliseconds turn(flags.turn);
  ASCOLTO_ASSIGN_OR_RETURN(const auto ours, StartOurs(flags));
  ASCOLTO_RETURN_IF_ERROR(Compare(ours->addresses()[0], bench.classifier.get(), bench.texts));

  std::vector<std::vector<grpc::ByteBuffer>> requests;
  for (const Shape& shape : kShapes) requests.push_back(MakeRequests(shape, bench.texts));
  // How large an answer is, to one comment and to each of many.
  const double one =
      Measure(*ours, ours->addresses()[0], kShapes[0], requests[0], turn).response_bytes;
  const double many =
      Measure(*ours, ours->addresses()[0], kShapes[3], requests[3], turn).response_bytes;
  const double each = (many - one) / static_cast<double>(kShapes[3].comments - 1);
  ASCOLTO_ASSIGN_OR_RETURN(
      const auto echo,
      ServerProcess::Start({fs::read_symlink("/proc/self/exe").string(), "--echo", "127.0.0.1:0",
                            "--echo", SocketPath("-echo"), "--base", std::to_string(one - each),
                            "--each", std::to_string(each)},
                           2));

  Table table{{{"shape", "transport", "comments/s", "echo", "ratio", "p50 µs", "echo", "p99 µs",
                "echo", "ratio", "server CPU µs", "echo", "allowed"}}};
  std::vector<double> alone;
  double request_bytes = 0;
  for (const std::string& text : bench.texts) request_bytes += static_cast<double>(text.size());
  for (std::size_t s = 0; s < kShapes.size(); ++s) {
    const Shape& shape = kShapes[s];
    if (NameOf(shape).find(flags.only) == std::string::npos) continue;
    for (std::size_t transport = 0; transport < 2; ++transport) {
      std::vector<Measured> ours_rounds, echo_rounds;
      for (int round = 0; round < flags.rounds; ++round) {
        ours_rounds.push_back(
            Measure(*ours, ours->addresses()[transport], shape, requests[s], turn));
        echo_rounds.push_back(
            Measure(*echo, echo->addresses()[transport], shape, requests[s], turn));
      }
      alone.push_back(ClassifyAlone(bench.classifier.get(), bench.texts));
      const Measured a = MedianOf(ours_rounds);
      const Measured b = MedianOf(echo_rounds);
      const bool unary = shape.kind == CallKind::kUnary;
      const std::string p99_ratio = unary && shape.in_flight == 64
                                        ? Against(a.p99 / b.p99, 1.3, true)
                                        : Short(a.p99 / b.p99);
      const double allowed = b.processor + 1.25 * Median(alone);
      table.rows.push_back({NameOf(shape), transport == 0 ? "TCP" : "Unix", WithCommas(a.rate),
                            WithCommas(b.rate), Against(a.rate / b.rate, unary ? 0.9 : 0.75, false),
                            Short(a.p50), Short(b.p50), Short(a.p99), Short(b.p99), p99_ratio,
                            Against(a.processor, allowed, true), Short(b.processor),
                            Short(allowed)});
    }
  }
  std::cout << bench.texts.size() << " comments of " << Short(request_bytes / bench.texts.size())
            << " bytes; answers of " << Short(one) << " bytes to one, " << Short(each)
            << " each to many; Classify() alone " << Short(Median(alone)) << " µs; median of "
            << flags.rounds << " rounds of " << flags.turn << " ms.\n\n";
  Print(table, flags);
  return absl::OkStatus();
}

// Ten times the calls in flight that saturate the service, from one and the same client.
absl::Status Overload(Bench& bench) {
  const Flags& flags = bench.flags;
  const milliseconds turn(flags.turn);
  ASCOLTO_ASSIGN_OR_RETURN(const auto ours, StartOurs(flags, {"--max-comments-in-flight", "2048"}));
  Table table{{{"shape", "in flight", "refused callers", "comments/s", "share of the peak",
                "refused", "p50 ms", "p99 ms"}}};
  struct Turn {
    std::size_t times;
    Manners manners;
  };
  for (const Shape& base : {Shape{CallKind::kBatch, 64, 16}, Shape{CallKind::kUnary, 1, 64}}) {
    const std::vector<grpc::ByteBuffer> requests = MakeRequests(base, bench.texts);
    double peak = 0;
    for (const auto& [times, manners] : {Turn{1, Manners::kWait}, Turn{10, Manners::kWait},
                                         Turn{10, Manners::kInsist}}) {
      Shape shape = base;
      shape.in_flight *= times;
      const Measured measured =
          Measure(*ours, ours->addresses()[0], shape, requests, turn, manners);
      if (times == 1) peak = measured.rate;
      const bool waits = manners == Manners::kWait;
      const double share = measured.rate / peak;
      table.rows.push_back({base.kind == CallKind::kUnary ? "unary" : NameOf(base),
                            WithCommas(static_cast<double>(shape.in_flight)),
                            waits ? "wait as told" : "come again at once",
                            WithCommas(measured.rate),
                            waits ? Against(share, 0.8, false) : Short(share),
                            WithCommas(static_cast<double>(measured.refused)),
                            Short(measured.p50 / 1000), Short(measured.p99 / 1000)});
    }
  }
  Print(table, flags);
  return absl::OkStatus();
}

// All shapes in turn for a time; memory must stay what it is at half-time: until then automata
// grow, and every thread's buffers.
absl::Status Soak(Bench& bench) {
  const Flags& flags = bench.flags;
  ASCOLTO_ASSIGN_OR_RETURN(const auto ours, StartOurs(flags));
  std::vector<std::vector<grpc::ByteBuffer>> requests;
  for (const Shape& shape : kShapes) requests.push_back(MakeRequests(shape, bench.texts));
  constexpr int kParts = 10;
  const milliseconds part(flags.soak * 1000 / kParts);
  const milliseconds turn = part / (2 * kShapes.size());
  Table table{{{"minute", "comments", "refused", "resident MB", "p99 of unary, µs"}}};
  double at_half = 0;
  double last = 0;
  for (int i = 0; i < kParts; ++i) {
    std::uint64_t comments = 0;
    std::uint64_t refused = 0;
    double p99 = 0;
    for (std::size_t s = 0; s < kShapes.size(); ++s) {
      for (const std::string& address : ours->addresses()) {
        const LoadResult load = Load(address, kShapes[s], requests[s], turn);
        comments += load.comments;
        for (const auto& [code, count] : load.refused) refused += count;
        if (kShapes[s].kind == CallKind::kUnary) p99 = std::max(p99, load.Percentile(0.99));
      }
    }
    last = ours->ResidentMegabytes();
    if (i == kParts / 2 - 1) at_half = last;
    table.rows.push_back({Short((i + 1) * part.count() / 60e3),
                          WithCommas(static_cast<double>(comments)),
                          WithCommas(static_cast<double>(refused)), Short(last), Short(p99)});
  }
  Print(table, flags);
  if (last > 1.02 * at_half + 1) {
    return absl::InternalError(Cat("memory grew from ", Short(at_half), " MB at half-time to ",
                                   Short(last), " MB"));
  }
  std::cout << "memory stayed flat: " << Short(at_half) << " MB at half-time, " << Short(last)
            << " MB at the end\n";
  return absl::OkStatus();
}

// 10,000 generated rules, changed and read again without end, while callers wait for answers.
absl::Status Reload(Bench& bench) {
  constexpr std::size_t kRules = 10'000;
  constexpr double kMaxPause = 5;  // ms
  const Flags& flags = bench.flags;
  const TemporaryFolder folder;
  const auto write = [&](const std::string& name, const std::string& text) {
    std::ofstream(fs::path(folder.path()) / name) << text;
  };
  const std::vector<GeneratedRule> rules =
      GenerateRules(Vocabulary(bench.texts), {.rules = kRules});
  for (const RuleSet::Source& source : ToSources(rules)) {
    write(fs::path(source.name).filename().string(), source.text);
  }
  Flags with_rules = flags;
  with_rules.rules = folder.path();
  ASCOLTO_ASSIGN_OR_RETURN(const auto ours, StartOurs(with_rules));
  const Shape shape{CallKind::kUnary, 1, 4};
  const std::vector<grpc::ByteBuffer> requests = MakeRequests(shape, bench.texts);
  const milliseconds turn(10 * flags.turn);
  Load(ours->addresses()[0], shape, requests, turn / 10);  // warm

  Table table{{{"", "calls", "p50 ms", "p99 ms", "p99.9 ms", "longest ms"}}};
  double p99[2];
  for (const bool reloading : {false, true}) {
    std::atomic<bool> ended = false;
    int changes = 0;
    std::thread reloader([&] {
      while (reloading && !ended) {
        write("changing.yaml",
              Cat("pack: changing\nrules:\n  - {id: r, label: spam, points: 1, find: {words: [w",
                  ++changes, "]}, tests: {match: [w", changes, "], pass: [x]}}\n"));
        ours->Signal(SIGHUP);
        std::this_thread::sleep_for(milliseconds(200));
      }
    });
    const LoadResult load = Load(ours->addresses()[0], shape, requests, turn);
    ended = true;
    reloader.join();
    p99[reloading] = load.Percentile(0.99) / 1000;
    table.rows.push_back({reloading ? "while it reads rules" : "in peace",
                          WithCommas(static_cast<double>(load.answered)),
                          Short(load.Percentile(0.5) / 1000), Short(p99[reloading]),
                          Short(load.Percentile(0.999) / 1000), Short(load.Percentile(1) / 1000)});
  }
  std::cout << kRules << " rules, 4 unary calls in flight, "
            << WithCommas(static_cast<double>(turn.count())) << " ms each.\n\n";
  Print(table, flags);
  std::cout << "p99 grows by " << Against(p99[1] - p99[0], kMaxPause, true) << " ms\n";
  return absl::OkStatus();
}

absl::Status Run(const Flags& flags) {
  ASCOLTO_ASSIGN_OR_RETURN(Bench bench, Prepare(flags));
  if (flags.overload) return Overload(bench);
  if (flags.soak > 0) return Soak(bench);
  if (flags.reload) return Reload(bench);
  return CompareWithEcho(bench);
}

int Main(int argc, char** argv) {
  Flags flags;
  flags.server = fs::read_symlink("/proc/self/exe").replace_filename("ascolto").string();
  CLI::App app("Compares the service with an echo server, in one run");
  app.add_option("--corpus", flags.corpus, "JSON Lines with \"text\"; generated if not given");
  app.add_option("--rules", flags.rules, "rules that the service loads")->capture_default_str();
  app.add_option("--server", flags.server, "the program `ascolto`");
  app.add_option("--comments", flags.comments, "comments to use, at most")
      ->check(CLI::Range(1024, 10'000'000))->capture_default_str();
  app.add_option("--rounds", flags.rounds, "turns of each server, the median counts")
      ->check(CLI::Range(1, 1000))->capture_default_str();
  app.add_option("--turn", flags.turn, "milliseconds of one turn")
      ->check(CLI::Range(10, 600'000))->capture_default_str();
  app.add_option("--only", flags.only, "shapes whose names have this, e.g. unary");
  app.add_flag("--markdown", flags.markdown, "print Markdown tables");
  app.add_flag("--overload", flags.overload, "only: ten times the load that saturates it");
  app.add_option("--soak", flags.soak, "only: all shapes for so many seconds, memory watched")
      ->check(CLI::Range(1, 36'000));
  app.add_flag("--reload", flags.reload, "only: 10,000 rules read again and again under load");
  app.add_option("--echo", flags.echo)->group("");
  app.add_option("--base", flags.base)->group("");
  app.add_option("--each", flags.each)->group("");
  CLI11_PARSE(app, argc, argv);
  if (!flags.echo.empty()) return RunEchoServer(flags.echo, flags.base, flags.each);
  service::SilenceGrpc();
  const absl::Status status = Run(flags);
  if (status.ok()) return 0;
  std::cerr << "error: " << status.message() << "\n";
  return 2;
}

}  // namespace
}  // namespace ascolto::bench

int main(int argc, char** argv) { return ascolto::bench::Main(argc, argv); }
