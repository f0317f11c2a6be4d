// Runs a fuzzer's function on files and on each of their lines, without libFuzzer: PROGRAM PATH…,
// each a file or a folder of files.

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "tests/fuzz/properties.h"

namespace {

int texts_run = 0;

void Run(const std::string& text) {
  // A copy of just that size, so that a sanitizer sees what is read behind it.
  const std::vector<std::uint8_t> bytes(text.begin(), text.end());
  LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
  ++texts_run;
}

void RunFile(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file) {
    std::fprintf(stderr, "the file cannot be read: %s\n", path.c_str());
    std::exit(2);
  }
  Run(text);
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    Run(text.substr(begin, end - begin));
    begin = end + 1;
  }
}

}  // namespace

int main(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    if (!std::filesystem::is_directory(argv[i])) {
      RunFile(argv[i]);
      continue;
    }
    for (const auto& entry : std::filesystem::directory_iterator(argv[i])) RunFile(entry.path());
  }
  std::printf("%d texts\n", texts_run);
  return texts_run > 0 ? 0 : 2;
}
