// Keeps the rules of the service current: files in, checked, tested and compiled, then live.
//
//   ReloadReport report;
//   std::unique_ptr<RulesReloader> rules = RulesReloader::Start(options, &report);
//   if (rules == nullptr) return Complain(report);
//   rules->Request(ReloadCause::kSignal);
//
// Whatever is wrong with the files, the rules that were live stay live.

#ifndef ASCOLTO_SERVICE_RULES_RELOADER_H_
#define ASCOLTO_SERVICE_RULES_RELOADER_H_

#include <array>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "ascolto/live_rules.h"
#include "ascolto/rule_set.h"
#include "service/rules/dictionaries.h"
#include "service/rules/reload_report.h"

namespace ascolto::service {

// What is known of all attempts so far, the one at the start included.
struct ReloadState {
  std::shared_ptr<const RuleSet> rules;      // the live ones, never null
  std::shared_ptr<const ReloadReport> last;  // never null
  std::chrono::system_clock::time_point last_loaded;
  std::array<std::uint64_t, kReloadResultCount> count{};  // by ReloadResult
  std::size_t sets_in_memory = 1;  // the live one, and old ones that are still in use
};

// One attempt at a time, on a thread of its own and of low priority, which is also the one that
// destroys rule sets that nobody uses any more: that takes longer than classifying may wait.
//
// Thread safety: every call from any thread, but Start and the destructor.
class RulesReloader {
 public:
  using Done = std::function<void(const ReloadReport&)>;

  struct Options {
    std::vector<std::string> paths;
    RuleSet::Options loading;
    // Called before rules become live, the first ones too, on the thread that compiled them.
    std::function<void(const RuleSet&)> before_live;
    Done on_report;  // called on the reloader's thread after each attempt but the first
  };

  // Makes the first attempt on the calling thread. Null when the rules cannot be taken, for
  // which *report has the reasons.
  static std::unique_ptr<RulesReloader> Start(Options options, ReloadReport* report);

  // Waits for the attempt under way; requests that still wait, and those that come later, get
  // kStopped. Called by the destructor at the latest.
  void Stop();
  ~RulesReloader();
  RulesReloader(const RulesReloader&) = delete;
  RulesReloader& operator=(const RulesReloader&) = delete;

  // Returns at once. All requests that come while an attempt is under way are served by the next
  // one. With kWatch nothing is done when the files are those of the last attempt; `done` gets
  // that attempt's report then. `done` is called on the reloader's thread.
  void Request(ReloadCause cause, Done done = {});

  const LiveRules& live() const { return live_; }
  const Dictionaries& dictionaries() const { return dictionaries_; }
  const std::vector<std::string>& paths() const { return options_.paths; }
  // Never behind live(): when that has given rules, the attempt that made them live is counted.
  ReloadState state() const;

 private:
  struct Attempt;
  struct Asked {
    ReloadCause cause;
    std::vector<Done> done;
  };

  RulesReloader(Options options, Attempt first);
  static Attempt Try(const Options& options, ReloadCause cause,
                     const std::optional<std::string>& known);
  ReloadReport Stopped(ReloadCause cause) const;
  void Run();
  void Serve(Asked asked);
  std::shared_ptr<const ReloadReport> Take(Attempt attempt);
  void DropUnused();

  Options options_;
  LiveRules live_;  // set under mutex_, together with state_
  Dictionaries dictionaries_;

  // Of the reloader's thread alone.
  std::string known_;  // what the last attempt read
  std::vector<std::shared_ptr<const RuleSet>> old_;

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<Asked> asked_;  // guarded by mutex_, like those below
  ReloadState state_;
  bool stopping_ = false;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_RULES_RELOADER_H_
