// `ascolto serve --rules PATH`: the gRPC service, until SIGTERM or SIGINT.

#include <CLI/CLI.hpp>

#include <unistd.h>

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

#include "ascolto/base/strings.h"
#include "ascolto/live_rules.h"
#include "service/cli/command.h"
#include "service/cli/json_text.h"
#include "service/cli/signals.h"
#include "service/cli/terminal.h"
#include "service/grpc/server.h"

namespace ascolto::cli {
namespace {

struct ServeFlags : CommonFlags {
  std::vector<std::string> rules;
  service::Server::Options server;
  int drain_seconds = 20;
};

// Ends the process when what it watches over is not done in time.
class Watchdog {
 public:
  explicit Watchdog(std::chrono::seconds patience)
      : thread_([this, patience] {
          std::unique_lock lock(mutex_);
          if (changed_.wait_for(lock, patience, [this] { return done_; })) return;
          PrintError("the service did not stop in time; it is ended");
          _exit(kCannotRun);
        }) {}
  ~Watchdog() {
    {
      std::lock_guard lock(mutex_);
      done_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool done_ = false;
  std::thread thread_;
};

std::string Announcement(const ServeFlags& flags, const std::string& address,
                         const RuleSet& rules) {
  if (!flags.json) return base::Cat("listening on ", address, "\n");
  std::string out = "{\"listening\":";
  AppendJson(address, &out);
  out += ",\"rules\":";
  AppendJson(rules.fingerprint(), &out);
  return out + "}\n";
}

void Note(std::string_view text) {
  std::fputs(base::Cat(text, "\n").c_str(), stderr);
}

void Reload(const ServeFlags& flags, LiveRules* live) {
  const std::shared_ptr<const RuleSet> rules = LoadRules(flags.rules, flags);
  if (rules == nullptr) {
    Note(base::Cat("the rules stay as they were: ", live->Get()->fingerprint()));
    return;
  }
  live->Set(rules);
  Note(base::Cat("rules reloaded: ", rules->fingerprint(), ", ",
                 Count(rules->rules().size(), "rule", "rules")));
}

int Stop(const ServeFlags& flags, service::Server* server) {
  const std::chrono::seconds patience(flags.drain_seconds);
  const Watchdog watchdog(patience + std::chrono::seconds(10));
  if (!server->Stop(patience)) {
    Note(base::Cat("calls that went on after ", flags.drain_seconds, " seconds were broken off"));
  }
  return kDone;
}

int Serve(const ServeFlags& flags) {
  Signals signals;
  std::shared_ptr<const RuleSet> rules = LoadRules(flags.rules, flags);
  if (rules == nullptr) return kCannotRun;
  LiveRules live(rules);
  absl::StatusOr<std::unique_ptr<service::Server>> server =
      service::Server::Start(live, flags.server);
  if (!server.ok()) {
    PrintError(server.status());
    return kCannotRun;
  }
  const absl::Status announced = WriteOutput(Announcement(flags, (*server)->address(), *rules));
  rules.reset();
  if (!announced.ok()) {
    PrintError(announced);
    Stop(flags, server->get());
    return kCannotRun;
  }
  while (signals.Wait() == Signals::Event::kReload) Reload(flags, &live);
  return Stop(flags, server->get());
}

void AddLimits(CLI::App* verb, ServeFlags* flags) {
  service::Server::Options& server = flags->server;
  const auto add = [verb](const char* name, auto* value, const char* what, int least, int most) {
    verb->add_option(name, *value, what)
        ->check(CLI::Range(least, most).description(""))
        ->type_name("N")
        ->capture_default_str();
  };
  server.threads = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  add("--threads", &server.threads, "Threads that classify", 1, 1024);
  add("--queue", &server.queue, "Calls that may wait for one of them", 1, 1'000'000);
  add("--max-streams", &server.max_streams, "Streams open at the same time", 1, 1'000'000);
  add("--max-batch", &server.max_batch, "Comments in one request", 1, 1'000'000);
  add("--max-message-bytes", &server.max_message_bytes, "Bytes of one request", 1024,
      1 << 30);
  add("--drain", &flags->drain_seconds, "Seconds that calls have to end when stopping", 0, 3600);
}

}  // namespace

void AddServe(CLI::App* app, Run* run) {
  auto flags = std::make_shared<ServeFlags>();
  CLI::App* verb = app->add_subcommand("serve", "Run the gRPC service");
  AddRulesFlag(verb, &flags->rules);
  verb->add_option("--listen", flags->server.address,
                   "Where to listen, HOST:PORT; port 0 is any free one")
      ->type_name("ADDRESS")
      ->capture_default_str();
  AddLimits(verb, flags.get());
  AddCommonFlags(verb, flags.get());
  verb->footer(
      "Prints `listening on HOST:PORT` once it answers. SIGHUP reads the rules again, and keeps\n"
      "the old ones when the new ones have errors; SIGTERM and SIGINT end it (exit code 0) once\n"
      "what was taken is answered.\n"
      "Example:  ascolto serve --rules rules --listen 127.0.0.1:50051");
  verb->callback([=] { *run = [=] { return Serve(*flags); }; });
}

}  // namespace ascolto::cli
