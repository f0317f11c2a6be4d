#include "service/codec/field_error.h"

#include "absl/strings/cord.h"
#include "ascolto/base/strings.h"
#include "ascolto/internal/error_details.pb.h"

namespace ascolto::service {
namespace {

constexpr char kBadRequest[] = "type.googleapis.com/google.rpc.BadRequest";

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

std::string Cut(std::string_view given) {
  constexpr std::size_t kMost = 100;
  if (given.size() <= kMost) return std::string(given);
  std::size_t size = kMost;
  while (size > 0 && (given[size] & 0xc0) == 0x80) --size;  // not within a character
  return base::Cat(given.substr(0, size), "…");
}

}  // namespace ascolto::service
