// What one worker thread does with one request: bytes in, bytes out.

#ifndef ASCOLTO_SERVICE_GRPC_MODERATOR_H_
#define ASCOLTO_SERVICE_GRPC_MODERATOR_H_

#include <cstddef>

#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/status.h>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "ascolto/classifier.h"
#include "ascolto/live_rules.h"
#include "ascolto/v1/moderation.pb.h"
#include "service/grpc/wire.h"

namespace ascolto::internal {
class Envelope;
}

namespace ascolto::service {

// Works with the rules that are live when a request begins, for the whole of it.
//
// Thread safety: one thread at a time; `live` must outlive it.
class Moderator {
 public:
  Moderator(const LiveRules& live, std::size_t max_batch);

  // `request` holds the message of the method's name; *response gets its answer.
  // INVALID_ARGUMENT says what is wrong with the request as a whole. Between two comments
  // `cancelled` is asked whether anybody still waits.
  using Cancelled = absl::FunctionRef<bool()>;
  grpc::Status Classify(const grpc::ByteBuffer& request, grpc::ByteBuffer* response);
  grpc::Status BatchClassify(const grpc::ByteBuffer& request, grpc::ByteBuffer* response,
                             Cancelled cancelled);
  grpc::Status StreamClassify(const grpc::ByteBuffer& request, grpc::ByteBuffer* response,
                              Cancelled cancelled);

 private:
  template <typename Response>
  grpc::Status ClassifyAll(const internal::Envelope& envelope, Cancelled cancelled,
                           Response* message);
  absl::Status ClassifyOne(const std::string& bytes, const Wanted& wanted, v1::Verdict* verdict);
  void TakeLiveRules();

  const LiveRules& live_;
  const std::size_t max_batch_;
  Classifier classifier_;
  v1::Comment comment_;  // reused
};

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_GRPC_MODERATOR_H_
