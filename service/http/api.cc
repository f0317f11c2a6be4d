// Requests are counted where they are answered; what is refused before is counted by its reason.

#include "service/http/api.h"

#include <chrono>
#include <memory>
#include <string_view>
#include <utility>

#include "absl/strings/match.h"
#include "ascolto/base/strings.h"
#include "service/config/version.h"
#include "service/http/classify_json.h"
#include "service/http/rules_json.h"
#include "ascolto/base/guarded.h"
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

// Without a role anybody may ask.
struct HttpApi::Route {
  std::string_view path;
  bool post;
  std::optional<Role> role;
};

const HttpApi::Route* HttpApi::Find(std::string_view path) {
  static constexpr Route kRoutes[] = {
      {"/healthz", false, std::nullopt},
      {"/readyz", false, std::nullopt},
      {"/metrics", false, Role::kRules},
      {"/v1/comments:classify", true, Role::kClassify},
      {"/v1/rules:check", true, Role::kRules},
      {"/v1/rules:explain", true, Role::kRules},
  };
  for (const Route& route : kRoutes) {
    if (route.path == path) return &route;
  }
  return nullptr;
}

HttpApi::HttpApi(const LiveRules& live, Moderation* moderation, const Access& access,
                 const Limits& limits)
    : live_(live),
      moderation_(*moderation),
      metrics_(moderation->metrics),
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
    return ErrorResponse(absl::NotFoundError(
        "no such path; the paths are /healthz, /readyz, /metrics, /v1/comments:classify, "
        "/v1/rules:check, /v1/rules:explain"));
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
  const std::string path = request.path;
  if (path == "/healthz") {
    return reply(TextResponse(200, base::Cat("ok\nversion: ", EngineVersion(), "\n")));
  }
  if (path == "/readyz") {
    return reply(draining() ? TextResponse(503, "stopping\n") : TextResponse(200, "ready\n"));
  }
  if (path == "/v1/comments:classify") {
    return Classify(std::move(request), Counted(classify_, std::move(reply)));
  }
  if (path == "/metrics") {
    return Submit(&scrapes_, request.client, reply, [this] {
      HttpResponse response = TextResponse(200, metrics_.Text());
      response.content_type = kMetricsContentType;
      return response;
    });
  }
  const bool check = path == "/v1/rules:check";
  auto body = std::make_shared<std::string>(std::move(request.body));
  Submit(&rules_, request.client, Counted(check ? check_ : explain_, std::move(reply)),
         [this, check, body, client = request.client] {
           const auto gone = [this, &client] {
             return HasLeft(client) || moderation_.calls.closed();
           };
           return Answered(check ? CheckRulesJson(*body, limits_, gone)
                                 : ExplainJson(*body, live_.Get(), gone));
         });
}

void HttpApi::Submit(TaskQueue* queue, const std::shared_ptr<const HttpClient>& client,
                     const HttpReply& reply, std::function<HttpResponse()> work) {
  const bool taken = queue->TrySubmit([this, client, reply, work = std::move(work)] {
    if (HasLeft(client)) return Refuse(Refusal::kClientGone, ClientGone(), reply);
    const absl::Status status = base::Guarded([&] { reply(work()); });
    if (!status.ok()) reply(FailedResponse(status));
  });
  if (taken) return;
  if (moderation_.calls.closed()) return Refuse(Refusal::kStopping, Stopping(), reply);
  Refuse(Refusal::kOverload,
         absl::ResourceExhaustedError(base::Cat("too many such requests wait: the limit is ",
                                                kMostWaiting, "; try again soon")),
         reply);
}

// A request between its arrival and its answer. However it ends, its bytes are given back and its
// call leaves, in this order.
struct HttpApi::Work {
  explicit Work(Calls* calls) : entry(calls) {}

  Calls::Entry entry;
  Admission::Ticket bytes;
  std::string body;
  HttpReply reply;
  std::shared_ptr<const HttpClient> client;
  Clock::time_point began = Clock::now();
};

void HttpApi::Classify(HttpRequest request, HttpReply reply) {
  auto work = std::make_shared<Work>(&moderation_.calls);
  if (!work->entry.let_in()) return Refuse(Refusal::kStopping, Stopping(), reply);
  absl::StatusOr<Admission::Ticket> ticket = moderation_.admission.Admit(1, request.body.size());
  if (!ticket.ok()) return Refuse(Refusal::kOverload, ticket.status(), reply);
  work->bytes = *std::move(ticket);
  work->body = std::move(request.body);
  work->client = std::move(request.client);
  work->reply = reply;
  const bool is_small = Moderation::IsSmall(1, work->body.size());
  const auto task = [this, work] {
    const absl::Status status = base::Guarded([&] { ClassifyNow(*work); });
    if (!status.ok()) work->reply(FailedResponse(status));
  };
  // As over gRPC, a small request does not wait behind large ones.
  if (is_small) return task();
  const bool taken = moderation_.tasks.TrySubmit(task);
  if (!taken) Refuse(Refusal::kStopping, Stopping(), reply);
}

void HttpApi::ClassifyNow(Work& work) const {
  if (HasLeft(work.client)) return Refuse(Refusal::kClientGone, ClientGone(), work.reply);
  if (const auto most = moderation_.options.max_wait; Clock::now() - work.began > most) {
    return Refuse(Refusal::kWaitedTooLong,
                  absl::ResourceExhaustedError(
                      base::Cat("the request waited for more than ", most.count(),
                                " ms, which is the limit; try again soon")),
                  work.reply);
  }
  const std::size_t most = moderation_.options.max_batch;
  const absl::StatusOr<ClassifyRequest> request = ClassifyRequest::Read(work.body, most);
  if (!request.ok()) return Refuse(Refusal::kInvalid, request.status(), work.reply);
  work.body = std::string();  // all that is needed was copied
  if (request->count > most) {
    return Refuse(Refusal::kTooLarge,
                  absl::InvalidArgumentError(
                      base::Cat("too many comments in one request: ", request->count,
                                "; the limit is ", most, ", send them in several")),
                  work.reply);
  }
  const auto ticket = moderation_.admission.Admit(request->count, 0);
  if (!ticket.ok()) return Refuse(Refusal::kOverload, ticket.status(), work.reply);
  const ModeratorPool::Lease moderator = moderation_.moderators.Borrow();
  absl::StatusOr<std::string> answer = ClassifyJson(
      *request, *moderator, kMostAnswerBytes,
      [&work] { return work.client != nullptr && work.client->is_gone; });
  if (absl::IsOutOfRange(answer.status())) {
    metrics_.requests.CountRefusal(Refusal::kTooLarge);
    return work.reply(ErrorResponse(413, answer.status()));
  }
  work.reply(Answered(std::move(answer)));
}

HttpResponse HttpApi::Answered(absl::StatusOr<std::string> body) const {
  if (body.ok()) return JsonResponse(*std::move(body));
  if (absl::IsInvalidArgument(body.status())) metrics_.requests.CountRefusal(Refusal::kInvalid);
  if (absl::IsCancelled(body.status())) metrics_.requests.CountRefusal(Refusal::kClientGone);
  return ErrorResponse(body.status());
}

void HttpApi::Refuse(Refusal reason, const absl::Status& why, const HttpReply& reply) const {
  metrics_.requests.CountRefusal(reason);
  reply(ErrorResponse(why));
}

}  // namespace ascolto::service
