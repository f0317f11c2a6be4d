// `ascolto check PATH…`: the problems of rule files.

#include <CLI/CLI.hpp>

#include <memory>

#include "ascolto/base/strings.h"
#include "service/cli/command.h"
#include "service/cli/json_text.h"
#include "service/cli/terminal.h"

namespace ascolto::cli {
namespace {

struct CheckFlags : CommonFlags {
  std::vector<std::string> paths;
};

struct Counts {
  std::size_t errors = 0;
  std::size_t warnings = 0;
};

Counts CountProblems(const RuleSet::Loaded& loaded) {
  Counts counts;
  for (const Diagnostic& diagnostic : loaded.diagnostics) {
    ++(diagnostic.severity == Severity::kError ? counts.errors : counts.warnings);
  }
  return counts;
}

void AppendNumber(std::string_view key, std::int64_t number, std::string* out) {
  out->append(base::Cat(",\"", key, "\":", number));
}

void AppendText(std::string_view key, std::string_view text, std::string* out) {
  out->append(base::Cat(",\"", key, "\":"));
  AppendJson(text, out);
}

std::string AsJson(const RuleSet::Loaded& loaded, const Counts& counts) {
  std::string out = "{\"problems\":[";
  for (const Diagnostic& d : loaded.diagnostics) {
    if (&d != loaded.diagnostics.data()) out += ',';
    out += "{\"code\":";
    AppendJson(d.code, &out);
    AppendText("severity", d.severity == Severity::kError ? "error" : "warning", &out);
    AppendText("file", d.file, &out);
    AppendNumber("line", d.line, &out);
    AppendNumber("column", d.column, &out);
    AppendNumber("width", d.width, &out);
    AppendText("message", d.message, &out);
    AppendText("source_line", d.source_line, &out);
    AppendText("hint", d.hint, &out);
    out += '}';
  }
  out += ']';
  AppendNumber("errors", static_cast<std::int64_t>(counts.errors), &out);
  AppendNumber("warnings", static_cast<std::int64_t>(counts.warnings), &out);
  if (loaded.rules != nullptr) {
    AppendNumber("rule_count", static_cast<std::int64_t>(loaded.rules->rules().size()), &out);
    AppendText("rules", loaded.rules->fingerprint(), &out);
  }
  return out + "}\n";
}

std::string AsText(const RuleSet::Loaded& loaded, const Counts& counts) {
  std::string out;
  for (const Diagnostic& diagnostic : loaded.diagnostics) {
    out += Render(diagnostic, UsesColour(stdout));
  }
  if (loaded.rules != nullptr) {
    out += Count(loaded.rules->rules().size(), "rule", "rules") + ": ";
  }
  if (counts.errors + counts.warnings == 0) return out + "no problems\n";
  return out + base::Cat(Count(counts.errors, "error", "errors"), ", ",
                         Count(counts.warnings, "warning", "warnings"), "\n");
}

int Check(const CheckFlags& flags) {
  RuleSet::Options options;
  options.language = flags.language;
  const RuleSet::Loaded loaded = RuleSet::Load(flags.paths, options);
  const Counts counts = CountProblems(loaded);
  if (!loaded.status.ok() && counts.errors == 0) {
    PrintError(loaded.status);
    return kCannotRun;
  }
  const absl::Status written =
      WriteOutput(flags.json ? AsJson(loaded, counts) : AsText(loaded, counts));
  if (!written.ok()) {
    PrintError(written);
    return kCannotRun;
  }
  return counts.errors + counts.warnings == 0 ? kDone : kFindings;
}

}  // namespace

void AddCheck(CLI::App* app, Run* run) {
  auto flags = std::make_shared<CheckFlags>();
  CLI::App* verb = app->add_subcommand("check", "List the problems of rule files");
  verb->add_option("PATH", flags->paths, "Rule files, and folders of them")->required();
  AddCommonFlags(verb, flags.get());
  verb->footer(
      "Exit codes: 0 no problems, 1 errors or warnings, 2 cannot run.\n"
      "Example:  ascolto check rules --lang it");
  verb->callback([=] { *run = [=] { return Check(*flags); }; });
}

}  // namespace ascolto::cli
