// Finds and reads the rule files that paths name.

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "ascolto/base/status_macros.h"
#include "ascolto/base/strings.h"
#include "ascolto/rules/loader.h"

namespace ascolto::rules {
namespace {

namespace fs = std::filesystem;
using base::Cat;

absl::Status StatusOf(const std::error_code& error, const std::string& path) {
  const std::string text = Cat("cannot read ", path, ": ", error.message());
  if (error == std::errc::no_such_file_or_directory || error == std::errc::not_a_directory) {
    return absl::NotFoundError(text);
  }
  if (error == std::errc::permission_denied) return absl::PermissionDeniedError(text);
  return absl::UnknownError(text);
}

class SourceFiles {
 public:
  explicit SourceFiles(const Limits& limits) : limits_(limits) {}

  absl::Status Add(const std::string& path) {
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (status.type() == fs::file_type::not_found) {
      return absl::NotFoundError(Cat("no such file or folder: ", path));
    }
    if (error) return StatusOf(error, path);
    return status.type() == fs::file_type::directory ? AddFolder(path) : AddFile(path);
  }

  std::vector<std::string> Sorted() && {
    std::sort(paths_.begin(), paths_.end());
    return std::move(paths_);
  }

 private:
  absl::Status AddFolder(const std::string& folder) {
    std::error_code error;
    fs::directory_iterator entries(folder, error);
    if (error) return StatusOf(error, folder);
    for (; entries != fs::directory_iterator(); entries.increment(error)) {
      const fs::path& path = entries->path();
      const std::string name = path.filename().string();
      if (name.starts_with('.')) continue;
      std::error_code ignored;  // what cannot be looked at is reported when it is read
      const bool link = entries->is_symlink(ignored);
      if (entries->is_directory(ignored)) {
        if (!link) ASCOLTO_RETURN_IF_ERROR(AddFolder(path.string()));
      } else if (name.ends_with(".yaml") || name.ends_with(".yml")) {
        ASCOLTO_RETURN_IF_ERROR(AddFile(path.string()));
      }
    }
    return error ? StatusOf(error, folder) : absl::OkStatus();
  }

  absl::Status AddFile(const std::string& path) {
    std::error_code error;
    const fs::path real = fs::canonical(path, error);
    if (!seen_.insert(error ? path : real.string()).second) return absl::OkStatus();
    paths_.push_back(path);
    if (paths_.size() <= limits_.files) return absl::OkStatus();
    return absl::ResourceExhaustedError(
        Cat("too many rule files at ", path, ": at most ", limits_.files, " are read"));
  }

  const Limits& limits_;
  std::vector<std::string> paths_;
  std::set<std::string> seen_;  // real paths: a file given twice is read once
};

// Reads no further than the first block that goes over the limit: that is enough to report a file
// that is too large. The limit may be any number, the greatest included.
absl::StatusOr<std::string> ReadFile(const std::string& path, std::size_t limit) {
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  if (!file) return StatusOf(std::error_code(errno, std::generic_category()), path);
  constexpr std::size_t kBlockBytes = 64 * 1024;
  std::string text;
  while (text.size() <= limit && file) {
    const std::size_t before = text.size();
    text.resize(before + kBlockBytes);
    file.read(text.data() + before, kBlockBytes);
    text.resize(before + static_cast<std::size_t>(file.gcount()));
  }
  if (file.bad()) return StatusOf(std::error_code(EIO, std::generic_category()), path);
  text.shrink_to_fit();
  return text;
}

}  // namespace

absl::StatusOr<std::vector<RuleSource>> ReadSources(std::span<const std::string> paths,
                                                         const Limits& limits) {
  SourceFiles files(limits);
  for (const std::string& path : paths) ASCOLTO_RETURN_IF_ERROR(files.Add(path));
  std::vector<RuleSource> sources;
  for (std::string& path : std::move(files).Sorted()) {
    ASCOLTO_ASSIGN_OR_RETURN(std::string text, ReadFile(path, limits.file_bytes));
    sources.push_back({.name = std::move(path), .text = std::move(text)});
  }
  return sources;
}

}  // namespace ascolto::rules
