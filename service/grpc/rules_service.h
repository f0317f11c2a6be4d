// ascolto.v1.RulesService: what is live, and the trying out of what is not.
//
// Registered raw, as ModerationService is. The work is slow (compiling, testing): it runs on a
// thread of low priority of its own, one call after the other, and few may wait.

#ifndef ASCOLTO_SERVICE_GRPC_RULES_SERVICE_H_
#define ASCOLTO_SERVICE_GRPC_RULES_SERVICE_H_

#include <map>
#include <string_view>
#include <vector>

#include <grpcpp/grpcpp.h>

#include "absl/status/status.h"
#include "ascolto/v1/rules.grpc.pb.h"
#include "service/access/access.h"
#include "service/grpc/connection_guard.h"
#include "service/engine/engine.h"
#include "service/rules/call_budget.h"
#include "service/rules/reloader.h"

namespace ascolto::service {

using RawRulesService = v1::RulesService::WithRawCallbackMethod_GetRuleSet<
    v1::RulesService::WithRawCallbackMethod_ListPacks<
        v1::RulesService::WithRawCallbackMethod_ListRules<
            v1::RulesService::WithRawCallbackMethod_CheckRules<
                v1::RulesService::WithRawCallbackMethod_TestRules<
                    v1::RulesService::WithRawCallbackMethod_ExplainComment<
                        v1::RulesService::WithRawCallbackMethod_ReloadRules<
                            v1::RulesService::Service>>>>>>>;

class RulesService final : public RawRulesService {
 public:
  static constexpr std::size_t kMostWaiting = 16;  // calls

  // All must outlive the service.
  RulesService(RulesReloader* reloader, Engine* engine, const Access& access,
               ConnectionGuard* guard);

#define ASCOLTO_RAW_METHOD(name)                                         \
  grpc::ServerUnaryReactor* name(grpc::CallbackServerContext* context,   \
                                 const grpc::ByteBuffer* request,        \
                                 grpc::ByteBuffer* response) override
  ASCOLTO_RAW_METHOD(GetRuleSet);
  ASCOLTO_RAW_METHOD(ListPacks);
  ASCOLTO_RAW_METHOD(ListRules);
  ASCOLTO_RAW_METHOD(CheckRules);
  ASCOLTO_RAW_METHOD(TestRules);
  ASCOLTO_RAW_METHOD(ExplainComment);
  ASCOLTO_RAW_METHOD(ReloadRules);
#undef ASCOLTO_RAW_METHOD

 private:
  class Call;

  // False after ending the call.
  bool LetIn(const grpc::CallbackServerContext& context, Role role, Call* call);

  // Lets the caller in, and has *response made from *request by the method.
  template <typename Request, typename Response>
  grpc::ServerUnaryReactor* Handle(const char* name, grpc::CallbackServerContext* context,
                                   const grpc::ByteBuffer* request, grpc::ByteBuffer* response,
                                   absl::Status (RulesService::*method)(const Request&,
                                                                        CallBudget*, Response*)
                                       const);

  absl::Status DoGetRuleSet(const v1::GetRuleSetRequest& request, CallBudget* budget,
                            v1::RuleSet* response) const;
  absl::Status DoListPacks(const v1::ListPacksRequest& request, CallBudget* budget,
                           v1::ListPacksResponse* response) const;
  absl::Status DoListRules(const v1::ListRulesRequest& request, CallBudget* budget,
                           v1::ListRulesResponse* response) const;
  absl::Status DoCheckRules(const v1::CheckRulesRequest& request, CallBudget* budget,
                            v1::CheckRulesResponse* response) const;
  absl::Status DoTestRules(const v1::TestRulesRequest& request, CallBudget* budget,
                           v1::TestRulesResponse* response) const;
  absl::Status DoExplainComment(const v1::ExplainCommentRequest& request, CallBudget* budget,
                                v1::ExplainCommentResponse* response) const;

  // The files of a candidate. The error is of reading the live ones, or of a limit.
  absl::StatusOr<std::vector<RuleSet::Source>> SourcesOf(const v1::Candidate& candidate) const;

  RulesReloader& reloader_;
  Engine& engine_;
  const Access& access_;
  ConnectionGuard& guard_;
  std::map<std::string_view, MethodCounters*> counters_;  // by method
  TaskQueue tasks_;  // last: what it runs uses all of the above
};

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_GRPC_RULES_SERVICE_H_
