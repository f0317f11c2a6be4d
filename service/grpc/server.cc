// Builds the server with every limit set by name, and takes it down in order.

#include "service/grpc/server.h"

#include <algorithm>
#include <cstdlib>
#include <string>
#include <utility>

#include <grpc/grpc.h>
#include <grpc/support/alloc.h>
#include <grpc/support/log.h>
#include <grpcpp/grpcpp.h>
#include <nlohmann/json.hpp>

#include "absl/synchronization/mutex.h"
#include "ascolto/base/status_macros.h"
#include "ascolto/base/strings.h"
#include "service/codec/field_error.h"
#include "service/grpc/listener.h"
#include "service/grpc/moderation_service.h"
#include "service/grpc/rules_service.h"
#include "service/grpc/reflection.h"
#include "service/grpc/status.h"

namespace ascolto::service {
namespace {

constexpr int kKeepaliveSeconds = 60;
constexpr int kKeepaliveTimeoutSeconds = 20;
constexpr int kShortestPingSeconds = 10;
constexpr int kHandshakeSeconds = 10;
constexpr std::size_t kReadBytes = 8192;
constexpr int kMaxSentBytes = 64 * 1024 * 1024;
// Near its quota gRPC sends connections away that have no call, whoever is to blame, and it passes
// the quota several times over all the same. ConnectionGuard acts long before.
constexpr std::size_t kTransportBytes = std::size_t{1} << 30;

// The channelz id of the newest server of this process.
std::intptr_t NewestServer() {
  std::intptr_t newest = 0;
  char* answer = grpc_channelz_get_servers(0);
  if (answer == nullptr) return newest;
  const auto json = nlohmann::json::parse(answer, nullptr, false);
  gpr_free(answer);
  if (!json.is_object() || !json.contains("server")) return newest;
  for (const auto& server : json["server"]) {
    const std::string id = server["ref"].value("serverId", std::string("0"));
    newest = std::max<std::intptr_t>(newest, std::strtoll(id.c_str(), nullptr, 10));
  }
  return newest;
}

void SetLimits(const Server::Options& options, grpc::ServerBuilder* builder) {
  // gRPC looks at the size of a message when it has all of it, and counts nothing: the handlers do
  // both (RefuseTooLarge). What a message may take until then is ConnectionGuard's to bound.
  builder->SetMaxReceiveMessageSize(-1);
  builder->SetMaxSendMessageSize(kMaxSentBytes);
  // Messages that are still coming in are counted nowhere else.
  builder->SetResourceQuota(grpc::ResourceQuota("ascolto").Resize(kTransportBytes));
  const auto set = [builder](const char* name, std::size_t value) {
    builder->AddChannelArgument(name, static_cast<int>(value));
  };
  set(GRPC_ARG_MAX_METADATA_SIZE, options.max_metadata_bytes);
  set(GRPC_ARG_MAX_CONCURRENT_STREAMS, options.max_streams_per_connection);
  set(GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS, kHandshakeSeconds * 1000);
  set(GRPC_ARG_KEEPALIVE_TIME_MS, kKeepaliveSeconds * 1000);
  set(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kKeepaliveTimeoutSeconds * 1000);
  set(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  set(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, kShortestPingSeconds * 1000);
  // What a message needs to be whole is let in anyway. With its estimate of the bandwidth gRPC lets
  // in many times as much, and goes on reading a message that it has refused.
  set(GRPC_ARG_HTTP2_BDP_PROBE, 0);
  // gRPC begins every call of what it has read at once before it frees one that was reset.
  set(GRPC_ARG_TCP_READ_CHUNK_SIZE, kReadBytes);
  set(GRPC_ARG_TCP_MAX_READ_CHUNK_SIZE, kReadBytes);
  // A compressed message is inflated before its size is looked at.
  builder->SetCompressionAlgorithmSupportStatus(GRPC_COMPRESS_GZIP, false);
  builder->SetCompressionAlgorithmSupportStatus(GRPC_COMPRESS_DEFLATE, false);
}

// Answers calls of methods that no service has.
class UnknownMethods final : public grpc::CallbackGenericService {
 public:
  explicit UnknownMethods(RequestCounters* counted) : counted_(*counted) {}

  grpc::ServerGenericBidiReactor* CreateReactor(
      grpc::GenericCallbackServerContext* context) override {
    class Reactor final : public grpc::ServerGenericBidiReactor {
     public:
      explicit Reactor(const grpc::Status& status) { Finish(status); }
      void OnDone() override { delete this; }
    };
    counted_.CountRefusal(Refusal::kNotFound);
    return new Reactor(grpc::Status(
        grpc::StatusCode::UNIMPLEMENTED,
        base::Cat("no such method: ", Cut(context->method()),
                  "; there are those of ascolto.v1.ModerationService and ascolto.v1.RulesService")));
  }

 private:
  RequestCounters& counted_;
};

class GrpcServer final : public Server {
 public:
  GrpcServer(RulesReloader* rules, Engine* engine, const Access& access,
             const Options& options, std::unique_ptr<Listener> listener)
      : calls_(engine->calls),
        unknown_methods_(&engine->metrics.requests),
        moderation_service_(*rules, engine, access, options.max_streams, &listener->guard()),
        rules_service_(rules, engine, access, &listener->guard()),
        listener_(std::move(listener)) {}

  absl::Status Start(const Options& options) {
    // Debian's Abseil looks for lock cycles at every lock that gRPC takes.
    absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
    using Type = grpc::ServerBuilder::experimental_type::ExternalConnectionType;
    grpc::ServerBuilder builder;
    const auto plain = grpc::InsecureServerCredentials();
    tcp_ = builder.experimental().AddExternalConnectionAcceptor(
        Type::FROM_FD, options.credentials != nullptr ? options.credentials : plain);
    unix_ = builder.experimental().AddExternalConnectionAcceptor(Type::FROM_FD, plain);
    builder.RegisterService(&moderation_service_);
    builder.RegisterService(&rules_service_);
    builder.RegisterCallbackGenericService(&unknown_methods_);
    SetLimits(options, &builder);
    server_ = builder.BuildAndStart();
    if (server_ == nullptr) return absl::InternalError("gRPC could not start its server");
    const std::intptr_t channelz_id = NewestServer();
    if (channelz_id == 0) return absl::InternalError("gRPC's channelz does not know its server");
    listener_->guard().SetServer(channelz_id);
    for (const char* name : {"ascolto.v1.ModerationService", "ascolto.v1.RulesService"}) {
      server_->GetHealthCheckService()->SetServingStatus(name, true);
    }
    listener_->Start([this](int fd, bool is_unix) {
      grpc::experimental::ExternalConnectionAcceptor::NewConnectionParameters connection;
      connection.fd = fd;
      (is_unix ? unix_ : tcp_)->HandleNewConnection(&connection);
    });
    return absl::OkStatus();
  }

  // A server that was not stopped would wait for its callers without end.
  ~GrpcServer() override {
    if (server_ != nullptr && !stopped_) Stop(std::chrono::milliseconds(0));
  }

  Listener& listener() override { return *listener_; }
  std::uint64_t cancelled_answers() const override {
    return moderation_service_.untaken().cancelled();
  }

  void FreeIdle() override { moderation_service_.FreeIdle(); }

  bool Stop(std::chrono::milliseconds patience) override {
    stopped_ = true;
    const auto deadline = std::chrono::steady_clock::now() + patience;
    server_->GetHealthCheckService()->Shutdown();
    calls_.Close();
    moderation_service_.Drain();
    const bool all_answered = calls_.WaitUntilEmpty(deadline);
    // Once gRPC shuts down it answers CANCELLED to a call that comes in, and not UNAVAILABLE:
    // goes on refusing until callers seem to have heard.
    calls_.WaitUntilQuiet(std::chrono::milliseconds(250),
                          std::chrono::steady_clock::now() + std::chrono::seconds(1));
    listener_->Stop();
    // What is left is cancelled: health watchers, and calls whose callers do not read.
    server_->Shutdown(std::chrono::system_clock::now() + std::chrono::milliseconds(100));
    return all_answered;
  }

 private:
  Calls& calls_;
  UnknownMethods unknown_methods_;
  ModerationService moderation_service_;
  RulesService rules_service_;
  std::unique_ptr<grpc::experimental::ExternalConnectionAcceptor> tcp_;
  std::unique_ptr<grpc::experimental::ExternalConnectionAcceptor> unix_;
  std::unique_ptr<grpc::Server> server_;   // goes before the services
  bool stopped_ = false;
  std::unique_ptr<Listener> listener_;     // goes before what it hands connections to
};

ConnectionGuard::Options Guarding(const Server::Options& options) {
  return {.connections = options.max_connections,
          .each = {.message_bytes = options.max_message_bytes,
                   .header_bytes = options.max_metadata_bytes,
                   .streams = options.max_streams_per_connection},
          .receiving_bytes = options.max_bytes_receiving,
          .growth_bytes = options.max_growth_bytes,
          .closed = options.closed};
}

}  // namespace

void SilenceGrpc() {
  if (std::getenv("GRPC_VERBOSITY") == nullptr) gpr_set_log_function([](gpr_log_func_args*) {});
}

absl::StatusOr<std::unique_ptr<Server>> Server::Start(RulesReloader* rules,
                                                      Engine* engine,
                                                      const Access& access,
                                                      const Options& options) {
  ASCOLTO_ASSIGN_OR_RETURN(std::unique_ptr<Listener> listener,
                           Listener::Bind(options.listen, Guarding(options)));
  grpc::EnableDefaultHealthCheckService(true);
  if (options.reflection) ASCOLTO_RETURN_IF_ERROR(EnableReflection());
  auto server = std::make_unique<GrpcServer>(rules, engine, access, options, std::move(listener));
  ASCOLTO_RETURN_IF_ERROR(server->Start(options));
  return server;
}

}  // namespace ascolto::service
