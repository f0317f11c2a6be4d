// ascolto.v1.ModerationService: takes calls in, hands them to the workers, sends answers out.
//
// The methods are registered raw (bytes instead of messages): requests are parsed by the
// workers, who can then say what is wrong with one that does not parse; gRPC itself would
// answer UNIMPLEMENTED without a word.

#ifndef ASCOLTO_SERVICE_GRPC_MODERATION_SERVICE_H_
#define ASCOLTO_SERVICE_GRPC_MODERATION_SERVICE_H_

#include <chrono>
#include <cstddef>
#include <mutex>
#include <unordered_set>

#include <grpcpp/grpcpp.h>

#include "ascolto/live_rules.h"
#include "ascolto/v1/moderation.grpc.pb.h"
#include "service/grpc/calls.h"
#include "service/grpc/worker_pool.h"

namespace ascolto::service {

using RawModerationService = v1::ModerationService::WithRawCallbackMethod_Classify<
    v1::ModerationService::WithRawCallbackMethod_BatchClassify<
        v1::ModerationService::WithRawCallbackMethod_StreamClassify<
            v1::ModerationService::Service>>>;

class ModerationService final : public RawModerationService {
 public:
  struct Options {
    int threads = 1;
    std::size_t queue = 256;       // unary and batch calls that wait for a worker
    std::size_t max_streams = 256;  // open at the same time
    std::size_t max_batch = 1000;  // comments in one request
  };

  // `live` must outlive the service.
  ModerationService(const LiveRules& live, const Options& options);
  ~ModerationService() override;

  // From now on calls are refused with UNAVAILABLE; streams end once what was read is answered.
  void Drain();

  // Whether every call had ended by `deadline`.
  bool WaitUntilIdle(std::chrono::steady_clock::time_point deadline) {
    return calls_.WaitUntilEmpty(deadline);
  }

  // Goes on refusing until callers seem to have heard, for a second at most.
  void WaitUntilQuiet() {
    calls_.WaitUntilQuiet(std::chrono::milliseconds(250),
                          std::chrono::steady_clock::now() + std::chrono::seconds(1));
  }

  grpc::ServerUnaryReactor* Classify(grpc::CallbackServerContext* context,
                                     const grpc::ByteBuffer* request,
                                     grpc::ByteBuffer* response) override;
  grpc::ServerUnaryReactor* BatchClassify(grpc::CallbackServerContext* context,
                                          const grpc::ByteBuffer* request,
                                          grpc::ByteBuffer* response) override;
  grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* StreamClassify(
      grpc::CallbackServerContext* context) override;

 private:
  class UnaryCall;
  class StreamCall;

  template <typename Answer>
  grpc::ServerUnaryReactor* Submit(grpc::CallbackServerContext* context, Answer answer);

  const Options options_;
  Calls calls_;
  std::mutex mutex_;
  std::unordered_set<StreamCall*> streams_;  // guarded by mutex_
  WorkerPool workers_;                        // last: its jobs use all of the above
};

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_GRPC_MODERATION_SERVICE_H_
