// The command line as a whole; each verb is in a file of its own.

#include "service/cli/command.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <clocale>
#include <csignal>
#include <cstdio>
#include <exception>
#include <memory>
#include <optional>
#include <utility>

#include <CLI/CLI.hpp>

#include "ascolto/base/strings.h"
#include "ascolto/diagnostics/similar.h"
#include "service/cli/terminal.h"
#include "service/config/version.h"
#include "service/codec/json_text.h"

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

std::vector<const CLI::App*> Verbs(const CLI::App& app) {
  return app.get_subcommands([](const CLI::App*) { return true; });
}

bool IsVerb(std::string_view name, const CLI::App& app) {
  const std::vector<const CLI::App*> verbs = Verbs(app);
  return std::any_of(verbs.begin(), verbs.end(),
                     [name](const CLI::App* verb) { return verb->get_name() == name; });
}

std::string Joined(std::span<const std::string> names) {
  std::string out;
  for (const std::string& name : names) out += base::Cat(out.empty() ? "" : ", ", name);
  return out;
}

// Read before any other (LanguageOf): here it is checked, and shown in the help.
void AddLanguageFlag(CLI::App* app, CommonFlags* flags) {
  AddChoice(app, "--lang", &flags->lang, {"en", "it"},
            "Language of everything that is printed: en or it. Without it LC_ALL, LC_MESSAGES and "
            "LANG decide");
  app->get_option("--lang")->type_name(Say("LANG"));
}

// The options that must be given. CLI11 is not to look for them: it would say in English which one is
// missing.
std::vector<CLI::Option*> TakeRequired(CLI::App* app) {
  std::vector<CLI::Option*> required;
  for (CLI::App* verb : app->get_subcommands([](CLI::App*) { return true; })) {
    for (CLI::Option* option : verb->get_options()) {
      if (!option->get_required()) continue;
      option->required(false);
      required.push_back(option);
    }
  }
  return required;
}

std::string SeeHelp(const CLI::App& app) {
  const std::vector<CLI::App*> given = app.get_subcommands();
  return base::Cat("ascolto ", given.empty() ? "" : given.front()->get_name() + " ", "--help");
}

// What is wrong with an argument that nothing takes.
std::string Unexpected(const std::vector<std::string>& left, const CLI::App& verb,
                       const std::string& help) {
  const auto flag = std::find_if(left.begin(), left.end(),
                                 [](const std::string& argument) { return argument.starts_with("-"); });
  if (flag == left.end()) return Say("one argument too many: %1; see %2", {left.front(), help});
  const std::string name = flag->substr(0, flag->find('='));
  std::vector<std::string> known;
  for (const CLI::Option* option : verb.get_options()) {
    for (const std::string& long_name : option->get_lnames()) known.push_back("--" + long_name);
  }
  const std::vector<std::string_view> views(known.begin(), known.end());
  const std::string_view nearest = diagnostics::Similar(name, views);
  return nearest.empty() ? Say("unknown flag: %1; see %2", {name, help})
                         : Say("unknown flag: %1; did you mean %2?", {name, nearest});
}

std::string WrongVerb(std::string_view given, const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* verb : Verbs(app)) names.push_back(verb->get_name());
  const std::string all = Joined(names);
  if (given.empty()) return Say("no verb given; the verbs are %1", {all});
  const std::vector<std::string_view> views(names.begin(), names.end());
  const std::string_view nearest = diagnostics::Similar(given, views);
  return nearest.empty() ? Say("unknown verb: %1; the verbs are %2", {given, all})
                         : Say("unknown verb: %1; did you mean %2?", {given, nearest});
}

// What CLI11 found wrong, in words of our own: it names the argument first.
std::string Wrong(const CLI::ParseError& error, const std::string& help) {
  const std::string what = error.what();
  const std::string name = what.substr(0, what.find_first_of(": "));
  if (dynamic_cast<const CLI::ValidationError*>(&error) != nullptr) {
    const std::size_t own = what.find(": ");  // what a check of ours said
    return own == std::string::npos ? what : what.substr(own + 2);
  }
  const bool more_than_once = what.find("At Most") != std::string::npos;
  if (more_than_once) return Say("%1 is given more than once; give it once", {name});
  if (dynamic_cast<const CLI::ArgumentMismatch*>(&error) != nullptr) {
    return Say("%1 needs a value; see %2", {name, help});
  }
  if (dynamic_cast<const CLI::ConversionError*>(&error) != nullptr) {
    return Say("%1 takes no value; see %2", {name, help});
  }
  return Say("cannot use %1; see %2", {name, help});
}

// What is wrong with arguments that were read; empty when nothing is.
std::string Incomplete(const CLI::App& app, const std::vector<CLI::Option*>& required) {
  const std::vector<CLI::App*> given = app.get_subcommands();
  const CLI::App& verb = given.empty() ? app : *given.front();
  if (const std::vector<std::string> left = app.remaining(true); !left.empty()) {
    return Unexpected(left, verb, SeeHelp(app));
  }
  if (given.empty()) return WrongVerb("", app);
  for (const CLI::Option* option : verb.get_options()) {
    const bool is_required = std::find(required.begin(), required.end(), option) != required.end();
    if (is_required && option->count() == 0) {
      return Say("%1 is missing; see %2", {option->get_name(), SeeHelp(app)});
    }
  }
  return "";
}

// What to exit with; nothing when the verb is to run.
std::optional<int> Parse(CLI::App* app, int argc, char** argv) {
  const std::string_view first = argc < 2 ? "" : argv[1];
  if (!first.empty() && !first.starts_with('-') && !IsVerb(first, *app)) {
    PrintError(WrongVerb(first, *app));
    return kCannotRun;
  }
  const std::vector<CLI::Option*> required = TakeRequired(app);
  try {
    app->parse(argc, argv);
  } catch (const CLI::Success& asked) {  // --help, --version
    for (CLI::Option* option : required) option->required();  // help marks them
    app->exit(asked);
    return kDone;
  } catch (const CLI::RequiredError&) {  // of a verb
    PrintError(Incomplete(*app, required));
    return kCannotRun;
  } catch (const CLI::ParseError& error) {
    PrintError(Wrong(error, SeeHelp(*app)));
    return kCannotRun;
  }
  const std::string wrong = Incomplete(*app, required);
  if (wrong.empty()) return std::nullopt;
  PrintError(wrong);
  return kCannotRun;
}

// The words of CLI11's own, in the language of the process.
void TranslateHelp(CLI::App* app) {
  const auto formatter = std::make_shared<CLI::Formatter>();
  for (const auto& [label, text] :
       {std::pair("Usage", Say("Usage")), {"OPTIONS", Say("OPTIONS")}, {"SUBCOMMAND", Say("VERB")},
        {"Positionals", Say("Arguments")}, {"REQUIRED", Say("REQUIRED")}}) {
    formatter->label(label, text);
  }
  app->formatter(formatter);
  app->option_defaults()->group(Say("Options"));
  app->set_help_flag("-h,--help", Say("Print this help and exit"));
}

int RunMain(int argc, char** argv) {
  SetLanguage(LanguageOf({argv + 1, argv + std::max(argc, 1)}));
  CLI::App app(
      Say("Ascolto reads the comments on the pages of institutions. For each comment it says which\n"
          "rules it meets, what to do with it, and whether somebody is owed an answer."),
      "ascolto");
  TranslateHelp(&app);
  app.require_subcommand(1)->allow_extras();
  app.set_version_flag("--version", base::Cat("ascolto ", service::EngineVersion()),
                       Say("Print the version and exit"));
  CommonFlags flags;
  AddLanguageFlag(&app, &flags);
  app.footer(Say(
      "Exit codes: 0 all well, 1 findings, 2 cannot run. `ascolto VERB --help` shows an example."));
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

std::string OneOf(std::span<const std::string> names) {
  if (names.size() == 1) return names.front();
  if (names.size() == 2) return Say("%1 or %2", {names[0], names[1]});
  return Say("%1, %2 or %3", {Joined(names.first(names.size() - 2)), names[names.size() - 2],
                              names.back()});
}

CLI::App* AddVerb(CLI::App* app, std::string_view name, Text description, Text example) {
  CLI::App* verb = app->add_subcommand(std::string(name), Say(description));
  verb->group(Say("Verbs"))->footer(Say(example))->allow_extras();
  verb->set_help_flag("-h,--help", Say("Print this help and exit"));  // in the group of the others
  return verb;
}

void AddArguments(CLI::App* verb, Text name, std::vector<std::string>* values, Text what) {
  verb->add_option(Say(name), *values, Say(what))->required()->type_name("");
}

void AddChoice(CLI::App* verb, const char* flag, std::string* value,
               std::vector<std::string> names, Text what) {
  verb->add_option(flag, *value, Say(what))
      ->check([flag, names = std::move(names)](const std::string& given) {
        const bool known = std::find(names.begin(), names.end(), given) != names.end();
        return known ? "" : Say("%1 cannot be \"%2\"; give %3", {flag, given, OneOf(names)});
      })
      ->type_name(Say("FORMAT"));
}

void AddCommonFlags(CLI::App* verb, CommonFlags* flags) {
  verb->add_flag("--json", flags->json, Say("Write JSON instead of text for people"));
  AddLanguageFlag(verb, flags);
}

void AddRulesFlag(CLI::App* verb, std::vector<std::string>* paths) {
  verb->add_option("--rules", *paths, Say("Rule files, or folders that hold rule files"))
      ->required()
      ->type_name(Say("PATH"))
      ->allow_extra_args(false);
}

void PrintError(std::string_view message) {
  const std::string line = Say("error: %1", {Printable(Translated(message))}) + "\n";
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
    writer.Member("message", Translated(what));
    writer.EndObject();
    out += '\n';
  } else {
    out = base::Cat(Printable(file), ":", line, ": ", Printable(Translated(what)), "\n");
  }
  std::fwrite(out.data(), 1, out.size(), stderr);
}

std::shared_ptr<const RuleSet> LoadRules(const std::vector<std::string>& paths) {
  RuleSet::Options options;
  options.language = Language();
  RuleSet::Loaded loaded = RuleSet::Load(paths, options);
  const bool colour = UsesColour(stderr);
  for (const Diagnostic& diagnostic : loaded.diagnostics) {
    if (loaded.status.ok() && diagnostic.severity == Severity::kWarning) continue;
    std::fputs(Render(diagnostic, colour).c_str(), stderr);
  }
  if (!loaded.status.ok()) PrintError(loaded.status);
  return loaded.rules;
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
