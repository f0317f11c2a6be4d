// A folder of rule files that a test writes, and waiting for what other threads do.

#ifndef ASCOLTO_TESTS_SUPPORT_RULE_FOLDER_H_
#define ASCOLTO_TESTS_SUPPORT_RULE_FOLDER_H_

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <thread>

#include "ascolto/base/strings.h"

namespace ascolto::tests {

// Gone with the object.
class RuleFolder {
 public:
  RuleFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "ascolto-XXXXXX").string();
    root_ = mkdtemp(pattern.data());
    std::filesystem::create_directory(path());
  }
  ~RuleFolder() { std::filesystem::remove_all(root_); }
  RuleFolder(const RuleFolder&) = delete;
  RuleFolder& operator=(const RuleFolder&) = delete;

  // The folder of rules, and the one around it.
  std::string path() const { return root_ + "/rules"; }
  const std::string& root() const { return root_; }
  std::string operator/(std::string_view name) const { return base::Cat(path(), "/", name); }

  // In place, as a careless editor does.
  void Write(std::string_view name, std::string_view text) const {
    std::ofstream(*this / name, std::ios::binary) << text;
  }
  // By a new file that is renamed over the old one, as a careful editor does.
  void Replace(std::string_view name, std::string_view text) const {
    Write(base::Cat(".", name, ".new"), text);
    std::filesystem::rename(*this / base::Cat(".", name, ".new"), *this / name);
  }
  void Remove(std::string_view name) const { std::filesystem::remove(*this / name); }
  void RemoveAll() const { std::filesystem::remove_all(path()); }

 private:
  std::string root_;
};

// A pack with one rule, named for the word it looks for; its test expects `tested` to hit.
inline std::string PackOf(std::string_view word, std::string_view tested = "") {
  return base::Cat("pack: p\nrules:\n  - id: ", word, "\n    label: insult\n    points: 80\n",
                   "    find: {words: [", word, "]}\n    tests: {match: [",
                   tested.empty() ? word : tested, "], pass: [altro]}\n");
}

// Whether it came to hold within half a minute.
template <typename Condition>
bool Eventually(Condition condition) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return true;
}

}  // namespace ascolto::tests

#endif  // ASCOLTO_TESTS_SUPPORT_RULE_FOLDER_H_
