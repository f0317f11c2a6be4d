// What the verbs share: flags, exit codes, the loading of rules, and the way to say an error.

#ifndef ASCOLTO_SERVICE_CLI_COMMAND_H_
#define ASCOLTO_SERVICE_CLI_COMMAND_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "ascolto/diagnostic.h"
#include "ascolto/rule_set.h"

namespace CLI {
class App;
}

namespace ascolto::cli {

enum ExitCode : int {
  kDone = 0,       // all well
  kFindings = 1,   // it ran, and found something wrong in what it was given
  kCannotRun = 2,  // it could not run, or not to the end
};

// Flags that every verb has.
struct CommonFlags {
  bool json = false;
  MessageLanguage language = MessageLanguage::kEnglish;
};
void AddCommonFlags(CLI::App* verb, CommonFlags* flags);

// Adds the flag --rules PATH…, which must be given.
void AddRulesFlag(CLI::App* verb, std::vector<std::string>* paths);

// Each adds its verb to the command line, and sets *run to what it does when it is the one
// that was given.
using Run = std::function<int()>;
void AddCheck(CLI::App* app, Run* run);
void AddClassify(CLI::App* app, Run* run);
void AddExplain(CLI::App* app, Run* run);
void AddHelp(CLI::App* app, Run* run);
void AddSend(CLI::App* app, Run* run);
void AddServe(CLI::App* app, Run* run);
void AddTest(CLI::App* app, Run* run);

// One line on stderr: "error: …". Control characters are made visible.
void PrintError(std::string_view message);
void PrintError(const absl::Status& status);

// One line on stderr for a line of input that is not right: "FILE:LINE: what", or as JSON an
// object of the three. `path` "-" is shown as stdin.
void PrintProblem(std::string_view path, std::int64_t line, std::string_view what, bool json);

// Loads, and says on stderr what is wrong; null when nothing was loaded.
std::shared_ptr<const RuleSet> LoadRules(const std::vector<std::string>& paths,
                                         const CommonFlags& flags);

// "1 comment", "2 comments", "25,000 comments".
std::string Count(std::size_t number, std::string_view one, std::string_view many);

// The whole command line.
int Main(int argc, char** argv);

}  // namespace ascolto::cli

#endif  // ASCOLTO_SERVICE_CLI_COMMAND_H_
