// Errors that name a field of the request.

#ifndef ASCOLTO_SERVICE_CODEC_FIELD_ERROR_H_
#define ASCOLTO_SERVICE_CODEC_FIELD_ERROR_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace ascolto::service {

// InvalidArgument that names a field of the request, like "comment.repeats", in a
// google.rpc.BadRequest.
absl::Status InvalidField(std::string_view field, std::string_view message);

// The field that `status` names, or empty.
std::string FieldOf(const absl::Status& status);

// The same with `prefix` and a dot before the field that it names, if it names one.
absl::Status WithinField(std::string_view prefix, absl::Status status);

// What a caller gave, cut to 100 bytes so that an error can quote it.
std::string Cut(std::string_view given);

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_CODEC_FIELD_ERROR_H_
