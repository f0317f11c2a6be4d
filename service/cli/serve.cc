// `ascolto serve`: flags and the file of settings in, the service until SIGTERM or SIGINT.

#include <CLI/CLI.hpp>

#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ascolto/base/strings.h"
#include "service/cli/command.h"
#include "service/cli/terminal.h"
#include "service/config/file.h"
#include "service/config/keys.h"
#include "service/daemon/daemon.h"
#include "service/daemon/signals.h"
#include "service/codec/json_text.h"

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

// The settings of the file, and over them those of the flags; nothing after saying what is wrong.
std::optional<Settings> ReadSettings(const ServeFlags& flags) {
  Settings settings;
  std::vector<std::string> problems;
  if (!flags.config.empty()) {
    problems = service::ReadSettingsFile(flags.config, Language(), &settings);
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

std::string Announcement(const ServeFlags& flags, const service::Daemon& daemon) {
  const std::vector<std::string> addresses = daemon.addresses();
  const std::string http = daemon.http_address();
  std::string out;
  if (!flags.json) {
    for (const std::string& address : addresses) {
      out += Say("listening on %1", {address}) + "\n";
    }
    if (!http.empty()) out += Say("listening for HTTP on %1", {http}) + "\n";
    return out;
  }
  service::JsonWriter json(&out);
  json.BeginObject();
  json.Strings("listening", addresses);
  json.MemberOrNull("http", http);
  json.Member("rules", daemon.fingerprint());
  json.EndObject();
  return out + "\n";
}

bool Write(const std::string& text) {
  const absl::Status written = WriteOutput(text);
  if (!written.ok()) PrintError(written);
  return written.ok();
}

void PrintProblems(const service::Daemon::Problems& problems) {
  const bool colour = UsesColour(stderr);
  for (const Diagnostic& diagnostic : problems.diagnostics) {
    std::fputs(Render(diagnostic, colour).c_str(), stderr);
  }
  for (const std::string& message : problems.messages) PrintError(message);
}

int Serve(const ServeFlags& flags) {
  const std::optional<Settings> settings = ReadSettings(flags);
  if (!settings) return kCannotRun;
  if (flags.print_config) {
    const auto translate = [](std::string_view text) { return Translated(text); };
    return Write(service::SettingsText(*settings, translate)) ? kDone : kCannotRun;
  }
  service::Signals signals;
  service::Daemon::Problems problems;
  const std::unique_ptr<service::Daemon> daemon =
      service::Daemon::Start(*settings, Language(), &problems);
  if (daemon == nullptr) {
    PrintProblems(problems);
    return kCannotRun;
  }
  if (!Write(Announcement(flags, *daemon))) {
    daemon->Stop();
    return kCannotRun;
  }
  daemon->Run(&signals);
  return kDone;
}

// One flag a key, and for a switch its opposite, which help leaves out.
void AddKeys(CLI::App* verb, std::vector<KeyFlags>* flags) {
  for (const service::Key& key : service::Keys()) {
    const std::string name = service::FlagOf(key);
    const std::string what =
        base::Cat(Translated(key.what), " [", Translated(service::DefaultText(key)), "]");
    const std::string section = Translated(key.section);
    if (service::IsSwitch(key)) {
      const CLI::Option* flag = verb->add_flag(name, what)->group(section);
      const CLI::Option* no = verb->add_flag(base::Cat("--no-", name.substr(2)))->group("");
      flags->push_back({&key, flag, no});
      continue;
    }
    CLI::Option* option = verb->add_option(name, CLI::callback_t(), what);
    if (service::IsList(key)) option->take_all()->allow_extra_args(false);
    option->type_name(NameText(key.value))->group(section);
    flags->push_back({&key, option});
  }
}

}  // namespace

void AddServe(CLI::App* app, Run* run) {
  auto flags = std::make_shared<ServeFlags>();
  CLI::App* verb = AddVerb(
      app, "serve", "Run the service, over gRPC and HTTP",
      "--no-NAME turns a switch off. Prints `listening on ADDRESS` as soon as it answers; after "
      "that\nit logs on stderr. SIGHUP reads rules, tokens and certificates again, and keeps the old "
      "ones\nif the new ones have errors. SIGTERM and SIGINT end it with exit code 0, once "
      "accepted\nrequests are answered.\n"
      "Example:  ascolto serve --rules rules --listen 127.0.0.1:50051");
  verb->add_option("--config", flags->config, Say("File of settings, YAML; flags override it"))
      ->type_name(Say("FILE"));
  verb->add_flag("--print-config", flags->print_config,
                 Say("Print all settings as such a file, and exit"));
  AddKeys(verb, &flags->keys);
  AddCommonFlags(verb, flags.get());
  verb->callback([=] { *run = [=] { return Serve(*flags); }; });
}

}  // namespace ascolto::cli
