// The thread sleeps until somebody asks, or looks now and then whether old sets have become free.

#include "service/rules/reloader.h"

#include <algorithm>
#include <utility>

#include "ascolto/base/guarded.h"
#include "ascolto/base/memory.h"
#include "ascolto/base/sha256.h"
#include "ascolto/base/strings.h"
#include "ascolto/rules/loader.h"
#include "service/rules/check.h"
#include "service/rules/low_priority.h"

namespace ascolto::service {
namespace {

using Sources = std::vector<RuleSet::Source>;

// How often it is looked whether the last user of an old set has gone over to the new one.
constexpr std::chrono::milliseconds kLookForUnused(100);

std::string DigestOf(const absl::StatusOr<Sources>& sources) {
  if (!sources.ok()) return std::string(base::ToStd(sources.status().message()));
  std::string all;
  for (const RuleSet::Source& source : *sources) {
    all += base::Cat(source.name, '\0', source.text.size(), '\0');
    all += source.text;
  }
  return base::Sha256Hex(all);
}

}  // namespace

struct RulesReloader::Attempt {
  ReloadReport report;
  std::shared_ptr<const RuleSet> rules;  // null unless they are to be taken
  std::string digest;                    // of what was read
  bool same = false;                     // as the last time: nothing else was done
};

RulesReloader::Attempt RulesReloader::Try(const Options& options, ReloadCause cause,
                                          const std::optional<std::string>& known) {
  Attempt attempt;
  attempt.report.cause = cause;
  attempt.report.began = std::chrono::system_clock::now();
  const auto began = std::chrono::steady_clock::now();
  const absl::Status thrown = base::Guarded([&] {
    const absl::StatusOr<Sources> sources =
        rules::ReadSources(options.paths, options.loading.limits);
    attempt.digest = DigestOf(sources);
    attempt.same = known == attempt.digest;
    if (attempt.same) return;
    if (sources.ok()) {
      attempt.rules = CheckRules(*sources, options.loading, &attempt.report);
    } else {
      attempt.report.result = ReloadResult::kUnreadable;
      attempt.report.error = base::ToStd(sources.status().message());
    }
  });
  if (!thrown.ok()) {
    attempt.rules = nullptr;
    attempt.report.result = ReloadResult::kUnreadable;
    attempt.report.error = base::ToStd(thrown.message());
  }
  if (attempt.same) return attempt;
  attempt.report.took = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now() - began);
  return attempt;
}

std::unique_ptr<RulesReloader> RulesReloader::Start(Options options, ReloadReport* report) {
  Attempt first = Try(options, ReloadCause::kStart, std::nullopt);
  if (first.rules == nullptr) {
    *report = std::move(first.report);
    return nullptr;
  }
  std::unique_ptr<RulesReloader> reloader(
      new RulesReloader(std::move(options), std::move(first)));
  *report = *reloader->state().last;
  return reloader;
}

RulesReloader::RulesReloader(Options options, Attempt first)
    : options_(std::move(options)), live_(first.rules) {
  options_.loading.stop = [this] {
    std::lock_guard lock(mutex_);
    return stopping_;
  };
  first.report.changed = true;
  Take(std::move(first));
  thread_ = std::thread([this] { Run(); });
}

RulesReloader::~RulesReloader() { Stop(); }

void RulesReloader::Stop() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void RulesReloader::Request(ReloadCause cause, Done done) {
  {
    std::unique_lock lock(mutex_);
    if (stopping_) {
      lock.unlock();
      if (done) done(Stopped(cause));
      return;
    }
    if (!asked_) asked_.emplace(Asked{cause, {}});
    // Whoever asks in person wants the attempt even if no file changed.
    if (asked_->cause == ReloadCause::kWatch) asked_->cause = cause;
    if (done) asked_->done.push_back(std::move(done));
  }
  changed_.notify_all();
}

ReloadState RulesReloader::state() const {
  std::lock_guard lock(mutex_);
  return state_;
}

void RulesReloader::Run() {
  LowerPriorityOfThisThread();
  std::unique_lock lock(mutex_);
  while (true) {
    const auto wanted = [this] { return stopping_ || asked_.has_value(); };
    if (old_.empty()) {
      changed_.wait(lock, wanted);
    } else {
      changed_.wait_for(lock, kLookForUnused, wanted);
    }
    if (stopping_) break;
    std::optional<Asked> asked = std::exchange(asked_, std::nullopt);
    lock.unlock();
    if (asked) (void)base::Guarded([&] { Serve(*std::move(asked)); });
    DropUnused();
    lock.lock();
  }
  const std::optional<Asked> unserved = std::exchange(asked_, std::nullopt);
  lock.unlock();
  if (!unserved) return;
  for (const Done& done : unserved->done) done(Stopped(unserved->cause));
}

ReloadReport RulesReloader::Stopped(ReloadCause cause) const {
  ReloadReport stopped;
  stopped.cause = cause;
  stopped.fingerprint = live_.Get()->fingerprint();
  stopped.error = "the service stops";
  return stopped;
}

void RulesReloader::Serve(Asked asked) {
  const bool only_if_changed = asked.cause == ReloadCause::kWatch;
  Attempt attempt =
      Try(options_, asked.cause, only_if_changed ? std::optional(known_) : std::nullopt);
  if (options_.loading.stop()) {  // then the attempt may not be whole
    for (const Done& done : asked.done) done(Stopped(asked.cause));
    return;
  }
  const bool same = attempt.same;
  const std::shared_ptr<const ReloadReport> report =
      same ? state().last : Take(std::move(attempt));
  if (!same && options_.on_report) options_.on_report(*report);
  for (const Done& done : asked.done) done(*report);
}

std::shared_ptr<const ReloadReport> RulesReloader::Take(Attempt attempt) {
  known_ = std::move(attempt.digest);
  const std::shared_ptr<const RuleSet> before = live_.Get();
  if (attempt.rules != nullptr) {
    dictionaries_.Add(*attempt.rules);  // before anybody can ask for it
    if (options_.before_live) options_.before_live(*attempt.rules);
  }
  const std::shared_ptr<const RuleSet> now = attempt.rules != nullptr ? attempt.rules : before;
  if (now != before) {
    attempt.report.changed = now->fingerprint() != before->fingerprint();
    old_.push_back(before);
  }
  attempt.report.fingerprint = now->fingerprint();
  attempt.report.rules = now->rules().size();
  auto report = std::make_shared<const ReloadReport>(std::move(attempt.report));
  {
    std::lock_guard lock(mutex_);
    if (now != before) live_.Set(now);
    state_.rules = now;
    state_.last = report;
    if (report->ok()) state_.last_loaded = std::chrono::system_clock::now();
    ++state_.count[static_cast<std::size_t>(report->result)];
    state_.sets_in_memory = 1 + old_.size();
  }
  base::ReleaseFreeMemory();
  return report;
}

// Nobody can get a set that is no longer live, so a count of 1 stays 1.
void RulesReloader::DropUnused() {
  const std::size_t before = old_.size();
  std::erase_if(old_, [](const auto& rules) { return rules.use_count() == 1; });
  if (old_.size() == before) return;
  std::lock_guard lock(mutex_);
  state_.sets_in_memory = 1 + old_.size();
}

}  // namespace ascolto::service
