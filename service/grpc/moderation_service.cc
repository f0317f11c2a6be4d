// One reactor a call. A small request is answered where it comes in, any other is one task; a
// stream has at most one request under way, so that it is answered in order and the transport's
// flow control reaches the sender.

#include "service/codec/field_error.h"
#include "service/grpc/moderation_service.h"

#include <atomic>
#include <chrono>
#include <optional>
#include <string>
#include <utility>

#include <grpc/support/time.h>

#include "ascolto/base/guarded.h"
#include "ascolto/base/status_macros.h"
#include "ascolto/base/strings.h"
#include "service/grpc/authorize.h"
#include "service/grpc/message.h"
#include "service/grpc/status.h"

namespace ascolto::service {
namespace {

bool HasPassed(const grpc::CallbackServerContext& context) {
  const gpr_timespec deadline = context.raw_deadline();
  return gpr_time_cmp(deadline, gpr_now(deadline.clock_type)) < 0;
}

}  // namespace

// Classify or BatchClassify.
class ModerationService::UnaryCall final : public grpc::ServerUnaryReactor, public Batch {
 public:
  enum class Method { kClassify, kBatchClassify };

  UnaryCall(ModerationService* service, Method method, grpc::CallbackServerContext* context,
            const grpc::ByteBuffer* request, grpc::ByteBuffer* response)
      : Batch(method == Method::kClassify ? service->classify_ : service->batch_classify_),
        service_(service),
        method_(method),
        context_(context),
        request_(request),
        response_(response) {}

  // Answers, has it answered, or ends the call with what is wrong.
  void Begin() {
    Engine& engine = service_->engine_;
    const bool let_in = engine.calls.Enter();
    std::size_t comments = 0;
    std::optional<Refusal> refusal;
    absl::Status status;
    const absl::Status thrown =
        base::Guarded([&] { status = Check(let_in, &comments, &refusal); });
    if (!thrown.ok()) status = thrown;
    if (!status.ok()) return engine.Finish(this, status, refusal);
    engine.Submit(this, {.comments = comments, .bytes = request_->Length()});
  }

  // Asked for on another thread: the context may not be, before the handler has returned.
  void OnCancel() override { cancelled_.store(true, std::memory_order_relaxed); }

  void OnDone() override {
    untaken_ = {};
    Calls& calls = service_->engine_.calls;
    delete this;
    calls.Leave();
  }

 private:
  // OnDone does next to nothing: as with gRPC's own default reactor, no thread of the executor
  // has to be woken for it, which costs as much as the rest of the call.
  bool InternalInlineable() override { return true; }

  absl::Status Check(bool let_in, std::size_t* comments, std::optional<Refusal>* refusal) {
    if (!let_in) {
      *refusal = Refusal::kStopping;
      return Stopping();
    }
    if (const auto caller = Authorize(service_->access_, *context_, Role::kClassify);
        !caller.ok()) {
      return caller.status();
    }
    const std::size_t bytes = request_->Length();
    if (const std::size_t most = service_->engine_.options.max_message_bytes; bytes > most) {
      return TooLarge(bytes, most);
    }
    if (ConnectionGuard::IsCounted(bytes)) service_->guard_.CountMessage(context_->peer(), bytes);
    ASCOLTO_ASSIGN_OR_RETURN(
        *comments, CountComments(*request_, service_->engine_.options.max_batch));
    return absl::OkStatus();
  }

  bool IsLate() const override { return HasPassed(*context_); }
  bool IsCancelled() const override { return cancelled_.load(std::memory_order_relaxed); }

  absl::StatusOr<std::size_t> Read() override {
    responder_ = service_->responders_.Borrow();
    ASCOLTO_RETURN_IF_ERROR(responder_->Read(*request_));
    return responder_->request().comments().size();
  }

  absl::Status Answer(LiveClassifier& classifier) override {
    ASCOLTO_RETURN_IF_ERROR(
        method_ == Method::kClassify
            ? responder_->AnswerOne(classifier, response_)
            : responder_->AnswerAll(classifier, [this] { return IsCancelled(); }, response_));
    // gRPC keeps both until the caller has taken the answer.
    ASCOLTO_ASSIGN_OR_RETURN(
        untaken_, service_->untaken_.Add(context_, request_->Length() + response_->Length()));
    return absl::OkStatus();
  }

  void Done(const absl::Status& status, std::optional<Refusal> refusal) override {
    responder_.reset();
    grpc::ServerUnaryReactor::Finish(ToGrpc(status, refusal, context_));
  }

  ModerationService* const service_;
  const Method method_;
  grpc::CallbackServerContext* const context_;
  const grpc::ByteBuffer* const request_;
  grpc::ByteBuffer* const response_;
  ResponderPool::Lease responder_;
  UntakenAnswers::Ticket untaken_;
  std::atomic<bool> cancelled_ = false;
};

namespace {

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

class ModerationService::StreamCall final
    : public grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>,
      public Batch {
 public:
  StreamCall(ModerationService* service, grpc::CallbackServerContext* context)
      : Batch(service->stream_classify_), service_(service), context_(context) {
    StartNextRead();
  }

  // Ends the stream now when it waits for the caller, else after the answer under way. The
  // caller holds the service's mutex, without which OnDone deletes nothing.
  void Drain() {
    {
      std::lock_guard lock(mutex_);
      draining_ = true;
      if (!reading_ || std::exchange(ended_, true)) return;
    }
    Finish(ToGrpc(Stopping()));
  }

  void OnReadDone(bool ok) override {
    {
      std::lock_guard lock(mutex_);
      reading_ = false;
      if (ended_) return;
      ended_ = !ok;
    }
    if (!ok) return Finish(grpc::Status::OK);  // the caller has no more, or has gone
    Engine& engine = service_->engine_;
    std::size_t comments = 0;
    absl::Status status;
    const absl::Status thrown = base::Guarded([&] { status = Check(&comments); });
    if (!thrown.ok()) status = thrown;
    if (!status.ok()) return engine.Finish(this, status);
    engine.Submit(this, {.comments = comments, .bytes = request_.Length(), .of_stream = true});
  }

  void OnWriteDone(bool ok) override {
    untaken_ = {};
    if (ok) return StartNextRead();
    Finish(grpc::Status(grpc::StatusCode::CANCELLED, "the caller went away"));
  }

  void OnDone() override {
    Calls& calls = service_->engine_.calls;
    {
      std::lock_guard lock(service_->mutex_);
      service_->streams_.erase(this);
    }
    delete this;
    calls.Leave();
  }

 private:
  using Reactor = grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>;

  // After Finish nothing here may be touched: OnDone may have deleted it.
  void Finish(const grpc::Status& status) { Reactor::Finish(status); }

  void StartNextRead() {
    {
      std::lock_guard lock(mutex_);
      if (!draining_) {
        reading_ = true;
        StartRead(&request_);
        return;
      }
      ended_ = true;
    }
    Finish(ToGrpc(Stopping()));
  }

  absl::Status Check(std::size_t* comments) {
    const std::size_t bytes = request_.Length();
    if (const std::size_t most = service_->engine_.options.max_message_bytes; bytes > most) {
      return TooLarge(bytes, most);
    }
    if (ConnectionGuard::IsCounted(bytes)) service_->guard_.CountMessage(context_->peer(), bytes);
    ASCOLTO_ASSIGN_OR_RETURN(
        *comments, CountComments(request_, service_->engine_.options.max_batch));
    return absl::OkStatus();
  }

  bool IsLate() const override { return HasPassed(*context_); }
  bool IsCancelled() const override { return context_->IsCancelled(); }

  absl::StatusOr<std::size_t> Read() override {
    responder_ = service_->responders_.Borrow();
    ASCOLTO_RETURN_IF_ERROR(responder_->Read(request_));
    return responder_->request().comments().size();
  }

  absl::Status Answer(LiveClassifier& classifier) override {
    ASCOLTO_RETURN_IF_ERROR(
        responder_->AnswerAll(classifier, [this] { return IsCancelled(); }, &response_));
    ASCOLTO_ASSIGN_OR_RETURN(untaken_, service_->untaken_.Add(context_, response_.Length()));
    return absl::OkStatus();
  }

  void Done(const absl::Status& status, std::optional<Refusal> refusal) override {
    responder_.reset();
    request_.Clear();
    if (!status.ok()) return Finish(ToGrpc(status, refusal, context_));
    StartWrite(&response_);
  }

  ModerationService* const service_;
  grpc::CallbackServerContext* const context_;
  grpc::ByteBuffer request_;
  grpc::ByteBuffer response_;
  ResponderPool::Lease responder_;
  UntakenAnswers::Ticket untaken_;
  std::mutex mutex_;
  bool reading_ = false;   // waits for the caller; guarded by mutex_, like those below
  bool draining_ = false;
  bool ended_ = false;     // Finish was called, or is about to be
};

ModerationService::ModerationService(const RulesReloader& rules, Engine* engine,
                                     const Access& access, std::size_t max_streams,
                                     ConnectionGuard* guard)
    : rules_(rules),
      engine_(*engine),
      access_(access),
      max_streams_(max_streams),
      guard_(*guard),
      untaken_(engine->options.in_flight.bytes),
      classify_(engine->metrics.requests.AddMethod("grpc", "Classify")),
      batch_classify_(engine->metrics.requests.AddMethod("grpc", "BatchClassify")),
      stream_classify_(engine->metrics.requests.AddMethod("grpc", "StreamClassify")),
      get_dictionary_(engine->metrics.requests.AddMethod("grpc", "GetDictionary")) {}

void ModerationService::Drain() {
  std::lock_guard lock(mutex_);
  for (StreamCall* stream : streams_) stream->Drain();
}

grpc::ServerUnaryReactor* ModerationService::Classify(grpc::CallbackServerContext* context,
                                                      const grpc::ByteBuffer* request,
                                                      grpc::ByteBuffer* response) {
  auto* call = new UnaryCall(this, UnaryCall::Method::kClassify, context, request, response);
  call->Begin();
  return call;
}

grpc::ServerUnaryReactor* ModerationService::BatchClassify(grpc::CallbackServerContext* context,
                                                           const grpc::ByteBuffer* request,
                                                           grpc::ByteBuffer* response) {
  auto* call = new UnaryCall(this, UnaryCall::Method::kBatchClassify, context, request, response);
  call->Begin();
  return call;
}

grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* ModerationService::StreamClassify(
    grpc::CallbackServerContext* context) {
  std::lock_guard lock(mutex_);
  // Let in before the gate is closed: then Drain, which needs the mutex, sees the stream.
  RequestCounters& counted = engine_.metrics.requests;
  if (!engine_.calls.Enter()) {
    counted.CountRefusal(Refusal::kStopping);
    return new RefusedStream(&engine_.calls, ToGrpc(Stopping()));
  }
  const auto caller = Authorize(access_, *context, Role::kClassify);
  if (!caller.ok()) {
    counted.CountRefusal(caller.status());
    return new RefusedStream(&engine_.calls, ToGrpc(caller.status()));
  }
  if (streams_.size() >= max_streams_) {
    counted.CountRefusal(Refusal::kTooManyStreams);
    return new RefusedStream(
        &engine_.calls,
        TryAgain(context, base::Cat("too many streams are open: the limit is ", max_streams_,
                                    "; try again soon")));
  }
  auto* stream = new StreamCall(this, context);
  streams_.insert(stream);
  return stream;
}

absl::Status ModerationService::FindDictionary(const grpc::CallbackServerContext& context,
                                               const grpc::ByteBuffer& request,
                                               grpc::ByteBuffer* response) const {
  ASCOLTO_RETURN_IF_ERROR(Authorize(access_, context, Role::kClassify).status());
  const std::size_t bytes = request.Length();
  if (const std::size_t most = engine_.options.max_message_bytes; bytes > most) {
    return TooLarge(bytes, most);
  }
  v1::GetDictionaryRequest message;
  ASCOLTO_RETURN_IF_ERROR(ParseMessage(request, &message));
  const std::string fingerprint = message.fingerprint().empty()
                                      ? std::string(rules_.live().Get()->fingerprint())
                                      : message.fingerprint();
  const std::shared_ptr<const Dictionary> found = rules_.dictionaries().Find(fingerprint);
  if (found == nullptr) {
    return absl::NotFoundError(
        base::Cat("unknown fingerprint: \"", Cut(fingerprint),
                  "\"; give that of a recent response, or none for the live rules"));
  }
  v1::Dictionary dictionary;
  dictionary.set_fingerprint(found->fingerprint);
  dictionary.mutable_rules()->Assign(found->rules.begin(), found->rules.end());
  dictionary.mutable_labels()->Assign(found->labels.begin(), found->labels.end());
  SerializeMessage(dictionary, response);
  return absl::OkStatus();
}

grpc::ServerUnaryReactor* ModerationService::GetDictionary(grpc::CallbackServerContext* context,
                                                           const grpc::ByteBuffer* request,
                                                           grpc::ByteBuffer* response) {
  const auto began = std::chrono::steady_clock::now();
  auto* reactor = context->DefaultReactor();
  const absl::Status status = FindDictionary(*context, *request, response);
  engine_.metrics.requests.CountRefusal(status);
  get_dictionary_->Count(status.code(), std::chrono::steady_clock::now() - began);
  reactor->Finish(ToGrpc(status));
  return reactor;
}

}  // namespace ascolto::service
