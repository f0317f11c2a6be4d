// A request and its answer, without the wire.

#ifndef ASCOLTO_SERVICE_HTTP_MESSAGE_H_
#define ASCOLTO_SERVICE_HTTP_MESSAGE_H_

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "service/codec/json_text.h"

namespace ascolto::service {

// What is known of the client while its request waits for an answer. Set by the server, within
// some 100 ms.
//
// Thread safety: every member from any thread.
struct HttpClient {
  std::atomic<bool> has_ended{false};  // it sends no more; it may still read
  std::atomic<bool> is_gone{false};    // nobody will read the answer
};

struct HttpRequest {
  std::string method;
  std::string path;  // without the query
  std::string authorization;
  std::string content_type;
  std::string body;
  std::shared_ptr<const HttpClient> client;  // null: nothing is known
};

struct HttpResponse {
  int status = 200;
  std::string content_type;
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;  // further ones
};
// To be called once, on any thread; later calls do nothing. When the last copy goes without a call
// the client gets a 503.
using HttpReply = std::function<void(HttpResponse)>;

HttpResponse JsonResponse(std::string body);
HttpResponse TextResponse(int status, std::string body);

// {"error":{"code":"INVALID_ARGUMENT","message":…}} with the HTTP status that belongs to the code,
// WWW-Authenticate with 401 and Retry-After with 429 and 503.
HttpResponse ErrorResponse(const absl::Status& error);
// The same with another HTTP status.
HttpResponse ErrorResponse(int status, const absl::Status& error);

// {"code":…,"message":…}
void WriteError(const absl::Status& error, JsonWriter* json);

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_HTTP_MESSAGE_H_
