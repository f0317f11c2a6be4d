// Payloads of an absl::Status are keyed by type URL, as the details of google.rpc.Status are.

#include "service/grpc/status.h"

#include <grpcpp/server_context.h>

#include "absl/strings/cord.h"
#include "ascolto/base/strings.h"
#include "ascolto/internal/error_details.pb.h"

namespace ascolto::service {
namespace {

constexpr char kBadRequest[] = "type.googleapis.com/google.rpc.BadRequest";
constexpr char kRetryInfo[] = "type.googleapis.com/google.rpc.RetryInfo";

internal::BadRequest BadRequestOf(const absl::Status& status) {
  internal::BadRequest details;
  if (const auto payload = status.GetPayload(kBadRequest)) {
    details.ParseFromString(std::string(*payload));
  }
  return details;
}

}  // namespace

absl::Status InvalidField(std::string_view field, std::string_view message) {
  absl::Status status = absl::InvalidArgumentError(base::ToAbsl(message));
  internal::BadRequest details;
  internal::BadRequest::FieldViolation* violation = details.add_field_violations();
  violation->set_field(std::string(field));
  violation->set_description(std::string(message));
  status.SetPayload(kBadRequest, absl::Cord(details.SerializeAsString()));
  return status;
}

std::string FieldOf(const absl::Status& status) {
  const internal::BadRequest details = BadRequestOf(status);
  return details.field_violations_size() == 0 ? "" : details.field_violations(0).field();
}

absl::Status WithinField(std::string_view prefix, absl::Status status) {
  internal::BadRequest details = BadRequestOf(status);
  if (details.field_violations_size() == 0) return status;
  std::string* field = details.mutable_field_violations(0)->mutable_field();
  *field = base::Cat(prefix, ".", *field);
  status.SetPayload(kBadRequest, absl::Cord(details.SerializeAsString()));
  return status;
}

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

std::string Cut(std::string_view given) {
  constexpr std::size_t kMost = 100;
  if (given.size() <= kMost) return std::string(given);
  std::size_t size = kMost;
  while (size > 0 && (given[size] & 0xc0) == 0x80) --size;  // not within a character
  return base::Cat(given.substr(0, size), "…");
}

grpc::Status Stopping() {
  return grpc::Status(grpc::StatusCode::UNAVAILABLE,
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

}  // namespace ascolto::service
