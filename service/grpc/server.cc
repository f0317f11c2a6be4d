// Builds the server with every limit set by name, and takes it down in order.

#include "service/grpc/server.h"

#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <string_view>
#include <utility>

#include <grpc/support/log.h>
#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/grpcpp.h>

#include "ascolto/base/strings.h"
#include "service/grpc/moderation_service.h"

namespace ascolto::service {
namespace {

constexpr int kMaxMetadataBytes = 16 * 1024;
constexpr int kMaxStreamsPerConnection = 100;
constexpr int kKeepaliveSeconds = 60;
constexpr int kKeepaliveTimeoutSeconds = 20;
constexpr int kShortestPingSeconds = 10;
constexpr int kMaxSentBytes = 64 * 1024 * 1024;

struct HostPort {
  std::string host;  // without the brackets of an IPv6 address
  std::string port;
};

std::optional<HostPort> Split(std::string_view address) {
  const std::size_t colon = address.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return std::nullopt;
  const std::string_view port = address.substr(colon + 1);
  if (port.empty() || port.size() > 5 ||
      port.find_first_not_of("0123456789") != std::string_view::npos ||
      std::stoi(std::string(port)) > 65535) {
    return std::nullopt;
  }
  std::string_view host = address.substr(0, colon);
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
    host = host.substr(1, host.size() - 2);
  } else if (host.find(':') != std::string_view::npos) {
    return std::nullopt;
  }
  return HostPort{std::string(host), std::string(port)};
}

// gRPC does not say why it could not listen: tries once more, by hand.
std::string WhyNot(const HostPort& address) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE;
  addrinfo* found = nullptr;
  if (const int error = getaddrinfo(address.host.c_str(), address.port.c_str(), &hints, &found);
      error != 0) {
    return gai_strerror(error);
  }
  std::string why = "the address was refused";
  const int fd = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int on = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  if (fd < 0 || bind(fd, found->ai_addr, found->ai_addrlen) != 0 || listen(fd, 1) != 0) {
    why = std::strerror(errno);
  }
  if (fd >= 0) close(fd);
  freeaddrinfo(found);
  return why;
}

void SetLimits(const Server::Options& options, grpc::ServerBuilder* builder) {
  builder->SetMaxReceiveMessageSize(static_cast<int>(options.max_message_bytes));
  builder->SetMaxSendMessageSize(kMaxSentBytes);
  builder->AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, kMaxMetadataBytes);
  builder->AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, kMaxStreamsPerConnection);
  builder->AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, kKeepaliveSeconds * 1000);
  builder->AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kKeepaliveTimeoutSeconds * 1000);
  builder->AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  builder->AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS,
                              kShortestPingSeconds * 1000);
  // Two servers on one port would each get some of the calls.
  builder->AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  // A compressed message is inflated before its size is looked at.
  builder->SetCompressionAlgorithmSupportStatus(GRPC_COMPRESS_GZIP, false);
  builder->SetCompressionAlgorithmSupportStatus(GRPC_COMPRESS_DEFLATE, false);
}

class GrpcServer final : public Server {
 public:
  GrpcServer(const LiveRules& live, const Options& options)
      : service_(live, {.threads = options.threads,
                        .queue = options.queue,
                        .max_streams = options.max_streams,
                        .max_batch = options.max_batch}) {}

  bool Listen(const Options& options, const HostPort& host_port) {
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort(options.address, grpc::InsecureServerCredentials(), &port);
    builder.RegisterService(&service_);
    SetLimits(options, &builder);
    server_ = builder.BuildAndStart();
    if (server_ == nullptr || port == 0) return false;
    address_ = base::Cat(options.address.substr(0, options.address.size() - host_port.port.size()),
                         port);
    server_->GetHealthCheckService()->SetServingStatus("ascolto.v1.ModerationService", true);
    return true;
  }

  std::string address() const override { return address_; }

  bool Stop(std::chrono::milliseconds patience) override {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    server_->GetHealthCheckService()->Shutdown();
    service_.Drain();
    const bool all_answered = service_.WaitUntilIdle(deadline);
    // Once gRPC shuts down it answers CANCELLED to a call that comes in, and not UNAVAILABLE.
    service_.WaitUntilQuiet();
    // What is left is cancelled: health watchers, and calls whose callers do not read.
    server_->Shutdown(std::chrono::system_clock::now() + std::chrono::milliseconds(100));
    return all_answered;
  }

 private:
  ModerationService service_;
  std::unique_ptr<grpc::Server> server_;  // goes before the service
  std::string address_;
};

}  // namespace

void SilenceGrpc() {
  if (std::getenv("GRPC_VERBOSITY") == nullptr) gpr_set_log_function([](gpr_log_func_args*) {});
}

absl::StatusOr<std::unique_ptr<Server>> Server::Start(const LiveRules& live,
                                                      const Options& options) {
  const std::optional<HostPort> host_port = Split(options.address);
  if (!host_port) {
    return absl::InvalidArgumentError(base::Cat("not an address: \"", options.address,
                                                "\"; give HOST:PORT, like 127.0.0.1:50051"));
  }
  SilenceGrpc();
  grpc::EnableDefaultHealthCheckService(true);
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  auto server = std::make_unique<GrpcServer>(live, options);
  if (!server->Listen(options, *host_port)) {
    return absl::UnavailableError(
        base::Cat("cannot listen on ", options.address, ": ", WhyNot(*host_port)));
  }
  return server;
}

}  // namespace ascolto::service
