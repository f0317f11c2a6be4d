// ascolto.v1.ModerationService: takes calls in, has them answered, sends answers out.
//
// The methods are registered raw (bytes instead of messages): what is wrong with a request that
// does not parse is then ours to say; gRPC itself would answer UNIMPLEMENTED without a word.

#ifndef ASCOLTO_SERVICE_GRPC_MODERATION_SERVICE_H_
#define ASCOLTO_SERVICE_GRPC_MODERATION_SERVICE_H_

#include <cstddef>
#include <mutex>
#include <unordered_set>

#include <grpcpp/grpcpp.h>

#include "ascolto/v1/moderation.grpc.pb.h"
#include "service/access/access.h"
#include "service/grpc/connection_guard.h"
#include "service/grpc/responder.h"
#include "service/grpc/untaken_answers.h"
#include "service/engine/engine.h"
#include "service/rules/reloader.h"

namespace ascolto::service {

using RawModerationService = v1::ModerationService::WithRawCallbackMethod_Classify<
    v1::ModerationService::WithRawCallbackMethod_BatchClassify<
        v1::ModerationService::WithRawCallbackMethod_StreamClassify<
            v1::ModerationService::WithRawCallbackMethod_GetDictionary<
                v1::ModerationService::Service>>>>;

class ModerationService final : public RawModerationService {
 public:
  // All must outlive the service; `moderation`'s threads must have ended before it goes.
  // At most `max_streams` streams are open at the same time.
  // `guard` is told of the messages that come to their end.
  ModerationService(const RulesReloader& rules, Engine* engine, const Access& access,
                    std::size_t max_streams, ConnectionGuard* guard);

  const UntakenAnswers& untaken() const { return untaken_; }

  // Gives back buffers that no call uses.
  void FreeIdle() { responders_.FreeIdle(); }

  // Ends streams once what was read is answered. From before this on, `engine.calls` is closed.
  void Drain();

  grpc::ServerUnaryReactor* Classify(grpc::CallbackServerContext* context,
                                     const grpc::ByteBuffer* request,
                                     grpc::ByteBuffer* response) override;
  grpc::ServerUnaryReactor* BatchClassify(grpc::CallbackServerContext* context,
                                          const grpc::ByteBuffer* request,
                                          grpc::ByteBuffer* response) override;
  grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* StreamClassify(
      grpc::CallbackServerContext* context) override;
  grpc::ServerUnaryReactor* GetDictionary(grpc::CallbackServerContext* context,
                                          const grpc::ByteBuffer* request,
                                          grpc::ByteBuffer* response) override;

 private:
  class UnaryCall;
  class StreamCall;

  absl::Status FindDictionary(const grpc::CallbackServerContext& context,
                              const grpc::ByteBuffer& request, grpc::ByteBuffer* response) const;

  const RulesReloader& rules_;
  Engine& engine_;
  const Access& access_;
  const std::size_t max_streams_;
  ConnectionGuard& guard_;
  UntakenAnswers untaken_;
  MethodCounters* const classify_;
  MethodCounters* const batch_classify_;
  MethodCounters* const stream_classify_;  // each message by itself
  MethodCounters* const get_dictionary_;
  ResponderPool responders_;
  std::mutex mutex_;
  std::unordered_set<StreamCall*> streams_;  // guarded by mutex_
};

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_GRPC_MODERATION_SERVICE_H_
