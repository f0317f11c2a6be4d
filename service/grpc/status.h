// Errors on the wire: an absl::Status with what google.rpc says of it in the details.

#ifndef ASCOLTO_SERVICE_GRPC_STATUS_H_
#define ASCOLTO_SERVICE_GRPC_STATUS_H_

#include <chrono>
#include <string>
#include <string_view>

#include <grpcpp/support/status.h>

#include "absl/status/status.h"

namespace grpc {
class CallbackServerContext;
}

namespace ascolto::service {

// InvalidArgument that names a field of the request, like "comment.repeats", in a
// google.rpc.BadRequest.
absl::Status InvalidField(std::string_view field, std::string_view message);

// The field that `status` names, or empty.
std::string FieldOf(const absl::Status& status);

// The same with `prefix` and a dot before the field that it names, if it names one.
absl::Status WithinField(std::string_view prefix, absl::Status status);

// The codes of absl::Status are those of gRPC; payloads become details, by their type URL.
grpc::Status ToGrpc(const absl::Status& status);

// What a caller gave, short enough to be said back in an error.
std::string Cut(std::string_view given);

// UNAVAILABLE, to what comes in while the service stops.
grpc::Status Stopping();

// A request of more bytes than one may have. RESOURCE_EXHAUSTED without a RetryInfo: to send it again
// is of no use.
absl::Status TooLarge(std::size_t bytes, std::size_t most);

// RESOURCE_EXHAUSTED with a google.rpc.RetryInfo, and the trailer that gRPC's own retries read.
grpc::Status TryAgain(grpc::CallbackServerContext* context, std::string_view message,
                      std::chrono::milliseconds after = std::chrono::milliseconds(100));

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_GRPC_STATUS_H_
