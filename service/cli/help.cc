// `ascolto help CODE`: what a code of `check` means.

#include <CLI/CLI.hpp>

#include <memory>

#include "ascolto/diagnostics/catalogue.h"
#include "service/cli/command.h"
#include "service/cli/terminal.h"
#include "service/codec/json_text.h"

namespace ascolto::cli {
namespace {

struct HelpFlags : CommonFlags {
  std::vector<std::string> codes;
};

std::string AllCodesText() {
  std::string out;
  for (const diagnostics::Code code : diagnostics::AllCodes()) {
    const std::string text = diagnostics::ExplainCode(diagnostics::CodeName(code), Language());
    out += text.substr(0, text.find('\n') + 1);
  }
  return out;
}

int Help(const HelpFlags& flags) {
  std::string out = flags.codes.empty() ? AllCodesText() : "";
  for (const std::string& code : flags.codes) {
    const std::string text = diagnostics::ExplainCode(code, Language());
    if (text.empty()) {
      PrintError(Say("unknown code: %1; `ascolto help` lists all codes", {code}));
      return kCannotRun;
    }
    if (!flags.json) {
      out += text;
      continue;
    }
    service::JsonWriter json(&out);
    json.BeginObject();
    json.Member("code", code);
    json.Member("text", text);
    json.EndObject();
    out += '\n';
  }
  const absl::Status written = WriteOutput(out);
  if (!written.ok()) PrintError(written);
  return written.ok() ? kDone : kCannotRun;
}

}  // namespace

void AddHelp(CLI::App* app, Run* run) {
  auto flags = std::make_shared<HelpFlags>();
  CLI::App* verb = AddVerb(app, "help", "Explain a code that check prints",
                           "Example:  ascolto help E031 --lang it");
  verb->add_option(Say("CODE"), flags->codes,
                   Say("Codes like E031; without any, all codes are listed"))
      ->type_name("");
  AddCommonFlags(verb, flags.get());
  verb->callback([=] { *run = [=] { return Help(*flags); }; });
}

}  // namespace ascolto::cli
