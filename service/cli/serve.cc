// `ascolto serve --rules PATH`: the gRPC service, until SIGTERM or SIGINT.

#include <CLI/CLI.hpp>

#include <unistd.h>

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "ascolto/base/strings.h"
#include "ascolto/live_rules.h"
#include "service/cli/command.h"
#include "service/cli/signals.h"
#include "service/cli/terminal.h"
#include "service/config/file.h"
#include "service/config/keys.h"
#include "service/config/values.h"
#include "service/grpc/listener.h"
#include "service/grpc/server.h"
#include "service/json/text.h"

namespace ascolto::cli {
namespace {

using service::Settings;

// The flags of one key; `no` only of a switch.
struct KeyFlags {
  const service::Key* key;
  const CLI::Option* flag;
  const CLI::Option* no = nullptr;
};

struct ServeFlags : CommonFlags {
  std::string config;
  bool print_config = false;
  std::vector<KeyFlags> keys;
};

// Ends the process when what it watches over is not done in time.
class Watchdog {
 public:
  explicit Watchdog(std::chrono::milliseconds patience)
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

// The settings of the file, and over them those of the flags; nothing after saying what is wrong.
std::optional<Settings> ReadSettings(const ServeFlags& flags) {
  Settings settings;
  std::vector<std::string> problems;
  if (!flags.config.empty()) {
    problems = service::ReadSettingsFile(flags.config, flags.language, &settings);
  }
  for (const KeyFlags& given : flags.keys) {
    std::vector<std::string> values = given.flag->results();
    if (service::IsSwitch(*given.key) && !values.empty()) values = {"on"};
    if (given.no != nullptr && given.no->count() > 0) values = {"off"};
    if (values.empty()) continue;
    const absl::Status status = service::SetKey(*given.key, values, &settings);
    if (!status.ok()) {
      problems.push_back(
          base::Cat(service::FlagOf(*given.key), " ", base::ToStd(status.message())));
    }
  }
  if (problems.empty() && !flags.print_config) problems = service::Contradictions(settings);
  for (const std::string& problem : problems) PrintError(problem);
  if (!problems.empty()) return std::nullopt;
  return settings;
}

service::Moderation::Options ModerationOptions(const Settings& settings) {
  return {.threads = static_cast<int>(settings.threads),
          .max_batch = settings.max_batch,
          .max_wait = settings.max_wait,
          .in_flight = {.comments = settings.max_comments_in_flight,
                        .bytes = settings.max_bytes_in_flight}};
}

service::Server::Options ServerOptions(const Settings& settings) {
  return {.listen = settings.listen,
          .credentials = nullptr,
          .reflection = settings.reflection,
          .max_connections = settings.max_connections,
          .max_streams = settings.max_streams,
          .max_streams_per_connection = settings.max_streams_per_connection,
          .max_message_bytes = settings.max_message_bytes,
          .max_metadata_bytes = settings.max_metadata_bytes};
}

std::string Announcement(const ServeFlags& flags, const std::vector<std::string>& addresses,
                         const RuleSet& rules) {
  std::string out;
  if (!flags.json) {
    for (const std::string& address : addresses) out += base::Cat("listening on ", address, "\n");
    return out;
  }
  out = "{\"listening\":[";
  for (const std::string& address : addresses) {
    if (&address != addresses.data()) out += ',';
    service::AppendJson(address, &out);
  }
  out += "]";
  out += ",\"rules\":";
  service::AppendJson(rules.fingerprint(), &out);
  return out + "}\n";
}

void Note(std::string_view text) {
  std::fputs(base::Cat(text, "\n").c_str(), stderr);
}

void Reload(const ServeFlags& flags, const Settings& settings, service::Metrics* metrics,
            LiveRules* live) {
  const std::shared_ptr<const RuleSet> rules = LoadRules(settings.rules, flags);
  if (rules == nullptr) {
    Note(base::Cat("the rules stay as they were: ", live->Get()->fingerprint()));
    return;
  }
  metrics->comments.Prepare(*rules);
  live->Set(rules);
  Note(base::Cat("rules reloaded: ", rules->fingerprint(), ", ",
                 Count(rules->rules().size(), "rule", "rules")));
}

int Stop(const Settings& settings, service::Server* server) {
  const Watchdog watchdog(settings.drain + std::chrono::seconds(10));
  if (!server->Stop(settings.drain)) {
    Note(base::Cat("calls that went on after ", service::DurationText(settings.drain),
                   " were broken off"));
  }
  return kDone;
}

int Print(const absl::StatusOr<std::string>& text) {
  const absl::Status written = text.ok() ? WriteOutput(*text) : text.status();
  if (!written.ok()) PrintError(written);
  return written.ok() ? kDone : kCannotRun;
}

int Serve(const ServeFlags& flags) {
  const std::optional<Settings> settings = ReadSettings(flags);
  if (!settings) return kCannotRun;
  if (flags.print_config) return Print(service::SettingsText(*settings));
  Signals signals;
  std::shared_ptr<const RuleSet> rules = LoadRules(settings->rules, flags);
  if (rules == nullptr) return kCannotRun;
  LiveRules live(rules);
  service::Metrics metrics;
  metrics.comments.Prepare(*rules);
  service::Moderation moderation(live, &metrics, ModerationOptions(*settings));
  absl::StatusOr<std::unique_ptr<service::Server>> server =
      service::Server::Start(live, &moderation, ServerOptions(*settings));
  if (!server.ok()) {
    PrintError(server.status());
    return kCannotRun;
  }
  const absl::Status announced = WriteOutput(Announcement(flags, (*server)->listener().addresses(), *rules));
  rules.reset();
  if (!announced.ok()) {
    PrintError(announced);
    Stop(*settings, server->get());
    return kCannotRun;
  }
  while (signals.Wait() == Signals::Event::kReload) {
    Reload(flags, *settings, &metrics, &live);
  }
  return Stop(*settings, server->get());
}

// One flag a key, and for a switch its opposite, which help leaves out.
void AddKeys(CLI::App* verb, std::vector<KeyFlags>* flags) {
  for (const service::Key& key : service::Keys()) {
    const std::string name = service::FlagOf(key);
    const std::string what = base::Cat(key.what, " [", service::DefaultText(key), "]");
    if (service::IsSwitch(key)) {
      const CLI::Option* flag = verb->add_flag(name, what)->group(std::string(key.section));
      const CLI::Option* no = verb->add_flag(base::Cat("--no-", name.substr(2)))->group("");
      flags->push_back({&key, flag, no});
      continue;
    }
    CLI::Option* option = verb->add_option(name, CLI::callback_t(), what);
    if (service::IsList(key)) option->take_all()->allow_extra_args(false);
    option->type_name(std::string(key.value))->group(std::string(key.section));
    flags->push_back({&key, option});
  }
}

}  // namespace

void AddServe(CLI::App* app, Run* run) {
  auto flags = std::make_shared<ServeFlags>();
  CLI::App* verb = app->add_subcommand("serve", "Run the gRPC service");
  verb->add_option("--config", flags->config, "File of settings, YAML; flags override it")
      ->type_name("FILE");
  verb->add_flag("--print-config", flags->print_config,
                 "Write all settings as such a file, and end");
  AddKeys(verb, &flags->keys);
  AddCommonFlags(verb, flags.get());
  verb->footer(
      "--no-NAME turns a switch off again. Prints `listening on HOST:PORT` once it answers. SIGHUP\n"
      "reads the rules again, and keeps the old ones when the new ones have errors; SIGTERM and\n"
      "SIGINT end it (exit code 0) once what was taken is answered.\n"
      "Example:  ascolto serve --rules rules --listen 127.0.0.1:50051");
  verb->callback([=] { *run = [=] { return Serve(*flags); }; });
}

}  // namespace ascolto::cli
