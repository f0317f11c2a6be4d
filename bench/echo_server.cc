#include "bench/echo_server.h"

#include <signal.h>

#include <cstring>
#include <iostream>
#include <memory>

#include <google/protobuf/arena.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/support/proto_buffer_reader.h>

#include "absl/synchronization/mutex.h"
#include "ascolto/v1/moderation.grpc.pb.h"
#include "service/grpc/listener.h"
#include "service/grpc/moderation_service.h"

namespace ascolto::bench {
namespace {

struct Sizes {
  double base, each;

  // Parses the request on an arena, and answers.
  template <typename Request>
  bool Answer(const grpc::ByteBuffer& request, grpc::ByteBuffer* response) const {
    google::protobuf::Arena arena;
    auto* message = google::protobuf::Arena::CreateMessage<Request>(&arena);
    grpc::ByteBuffer copy = request;
    grpc::ProtoBufferReader reader(&copy);
    if (!message->ParseFromZeroCopyStream(&reader)) return false;
    const double comments = [&] {
      if constexpr (std::is_same_v<Request, v1::ClassifyRequest>) {
        return 1;
      } else {
        return message->comments_size();
      }
    }();
    grpc::Slice slice(static_cast<std::size_t>(base + each * comments));
    std::memset(const_cast<std::uint8_t*>(slice.begin()), 0x7f, slice.size());
    *response = grpc::ByteBuffer(&slice, 1);
    return true;
  }
};

const grpc::Status kInvalid(grpc::StatusCode::INVALID_ARGUMENT, "");

class Stream final : public grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer> {
 public:
  explicit Stream(const Sizes& sizes) : sizes_(sizes) { StartRead(&request_); }
  void OnReadDone(bool ok) override {
    if (!ok) return Finish(grpc::Status::OK);
    if (!sizes_.Answer<v1::StreamClassifyRequest>(request_, &response_)) return Finish(kInvalid);
    StartWrite(&response_);
  }
  void OnWriteDone(bool ok) override {
    if (!ok) return Finish(grpc::Status::CANCELLED);
    StartRead(&request_);
  }
  void OnDone() override { delete this; }

 private:
  const Sizes sizes_;
  grpc::ByteBuffer request_;
  grpc::ByteBuffer response_;
};

class EchoService final : public service::RawModerationService {
 public:
  explicit EchoService(const Sizes& sizes) : sizes_(sizes) {}

  grpc::ServerUnaryReactor* Classify(grpc::CallbackServerContext* context,
                                     const grpc::ByteBuffer* request,
                                     grpc::ByteBuffer* response) override {
    return Unary<v1::ClassifyRequest>(context, *request, response);
  }
  grpc::ServerUnaryReactor* BatchClassify(grpc::CallbackServerContext* context,
                                          const grpc::ByteBuffer* request,
                                          grpc::ByteBuffer* response) override {
    return Unary<v1::BatchClassifyRequest>(context, *request, response);
  }
  grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* StreamClassify(
      grpc::CallbackServerContext*) override {
    return new Stream(sizes_);
  }

 private:
  template <typename Request>
  grpc::ServerUnaryReactor* Unary(grpc::CallbackServerContext* context,
                                  const grpc::ByteBuffer& request, grpc::ByteBuffer* response) {
    auto* reactor = context->DefaultReactor();
    reactor->Finish(sizes_.Answer<Request>(request, response) ? grpc::Status::OK : kInvalid);
    return reactor;
  }

  const Sizes sizes_;
};

}  // namespace

int RunEchoServer(const std::vector<std::string>& listen, double base, double each) {
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGTERM);
  sigaddset(&ends, SIGINT);
  pthread_sigmask(SIG_BLOCK, &ends, nullptr);
  auto listener = service::Listener::Bind(listen, [] {
    service::ConnectionGuard::Options guarding;
    guarding.connections = 10'000;
    return guarding;
  }());
  if (!listener.ok()) {
    std::cerr << "error: " << listener.status().message() << "\n";
    return 2;
  }
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);  // as ours does
  EchoService service({base, each});
  grpc::ServerBuilder builder;
  auto acceptor = builder.experimental().AddExternalConnectionAcceptor(
      grpc::ServerBuilder::experimental_type::ExternalConnectionType::FROM_FD,
      grpc::InsecureServerCredentials());
  builder.RegisterService(&service);
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  (*listener)->Start([&](int fd, bool) {
    grpc::experimental::ExternalConnectionAcceptor::NewConnectionParameters connection;
    connection.fd = fd;
    acceptor->HandleNewConnection(&connection);
  });
  for (const std::string& address : (*listener)->addresses()) {
    std::cout << "listening on " << address << "\n";
  }
  std::cout.flush();
  int signal = 0;
  sigwait(&ends, &signal);
  (*listener)->Stop();
  server->Shutdown(std::chrono::system_clock::now() + std::chrono::seconds(1));
  return 0;
}

}  // namespace ascolto::bench
