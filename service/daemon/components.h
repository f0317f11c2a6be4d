// The components of the service. They stand in the order in which they are started; daemon.cc makes the
// list.

#ifndef ASCOLTO_SERVICE_DAEMON_COMPONENTS_H_
#define ASCOLTO_SERVICE_DAEMON_COMPONENTS_H_

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ascolto/diagnostic.h"
#include "ascolto/live_rules.h"
#include "service/access/access.h"
#include "service/access/tls_files.h"
#include "service/config/settings.h"
#include "service/daemon/component.h"
#include "service/daemon/memory_trimmer.h"
#include "service/engine/engine.h"
#include "service/engine/sinks.h"
#include "service/grpc/server.h"
#include "service/http/api.h"
#include "service/http/server.h"
#include "service/log/log.h"
#include "service/metrics/metrics.h"
#include "service/rules/reloader.h"
#include "service/rules/watcher.h"

namespace ascolto::service {

// What every component may use.
struct ServiceContext {
  const Settings& settings;
  Log& log;
  Metrics& metrics;
};

// Tokens and TLS files.
class AccessComponent final : public Component {
 public:
  explicit AccessComponent(const ServiceContext& context) : context_(context) {}
  bool Start(StartProblems* problems) override;
  void Announce() override;
  void Reload() override { Refresh(true); }
  void Tick() override { Refresh(false); }

  const Access& access() const { return *access_; }
  const TlsFiles* tls() const { return tls_.get(); }  // null without TLS
  // Logs that callers can connect at `address`, and what is asked of them.
  void LogListening(const char* event, const std::string& address) const;

 private:
  void Refresh(bool in_any_case);

  const ServiceContext context_;
  std::unique_ptr<Access> access_;
  std::unique_ptr<TlsFiles> tls_;
};

// The rules, read again on SIGHUP.
class RulesComponent final : public Component {
 public:
  RulesComponent(const ServiceContext& context, MessageLanguage language)
      : context_(context), language_(language) {}
  bool Start(StartProblems* problems) override;
  void Announce() override;
  void Reload() override;
  void Stop() override;

  RulesReloader& reloader() { return *reloader_; }
  const LiveRules& live() const { return reloader_->live(); }
  // Called on the reloader's thread when other rules are live. To be set before Announce.
  void OnNewRules(std::function<void()> act) { on_new_rules_ = std::move(act); }

 private:
  const ServiceContext context_;
  const MessageLanguage language_;
  std::function<void()> on_new_rules_;
  std::unique_ptr<RulesReloader> reloader_;
};

// What is told of every verdict.
class SinksComponent final : public Component {
 public:
  explicit SinksComponent(const ServiceContext& context) : context_(context) {}
  bool Start(StartProblems* problems) override;
  void Reload() override { sinks_.Reopen(); }
  void Stop() override { sinks_.Stop(); }

  Sinks& sinks() { return sinks_; }

 private:
  const ServiceContext context_;
  Sinks sinks_;
};

// The threads that classify. Tells systemd that they work.
class EngineComponent final : public Component {
 public:
  EngineComponent(const ServiceContext& context, RulesComponent* rules, SinksComponent* sinks)
      : context_(context), rules_(*rules), sinks_(*sinks) {}
  bool Start(StartProblems* problems) override;
  void Tick() override;
  void Stop() override;

  Engine& engine() { return *engine_; }

 private:
  const ServiceContext context_;
  RulesComponent& rules_;
  SinksComponent& sinks_;
  std::optional<Engine> engine_;
  std::optional<std::chrono::microseconds> watch_interval_;
  std::atomic<bool> worked_{true};  // a probe was done since systemd was last told
  bool probing_ = false;            // a probe is under way; the ticker's own
};

// The HTTP port; nothing when it is off. It goes on until gRPC has stopped: whoever asks /readyz is to be
// told.
class HttpComponent final : public Component {
 public:
  HttpComponent(const ServiceContext& context, AccessComponent* access, RulesComponent* rules,
                EngineComponent* engine)
      : context_(context), access_(*access), rules_(*rules), engine_(*engine) {}
  bool Start(StartProblems* problems) override;
  void Announce() override;
  void Drain() override;
  void Stop() override;

  // With the port in use; empty when HTTP is off.
  std::string address() const { return server_ == nullptr ? "" : server_->address(); }

 private:
  const ServiceContext context_;
  AccessComponent& access_;
  RulesComponent& rules_;
  EngineComponent& engine_;
  std::optional<HttpApi> api_;
  std::unique_ptr<HttpServer> server_;
};

// The gRPC server.
class GrpcComponent final : public Component {
 public:
  GrpcComponent(const ServiceContext& context, AccessComponent* access, RulesComponent* rules,
                EngineComponent* engine)
      : context_(context), access_(*access), rules_(*rules), engine_(*engine) {}
  bool Start(StartProblems* problems) override;
  void Announce() override;
  void Stop() override;

  // With the ports in use.
  std::vector<std::string> addresses() const;
  Server& server() { return *server_; }

 private:
  const ServiceContext context_;
  AccessComponent& access_;
  RulesComponent& rules_;
  EngineComponent& engine_;
  LogLimit closed_lines_{60};  // a minute
  std::unique_ptr<Server> server_;
};

// Looks at the rule files, when `watch` is on.
class WatchComponent final : public Component {
 public:
  WatchComponent(const ServiceContext& context, RulesComponent* rules)
      : context_(context), rules_(*rules) {}
  bool Start(StartProblems* problems) override;
  void Stop() override { watcher_.reset(); }

 private:
  const ServiceContext context_;
  RulesComponent& rules_;
  std::unique_ptr<RulesWatcher> watcher_;
};

// Gives memory back after a burst.
class MemoryComponent final : public Component {
 public:
  MemoryComponent(GrpcComponent* grpc, EngineComponent* engine) : grpc_(*grpc), engine_(*engine) {}
  bool Start(StartProblems* problems) override;
  void Tick() override { trimmer_->Tick(); }

 private:
  GrpcComponent& grpc_;
  EngineComponent& engine_;
  std::optional<MemoryTrimmer> trimmer_;
};

// Logs how many connections were refused, once a second.
class RefusalLogComponent final : public Component {
 public:
  explicit RefusalLogComponent(const ServiceContext& context) : context_(context) {}
  bool Start(StartProblems*) override { return true; }
  void Tick() override;

 private:
  const ServiceContext context_;
  std::vector<std::uint64_t> logged_;  // connections, as last logged
  LogLimit lines_{60};                 // a minute
};

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_DAEMON_COMPONENTS_H_
