#include "bench/server_process.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <fstream>
#include <string_view>

#include "ascolto/base/strings.h"

namespace ascolto::bench {

absl::StatusOr<std::unique_ptr<ServerProcess>> ServerProcess::Start(
    const std::vector<std::string>& command, std::size_t addresses) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return absl::InternalError("no pipe");
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  std::vector<char*> arguments;
  for (const std::string& argument : command) {
    arguments.push_back(const_cast<char*>(argument.c_str()));
  }
  arguments.push_back(nullptr);
  pid_t pid = 0;
  const int error = posix_spawn(&pid, arguments[0], &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  if (error != 0) {
    close(ends[0]);
    return absl::InternalError(base::Cat("cannot run ", command[0], ": ", std::strerror(error)));
  }
  std::unique_ptr<ServerProcess> server(new ServerProcess(pid));
  FILE* output = fdopen(ends[0], "r");
  char line[4096];
  constexpr std::string_view kListening = "listening on ";
  while (server->addresses_.size() < addresses && fgets(line, sizeof(line), output) != nullptr) {
    std::string_view text(line);
    if (!text.starts_with(kListening)) continue;
    text.remove_prefix(kListening.size());
    server->addresses_.emplace_back(text.substr(0, text.find('\n')));
  }
  fclose(output);
  if (server->addresses_.size() < addresses) {
    return absl::InternalError(base::Cat(command[0], " ended without listening"));
  }
  return server;
}

ServerProcess::~ServerProcess() {
  Signal(SIGTERM);
  waitpid(pid_, nullptr, 0);
}

double ServerProcess::ProcessorSeconds() const {
  clockid_t clock;
  timespec time{};
  if (clock_getcpuclockid(pid_, &clock) != 0 || clock_gettime(clock, &time) != 0) return 0;
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

double ServerProcess::ResidentMegabytes() const {
  std::ifstream file(base::Cat("/proc/", pid_, "/statm"));
  double all = 0;
  double resident = 0;
  file >> all >> resident;
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE)) / (1 << 20);
}

void ServerProcess::Signal(int number) const { kill(pid_, number); }

}  // namespace ascolto::bench
