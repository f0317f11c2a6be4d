// The command line as a whole; each verb is in a file of its own.

#include "service/cli/command.h"

#include <fcntl.h>
#include <unistd.h>

#include <clocale>
#include <csignal>
#include <cstdio>
#include <exception>
#include <map>
#include <optional>

#include <CLI/CLI.hpp>

#include "ascolto/base/strings.h"
#include "service/cli/terminal.h"
#include "service/config/version.h"
#include "service/json/text.h"

namespace ascolto::cli {
namespace {

// A descriptor that the caller closed would be given to the next file that is opened.
void HoldStandardDescriptors() {
  for (int fd = open("/dev/null", O_RDONLY); fd >= 0; fd = open("/dev/null", O_RDONLY)) {
    if (fd > STDERR_FILENO) {
      close(fd);
      return;
    }
  }
}

// CLI11 would only say that a verb is missing.
bool IsUnknownVerb(const CLI::App& app, int argc, char** argv) {
  if (argc < 2 || *argv[1] == '-') return false;
  std::string verbs;
  for (const CLI::App* verb : app.get_subcommands([](const CLI::App*) { return true; })) {
    if (verb->get_name() == argv[1]) return false;
    verbs += base::Cat(verbs.empty() ? "" : ", ", verb->get_name());
  }
  PrintError(base::Cat("no such verb: ", argv[1], "; there are ", verbs));
  return true;
}

// What to exit with; nothing when the verb is to run.
std::optional<int> Parse(CLI::App* app, int argc, char** argv) {
  if (IsUnknownVerb(*app, argc, argv)) return kCannotRun;
  try {
    app->parse(argc, argv);
    return std::nullopt;
  } catch (const CLI::Success& asked) {  // --help, --version
    app->exit(asked);
    return kDone;
  } catch (const CLI::ParseError& error) {
    std::string verb = "ascolto ";
    for (const CLI::App* given : app->get_subcommands()) verb += base::Cat(given->get_name(), " ");
    PrintError(base::Cat(error.what(), "; see ", verb, "--help"));
    return kCannotRun;
  }
}

int RunMain(int argc, char** argv) {
  CLI::App app(
      "Ascolto reads the comments on the pages of institutions and says of each one which rules\n"
      "it meets, what to do with it, and whether somebody is owed an answer.",
      "ascolto");
  app.require_subcommand(1);
  app.set_version_flag("--version", base::Cat("ascolto ", service::EngineVersion()));
  app.footer(
      "Exit codes: 0 all well, 1 findings, 2 cannot run. `ascolto VERB --help` shows an example.");
  Run run;
  AddCheck(&app, &run);
  AddTest(&app, &run);
  AddClassify(&app, &run);
  AddExplain(&app, &run);
  AddServe(&app, &run);
  AddSend(&app, &run);
  AddHelp(&app, &run);
  if (const std::optional<int> code = Parse(&app, argc, argv)) return *code;
  return run();
}

}  // namespace

void AddCommonFlags(CLI::App* verb, CommonFlags* flags) {
  static const std::map<std::string, MessageLanguage> kLanguages = {
      {"en", MessageLanguage::kEnglish}, {"it", MessageLanguage::kItalian}};
  verb->add_flag("--json", flags->json, "Write JSON instead of text for people");
  verb->add_option("--lang", flags->language, "Language of diagnostics: en or it")
      ->transform(CLI::CheckedTransformer(kLanguages).description(""))
      ->type_name("LANG");
}

void AddRulesFlag(CLI::App* verb, std::vector<std::string>* paths) {
  verb->add_option("--rules", *paths, "Rule files, and folders of them")
      ->required()
      ->type_name("PATH")
      ->allow_extra_args(false);
}

void PrintError(std::string_view message) {
  const std::string line = base::Cat("error: ", Printable(message), "\n");
  std::fwrite(line.data(), 1, line.size(), stderr);
}

void PrintError(const absl::Status& status) { PrintError(base::ToStd(status.message())); }

void PrintProblem(std::string_view path, std::int64_t line, std::string_view what, bool json) {
  const std::string_view file = path == "-" ? "stdin" : path;
  std::string out;
  if (json) {
    service::JsonWriter writer(&out);
    writer.BeginObject();
    writer.Member("file", file);
    writer.Member("line", line);
    writer.Member("message", what);
    writer.EndObject();
    out += '\n';
  } else {
    out = base::Cat(Printable(file), ":", line, ": ", Printable(what), "\n");
  }
  std::fwrite(out.data(), 1, out.size(), stderr);
}

std::shared_ptr<const RuleSet> LoadRules(const std::vector<std::string>& paths,
                                         const CommonFlags& flags) {
  RuleSet::Options options;
  options.language = flags.language;
  RuleSet::Loaded loaded = RuleSet::Load(paths, options);
  const bool colour = UsesColour(stderr);
  for (const Diagnostic& diagnostic : loaded.diagnostics) {
    if (loaded.status.ok() && diagnostic.severity == Severity::kWarning) continue;
    std::fputs(Render(diagnostic, colour).c_str(), stderr);
  }
  if (!loaded.status.ok()) PrintError(loaded.status);
  return loaded.rules;
}

std::string Count(std::size_t number, std::string_view one, std::string_view many) {
  const std::string digits = std::to_string(number);
  std::string out;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) out += ',';
    out += digits[i];
  }
  return base::Cat(out, " ", number == 1 ? one : many);
}

int Main(int argc, char** argv) {
  HoldStandardDescriptors();
  std::signal(SIGPIPE, SIG_IGN);  // a closed pipe is an error of write()
  std::setlocale(LC_CTYPE, "C.UTF-8");  // how wide characters are
  try {
    return RunMain(argc, argv);
  } catch (const std::exception& error) {  // of the standard library, like out of memory
    PrintError(error.what());
    return kCannotRun;
  }
}

}  // namespace ascolto::cli
