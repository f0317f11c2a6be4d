// The list of components, and their life: start, signals, drain, stop.

#include "service/daemon/daemon.h"

#include <chrono>
#include <optional>
#include <utility>

#include "ascolto/base/memory.h"
#include "service/config/values.h"
#include "service/daemon/components.h"
#include "service/daemon/library_log.h"
#include "service/daemon/systemd.h"
#include "service/daemon/ticker.h"
#include "service/daemon/watchdog.h"
#include "service/log/log.h"
#include "service/metrics/metrics.h"

namespace ascolto::service {
namespace {

constexpr std::chrono::seconds kTick(1);
constexpr std::chrono::seconds kGrace(10);  // for a stop, after `drain`
constexpr int kStuck = 2;                   // exit code

class RunningDaemon final : public Daemon {
 public:
  RunningDaemon(const Settings& settings, MessageLanguage language)
      : settings_(settings),
        log_({.format = settings.log_format,
              .level = settings.log_level,
              .texts = settings.log_texts}),
        library_log_(&log_) {
    const ServiceContext context{settings_, log_, metrics_};
    auto* access = Add(std::make_unique<AccessComponent>(context));
    rules_ = Add(std::make_unique<RulesComponent>(context, language));
    auto* sinks = Add(std::make_unique<SinksComponent>(context));
    auto* engine = Add(std::make_unique<EngineComponent>(context, rules_, sinks));
    http_ = Add(std::make_unique<HttpComponent>(context, access, rules_, engine));
    grpc_ = Add(std::make_unique<GrpcComponent>(context, access, rules_, engine));
    Add(std::make_unique<WatchComponent>(context, rules_));
    Add(std::make_unique<MemoryComponent>(grpc_, engine));
    Add(std::make_unique<RefusalLogComponent>(context));
  }

  ~RunningDaemon() override {
    StopComponents();
    while (!components_.empty()) components_.pop_back();
  }

  // False after telling why not.
  bool Start(Problems* problems) {
    for (const auto& component : components_) {
      ++started_;
      if (!component->Start(problems)) return false;
    }
    for (const auto& component : components_) component->Announce();
    ticker_.emplace(kTick, [this] {
      for (const auto& component : components_) component->Tick();
    });
    systemd::Ready("serving");
    return true;
  }

  std::vector<std::string> addresses() const override { return grpc_->addresses(); }
  std::string http_address() const override { return http_->address(); }
  std::string fingerprint() const override {
    return std::string(rules_->live().Get()->fingerprint());
  }

  void Run(Signals* signals) override {
    while (signals->Wait() == Signals::Event::kReload) {
      systemd::Reloading();
      for (const auto& component : components_) component->Reload();
    }
    Stop();
  }

  void Stop() override {
    const auto began = std::chrono::steady_clock::now();
    const std::chrono::milliseconds patience = settings_.drain + kGrace;
    const Watchdog watchdog(patience, kStuck, [this] {
      log_.Error("stuck while stopping: the process is ended");
    });
    systemd::Stopping(patience);
    log_.Info("stopping", {{"drain", DurationText(settings_.drain)}});
    StopComponents();
    log_.Info("stopped", {{"took_ms", std::chrono::steady_clock::now() - began}});
  }

 private:
  template <typename T>
  T* Add(std::unique_ptr<T> component) {
    T* const added = component.get();
    components_.push_back(std::move(component));
    return added;
  }

  // Those that were started, the last one first.
  void StopComponents() {
    ticker_.reset();
    if (started_ == components_.size()) {
      for (const auto& component : components_) component->Drain();
    }
    for (; started_ > 0; --started_) components_[started_ - 1]->Stop();
  }

  const Settings settings_;
  Log log_;
  const LibraryLog library_log_;
  Metrics metrics_;
  std::vector<std::unique_ptr<Component>> components_;
  std::size_t started_ = 0;
  RulesComponent* rules_ = nullptr;
  HttpComponent* http_ = nullptr;
  GrpcComponent* grpc_ = nullptr;
  std::optional<Ticker> ticker_;
};

}  // namespace

std::unique_ptr<Daemon> Daemon::Start(const Settings& settings, MessageLanguage language,
                                      Problems* problems) {
  base::MapLargeBlocks();
  auto daemon = std::make_unique<RunningDaemon>(settings, language);
  if (!daemon->Start(problems)) return nullptr;
  return daemon;
}

}  // namespace ascolto::service
