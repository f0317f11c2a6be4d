#include "service/http/message.h"

#include "ascolto/base/strings.h"

namespace ascolto::service {
namespace {

constexpr char kJson[] = "application/json";

// As google.rpc.Code maps to HTTP.
int HttpStatusOf(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kOk: return 200;
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kOutOfRange: return 400;
    case absl::StatusCode::kUnauthenticated: return 401;
    case absl::StatusCode::kPermissionDenied: return 403;
    case absl::StatusCode::kNotFound: return 404;
    case absl::StatusCode::kResourceExhausted: return 429;
    case absl::StatusCode::kCancelled: return 499;
    case absl::StatusCode::kUnavailable: return 503;
    case absl::StatusCode::kDeadlineExceeded: return 504;
    default: return 500;
  }
}

}  // namespace

void WriteError(const absl::Status& error, JsonWriter* json) {
  json->BeginObject();
  json->Member("code", absl::StatusCodeToString(error.code()));
  json->Member("message", base::ToStd(error.message()));
  json->EndObject();
}

HttpResponse JsonResponse(std::string body) {
  return {.status = 200, .content_type = kJson, .body = std::move(body), .headers = {}};
}

HttpResponse TextResponse(int status, std::string body) {
  return {.status = status,
          .content_type = "text/plain; charset=utf-8",
          .body = std::move(body),
          .headers = {}};
}

HttpResponse ErrorResponse(const absl::Status& error) {
  return ErrorResponse(HttpStatusOf(error.code()), error);
}

HttpResponse ErrorResponse(int status, const absl::Status& error) {
  HttpResponse response;
  response.status = status;
  response.content_type = kJson;
  JsonWriter json(&response.body);
  json.BeginObject();
  json.Key("error");
  WriteError(error, &json);
  json.EndObject();
  response.body += '\n';
  if (status == 401) response.headers.emplace_back("WWW-Authenticate", "Bearer");
  if (status == 429 || status == 503) response.headers.emplace_back("Retry-After", "1");
  return response;
}

}  // namespace ascolto::service
