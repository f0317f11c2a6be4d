// What is done with one request of ModerationService: bytes in, bytes out.

#ifndef ASCOLTO_SERVICE_GRPC_RESPONDER_H_
#define ASCOLTO_SERVICE_GRPC_RESPONDER_H_

#include <cstddef>
#include <memory>
#include <mutex>
#include <string_view>
#include <vector>

#include <grpcpp/support/byte_buffer.h>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "ascolto/internal/answers.pb.h"
#include "ascolto/v1/moderation.pb.h"
#include "service/grpc/request.h"
#include "service/codec/protobuf.h"
#include "service/engine/live_classifier.h"

namespace ascolto::service {

// Owns the messages of the work, which are used again and again: once warm, only the bytes of the
// answer are allocated.
//
// Thread safety: one thread at a time.
class Responder {
 public:
  // The request that the next answer is to; its errors are those of Request::Read.
  absl::Status Read(const grpc::ByteBuffer& buffer) { return request_.Read(buffer); }
  const Request& request() const { return request_; }

  // *response gets a ClassifyResponse. InvalidArgument: not one comment, or one that is not valid.
  absl::Status AnswerOne(LiveClassifier& classifier, grpc::ByteBuffer* response);

  // *response gets a BatchClassifyResponse or StreamClassifyResponse. InvalidArgument: a setting is
  // not valid. Cancelled: `cancelled`, asked now and then, said that nobody waits any more.
  absl::Status AnswerAll(LiveClassifier& classifier, absl::FunctionRef<bool()> cancelled,
                         grpc::ByteBuffer* response);

 private:
  absl::Status Classify(LiveClassifier& classifier, std::string_view bytes, const Wanted& wanted,
                        v1::Verdict* verdict);

  Request request_;
  v1::Comment comment_;
  v1::ClassifyResponse one_;
  internal::Answers all_;
};

// Responders that wait for work.
//
// Thread safety: every call from any thread. Must outlive what it lends.
class ResponderPool {
 public:
  ResponderPool() = default;
  // Sees all that was given back: the last Return may have been gRPC's, on a thread of its own.
  ~ResponderPool() {
    std::lock_guard lock(mutex_);
    free_.clear();
  }

  struct GiveBack {
    ResponderPool* pool;
    void operator()(Responder* responder) const { pool->Return(responder); }
  };
  using Lease = std::unique_ptr<Responder, GiveBack>;

  Lease Borrow();

  // Gives back the memory of those that wait: a large request makes its responder large.
  void FreeIdle();

 private:
  void Return(Responder* responder);

  std::mutex mutex_;
  std::vector<std::unique_ptr<Responder>> free_;
};

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_GRPC_RESPONDER_H_
