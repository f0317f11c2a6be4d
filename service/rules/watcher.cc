// A thread in poll(2). Watches are of inodes, so after every change they are laid anew from the
// names, before anybody reads the files: what happens later is seen then.

#include "service/rules/watcher.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <system_error>
#include <thread>
#include <utility>

#include "ascolto/base/guarded.h"
#include "ascolto/base/strings.h"
#include "service/rules/watched_folders.h"

namespace ascolto::service {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::uint32_t kEvents = IN_MODIFY | IN_CLOSE_WRITE | IN_ATTRIB | IN_CREATE | IN_DELETE |
                                  IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF |
                                  IN_ONLYDIR;

class Inotify {
 public:
  Inotify() : fd_(inotify_init1(IN_NONBLOCK | IN_CLOEXEC)) {}
  ~Inotify() {
    if (fd_ >= 0) close(fd_);
  }
  Inotify(const Inotify&) = delete;
  Inotify& operator=(const Inotify&) = delete;

  int fd() const { return fd_; }

  // Empty when all folders that exist are watched; else why not.
  std::string Watch(const WatchedFolders& folders) {
    std::map<int, std::set<std::string>> names;
    std::string problem;
    for (const auto& [folder, matter] : folders) {
      const int watch = inotify_add_watch(fd_, folder.c_str(), kEvents);
      if (watch < 0) {
        if (errno == ENOENT || errno == ENOTDIR) continue;  // gone meanwhile: an event says so
        problem = base::Cat("cannot watch ", folder, ": ",
                            std::error_code(errno, std::generic_category()).message());
        continue;
      }
      // Two names of one folder are one watch.
      const auto [known, is_new] = names.try_emplace(watch, matter);
      if (is_new) continue;
      if (matter.empty() || known->second.empty()) {
        known->second.clear();
      } else {
        known->second.insert(matter.begin(), matter.end());
      }
    }
    for (const auto& [watch, unused] : names_) {
      if (!names.contains(watch)) inotify_rm_watch(fd_, watch);
    }
    names_ = std::move(names);
    return problem;
  }

  // Calls seen(file, mask) for every event that matters; `file` is a watch and a name.
  template <typename Seen>
  void Read(Seen seen) {
    alignas(inotify_event) char buffer[16 * 1024];
    ssize_t got;
    while ((got = read(fd_, buffer, sizeof(buffer))) > 0) {
      for (const char* at = buffer; at < buffer + got;) {
        const auto* event = reinterpret_cast<const inotify_event*>(at);
        at += sizeof(inotify_event) + event->len;
        const std::string name = event->len > 0 ? event->name : "";
        if (Matters(*event, name)) seen(std::pair(event->wd, name), event->mask);
      }
    }
  }

 private:
  bool Matters(const inotify_event& event, const std::string& name) const {
    if ((event.mask & IN_Q_OVERFLOW) != 0) return true;
    const auto watched = names_.find(event.wd);
    if (watched == names_.end()) return false;
    if ((event.mask & IN_IGNORED) != 0) return true;
    return watched->second.empty() || name.empty() || watched->second.contains(name);
  }

  const int fd_;
  std::map<int, std::set<std::string>> names_;  // by watch; none: every name matters
};

// When what happened may be looked at.
class Debounce {
 public:
  Debounce(std::chrono::milliseconds quiet, std::chrono::milliseconds patience)
      : quiet_(quiet), patience_(patience) {}

  void See(const std::pair<int, std::string>& file, std::uint32_t mask) {
    Begin();
    if ((mask & IN_MODIFY) != 0) {
      written_.insert(file);
    } else if ((mask & (IN_CLOSE_WRITE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO)) != 0) {
      written_.erase(file);
    }
  }

  void Begin() {
    last_ = Clock::now();
    if (!first_) first_ = last_;
  }

  // None while nothing has happened.
  std::optional<Clock::time_point> Due() const {
    if (!first_) return std::nullopt;
    const Clock::time_point latest = *first_ + patience_;
    return written_.empty() ? std::min(last_ + quiet_, latest) : latest;
  }

  void Done() {
    first_.reset();
    written_.clear();
  }

 private:
  const std::chrono::milliseconds quiet_;
  const std::chrono::milliseconds patience_;
  std::optional<Clock::time_point> first_;
  Clock::time_point last_;
  std::set<std::pair<int, std::string>> written_;  // and not yet closed
};

class Watcher final : public RulesWatcher {
 public:
  explicit Watcher(Options options)
      : options_(std::move(options)),
        stop_(eventfd(0, EFD_CLOEXEC)),
        debounce_(options_.quiet, options_.patience) {}

  ~Watcher() override {
    if (thread_.joinable()) {
      const std::uint64_t one = 1;
      [[maybe_unused]] const ssize_t written = write(stop_, &one, sizeof(one));
      thread_.join();
    }
    if (stop_ >= 0) close(stop_);
  }

  bool usable() const { return inotify_.fd() >= 0 && stop_ >= 0; }

  void Run() {
    LayWatches();
    thread_ = std::thread([this] { Watch(); });
  }

 private:
  void Watch() {
    debounce_.Begin();  // something may have changed between the first reading and the first watch
    pollfd fds[] = {{stop_, POLLIN, 0}, {inotify_.fd(), POLLIN, 0}};
    while (true) {
      poll(fds, 2, Timeout());
      if (fds[0].revents != 0) return;
      // Without memory for a look, the next event or the next poll brings another.
      (void)base::Guarded([this] {
        inotify_.Read([this](const auto& file, std::uint32_t mask) { debounce_.See(file, mask); });
        const auto now = Clock::now();
        const auto due = debounce_.Due();
        if ((due && now >= *due) || (polling_ && now >= next_poll_)) Look(now);
      });
    }
  }

  void Look(Clock::time_point now) {
    debounce_.Done();
    LayWatches();
    next_poll_ = now + options_.poll;
    options_.changed();
  }

  void LayWatches() {
    const std::string problem = inotify_.Watch(FoldersToWatch(options_.paths));
    if (!problem.empty() && !polling_ && options_.problem) {
      options_.problem(base::Cat(problem, "; looking every ", options_.poll.count(),
                                 " ms instead"));
    }
    polling_ = !problem.empty();
  }

  int Timeout() const {
    std::optional<Clock::time_point> until = debounce_.Due();
    if (polling_) until = until ? std::min(*until, next_poll_) : next_poll_;
    if (!until) return -1;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(*until - Clock::now());
    return static_cast<int>(std::max<std::int64_t>(left.count(), 0));
  }

  const Options options_;
  const int stop_;
  Inotify inotify_;
  Debounce debounce_;
  bool polling_ = false;
  Clock::time_point next_poll_ = Clock::now();
  std::thread thread_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<RulesWatcher>> RulesWatcher::Start(Options options) {
  auto watcher = std::make_unique<Watcher>(std::move(options));
  if (!watcher->usable()) {
    return absl::ResourceExhaustedError(
        base::Cat("cannot watch the rule files: ",
                  std::error_code(errno, std::generic_category()).message()));
  }
  watcher->Run();
  return watcher;
}

}  // namespace ascolto::service
