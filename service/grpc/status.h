// Errors on the wire: an absl::Status with what google.rpc says of it in the details.

#ifndef ASCOLTO_SERVICE_GRPC_STATUS_H_
#define ASCOLTO_SERVICE_GRPC_STATUS_H_

#include <chrono>
#include <optional>
#include <string_view>

#include <grpcpp/support/status.h>

#include "absl/status/status.h"
#include "service/metrics/request_counters.h"

namespace grpc {
class CallbackServerContext;
}

namespace ascolto::service {

// The codes of absl::Status are those of gRPC; payloads become details, by their type URL.
grpc::Status ToGrpc(const absl::Status& status);

// Unavailable, to what comes in while the service stops.
absl::Status Stopping();

// A request of more bytes than one may have. RESOURCE_EXHAUSTED without a RetryInfo: to send it again
// is of no use.
absl::Status TooLarge(std::size_t bytes, std::size_t most);

// RESOURCE_EXHAUSTED with a google.rpc.RetryInfo, and the trailer that gRPC's own retries read.
grpc::Status TryAgain(grpc::CallbackServerContext* context, std::string_view message,
                      std::chrono::milliseconds after = std::chrono::milliseconds(100));

// How a call ends that the engine is done with: as above, by why it was refused, if it was.
grpc::Status ToGrpc(const absl::Status& status, std::optional<Refusal> refusal,
                    grpc::CallbackServerContext* context);

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_GRPC_STATUS_H_
