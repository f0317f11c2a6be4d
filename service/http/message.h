// A request and its answer, without the wire.

#ifndef ASCOLTO_SERVICE_HTTP_MESSAGE_H_
#define ASCOLTO_SERVICE_HTTP_MESSAGE_H_

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"

namespace ascolto::service {

struct HttpRequest {
  std::string method;
  std::string path;  // without the query
  std::string authorization;
  std::string content_type;
  std::string body;
};

struct HttpResponse {
  int status = 200;
  std::string content_type;
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;  // further ones
};
using HttpReply = std::function<void(HttpResponse)>;

HttpResponse JsonResponse(std::string body);
HttpResponse TextResponse(int status, std::string body);

// {"error":{"code":"INVALID_ARGUMENT","message":…}} with the HTTP status that belongs to the code,
// WWW-Authenticate with 401 and Retry-After with 429 and 503.
HttpResponse ErrorResponse(const absl::Status& error);
// The same with another HTTP status.
HttpResponse ErrorResponse(int status, const absl::Status& error);

// {"code":…,"message":…}
void AppendErrorJson(const absl::Status& error, std::string* out);

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_HTTP_MESSAGE_H_
