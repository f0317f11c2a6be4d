// Payloads of an absl::Status are keyed by type URL, as the details of google.rpc.Status are.

#include "service/grpc/status.h"

#include <grpcpp/server_context.h>

#include "absl/strings/cord.h"
#include "ascolto/base/strings.h"
#include "ascolto/internal/error_details.pb.h"
#include "service/codec/field_error.h"

namespace ascolto::service {
namespace {

constexpr char kRetryInfo[] = "type.googleapis.com/google.rpc.RetryInfo";

}  // namespace

grpc::Status ToGrpc(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  const auto code = static_cast<grpc::StatusCode>(status.code());
  std::string message(base::ToStd(status.message()));
  internal::Status details;
  status.ForEachPayload([&](absl::string_view type, const absl::Cord& payload) {
    google::protobuf::Any* any = details.add_details();
    any->set_type_url(std::string(type));
    any->set_value(std::string(payload));
  });
  if (details.details_size() == 0) return grpc::Status(code, std::move(message));
  details.set_code(code);
  details.set_message(message);
  return grpc::Status(code, std::move(message), details.SerializeAsString());
}

absl::Status Stopping() {
  return absl::UnavailableError(
      "the service is stopping; send the request again, to another server or later");
}

absl::Status TooLarge(std::size_t bytes, std::size_t most) {
  return absl::ResourceExhaustedError(base::Cat("the request is too large: ", bytes,
                                                " bytes; the limit is ", most,
                                                ", send the comments in several requests"));
}

grpc::Status TryAgain(grpc::CallbackServerContext* context, std::string_view message,
                      std::chrono::milliseconds after) {
  context->AddTrailingMetadata("grpc-retry-pushback-ms", std::to_string(after.count()));
  internal::RetryInfo retry;
  retry.mutable_retry_delay()->set_seconds(after.count() / 1000);
  retry.mutable_retry_delay()->set_nanos(static_cast<int>(after.count() % 1000 * 1'000'000));
  absl::Status status = absl::ResourceExhaustedError(base::ToAbsl(message));
  status.SetPayload(kRetryInfo, absl::Cord(retry.SerializeAsString()));
  return ToGrpc(status);
}

grpc::Status ToGrpc(const absl::Status& status, std::optional<Refusal> refusal,
                    grpc::CallbackServerContext* context) {
  if (refusal == Refusal::kOverload || refusal == Refusal::kWaitedTooLong) {
    return TryAgain(context, base::ToStd(status.message()));
  }
  if (refusal == Refusal::kTooLarge) {
    return ToGrpc(InvalidField("comments", base::ToStd(status.message())));
  }
  return ToGrpc(status);
}

}  // namespace ascolto::service
