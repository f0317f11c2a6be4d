// One reactor a call, one function a method.

#include "service/codec/field_error.h"
#include "service/grpc/rules_service.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ascolto/base/guarded.h"
#include "ascolto/base/numbers.h"
#include "ascolto/base/status_macros.h"
#include "ascolto/base/strings.h"
#include "ascolto/model/labels.h"
#include "ascolto/rules/loader.h"
#include "ascolto/workbench/explain.h"
#include "ascolto/workbench/rule_tests.h"
#include "service/config/version.h"
#include "service/grpc/authorize.h"
#include "service/grpc/message.h"
#include "service/grpc/rules_wire.h"
#include "service/grpc/status.h"
#include "service/codec/protobuf.h"
#include "service/rules/low_priority.h"

namespace ascolto::service {
namespace {

constexpr int kPageSize = 100;
constexpr int kMostPageSize = 1000;

// "FINGERPRINT:INDEX of the next rule".
std::string PageToken(std::string_view fingerprint, std::size_t next) {
  return base::Cat(fingerprint, ":", next);
}

absl::StatusOr<std::size_t> ReadPageToken(std::string_view token, const RuleSet& rules) {
  if (token.empty()) return 0;
  const std::size_t colon = token.rfind(':');
  if (colon != std::string_view::npos && token.substr(0, colon) == rules.fingerprint()) {
    const auto next = base::ParseNumber<std::size_t>(token.substr(colon + 1));
    if (next) return *next;
  }
  return InvalidField("page_token", base::Cat("not a page token of the live rules: \"", Cut(token),
                                              "\"; the rules may have changed: start again without a token"));
}

void SetSeconds(std::chrono::system_clock::time_point time, google::protobuf::Timestamp* out) {
  out->set_seconds(
      std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count());
}

absl::Status InvalidCandidate(const RuleSet::Loaded& loaded) {
  for (const Diagnostic& diagnostic : loaded.diagnostics) {
    if (diagnostic.severity != Severity::kError) continue;
    return InvalidField("candidate", base::Cat("the candidate has errors; the first is ",
                                               diagnostic.code, ", ", Cut(diagnostic.file), ":",
                                               diagnostic.line, ": ", Cut(diagnostic.message)));
  }
  return InvalidField("candidate", base::ToStd(loaded.status.message()));
}

bool IsWorthSaying(const workbench::RuleTest& test) {
  return test.outcome != workbench::Outcome::kHolds &&
         test.outcome != workbench::Outcome::kKnownGap;
}

}  // namespace

class RulesService::Call final : public grpc::ServerUnaryReactor {
 public:
  Call(Calls* calls, MethodCounters* counters)
      : calls_(*calls), counters_(counters), let_in_(calls_.Enter()) {}

  bool let_in() const { return let_in_; }

  // Counts the call, and ends it.
  void Finish(const grpc::Status& status) {
    counters_->Count(static_cast<absl::StatusCode>(status.error_code()),
                     std::chrono::steady_clock::now() - began_);
    grpc::ServerUnaryReactor::Finish(status);
  }

  // Asked for on another thread: the context may not be, before the handler has returned.
  void OnCancel() override { cancelled_.store(true, std::memory_order_relaxed); }
  bool cancelled() const { return cancelled_.load(std::memory_order_relaxed); }

  void OnDone() override {
    Calls& calls = calls_;
    delete this;
    calls.Leave();
  }

 private:
  Calls& calls_;
  MethodCounters* const counters_;
  const bool let_in_;
  std::atomic<bool> cancelled_ = false;
  const std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
};

RulesService::RulesService(RulesReloader* reloader, Engine* engine, const Access& access,
                           ConnectionGuard* guard)
    : reloader_(*reloader),
      engine_(*engine),
      access_(access),
      guard_(*guard),
      tasks_(1, kMostWaiting, LowerPriorityOfThisThread) {
  for (const char* method : {"GetRuleSet", "ListPacks", "ListRules", "CheckRules", "TestRules",
                             "ExplainComment", "ReloadRules"}) {
    counters_[method] = engine->metrics.requests.AddMethod("grpc", method);
  }
}

bool RulesService::LetIn(const grpc::CallbackServerContext& context, Role role, Call* call) {
  RequestCounters& counted = engine_.metrics.requests;
  if (!call->let_in()) {
    counted.CountRefusal(Refusal::kStopping);
    call->Finish(ToGrpc(Stopping()));
    return false;
  }
  const auto caller = Authorize(access_, context, role);
  if (caller.ok()) return true;
  counted.CountRefusal(caller.status());
  call->Finish(ToGrpc(caller.status()));
  return false;
}

template <typename Request, typename Response>
grpc::ServerUnaryReactor* RulesService::Handle(const char* name,
                                               grpc::CallbackServerContext* context,
                                               const grpc::ByteBuffer* request,
                                               grpc::ByteBuffer* response,
                                               absl::Status (RulesService::*method)(
                                                   const Request&, CallBudget*, Response*) const) {
  auto* call = new Call(&engine_.calls, counters_.at(name));
  if (!LetIn(*context, Role::kRules, call)) return call;
  const auto work = [this, call, request, response, method] {
    RequestCounters& counted = engine_.metrics.requests;
    if (call->cancelled()) {
      counted.CountRefusal(Refusal::kClientGone);
      return call->Finish(grpc::Status(grpc::StatusCode::CANCELLED, "the caller went away"));
    }
    if (engine_.calls.closed()) {
      counted.CountRefusal(Refusal::kStopping);
      return call->Finish(ToGrpc(Stopping()));
    }
    absl::Status status;
    const absl::Status failed = base::Guarded([&] {
      CallBudget budget([this, call] { return call->cancelled() || engine_.calls.closed(); });
      Request message;
      Response answer;
      status = ParseMessage(*request, &message);
      if (status.ok()) status = (this->*method)(message, &budget, &answer);
      if (status.ok()) SerializeMessage(answer, response);
      if (budget.spent()) status = budget.Why();
    });
    if (!failed.ok()) status = failed;
    if (absl::IsCancelled(status) && !call->cancelled()) {
      counted.CountRefusal(Refusal::kStopping);
      return call->Finish(ToGrpc(Stopping()));
    }
    counted.CountRefusal(status);
    call->Finish(ToGrpc(status));
  };
  const std::size_t bytes = request->Length();
  if (const std::size_t most = engine_.options.max_message_bytes; bytes > most) {
    engine_.metrics.requests.CountRefusal(Refusal::kTooLarge);
    call->Finish(ToGrpc(TooLarge(bytes, most)));
    return call;
  }
  bool taken = false;
  const absl::Status thrown = base::Guarded([&] {
    if (ConnectionGuard::IsCounted(bytes)) {
      guard_.CountMessage(context->peer(), bytes);
    }
    taken = tasks_.TrySubmit(work);
  });
  if (!thrown.ok()) {
    call->Finish(ToGrpc(thrown));
  } else if (!taken) {
    engine_.metrics.requests.CountRefusal(Refusal::kOverload);
    call->Finish(TryAgain(context,
                          base::Cat("too many calls about rules wait: the limit is ", kMostWaiting,
                                    "; try again soon"),
                          std::chrono::seconds(1)));
  }
  return call;
}

#define ASCOLTO_HANDLE(name, Request, Response)                                      \
  grpc::ServerUnaryReactor* RulesService::name(grpc::CallbackServerContext* context, \
                                               const grpc::ByteBuffer* request,      \
                                               grpc::ByteBuffer* response) {         \
    return Handle<v1::Request, v1::Response>(#name, context, request, response,      \
                                             &RulesService::Do##name);               \
  }
ASCOLTO_HANDLE(GetRuleSet, GetRuleSetRequest, RuleSet)
ASCOLTO_HANDLE(ListPacks, ListPacksRequest, ListPacksResponse)
ASCOLTO_HANDLE(ListRules, ListRulesRequest, ListRulesResponse)
ASCOLTO_HANDLE(CheckRules, CheckRulesRequest, CheckRulesResponse)
ASCOLTO_HANDLE(TestRules, TestRulesRequest, TestRulesResponse)
ASCOLTO_HANDLE(ExplainComment, ExplainCommentRequest, ExplainCommentResponse)
#undef ASCOLTO_HANDLE

grpc::ServerUnaryReactor* RulesService::ReloadRules(grpc::CallbackServerContext* context,
                                                    const grpc::ByteBuffer*,
                                                    grpc::ByteBuffer* response) {
  auto* call = new Call(&engine_.calls, counters_.at("ReloadRules"));
  if (!LetIn(*context, Role::kAdmin, call)) return call;
  reloader_.Request(ReloadCause::kCall, [this, call, response](const ReloadReport& report) {
    v1::ReloadRulesResponse answer;
    WriteReload(report, answer.mutable_reload());
    answer.set_fingerprint(report.fingerprint);
    SerializeMessage(answer, response);
    if (report.result != ReloadResult::kStopped) return call->Finish(grpc::Status::OK);
    engine_.metrics.requests.CountRefusal(Refusal::kStopping);
    call->Finish(ToGrpc(Stopping()));
  });
  return call;
}

absl::Status RulesService::DoGetRuleSet(const v1::GetRuleSetRequest&, CallBudget*,
                                        v1::RuleSet* response) const {
  const ReloadState state = reloader_.state();
  const RuleSet& rules = *state.rules;
  std::set<std::string_view> packs;
  for (const RuleInfo& rule : rules.rules()) packs.insert(rule.pack);
  response->set_fingerprint(std::string(rules.fingerprint()));
  response->set_rule_count(static_cast<int>(rules.rules().size()));
  response->set_pack_count(static_cast<int>(packs.size()));
  response->set_label_count(static_cast<int>(rules.labels().size()));
  response->set_engine_version(std::string(EngineVersion()));
  SetSeconds(state.last_loaded, response->mutable_live_since());
  if (state.last->cause != ReloadCause::kStart) {
    WriteReload(*state.last, response->mutable_last_reload());
  }
  return absl::OkStatus();
}

absl::Status RulesService::DoListPacks(const v1::ListPacksRequest&, CallBudget*,
                                       v1::ListPacksResponse* response) const {
  const std::shared_ptr<const RuleSet> rules = reloader_.live().Get();
  response->set_fingerprint(std::string(rules->fingerprint()));
  std::map<std::string_view, v1::Pack*> packs;
  for (const RuleInfo& rule : rules->rules()) {
    v1::Pack*& pack = packs[rule.pack];
    if (pack == nullptr) {
      pack = response->add_packs();
      pack->set_name(std::string(rule.pack));
    }
    pack->set_rule_count(pack->rule_count() + 1);
    const std::string file = WellFormed(rule.file);
    const auto& files = pack->files();
    if (std::find(files.begin(), files.end(), file) == files.end()) pack->add_files(file);
  }
  return absl::OkStatus();
}

absl::Status RulesService::DoListRules(const v1::ListRulesRequest& request, CallBudget*,
                                       v1::ListRulesResponse* response) const {
  const std::shared_ptr<const RuleSet> rules = reloader_.live().Get();
  if (request.page_size() < 0) {
    return InvalidField("page_size", base::Cat("page_size is negative: ", request.page_size(),
                                               "; give 0 or more"));
  }
  ASCOLTO_ASSIGN_OR_RETURN(std::size_t at, ReadPageToken(request.page_token(), *rules));
  const int size = request.page_size() == 0 ? kPageSize
                                            : std::min(request.page_size(), kMostPageSize);
  response->set_fingerprint(std::string(rules->fingerprint()));
  for (; at < rules->rules().size(); ++at) {
    const RuleInfo& rule = rules->rules()[at];
    if (!request.pack().empty() && rule.pack != request.pack()) continue;
    if (!request.label().empty() && !model::IsUnderLabel(rule.label, request.label())) continue;
    if (request.status() != v1::RULE_STATUS_UNSPECIFIED &&
        StatusToWire(rule.status) != request.status()) {
      continue;
    }
    if (response->rules_size() == size) {
      response->set_next_page_token(PageToken(rules->fingerprint(), at));
      break;
    }
    WriteRule(rule, static_cast<std::uint32_t>(at), response->add_rules());
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<RuleSet::Source>> RulesService::SourcesOf(
    const v1::Candidate& candidate) const {
  const std::size_t most = reloader_.live().Get()->limits().files;
  if (static_cast<std::size_t>(candidate.sources_size()) > most) {
    return InvalidField("candidate.sources",
                        base::Cat("too many files: ", candidate.sources_size(),
                                  "; the limit is ", most));
  }
  std::vector<RuleSet::Source> sources;
  if (candidate.with_live_files()) {
    ASCOLTO_ASSIGN_OR_RETURN(
        sources, rules::ReadSources(reloader_.paths(), reloader_.live().Get()->limits()));
  }
  std::map<std::string, std::size_t> by_name;
  for (std::size_t i = 0; i < sources.size(); ++i) by_name.emplace(sources[i].name, i);
  for (const v1::Source& given : candidate.sources()) {
    const auto [known, inserted] = by_name.emplace(given.name(), sources.size());
    RuleSet::Source& source = inserted ? sources.emplace_back() : sources[known->second];
    source = {given.name(), given.text()};
  }
  return sources;
}

absl::Status RulesService::DoCheckRules(const v1::CheckRulesRequest& request, CallBudget* budget,
                                        v1::CheckRulesResponse* response) const {
  ASCOLTO_ASSIGN_OR_RETURN(const auto sources, SourcesOf(request.candidate()));
  RuleSet::Options options;
  options.limits = reloader_.live().Get()->limits();
  options.language = ReadLanguage(request.language());
  options.stop = budget->stop();
  const RuleSet::Loaded loaded = RuleSet::FromSources(sources, options);
  // A limit that no diagnostic tells of.
  if (absl::IsResourceExhausted(loaded.status)) return loaded.status;
  response->set_valid(loaded.status.ok());
  for (const Diagnostic& diagnostic : loaded.diagnostics) {
    WriteDiagnostic(diagnostic, response->add_diagnostics());
  }
  if (loaded.rules == nullptr) return absl::OkStatus();
  response->set_fingerprint(std::string(loaded.rules->fingerprint()));
  response->set_rule_count(static_cast<int>(loaded.rules->rules().size()));
  return absl::OkStatus();
}

absl::Status RulesService::DoTestRules(const v1::TestRulesRequest& request, CallBudget* budget,
                                       v1::TestRulesResponse* response) const {
  ASCOLTO_ASSIGN_OR_RETURN(const auto sources, SourcesOf(request.candidate()));
  workbench::RuleTestOptions options;
  options.loading.limits = reloader_.live().Get()->limits();
  options.loading.language = ReadLanguage(request.language());
  options.loading.stop = budget->stop();
  const workbench::RuleTestRun run = workbench::RunRuleTestsOf(sources, options);
  if (absl::IsResourceExhausted(run.status)) return run.status;
  response->set_passed(run.status.ok() && run.Passed());
  for (const Diagnostic& diagnostic : run.diagnostics) {
    WriteDiagnostic(diagnostic, response->add_diagnostics());
  }
  response->set_test_count(static_cast<int>(run.tests.size()));
  response->set_failed_count(static_cast<int>(run.Count(workbench::Outcome::kFails) +
                                              run.Count(workbench::Outcome::kCannotRun)));
  for (const workbench::RuleTest& test : run.tests) {
    if (request.all() || IsWorthSaying(test)) WriteTest(test, response->add_results());
  }
  for (const std::string& rule : run.rules_without_tests) {
    response->add_rules_without_tests(rule);
  }
  return absl::OkStatus();
}

absl::Status RulesService::DoExplainComment(const v1::ExplainCommentRequest& request,
                                            CallBudget* budget,
                                            v1::ExplainCommentResponse* response) const {
  ASCOLTO_ASSIGN_OR_RETURN(const Wanted wanted,
                           ReadWanted(v1::DETAIL_MATCHES, request.offset_unit(), true));
  absl::StatusOr<Comment> comment = ReadComment(request.comment());
  if (!comment.ok()) return WithinField("comment", comment.status());
  std::shared_ptr<const RuleSet> rules = reloader_.live().Get();
  if (request.has_candidate()) {
    ASCOLTO_ASSIGN_OR_RETURN(const auto sources, SourcesOf(request.candidate()));
    RuleSet::Options options;
    options.limits = rules->limits();
    options.stop = budget->stop();
    RuleSet::Loaded loaded = RuleSet::FromSources(sources, options);
    if (absl::IsResourceExhausted(loaded.status)) return loaded.status;
    if (!loaded.status.ok()) return InvalidCandidate(loaded);
    rules = std::move(loaded.rules);
  }
  Classifier classifier(rules);
  workbench::ExplainLimits limits;
  limits.stop = budget->stop();
  ASCOLTO_ASSIGN_OR_RETURN(const workbench::Explanation explanation,
                           workbench::Explain(*comment, &classifier, limits));
  WriteExplanation(explanation, comment->text, wanted.offset_unit, response);
  WriteVerdict(explanation.verdict, *comment, wanted, response->mutable_verdict());
  response->set_fingerprint(std::string(rules->fingerprint()));
  return absl::OkStatus();
}

}  // namespace ascolto::service
