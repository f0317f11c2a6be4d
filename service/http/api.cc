// Requests are counted where they are answered; what is refused before is counted by its reason.

#include "service/http/api.h"

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/match.h"
#include "ascolto/base/guarded.h"
#include "ascolto/base/status_macros.h"
#include "ascolto/base/strings.h"
#include "service/config/version.h"
#include "service/http/classify_json.h"
#include "service/http/classify_request.h"
#include "service/http/rules_json.h"
#include "service/rules/low_priority.h"

namespace ascolto::service {
namespace {

using Clock = std::chrono::steady_clock;

// Requests about rules, or for metrics, that wait for their one thread.
constexpr std::size_t kMostWaiting = 4;

absl::Status Stopping() {
  return absl::UnavailableError(
      "the service is stopping; send the request again, to another server or later");
}

bool IsJson(std::string_view content_type) {
  content_type = content_type.substr(0, content_type.find(';'));
  while (content_type.ends_with(' ')) content_type.remove_suffix(1);
  return absl::EqualsIgnoreCase(base::ToAbsl(content_type), "application/json");
}

// What the work of a request threw.
HttpResponse FailedResponse(const absl::Status& status) {
  return ErrorResponse(absl::IsResourceExhausted(status) ? 503 : 500, status);
}

bool HasLeft(const std::shared_ptr<const HttpClient>& client) {
  return client != nullptr && (client->has_ended || client->is_gone);
}

absl::Status ClientGone() {
  return absl::CancelledError("the client closed its connection before the work began");
}

absl::StatusCode CodeOf(const HttpResponse& response) {
  switch (response.status) {
    case 413: return absl::StatusCode::kOutOfRange;
    case 499: return absl::StatusCode::kCancelled;
    case 200: return absl::StatusCode::kOk;
    case 429: return absl::StatusCode::kResourceExhausted;
    case 503: return absl::StatusCode::kUnavailable;
    case 400: return absl::StatusCode::kInvalidArgument;
    default: return absl::StatusCode::kInternal;
  }
}

// Counts the request when it is answered.
HttpReply Counted(MethodCounters* counters, HttpReply reply) {
  return [counters, began = Clock::now(), reply = std::move(reply)](HttpResponse response) {
    counters->Count(CodeOf(response), Clock::now() - began);
    reply(std::move(response));
  };
}

}  // namespace

// One path: its method, who may ask, and who answers. Without a role anybody may ask.
struct HttpApi::Route {
  std::string_view path;
  bool post;
  std::optional<Role> role;
  void (HttpApi::*answer)(HttpRequest request, HttpReply reply);
};

std::span<const HttpApi::Route> HttpApi::Routes() {
  static constexpr Route kRoutes[] = {
      {"/healthz", false, std::nullopt, &HttpApi::AnswerHealth},
      {"/readyz", false, std::nullopt, &HttpApi::AnswerReadiness},
      {"/metrics", false, Role::kRules, &HttpApi::AnswerMetrics},
      {"/v1/comments:classify", true, Role::kClassify, &HttpApi::ClassifyComments},
      {"/v1/rules:check", true, Role::kRules, &HttpApi::CheckRules},
      {"/v1/rules:explain", true, Role::kRules, &HttpApi::ExplainComment},
  };
  return kRoutes;
}

const HttpApi::Route* HttpApi::Find(std::string_view path) {
  for (const Route& route : Routes()) {
    if (route.path == path) return &route;
  }
  return nullptr;
}

HttpApi::HttpApi(const LiveRules& live, Engine* engine, const Access& access,
                 const Limits& limits)
    : live_(live),
      engine_(*engine),
      metrics_(engine->metrics),
      access_(access),
      limits_(limits),
      classify_(metrics_.requests.AddMethod("http", "Classify")),
      check_(metrics_.requests.AddMethod("http", "CheckRules")),
      explain_(metrics_.requests.AddMethod("http", "ExplainComment")),
      scrapes_(1, kMostWaiting),
      rules_(1, kMostWaiting, LowerPriorityOfThisThread) {}

bool HttpApi::IsForOperators(std::string_view path) {
  return path == "/healthz" || path == "/readyz" || path == "/metrics";
}

void HttpApi::Stop() {
  scrapes_.Stop();
  rules_.Stop();
}

std::optional<HttpResponse> HttpApi::Refuse(const HttpRequest& head, const Peer& peer) const {
  const Route* route = Find(head.path);
  RequestCounters& counted = metrics_.requests;
  if (route == nullptr) {
    counted.CountRefusal(Refusal::kNotFound);
    std::string paths;
    for (const Route& known : Routes()) paths += base::Cat(paths.empty() ? "" : ", ", known.path);
    return ErrorResponse(absl::NotFoundError(base::Cat("no such path; the paths are ", paths)));
  }
  const bool right = route->post ? head.method == "POST"
                                 : head.method == "GET" || head.method == "HEAD";
  if (!right) {
    counted.CountRefusal(Refusal::kMethodNotAllowed);
    const char* allowed = route->post ? "POST" : "GET, HEAD";
    HttpResponse response = ErrorResponse(
        405, absl::UnimplementedError(base::Cat("wrong method: use ", allowed)));
    response.headers.emplace_back("Allow", allowed);
    return response;
  }
  if (route->role) {
    const absl::StatusOr<Caller> caller =
        access_.Authorize(head.authorization, *route->role, peer);
    if (!caller.ok()) {
      counted.CountRefusal(absl::IsUnauthenticated(caller.status()) ? Refusal::kUnauthenticated
                                                                    : Refusal::kForbidden);
      return ErrorResponse(caller.status());
    }
  }
  if (route->post && !IsJson(head.content_type)) {
    counted.CountRefusal(Refusal::kUnsupportedMediaType);
    return ErrorResponse(415, absl::InvalidArgumentError(
                                  "the content type is not JSON; send application/json"));
  }
  return std::nullopt;
}

void HttpApi::Answer(HttpRequest request, HttpReply reply) {
  const Route* const route = Find(request.path);
  if (route == nullptr) return reply(ErrorResponse(absl::NotFoundError("no such path")));
  (this->*route->answer)(std::move(request), std::move(reply));
}

void HttpApi::AnswerHealth(HttpRequest, HttpReply reply) {
  reply(TextResponse(200, base::Cat("ok\nversion: ", EngineVersion(), "\n")));
}

void HttpApi::AnswerReadiness(HttpRequest, HttpReply reply) {
  reply(draining() ? TextResponse(503, "stopping\n") : TextResponse(200, "ready\n"));
}

void HttpApi::AnswerMetrics(HttpRequest request, HttpReply reply) {
  Submit(&scrapes_, request.client, reply, [this] {
    HttpResponse response = TextResponse(200, metrics_.Text());
    response.content_type = kMetricsContentType;
    return response;
  });
}

void HttpApi::CheckRules(HttpRequest request, HttpReply reply) {
  auto body = std::make_shared<std::string>(std::move(request.body));
  Submit(&rules_, request.client, Counted(check_, std::move(reply)),
         [this, body, client = request.client] {
           return Answered(CheckRulesJson(*body, limits_, [&] { return IsPointless(client); }));
         });
}

void HttpApi::ExplainComment(HttpRequest request, HttpReply reply) {
  auto body = std::make_shared<std::string>(std::move(request.body));
  Submit(&rules_, request.client, Counted(explain_, std::move(reply)),
         [this, body, client = request.client] {
           return Answered(ExplainJson(*body, live_.Get(), [&] { return IsPointless(client); }));
         });
}

bool HttpApi::IsPointless(const std::shared_ptr<const HttpClient>& client) {
  return HasLeft(client) || engine_.calls.closed();
}

void HttpApi::Submit(TaskQueue* queue, const std::shared_ptr<const HttpClient>& client,
                     const HttpReply& reply, std::function<HttpResponse()> work) {
  const bool taken = queue->TrySubmit([this, client, reply, work = std::move(work)] {
    if (HasLeft(client)) return Refuse(Refusal::kClientGone, ClientGone(), reply);
    const absl::Status status = base::Guarded([&] { reply(work()); });
    if (!status.ok()) reply(FailedResponse(status));
  });
  if (taken) return;
  if (engine_.calls.closed()) return Refuse(Refusal::kStopping, Stopping(), reply);
  Refuse(Refusal::kOverload,
         absl::ResourceExhaustedError(base::Cat("too many such requests wait: the limit is ",
                                                kMostWaiting, "; try again soon")),
         reply);
}

// A request between its arrival and its answer.
class HttpApi::ClassifyBatch final : public Batch {
 public:
  ClassifyBatch(HttpApi* api, HttpRequest request, HttpReply reply)
      : Batch(api->classify_),
        engine_(api->engine_),
        entry_(&api->engine_.calls),
        body_(std::move(request.body)),
        client_(std::move(request.client)),
        reply_(std::move(reply)) {}

  bool let_in() const { return entry_.let_in(); }
  std::size_t bytes() const { return body_.size(); }

 private:
  bool IsCancelled() const override { return HasLeft(client_); }

  absl::StatusOr<std::size_t> Read() override {
    ASCOLTO_ASSIGN_OR_RETURN(request_, ClassifyRequest::Read(body_, engine_.options.max_batch));
    body_ = std::string();  // all that is needed was copied
    return request_.count;
  }

  absl::Status Answer(LiveClassifier& classifier) override {
    ASCOLTO_ASSIGN_OR_RETURN(
        answer_, ClassifyJson(request_, classifier, kMostAnswerBytes,
                              [this] { return client_ != nullptr && client_->is_gone; }));
    return absl::OkStatus();
  }

  void Done(const absl::Status& status, std::optional<Refusal> refusal) override {
    const std::unique_ptr<ClassifyBatch> owner(this);
    if (status.ok()) return reply_(JsonResponse(std::move(answer_)));
    if (refusal == Refusal::kFailed) return reply_(FailedResponse(status));
    if (absl::IsOutOfRange(status)) return reply_(ErrorResponse(413, status));
    reply_(ErrorResponse(status));
  }

  Engine& engine_;
  const Calls::Entry entry_;
  std::string body_;
  const std::shared_ptr<const HttpClient> client_;
  const HttpReply reply_;
  ClassifyRequest request_;
  std::string answer_;
};

void HttpApi::ClassifyComments(HttpRequest request, HttpReply reply) {
  auto* const batch = new ClassifyBatch(this, std::move(request), std::move(reply));
  if (!batch->let_in()) return engine_.Finish(batch, Stopping(), Refusal::kStopping);
  engine_.Submit(batch, {.comments = 1, .bytes = batch->bytes()});
}

HttpResponse HttpApi::Answered(absl::StatusOr<std::string> body) const {
  if (body.ok()) return JsonResponse(*std::move(body));
  metrics_.requests.CountRefusal(body.status());
  return ErrorResponse(body.status());
}

void HttpApi::Refuse(Refusal reason, const absl::Status& why, const HttpReply& reply) const {
  metrics_.requests.CountRefusal(reason);
  reply(ErrorResponse(why));
}

}  // namespace ascolto::service
