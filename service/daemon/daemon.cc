// Members stand in the order in which they are started; the reverse is the order in which they go.

#include "service/daemon/daemon.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <optional>
#include <utility>

#include "ascolto/base/strings.h"
#include "service/access/access.h"
#include "service/access/address.h"
#include "service/access/tls_files.h"
#include "service/config/values.h"
#include "service/daemon/descriptors.h"
#include "service/daemon/library_log.h"
#include "service/daemon/memory_trimmer.h"
#include "service/daemon/rules_log.h"
#include "service/daemon/systemd.h"
#include "service/daemon/ticker.h"
#include "service/daemon/watchdog.h"
#include "service/grpc/credentials.h"
#include "service/grpc/listener.h"
#include "service/grpc/server.h"
#include "service/http/server.h"
#include "service/log/log.h"
#include "service/metrics/metrics.h"
#include "service/moderation/moderation.h"
#include "service/moderation/moderation_metrics.h"
#include "service/rules/reload_metrics.h"
#include "service/rules/reloader.h"
#include "service/rules/watcher.h"

namespace ascolto::service {
namespace {

constexpr std::chrono::seconds kTick(1);
constexpr std::chrono::seconds kGrace(10);  // for a stop, after `drain`
constexpr std::chrono::seconds kHttpGrace(2);
// Each may hold a request while it comes in.
constexpr std::size_t kMostHttpConnections = 256;
constexpr std::size_t kHttpBodyBytes = std::size_t{32} << 20;  // being received, of all of them
constexpr int kRefusalLinesAMinute = 60;
constexpr int kStuck = 2;                   // exit code

Moderation::Options ModerationOptions(const Settings& settings) {
  return {.threads = static_cast<int>(settings.threads),
          .max_batch = settings.max_batch,
          .max_message_bytes = settings.max_message_bytes,
          .max_wait = settings.max_wait,
          .in_flight = {.comments = settings.max_comments_in_flight,
                        .bytes = settings.max_bytes_in_flight},
          .history = settings.history
                         ? std::optional(History::Options{.window = settings.history_window,
                                                          .authors = settings.history_authors})
                         : std::nullopt};
}

class RunningDaemon final : public Daemon {
 public:
  explicit RunningDaemon(const Settings& settings)
      : settings_(settings),
        log_({.format = settings.log_format,
              .level = settings.log_level,
              .texts = settings.log_texts}),
        library_log_(&log_) {}

  ~RunningDaemon() override { TakeDown(); }

  // Each false after telling why not.
  bool Open(Problems* problems) {
    problems->messages = AddressProblems(settings_);
    if (!problems->messages.empty()) return false;
    access_ = Access::Open(settings_.tokens, &log_, &problems->messages);
    if (access_ == nullptr) return false;
    if (settings_.tls_certificate.empty()) return true;
    absl::StatusOr<std::unique_ptr<TlsFiles>> tls =
        TlsFiles::Open({.certificate = settings_.tls_certificate,
                        .key = settings_.tls_key,
                        .client_ca = settings_.tls_client_ca},
                       &log_);
    if (!tls.ok()) return Fail(tls.status(), problems);
    tls_ = *std::move(tls);
    return true;
  }

  bool LoadRules(MessageLanguage language, Problems* problems) {
    RulesReloader::Options options;
    options.paths = settings_.rules;
    options.loading.language = language;
    options.loading.limits.comment_bytes = settings_.max_comment_bytes;
    options.before_live = [this](const RuleSet& rules) { metrics_.comments.Prepare(rules); };
    options.on_report = [this](const ReloadReport& report) {
      if (report.ok()) moderation_->moderators.Refresh();
      LogReload(report, &log_);
    };
    ReloadReport report;
    rules_ = RulesReloader::Start(std::move(options), &report);
    if (rules_ == nullptr) {
      problems->diagnostics = std::move(report.diagnostics);
      problems->messages.push_back(std::move(report.error));
      return false;
    }
    return true;
  }

  bool Listen(Problems* problems) {
    AllowConnections(settings_.max_connections, &log_);
    moderation_.emplace(rules_->live(), &metrics_, ModerationOptions(settings_));
    metrics_.AddSource([this](Families* families) {
      CollectReloads(*rules_, families);
      CollectModeration(*moderation_, families);
    });
    absl::StatusOr<std::unique_ptr<Server>> server =
        Server::Start(rules_.get(), &*moderation_, *access_,
                      {.listen = settings_.listen,
                       .credentials = tls_ == nullptr ? nullptr : TlsCredentials(*tls_),
                       .reflection = settings_.reflection,
                       .max_connections = settings_.max_connections,
                       .max_streams = settings_.max_streams,
                       .max_streams_per_connection = settings_.max_streams_per_connection,
                       .max_message_bytes = settings_.max_message_bytes,
                       .max_metadata_bytes = settings_.max_metadata_bytes,
                       .max_bytes_receiving = settings_.max_bytes_in_flight / 2,
                       .max_growth_bytes = settings_.max_bytes_in_flight * 4,
                       .closed =
                           [this](Offence offence, std::string_view peer) {
                             log_.Write(closed_lines_, LogLevel::kWarning, "connection closed",
                                        {{"transport", "grpc"},
                                         {"reason", NameOf(offence)},
                                         {"peer", peer}});
                           }});
    if (!server.ok()) return Fail(server.status(), problems);
    server_ = *std::move(server);
    for (const Offence offence : kOffences) {
      metrics_.connections.AddSource("grpc", std::string(NameOf(offence)), [this, offence] {
        return server_->listener().guard().closed(offence);
      });
    }
    metrics_.connections.AddSource("grpc", "answer_memory",
                                   [this] { return server_->cancelled_answers(); });
    if (!settings_.http.empty() && !ListenForHttp(problems)) return false;
    return !settings_.watch || Watch(problems);
  }

  // What goes on by itself from now on.
  void Begin() {
    if (tls_ != nullptr) tls_->LogCertificate("certificate read");
    LogReload(*rules_->state().last, &log_);
    for (const std::string& address : addresses()) {
      log_.Info("listening", {{"address", address},
                              {"tls", tls_ != nullptr && !address.starts_with("unix:")},
                              {"client_certificates", !settings_.tls_client_ca.empty()},
                              {"tokens", !access_->open()}});
    }
    if (http_ != nullptr) {
      log_.Info("listening for HTTP", {{"address", http_->address()},
                                       {"tls", tls_ != nullptr},
                                       {"client_certificates", !settings_.tls_client_ca.empty()},
                                       {"tokens", !access_->open()}});
    }
    trimmer_.emplace();
    watch_interval_ = systemd::WatchInterval();
    ticker_.emplace(kTick, [this] { Tick(); });
    systemd::Ready("serving");
  }

  std::vector<std::string> addresses() const override { return server_->listener().addresses(); }
  std::string http_address() const override { return http_ == nullptr ? "" : http_->address(); }
  std::string fingerprint() const override {
    return std::string(rules_->live().Get()->fingerprint());
  }

  void Run(Signals* signals) override {
    while (signals->Wait() == Signals::Event::kReload) Reload();
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
    ticker_.reset();
    watcher_.reset();
    // HTTP goes on until gRPC has ended: whoever asks /readyz is to be told.
    if (http_api_) http_api_->Drain();
    if (!server_->Stop(settings_.drain)) log_.Warning("calls were broken off after the drain");
    rules_->Stop();
    if (http_ != nullptr && !http_->Stop(kHttpGrace)) {
      log_.Warning("HTTP connections were broken off after the drain");
    }
    TakeDown();
    log_.Info("stopped", {{"took_ms", std::chrono::steady_clock::now() - began}});
  }

 private:
  // Threads first, and what they use after them.
  void TakeDown() {
    ticker_.reset();
    watcher_.reset();
    if (rules_ != nullptr) rules_->Stop();
    if (http_api_) http_api_->Stop();
    http_.reset();
    server_.reset();
    moderation_.reset();
    http_api_.reset();
    rules_.reset();
  }

  static bool Fail(const absl::Status& why, Problems* problems) {
    problems->messages.emplace_back(base::ToStd(why.message()));
    return false;
  }

  bool ListenForHttp(Problems* problems) {
    Limits limits;
    limits.comment_bytes = settings_.max_comment_bytes;
    http_api_.emplace(rules_->live(), &*moderation_, *access_, limits);
    absl::StatusOr<std::unique_ptr<HttpServer>> http = HttpServer::Start(
        &*http_api_, {.address = settings_.http,
                      .tls = tls_.get(),
                      .client_certificates = !settings_.tls_client_ca.empty(),
                      .max_header_bytes = settings_.max_metadata_bytes,
                      .max_body_bytes = settings_.max_message_bytes,
                      .connections = {
                          .most = std::min(settings_.max_connections, kMostHttpConnections),
                          .most_body_bytes =
                              std::max(kHttpBodyBytes, 2 * settings_.max_message_bytes)}});
    if (!http.ok()) return Fail(http.status(), problems);
    http_ = *std::move(http);
    return true;
  }

  bool Watch(Problems* problems) {
    absl::StatusOr<std::unique_ptr<RulesWatcher>> watcher = RulesWatcher::Start(
        {.paths = settings_.rules,
         .quiet = settings_.watch_debounce,
         .changed = [this] { rules_->Request(ReloadCause::kWatch); },
         .problem =
             [this](const std::string& what) {
               log_.Warning("rules are looked at now and then only", {{"problem", what}});
             }});
    if (!watcher.ok()) return Fail(watcher.status(), problems);
    watcher_ = *std::move(watcher);
    return true;
  }

  void Reload() {
    systemd::Reloading();
    access_->Refresh(true);
    if (tls_ != nullptr) tls_->Refresh(true);
    rules_->Request(ReloadCause::kSignal, [](const ReloadReport& report) {
      systemd::Ready(report.ok() ? "serving" : "serving; the last rules were refused");
    });
  }

  void Tick() {
    access_->Refresh(false);
    if (tls_ != nullptr) tls_->Refresh(false);
    if (watch_interval_) KeepAlive();
    trimmer_->Tick();
    LogRefusedConnections();
  }

  // What was refused since the last tick.
  void LogRefusedConnections() {
    const std::vector<ConnectionCounters::Value> now = metrics_.connections.Values();
    refused_.resize(now.size());
    for (std::size_t i = 0; i < now.size(); ++i) {
      const std::uint64_t before = std::exchange(refused_[i], now[i].count);
      // Those of gRPC are told one by one, with their peers.
      if (now[i].count == before) continue;
      if (now[i].transport == "grpc" && now[i].reason != "answer_memory") continue;
      log_.Write(refusal_lines_, LogLevel::kWarning, "connections refused",
                 {{"transport", now[i].transport},
                  {"reason", now[i].reason},
                  {"count", now[i].count - before}});
    }
  }

  // Only while the threads that classify get through what is before them.
  void KeepAlive() {
    if (worked_.exchange(false)) {
      systemd::KeepAlive();
      probing_ = false;
    }
    if (!probing_) probing_ = moderation_->tasks.TrySubmit([this] { worked_ = true; });
  }

  const Settings settings_;
  Log log_;
  LogLimit closed_lines_{kRefusalLinesAMinute};
  const LibraryLog library_log_;
  Metrics metrics_;
  std::unique_ptr<Access> access_;
  std::unique_ptr<TlsFiles> tls_;         // null without TLS
  std::unique_ptr<RulesReloader> rules_;
  std::unique_ptr<RulesWatcher> watcher_;  // null unless `watch`
  std::atomic<bool> worked_{true};         // a probe was done since systemd was last told
  bool probing_ = false;                   // a probe is under way; the ticker's own
  std::optional<HttpApi> http_api_;  // none without HTTP, like http_
  std::optional<Moderation> moderation_;
  std::unique_ptr<Server> server_;
  std::unique_ptr<HttpServer> http_;
  std::optional<std::chrono::microseconds> watch_interval_;
  std::optional<MemoryTrimmer> trimmer_;
  std::vector<std::uint64_t> refused_;  // connections, as last logged; the ticker's own
  LogLimit refusal_lines_{kRefusalLinesAMinute};
  std::optional<Ticker> ticker_;
};

}  // namespace

std::unique_ptr<Daemon> Daemon::Start(const Settings& settings, MessageLanguage language,
                                      Problems* problems) {
  auto daemon = std::make_unique<RunningDaemon>(settings);
  if (!daemon->Open(problems)) return nullptr;
  if (!daemon->LoadRules(language, problems)) return nullptr;
  if (!daemon->Listen(problems)) return nullptr;
  daemon->Begin();
  return daemon;
}

}  // namespace ascolto::service
