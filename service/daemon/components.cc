#include "service/daemon/components.h"

#include <algorithm>
#include <utility>

#include "service/access/address.h"
#include "service/config/values.h"
#include "service/daemon/descriptors.h"
#include "service/daemon/rules_log.h"
#include "service/daemon/systemd.h"
#include "service/engine/engine_metrics.h"
#include "service/grpc/credentials.h"
#include "service/grpc/listener.h"
#include "service/rules/reload_metrics.h"
#include "service/sinks/verdict_file.h"

namespace ascolto::service {
namespace {

constexpr std::chrono::seconds kHttpGrace(2);
// Each may hold a request while it comes in.
constexpr std::size_t kMostHttpConnections = 256;
constexpr std::size_t kHttpBodyBytes = std::size_t{32} << 20;  // being received, of all of them

Engine::Options EngineOptions(const Settings& settings) {
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

}  // namespace

bool AccessComponent::Start(StartProblems* problems) {
  const Settings& settings = context_.settings;
  problems->messages = AddressProblems(settings);
  if (!problems->messages.empty()) return false;
  access_ = Access::Open(settings.tokens, &context_.log, &problems->messages);
  if (access_ == nullptr) return false;
  if (settings.tls_certificate.empty()) return true;
  absl::StatusOr<std::unique_ptr<TlsFiles>> tls =
      TlsFiles::Open({.certificate = settings.tls_certificate,
                      .key = settings.tls_key,
                      .client_ca = settings.tls_client_ca},
                     &context_.log);
  if (!tls.ok()) return problems->Fail(tls.status());
  tls_ = *std::move(tls);
  return true;
}

void AccessComponent::Announce() {
  if (tls_ != nullptr) tls_->LogCertificate("certificate read");
}

void AccessComponent::Refresh(bool in_any_case) {
  access_->Refresh(in_any_case);
  if (tls_ != nullptr) tls_->Refresh(in_any_case);
}

void AccessComponent::LogListening(const char* event, const std::string& address) const {
  context_.log.Info(event, {{"address", address},
                            {"tls", tls_ != nullptr && !address.starts_with("unix:")},
                            {"client_certificates", !context_.settings.tls_client_ca.empty()},
                            {"tokens", !access_->open()}});
}

bool RulesComponent::Start(StartProblems* problems) {
  RulesReloader::Options options;
  options.paths = context_.settings.rules;
  options.loading.language = language_;
  options.loading.limits.comment_bytes = context_.settings.max_comment_bytes;
  options.before_live = [this](const RuleSet& rules) { context_.metrics.comments.Prepare(rules); };
  options.on_report = [this](const ReloadReport& report) {
    if (report.ok() && on_new_rules_) on_new_rules_();
    LogReload(report, &context_.log);
  };
  ReloadReport report;
  reloader_ = RulesReloader::Start(std::move(options), &report);
  if (reloader_ != nullptr) return true;
  problems->diagnostics = std::move(report.diagnostics);
  problems->messages.push_back(std::move(report.error));
  return false;
}

void RulesComponent::Announce() { LogReload(*reloader_->state().last, &context_.log); }

void RulesComponent::Reload() {
  reloader_->Request(ReloadCause::kSignal, [](const ReloadReport& report) {
    systemd::Ready(report.ok() ? "serving" : "serving; the last rules were refused");
  });
}

void RulesComponent::Stop() {
  if (reloader_ != nullptr) reloader_->Stop();
}

bool SinksComponent::Start(StartProblems* problems) {
  const Settings& settings = context_.settings;
  if (settings.verdicts.empty()) return true;
  auto file = VerdictFile::Open({.path = settings.verdicts, .texts = settings.verdicts_texts},
                                &context_.log);
  if (!file.ok()) return problems->Fail(file.status());
  sinks_.Add(*std::move(file));
  context_.metrics.AddSource([this](Families* families) { sinks_.Collect(families); });
  return true;
}

bool EngineComponent::Start(StartProblems*) {
  engine_.emplace(rules_.live(), &context_.metrics, EngineOptions(context_.settings),
                  &sinks_.sinks());
  rules_.OnNewRules([this] { engine_->classifiers.Refresh(); });
  context_.metrics.AddSource([this](Families* families) {
    CollectReloads(rules_.reloader(), families);
    CollectEngine(*engine_, families);
  });
  watch_interval_ = systemd::WatchInterval();
  return true;
}

// systemd is told only while the threads that classify get through what is before them.
void EngineComponent::Tick() {
  if (!watch_interval_) return;
  if (worked_.exchange(false)) {
    systemd::KeepAlive();
    probing_ = false;
  }
  if (!probing_) probing_ = engine_->tasks.TrySubmit([this] { worked_ = true; });
}

void EngineComponent::Stop() {
  if (engine_) engine_->tasks.Stop();
}

bool HttpComponent::Start(StartProblems* problems) {
  const Settings& settings = context_.settings;
  if (settings.http.empty()) return true;
  Limits limits;
  limits.comment_bytes = settings.max_comment_bytes;
  api_.emplace(rules_.live(), &engine_.engine(), access_.access(), limits);
  absl::StatusOr<std::unique_ptr<HttpServer>> server = HttpServer::Start(
      &*api_,
      {.address = settings.http,
       .tls = access_.tls(),
       .client_certificates = !settings.tls_client_ca.empty(),
       .max_header_bytes = settings.max_metadata_bytes,
       .max_body_bytes = settings.max_message_bytes,
       .connections = {.most = std::min(settings.max_connections, kMostHttpConnections),
                       .most_body_bytes =
                           std::max(kHttpBodyBytes, 2 * settings.max_message_bytes)}});
  if (!server.ok()) return problems->Fail(server.status());
  server_ = *std::move(server);
  return true;
}

void HttpComponent::Announce() {
  if (server_ != nullptr) access_.LogListening("listening for HTTP", server_->address());
}

void HttpComponent::Drain() {
  if (api_) api_->Drain();
}

void HttpComponent::Stop() {
  if (server_ != nullptr && !server_->Stop(kHttpGrace)) {
    context_.log.Warning("HTTP connections were broken off after the drain");
  }
  if (api_) api_->Stop();
}

bool GrpcComponent::Start(StartProblems* problems) {
  const Settings& settings = context_.settings;
  AllowConnections(settings.max_connections, &context_.log);
  absl::StatusOr<std::unique_ptr<Server>> server = Server::Start(
      &rules_.reloader(), &engine_.engine(), access_.access(),
      {.listen = settings.listen,
       .credentials = access_.tls() == nullptr ? nullptr : TlsCredentials(*access_.tls()),
       .reflection = settings.reflection,
       .max_connections = settings.max_connections,
       .max_streams = settings.max_streams,
       .max_streams_per_connection = settings.max_streams_per_connection,
       .max_message_bytes = settings.max_message_bytes,
       .max_metadata_bytes = settings.max_metadata_bytes,
       .max_bytes_receiving = settings.max_bytes_in_flight / 2,
       .max_growth_bytes = settings.max_bytes_in_flight * 4,
       .closed = [this](Offence offence, std::string_view peer) {
         context_.log.Write(closed_lines_, LogLevel::kWarning, "connection closed",
                            {{"transport", "grpc"}, {"reason", NameOf(offence)}, {"peer", peer}});
       }});
  if (!server.ok()) return problems->Fail(server.status());
  server_ = *std::move(server);
  ConnectionCounters& counted = context_.metrics.connections;
  for (const Offence offence : kOffences) {
    counted.AddSource("grpc", std::string(NameOf(offence)),
                      [this, offence] { return server_->listener().guard().closed(offence); });
  }
  counted.AddSource("grpc", "answer_memory", [this] { return server_->cancelled_answers(); });
  return true;
}

std::vector<std::string> GrpcComponent::addresses() const {
  return server_->listener().addresses();
}

void GrpcComponent::Announce() {
  for (const std::string& address : addresses()) access_.LogListening("listening", address);
}

void GrpcComponent::Stop() {
  if (server_ != nullptr && !server_->Stop(context_.settings.drain)) {
    context_.log.Warning("calls were broken off after the drain");
  }
}

bool WatchComponent::Start(StartProblems* problems) {
  const Settings& settings = context_.settings;
  if (!settings.watch) return true;
  absl::StatusOr<std::unique_ptr<RulesWatcher>> watcher = RulesWatcher::Start(
      {.paths = settings.rules,
       .quiet = settings.watch_debounce,
       .changed = [this] { rules_.reloader().Request(ReloadCause::kWatch); },
       .problem =
           [this](const std::string& what) {
             context_.log.Warning("rules are looked at now and then only", {{"problem", what}});
           }});
  if (!watcher.ok()) return problems->Fail(watcher.status());
  watcher_ = *std::move(watcher);
  return true;
}

bool MemoryComponent::Start(StartProblems*) {
  trimmer_.emplace([this] {
    grpc_.server().FreeIdle();
    engine_.engine().classifiers.FreeIdle();
  });
  return true;
}

void RefusalLogComponent::Tick() {
  const std::vector<ConnectionCounters::Value> now = context_.metrics.connections.Values();
  logged_.resize(now.size());
  for (std::size_t i = 0; i < now.size(); ++i) {
    const std::uint64_t before = std::exchange(logged_[i], now[i].count);
    if (now[i].count == before) continue;
    // Those of gRPC are told one by one, with their peers.
    if (now[i].transport == "grpc" && now[i].reason != "answer_memory") continue;
    context_.log.Write(lines_, LogLevel::kWarning, "connections refused",
                       {{"transport", now[i].transport},
                        {"reason", now[i].reason},
                        {"count", now[i].count - before}});
  }
}

}  // namespace ascolto::service
