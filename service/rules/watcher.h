// Notices changes of rule files (inotify), and asks the reloader once they have come to rest.

#ifndef ASCOLTO_SERVICE_RULES_WATCHER_H_
#define ASCOLTO_SERVICE_RULES_WATCHER_H_

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace ascolto::service {

// Watches the given files, the folders with all below them, and what symbolic links among them
// lead to. It sees files that appear, disappear, are written in place or renamed over; a folder
// that is replaced whole, even when it is gone for a while; and links that are turned elsewhere.
// It does not look into the files: whether anything is different, the one who is asked finds out.
// Changes on network file systems by other machines are not seen by anybody.
//
// Thread safety: construction and destruction on one thread; `changed` is called on the watcher's.
class RulesWatcher {
 public:
  struct Options {
    std::vector<std::string> paths;
    // Nothing may have happened for this long, and no file may be open that was written to.
    std::chrono::milliseconds quiet{200};
    // Where something happens all the time, or a file is never closed: after this long anyway.
    std::chrono::milliseconds patience{5000};
    // Where the kernel gives no watches any more (fs.inotify.max_user_watches) `changed` is
    // called this often, and `problem` once.
    std::chrono::milliseconds poll{2000};
    std::function<void()> changed;
    std::function<void(const std::string& what)> problem;
  };

  // ResourceExhausted: the kernel gives no inotify instance (fs.inotify.max_user_instances).
  static absl::StatusOr<std::unique_ptr<RulesWatcher>> Start(Options options);
  virtual ~RulesWatcher() = default;
};

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_RULES_WATCHER_H_
