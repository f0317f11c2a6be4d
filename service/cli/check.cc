// `ascolto check PATH…`: the problems of rule files.

#include <CLI/CLI.hpp>

#include <memory>

#include "ascolto/base/strings.h"
#include "service/cli/command.h"
#include "service/cli/terminal.h"
#include "service/codec/json_problems.h"

namespace ascolto::cli {
namespace {

struct CheckFlags : CommonFlags {
  std::vector<std::string> paths;
};

std::string AsText(const RuleSet::Loaded& loaded, const service::ProblemCounts& counts) {
  std::string out;
  for (const Diagnostic& diagnostic : loaded.diagnostics) {
    out += Render(diagnostic, UsesColour(stdout));
  }
  if (loaded.rules != nullptr) {
    out += Count(loaded.rules->rules().size(), "%1 rule", "%1 rules") + ": ";
  }
  if (counts.errors + counts.warnings == 0) return out + Say("no problems") + "\n";
  return out + base::Cat(Count(counts.errors, "%1 error", "%1 errors"), ", ",
                         Count(counts.warnings, "%1 warning", "%1 warnings"), "\n");
}

int Check(const CheckFlags& flags) {
  RuleSet::Options options;
  options.language = Language();
  const RuleSet::Loaded loaded = RuleSet::Load(flags.paths, options);
  const service::ProblemCounts counts = service::CountProblems(loaded.diagnostics);
  if (!loaded.status.ok() && counts.errors == 0) {
    PrintError(loaded.status);
    return kCannotRun;
  }
  const absl::Status written =
      WriteOutput(flags.json ? service::ProblemsJson(loaded) : AsText(loaded, counts));
  if (!written.ok()) {
    PrintError(written);
    return kCannotRun;
  }
  return counts.errors + counts.warnings == 0 ? kDone : kFindings;
}

}  // namespace

void AddCheck(CLI::App* app, Run* run) {
  auto flags = std::make_shared<CheckFlags>();
  CLI::App* verb = AddVerb(app, "check", "List the problems of rule files",
                           "Exit codes: 0 no problems, 1 errors or warnings, 2 cannot run.\n"
                           "Example:  ascolto check rules --lang it");
  AddArguments(verb, "PATH", &flags->paths, "Rule files, or folders that hold rule files");
  AddCommonFlags(verb, flags.get());
  verb->callback([=] { *run = [=] { return Check(*flags); }; });
}

}  // namespace ascolto::cli
