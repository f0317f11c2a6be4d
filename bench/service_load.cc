#include "bench/service_load.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <memory>
#include <optional>
#include <utility>

#include <grpcpp/alarm.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>

#include "ascolto/base/strings.h"
#include "ascolto/v1/moderation.pb.h"
#include "bench/table.h"

namespace ascolto::bench {
namespace {

namespace v1 = ascolto::v1;
using Clock = std::chrono::steady_clock;

grpc::ByteBuffer BufferOf(const google::protobuf::MessageLite& message) {
  const grpc::Slice slice(message.SerializeAsString());
  return grpc::ByteBuffer(&slice, 1);
}

const char* MethodOf(CallKind kind) {
  switch (kind) {
    case CallKind::kUnary: return "/ascolto.v1.ModerationService/Classify";
    case CallKind::kBatch: return "/ascolto.v1.ModerationService/BatchClassify";
    case CallKind::kStream: return "/ascolto.v1.ModerationService/StreamClassify";
  }
  return "";
}

// What all calls of one run share.
struct Run {
  const Shape& shape;
  const std::vector<grpc::ByteBuffer>& requests;
  grpc::GenericStub stub;
  grpc::CompletionQueue queue;
  Clock::time_point end;
  Manners manners;
  std::size_t next = 0;
  std::size_t open = 0;  // calls
  LoadResult result;

  bool IsOver() const { return Clock::now() >= end; }
  const grpc::ByteBuffer& Next() { return requests[next++ % requests.size()]; }
  void Count(Clock::time_point sent, const grpc::ByteBuffer& response) {
    ++result.answered;
    result.comments += shape.comments;
    result.response_bytes += response.Length();
    result.latencies.push_back(
        std::chrono::duration<float, std::micro>(Clock::now() - sent).count());
  }
};

// Something that waits in the queue.
class Event {
 public:
  virtual ~Event() = default;
  virtual void Happen(bool ok) = 0;
};

// One unary call after the other.
class UnaryCaller final : public Event {
 public:
  explicit UnaryCaller(Run* run) : run_(*run) {
    ++run_.open;
    Send();
  }

  void Happen(bool) override {
    if (!std::exchange(waiting_, false)) {
      if (status_.ok()) {
        run_.Count(sent_, response_);
      } else {
        ++run_.result.refused[status_.error_code()];
      }
    }
    if (run_.IsOver()) {
      --run_.open;
    } else if (!Wait()) {
      Send();
    }
  }

 private:
  // False when the caller need not, or does not want to.
  bool Wait() {
    if (status_.ok() || run_.manners == Manners::kInsist) return false;
    const auto& trailers = context_->GetServerTrailingMetadata();
    const auto pushback = trailers.find("grpc-retry-pushback-ms");
    status_ = grpc::Status::OK;
    if (pushback == trailers.end()) return false;
    const int milliseconds = std::stoi(std::string(pushback->second.data(), pushback->second.size()));
    waiting_ = true;
    alarm_.Set(&run_.queue,
               std::chrono::system_clock::now() + std::chrono::milliseconds(milliseconds), this);
    return true;
  }

  void Send() {
    context_.emplace();
    response_.Clear();
    sent_ = Clock::now();
    call_ = run_.stub.PrepareUnaryCall(&*context_, MethodOf(run_.shape.kind), run_.Next(),
                                       &run_.queue);
    call_->StartCall();
    call_->Finish(&response_, &status_, this);
  }

  Run& run_;
  std::optional<grpc::ClientContext> context_;
  std::unique_ptr<grpc::GenericClientAsyncResponseReader> call_;
  grpc::ByteBuffer response_;
  grpc::Status status_;
  Clock::time_point sent_;
  grpc::Alarm alarm_;
  bool waiting_ = false;  // for the alarm
};

// A stream with a number of messages under way.
class StreamCaller {
 public:
  StreamCaller(Run* run, std::size_t in_flight) : run_(*run), most_(in_flight) {
    ++run_.open;
    call_ = run_.stub.PrepareCall(&context_, MethodOf(CallKind::kStream), &run_.queue);
    call_->StartCall(&started_);
  }

 private:
  class Step final : public Event {
   public:
    Step(StreamCaller* caller, void (StreamCaller::*then)(bool)) : caller_(caller), then_(then) {}
    void Happen(bool ok) override { (caller_->*then_)(ok); }

   private:
    StreamCaller* const caller_;
    void (StreamCaller::*const then_)(bool);
  };

  void OnStarted(bool ok) {
    if (!ok) return Finish();
    call_->Read(&response_, &read_);
    Write();
  }

  void OnWritten(bool ok) {
    writing_ = false;
    if (ok) Write();
  }

  void OnRead(bool ok) {
    if (!ok) return Finish();
    run_.Count(sent_.front(), response_);
    sent_.pop_front();
    call_->Read(&response_, &read_);
    Write();
  }

  void OnEnded(bool) {}

  void OnFinished(bool) {
    if (!status_.ok()) ++run_.result.refused[status_.error_code()];
    --run_.open;
  }

  void Write() {
    if (writing_ || ended_) return;
    if (run_.IsOver()) {
      ended_ = true;
      call_->WritesDone(&done_);
    } else if (sent_.size() < most_) {
      writing_ = true;
      sent_.push_back(Clock::now());
      call_->Write(run_.Next(), &written_);
    }
  }

  void Finish() { call_->Finish(&status_, &finished_); }

  Run& run_;
  const std::size_t most_;
  grpc::ClientContext context_;
  std::unique_ptr<grpc::GenericClientAsyncReaderWriter> call_;
  grpc::ByteBuffer response_;
  grpc::Status status_;
  std::deque<Clock::time_point> sent_;
  bool writing_ = false;
  bool ended_ = false;
  Step started_{this, &StreamCaller::OnStarted};
  Step written_{this, &StreamCaller::OnWritten};
  Step read_{this, &StreamCaller::OnRead};
  Step done_{this, &StreamCaller::OnEnded};
  Step finished_{this, &StreamCaller::OnFinished};
};

}  // namespace

std::string NameOf(const Shape& shape) {
  switch (shape.kind) {
    case CallKind::kUnary: return base::Cat("unary, ", shape.in_flight, " in flight");
    case CallKind::kBatch:
      return base::Cat("batch of ", WithCommas(static_cast<double>(shape.comments)));
    case CallKind::kStream: return base::Cat("stream, ", shape.comments, " a message");
  }
  return "";
}

std::vector<grpc::ByteBuffer> MakeRequests(const Shape& shape,
                                           const std::vector<std::string>& texts) {
  std::vector<grpc::ByteBuffer> requests;
  std::size_t at = 0;
  const auto fill = [&](v1::Comment* comment) {
    comment->set_id(std::to_string(at));
    comment->set_text(texts[at++]);
    comment->set_channel("facebook");
    comment->set_language("it");
  };
  while (at + shape.comments <= texts.size()) {
    if (shape.kind == CallKind::kUnary) {
      v1::ClassifyRequest request;
      fill(request.mutable_comment());
      requests.push_back(BufferOf(request));
    } else {  // the bytes of a StreamClassifyRequest without a sequence are the same
      v1::BatchClassifyRequest request;
      for (std::size_t i = 0; i < shape.comments; ++i) fill(request.add_comments());
      requests.push_back(BufferOf(request));
    }
  }
  return requests;
}

double LoadResult::Percentile(double share) const {
  if (latencies.empty()) return 0;
  const auto place = static_cast<std::size_t>(std::ceil(share * latencies.size()));
  return latencies[std::clamp<std::size_t>(place, 1, latencies.size()) - 1];
}

LoadResult Load(const std::string& address, const Shape& shape,
                const std::vector<grpc::ByteBuffer>& requests, std::chrono::milliseconds duration,
                Manners manners) {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(64 << 20);
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  const auto channel =
      grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments);
  channel->WaitForConnected(std::chrono::system_clock::now() + std::chrono::seconds(10));
  Run run{.shape = shape,
          .requests = requests,
          .stub = grpc::GenericStub(channel),
          .queue = {},
          .end = Clock::now() + duration,
          .manners = manners,
          .result = {}};
  const Clock::time_point begin = Clock::now();
  std::vector<std::unique_ptr<UnaryCaller>> unary;
  std::vector<std::unique_ptr<StreamCaller>> streams;
  if (shape.kind == CallKind::kStream) {
    for (std::size_t i = 0; i < kStreams; ++i) {
      streams.push_back(std::make_unique<StreamCaller>(
          &run, std::max<std::size_t>(1, shape.in_flight / kStreams)));
    }
  } else {
    for (std::size_t i = 0; i < shape.in_flight; ++i) {
      unary.push_back(std::make_unique<UnaryCaller>(&run));
    }
  }
  void* event = nullptr;
  bool ok = false;
  while (run.open > 0 && run.queue.Next(&event, &ok)) static_cast<Event*>(event)->Happen(ok);
  run.result.seconds = std::chrono::duration<double>(Clock::now() - begin).count();
  run.queue.Shutdown();
  while (run.queue.Next(&event, &ok)) {
  }
  std::sort(run.result.latencies.begin(), run.result.latencies.end());
  return std::move(run.result);
}

}  // namespace ascolto::bench
