// Which folders have to be watched so that no change of some rule files goes unseen.

#ifndef ASCOLTO_SERVICE_RULES_WATCHED_FOLDERS_H_
#define ASCOLTO_SERVICE_RULES_WATCHED_FOLDERS_H_

#include <map>
#include <set>
#include <span>
#include <string>

namespace ascolto::service {

// Folder → the names in it that matter; none given: every name does.
using WatchedFolders = std::map<std::string, std::set<std::string>>;

// For each path the folder it stands in (or, while that is missing, the nearest one above it that
// exists), the folder itself with those below it, and the same for what symbolic links lead to.
WatchedFolders FoldersToWatch(std::span<const std::string> paths);

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_RULES_WATCHED_FOLDERS_H_
