// One reactor a call. A unary call is one job; a stream has at most one job at a time, so that
// it is answered in order and the transport's flow control reaches the sender.

#include "service/grpc/moderation_service.h"

#include <string>
#include <utility>

#include "ascolto/base/strings.h"

namespace ascolto::service {
namespace {

grpc::Status Stopping() {
  return grpc::Status(grpc::StatusCode::UNAVAILABLE,
                      "the service is stopping; send the request again, to another server or later");
}

// Refuses, and says in the header that gRPC's own retries read when to try again.
grpc::Status Overloaded(grpc::CallbackServerContext* context, std::string what) {
  context->AddTrailingMetadata("grpc-retry-pushback-ms", "100");
  return grpc::Status(grpc::StatusCode::RESOURCE_EXHAUSTED,
                      std::move(what) + "; try again in 100 ms");
}

class RefusedStream final : public grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer> {
 public:
  RefusedStream(Calls* calls, const grpc::Status& status) : calls_(calls) { Finish(status); }
  void OnDone() override {
    calls_->Leave();
    delete this;
  }

 private:
  Calls* const calls_;
};

}  // namespace

class ModerationService::UnaryCall final : public grpc::ServerUnaryReactor {
 public:
  explicit UnaryCall(Calls* calls) : calls_(calls) {}
  void OnDone() override {
    calls_->Leave();
    delete this;
  }

 private:
  Calls* const calls_;
};

class ModerationService::StreamCall final
    : public grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer> {
 public:
  StreamCall(ModerationService* service, grpc::CallbackServerContext* context)
      : service_(service), context_(context) {
    Read();
  }

  // Ends the stream now when it waits for the caller, else after the answer under way. The
  // caller holds the service's mutex, without which OnDone deletes nothing.
  void Drain() {
    {
      std::lock_guard lock(mutex_);
      draining_ = true;
      if (!reading_ || std::exchange(ended_, true)) return;
    }
    Finish(Stopping());
  }

  void OnReadDone(bool ok) override {
    {
      std::lock_guard lock(mutex_);
      reading_ = false;
      if (ended_) return;
      ended_ = !ok;
    }
    if (!ok) return Finish(grpc::Status::OK);  // the caller has no more, or has gone
    service_->workers_.Submit([this](Moderator& moderator) { Answer(moderator); });
  }

  void OnWriteDone(bool ok) override {
    if (ok) return Read();
    Finish(grpc::Status(grpc::StatusCode::CANCELLED, "the caller went away"));
  }

  void OnDone() override {
    {
      std::lock_guard lock(service_->mutex_);
      service_->streams_.erase(this);
    }
    service_->calls_.Leave();
    delete this;
  }

 private:
  // After Finish nothing here may be touched: OnDone may have deleted it.
  void Read() {
    {
      std::lock_guard lock(mutex_);
      if (!draining_) {
        reading_ = true;
        StartRead(&request_);
        return;
      }
      ended_ = true;
    }
    Finish(Stopping());
  }

  void Answer(Moderator& moderator) {
    const grpc::Status status = moderator.StreamClassify(
        request_, &response_, [this] { return context_->IsCancelled(); });
    if (!status.ok()) return Finish(status);
    StartWrite(&response_);
  }

  ModerationService* const service_;
  grpc::CallbackServerContext* const context_;
  grpc::ByteBuffer request_;
  grpc::ByteBuffer response_;
  std::mutex mutex_;
  bool reading_ = false;   // waits for the caller; guarded by mutex_, like those below
  bool draining_ = false;
  bool ended_ = false;     // Finish was called, or is about to be
};

ModerationService::ModerationService(const LiveRules& live, const Options& options)
    : options_(options), workers_(live, options.threads, options.queue, options.max_batch) {}

ModerationService::~ModerationService() = default;

void ModerationService::Drain() {
  calls_.Close();
  std::lock_guard lock(mutex_);
  for (StreamCall* stream : streams_) stream->Drain();
}

template <typename Answer>
grpc::ServerUnaryReactor* ModerationService::Submit(grpc::CallbackServerContext* context,
                                                    Answer answer) {
  const bool let_in = calls_.Enter();
  auto* call = new UnaryCall(&calls_);
  if (!let_in) {
    call->Finish(Stopping());
    return call;
  }
  const bool taken = workers_.TrySubmit(
      [call, answer](Moderator& moderator) { call->Finish(answer(moderator)); });
  if (!taken) {
    call->Finish(Overloaded(
        context, base::Cat("too many requests wait: the limit is ", options_.queue)));
  }
  return call;
}

grpc::ServerUnaryReactor* ModerationService::Classify(grpc::CallbackServerContext* context,
                                                      const grpc::ByteBuffer* request,
                                                      grpc::ByteBuffer* response) {
  return Submit(context, [request, response](Moderator& moderator) {
    return moderator.Classify(*request, response);
  });
}

grpc::ServerUnaryReactor* ModerationService::BatchClassify(grpc::CallbackServerContext* context,
                                                           const grpc::ByteBuffer* request,
                                                           grpc::ByteBuffer* response) {
  return Submit(context, [context, request, response](Moderator& moderator) {
    return moderator.BatchClassify(*request, response,
                                   [context] { return context->IsCancelled(); });
  });
}

grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* ModerationService::StreamClassify(
    grpc::CallbackServerContext* context) {
  std::lock_guard lock(mutex_);
  // Let in before Drain closes the gate: then Drain, which needs the mutex, sees the stream.
  if (!calls_.Enter()) return new RefusedStream(&calls_, Stopping());
  if (streams_.size() >= options_.max_streams) {
    return new RefusedStream(
        &calls_, Overloaded(context, base::Cat("too many streams are open: the limit is ",
                                               options_.max_streams)));
  }
  auto* stream = new StreamCall(this, context);
  streams_.insert(stream);
  return stream;
}

}  // namespace ascolto::service
