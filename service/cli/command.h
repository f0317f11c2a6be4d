// What the verbs share: flags, exit codes, the loading of rules, and the way to say an error.

#ifndef ASCOLTO_SERVICE_CLI_COMMAND_H_
#define ASCOLTO_SERVICE_CLI_COMMAND_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "ascolto/diagnostic.h"
#include "ascolto/rule_set.h"
#include "service/cli/messages.h"

namespace CLI {
class App;
}

namespace ascolto::cli {

enum ExitCode : int {
  kDone = 0,       // all well
  kFindings = 1,   // it ran, and found something wrong in what it was given
  kCannotRun = 2,  // it could not run, or not to the end
};

// Flags that every verb has. (The language is the process's: see messages.h.)
struct CommonFlags {
  bool json = false;
  std::string lang;
};
void AddCommonFlags(CLI::App* verb, CommonFlags* flags);

// Adds a verb. `example` is what its help ends with.
CLI::App* AddVerb(CLI::App* app, std::string_view name, Text description, Text example);

// Adds arguments that may be repeated and must be given.
void AddArguments(CLI::App* verb, Text name, std::vector<std::string>* values, Text what);
// Adds the flag --rules PATH…, which must be given.
void AddRulesFlag(CLI::App* verb, std::vector<std::string>* paths);
// Adds a flag that takes one of `names`.
void AddChoice(CLI::App* verb, const char* flag, std::string* value,
               std::vector<std::string> names, Text what);

// "a", "a or b", "a, b or c".
std::string OneOf(std::span<const std::string> names);

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

// One line on stderr: "error: …". Control characters are made visible. The message is one of this
// process's language, or one of another part of the program, which is translated.
void PrintError(std::string_view message);
void PrintError(const absl::Status& status);

// One line on stderr for a line of input that is not right: "FILE:LINE: what", or as JSON an
// object of the three. `path` "-" is shown as stdin, and `what` is translated.
void PrintProblem(std::string_view path, std::int64_t line, std::string_view what, bool json);

// Loads, and says on stderr what is wrong; null when nothing was loaded.
std::shared_ptr<const RuleSet> LoadRules(const std::vector<std::string>& paths);

// The whole command line.
int Main(int argc, char** argv);

}  // namespace ascolto::cli

#endif  // ASCOLTO_SERVICE_CLI_COMMAND_H_
