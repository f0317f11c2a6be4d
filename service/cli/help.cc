// `ascolto help CODE`: what a code of `check` means.

#include <CLI/CLI.hpp>

#include <memory>

#include "ascolto/base/strings.h"
#include "ascolto/diagnostics/catalogue.h"
#include "service/cli/command.h"
#include "service/cli/terminal.h"
#include "service/codec/json_text.h"

namespace ascolto::cli {
namespace {

struct HelpFlags : CommonFlags {
  std::vector<std::string> codes;
};

std::string AllCodesText(const HelpFlags& flags) {
  std::string out;
  for (const diagnostics::Code code : diagnostics::AllCodes()) {
    const std::string text = diagnostics::ExplainCode(diagnostics::CodeName(code), flags.language);
    out += text.substr(0, text.find('\n') + 1);
  }
  return out;
}

int Help(const HelpFlags& flags) {
  std::string out = flags.codes.empty() ? AllCodesText(flags) : "";
  for (const std::string& code : flags.codes) {
    const std::string text = diagnostics::ExplainCode(code, flags.language);
    if (text.empty()) {
      PrintError(base::Cat("no such code: ", code, "; `ascolto help` lists them all"));
      return kCannotRun;
    }
    if (!flags.json) {
      out += text;
      continue;
    }
    out += "{\"code\":";
    service::AppendJson(code, &out);
    out += ",\"text\":";
    service::AppendJson(text, &out);
    out += "}\n";
  }
  const absl::Status written = WriteOutput(out);
  if (!written.ok()) PrintError(written);
  return written.ok() ? kDone : kCannotRun;
}

}  // namespace

void AddHelp(CLI::App* app, Run* run) {
  auto flags = std::make_shared<HelpFlags>();
  CLI::App* verb = app->add_subcommand("help", "Explain a code that check gives");
  verb->add_option("CODE", flags->codes, "Like E031; without any, all codes are listed");
  AddCommonFlags(verb, flags.get());
  verb->footer("Example:  ascolto help E031 --lang it");
  verb->callback([=] { *run = [=] { return Help(*flags); }; });
}

}  // namespace ascolto::cli
