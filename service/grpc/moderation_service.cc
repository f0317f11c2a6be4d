// One reactor a call. A small request is answered where it comes in, any other is one task; a
// stream has at most one request under way, so that it is answered in order and the transport's
// flow control reaches the sender.

#include "service/grpc/moderation_service.h"

#include <atomic>
#include <chrono>
#include <string>
#include <utility>

#include <grpc/support/time.h>

#include "absl/functional/function_ref.h"
#include "ascolto/base/guarded.h"
#include "ascolto/base/status_macros.h"
#include "ascolto/base/strings.h"
#include "service/grpc/authorize.h"
#include "service/grpc/message.h"
#include "service/grpc/status.h"

namespace ascolto::service {
namespace {

bool IsLate(const grpc::CallbackServerContext& context) {
  const gpr_timespec deadline = context.raw_deadline();
  return gpr_time_cmp(deadline, gpr_now(deadline.clock_type)) < 0;
}

grpc::Status Late() {
  return grpc::Status(grpc::StatusCode::DEADLINE_EXCEEDED,
                      "the deadline passed before the work began");
}

// A request that cannot even be queued, or that throws, ends alone.
absl::Status WithoutExceptions(absl::FunctionRef<absl::Status()> work) {
  absl::Status status;
  const absl::Status thrown = base::Guarded([&] { status = work(); });
  return thrown.ok() ? status : thrown;
}

// What became of handing a task over.
absl::Status Submitted(TaskQueue* queue, TaskQueue::Task task) {
  bool taken = false;
  const absl::Status thrown = base::Guarded([&] { taken = queue->TrySubmit(std::move(task)); });
  if (!thrown.ok()) return thrown;
  return taken ? absl::OkStatus()
               : absl::UnavailableError("the service is stopping; send the request again, to "
                                        "another server or later");
}

// Why Submitted failed: the service stops, or has no memory for the task.
Refusal NotSubmitted(const absl::Status& status) {
  return absl::IsUnavailable(status) ? Refusal::kStopping : Refusal::kOverload;
}

absl::Status CheckCount(std::size_t count, std::size_t most) {
  if (count <= most) return absl::OkStatus();
  return InvalidField("comments", base::Cat("too many comments in one request: more than ", most,
                                            ", which is the limit; send them in several"));
}

}  // namespace

// Classify or BatchClassify.
class ModerationService::UnaryCall final : public grpc::ServerUnaryReactor {
 public:
  enum class Method { kClassify, kBatchClassify };

  UnaryCall(ModerationService* service, Method method, grpc::CallbackServerContext* context,
            const grpc::ByteBuffer* request, grpc::ByteBuffer* response)
      : service_(service),
        method_(method),
        context_(context),
        request_(request),
        response_(response) {}

  // Answers, has it answered, or ends the call with what is wrong.
  void Begin() {
    if (const absl::Status thrown = base::Guarded([this] { Take(); }); !thrown.ok()) {
      Finish(ToGrpc(thrown));
    }
  }

  // Asked for on another thread: the context may not be, before the handler has returned.
  void OnCancel() override { cancelled_.store(true, std::memory_order_relaxed); }

  void OnDone() override {
    untaken_ = {};
    ticket_ = {};
    Calls& calls = service_->moderation_.calls;
    delete this;
    calls.Leave();
  }

 private:
  // OnDone does next to nothing: as with gRPC's own default reactor, no thread of the executor
  // has to be woken for it, which costs as much as the rest of the call.
  bool InternalInlineable() override { return true; }

  void Take() {
    Moderation& moderation = service_->moderation_;
    if (!moderation.calls.Enter()) return Refuse(Refusal::kStopping, Stopping());
    const auto caller = Authorize(service_->access_, *context_, Role::kClassify);
    if (!caller.ok()) return Refuse(caller.status());
    const std::size_t bytes = request_->Length();
    if (const std::size_t most = moderation.options.max_message_bytes; bytes > most) {
      return Refuse(TooLarge(bytes, most));
    }
    if (ConnectionGuard::IsCounted(bytes)) service_->guard_.CountMessage(context_->peer(), bytes);
    const auto count = CountComments(*request_, moderation.options.max_batch);
    if (!count.ok()) return Refuse(count.status());
    if (absl::Status status = CheckCount(*count, moderation.options.max_batch); !status.ok()) {
      return Refuse(Refusal::kTooLarge, ToGrpc(status));
    }
    absl::StatusOr<Admission::Ticket> ticket = moderation.admission.Admit(*count, bytes);
    if (!ticket.ok()) {
      return Refuse(Refusal::kOverload,
                    TryAgain(context_, base::ToStd(ticket.status().message())));
    }
    ticket_ = *std::move(ticket);
    if (Moderation::IsSmall(*count, bytes)) return Work();
    const absl::Status submitted =
        Submitted(&moderation.tasks, [this] { WorkUnlessWaitedTooLong(); });
    if (!submitted.ok()) Refuse(NotSubmitted(submitted), ToGrpc(submitted));
  }

  // Counts the call, and ends it.
  void Finish(const grpc::Status& status) {
    MethodCounters* const counters =
        method_ == Method::kClassify ? service_->classify_ : service_->batch_classify_;
    counters->Count(static_cast<absl::StatusCode>(status.error_code()),
                    std::chrono::steady_clock::now() - began_);
    grpc::ServerUnaryReactor::Finish(status);
  }
  void Refuse(Refusal reason, const grpc::Status& status) {
    service_->moderation_.metrics.requests.CountRefusal(reason);
    Finish(status);
  }
  // The reason is the status's.
  void Refuse(const absl::Status& status) {
    CountRefusal(status, &service_->moderation_.metrics.requests);
    Finish(ToGrpc(status));
  }

  void WorkUnlessWaitedTooLong() {
    const auto most = service_->moderation_.options.max_wait;
    if (std::chrono::steady_clock::now() - began_ <= most) return Work();
    Refuse(Refusal::kWaitedTooLong,
           TryAgain(context_, base::Cat("the request waited for more than ", most.count(),
                                        " ms, which is the limit; try again soon")));
  }

  void Work() {
    if (IsLate(*context_)) return Refuse(Refusal::kDeadline, Late());
    if (cancelled_.load(std::memory_order_relaxed)) {
      return Refuse(absl::CancelledError("the caller went away"));
    }
    const absl::Status status = WithoutExceptions([this] {
      const absl::Status answered = Answer();
      // gRPC keeps both until the caller has taken the answer.
      ASCOLTO_ASSIGN_OR_RETURN(
          untaken_, service_->untaken_.Add(context_, request_->Length() + response_->Length()));
      return answered;
    });
    ticket_ = {};
    CountRefusal(status, &service_->moderation_.metrics.requests);
    Finish(ToGrpc(status));
  }

  absl::Status Answer() {
    const ResponderPool::Lease responder = service_->responders_.Borrow();
    const ModeratorPool::Lease moderator = service_->moderation_.moderators.Borrow();
    ASCOLTO_RETURN_IF_ERROR(responder->Read(*request_));
    if (method_ == Method::kClassify) return responder->AnswerOne(*moderator, response_);
    return responder->AnswerAll(
        *moderator, [this] { return cancelled_.load(std::memory_order_relaxed); }, response_);
  }

  ModerationService* const service_;
  const Method method_;
  grpc::CallbackServerContext* const context_;
  const grpc::ByteBuffer* const request_;
  grpc::ByteBuffer* const response_;
  Admission::Ticket ticket_;
  UntakenAnswers::Ticket untaken_;
  std::atomic<bool> cancelled_ = false;
  const std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
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
    if (const absl::Status thrown = base::Guarded([this] { Take(); }); !thrown.ok()) {
      Finish(ToGrpc(thrown));
    }
  }

  void OnWriteDone(bool ok) override {
    untaken_ = {};
    if (ok) return Read();
    Finish(grpc::Status(grpc::StatusCode::CANCELLED, "the caller went away"));
  }

  void OnDone() override {
    Calls& calls = service_->moderation_.calls;
    {
      std::lock_guard lock(service_->mutex_);
      service_->streams_.erase(this);
    }
    delete this;
    calls.Leave();
  }

 private:
  // The request that was read.
  void Take() {
    const std::size_t bytes = request_.Length();
    if (const std::size_t most = service_->moderation_.options.max_message_bytes; bytes > most) {
      return Refuse(TooLarge(bytes, most));
    }
    if (ConnectionGuard::IsCounted(bytes)) service_->guard_.CountMessage(context_->peer(), bytes);
    const std::size_t most = service_->moderation_.options.max_batch;
    const auto count = CountComments(request_, most);
    if (!count.ok()) return Refuse(count.status());
    if (absl::Status status = CheckCount(*count, most); !status.ok()) {
      service_->moderation_.metrics.requests.CountRefusal(Refusal::kTooLarge);
      return Finish(ToGrpc(status));
    }
    // Streams are bounded in number, and wait for their answers.
    absl::StatusOr<Admission::Ticket> ticket =
        service_->moderation_.admission.AdmitBeside(*count, bytes);
    if (!ticket.ok()) {
      service_->moderation_.metrics.requests.CountRefusal(Refusal::kOverload);
      return Finish(TryAgain(context_, base::ToStd(ticket.status().message())));
    }
    ticket_ = *std::move(ticket);
    if (Moderation::IsSmall(*count, bytes)) return Answer();
    const absl::Status submitted = Submitted(&service_->moderation_.tasks, [this] { Answer(); });
    if (submitted.ok()) return;
    service_->moderation_.metrics.requests.CountRefusal(NotSubmitted(submitted));
    Finish(ToGrpc(submitted));
  }

  // Counts the request, by the status's reason, and ends the stream.
  void Refuse(const absl::Status& status) {
    CountRefusal(status, &service_->moderation_.metrics.requests);
    Finish(ToGrpc(status));
  }

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

  void Answer() {
    if (IsLate(*context_)) {
      service_->moderation_.metrics.requests.CountRefusal(Refusal::kDeadline);
      return Finish(Late());
    }
    const auto began = std::chrono::steady_clock::now();
    const absl::Status status = WithoutExceptions([this] {
      const ResponderPool::Lease responder = service_->responders_.Borrow();
      const ModeratorPool::Lease moderator = service_->moderation_.moderators.Borrow();
      ASCOLTO_RETURN_IF_ERROR(responder->Read(request_));
      ASCOLTO_RETURN_IF_ERROR(responder->AnswerAll(
          *moderator, [this] { return context_->IsCancelled(); }, &response_));
      ASCOLTO_ASSIGN_OR_RETURN(untaken_, service_->untaken_.Add(context_, response_.Length()));
      return absl::OkStatus();
    });
    // A caller that never reads is not to hold up others.
    request_.Clear();
    ticket_ = {};
    service_->stream_classify_->Count(status.code(), std::chrono::steady_clock::now() - began);
    if (!status.ok()) return Refuse(status);
    StartWrite(&response_);
  }

  ModerationService* const service_;
  grpc::CallbackServerContext* const context_;
  grpc::ByteBuffer request_;
  grpc::ByteBuffer response_;
  Admission::Ticket ticket_;
  UntakenAnswers::Ticket untaken_;
  std::mutex mutex_;
  bool reading_ = false;   // waits for the caller; guarded by mutex_, like those below
  bool draining_ = false;
  bool ended_ = false;     // Finish was called, or is about to be
};

ModerationService::ModerationService(const RulesReloader& rules, Moderation* moderation,
                                     const Access& access, std::size_t max_streams,
                                     ConnectionGuard* guard)
    : rules_(rules),
      moderation_(*moderation),
      access_(access),
      max_streams_(max_streams),
      guard_(*guard),
      untaken_(moderation->options.in_flight.bytes),
      classify_(moderation->metrics.requests.AddMethod("grpc", "Classify")),
      batch_classify_(moderation->metrics.requests.AddMethod("grpc", "BatchClassify")),
      stream_classify_(moderation->metrics.requests.AddMethod("grpc", "StreamClassify")),
      get_dictionary_(moderation->metrics.requests.AddMethod("grpc", "GetDictionary")) {}

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
  RequestCounters& counted = moderation_.metrics.requests;
  if (!moderation_.calls.Enter()) {
    counted.CountRefusal(Refusal::kStopping);
    return new RefusedStream(&moderation_.calls, Stopping());
  }
  const auto caller = Authorize(access_, *context, Role::kClassify);
  if (!caller.ok()) {
    CountRefusal(caller.status(), &counted);
    return new RefusedStream(&moderation_.calls, ToGrpc(caller.status()));
  }
  if (streams_.size() >= max_streams_) {
    counted.CountRefusal(Refusal::kTooManyStreams);
    return new RefusedStream(
        &moderation_.calls,
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
  if (const std::size_t most = moderation_.options.max_message_bytes; bytes > most) {
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
  CountRefusal(status, &moderation_.metrics.requests);
  get_dictionary_->Count(status.code(), std::chrono::steady_clock::now() - began);
  reactor->Finish(ToGrpc(status));
  return reactor;
}

}  // namespace ascolto::service
