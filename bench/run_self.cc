#include "bench/run_self.h"

#include <array>
#include <cstdio>
#include <filesystem>

#include "ascolto/base/strings.h"

namespace ascolto::bench {

absl::StatusOr<std::string> OutputOf(const std::string& command) {
  std::FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return absl::InternalError(base::Cat("cannot run ", command));
  std::string output;
  std::array<char, 4096> block;
  while (const std::size_t got = std::fread(block.data(), 1, block.size(), pipe)) {
    output.append(block.data(), got);
  }
  if (pclose(pipe) == 0) return output;
  return absl::InternalError(base::Cat("failed: ", command, "\n", output));
}

absl::StatusOr<std::string> RunSelf(const std::string& arguments, const std::string& under) {
  std::error_code error;
  const std::string program = std::filesystem::read_symlink("/proc/self/exe", error);
  return OutputOf(base::Cat(under, " '", program, "' ", arguments, " 2>&1"));
}

}  // namespace ascolto::bench
