#include "service/rules/watched_folders.h"

#include <filesystem>
#include <system_error>

namespace ascolto::service {
namespace {

namespace fs = std::filesystem;

class Collector {
 public:
  // `path` is absolute.
  void AddPath(const fs::path& path) {
    if (!seen_.insert(path.string()).second) return;
    AddName(path);
    std::error_code error;
    if (fs::is_symlink(path, error)) AddTarget(path);
    if (fs::is_directory(path, error)) AddFolder(path);
  }

  WatchedFolders Take() && { return std::move(folders_); }

 private:
  // The entry itself, in the nearest folder above that is there.
  void AddName(const fs::path& path) {
    fs::path name = path;
    fs::path folder = path.parent_path();
    std::error_code error;
    while (!fs::is_directory(folder, error) && folder != folder.parent_path()) {
      name = folder;
      folder = folder.parent_path();
    }
    const auto [watched, is_new] = folders_.try_emplace(folder.string());
    // No names means all of them, which is more.
    if (is_new || !watched->second.empty()) watched->second.insert(name.filename().string());
  }

  // One step of the link: further ones are links themselves.
  void AddTarget(const fs::path& link) {
    std::error_code error;
    const fs::path target = fs::read_symlink(link, error);
    if (!error) AddPath((link.parent_path() / target).lexically_normal());
    // The steps above do not see links among the folders on the way.
    const fs::path real = fs::canonical(link, error);
    if (!error) AddPath(real);
  }

  void AddFolder(const fs::path& folder) {
    folders_[folder.string()].clear();
    std::error_code error;
    fs::directory_iterator entries(folder, error);
    for (; !error && entries != fs::directory_iterator(); entries.increment(error)) {
      const std::string name = entries->path().filename().string();
      if (name.starts_with('.')) continue;
      std::error_code ignored;
      const bool link = entries->is_symlink(ignored);
      const bool is_folder = entries->is_directory(ignored);
      if (link && !is_folder) AddTarget(entries->path());
      if (!link && is_folder) AddFolder(entries->path());
    }
  }

  WatchedFolders folders_;
  std::set<std::string> seen_;
};

}  // namespace

WatchedFolders FoldersToWatch(std::span<const std::string> paths) {
  Collector collector;
  for (const std::string& path : paths) {
    std::error_code error;
    fs::path absolute = fs::absolute(path, error).lexically_normal();
    if (!absolute.has_filename()) absolute = absolute.parent_path();  // "rules/"
    if (!error) collector.AddPath(absolute);
  }
  return std::move(collector).Take();
}

}  // namespace ascolto::service
