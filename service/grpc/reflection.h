// The reflection service, with which clients ask what services and messages there are.

#ifndef ASCOLTO_SERVICE_GRPC_REFLECTION_H_
#define ASCOLTO_SERVICE_GRPC_REFLECTION_H_

#include "absl/status/status.h"

namespace ascolto::service {

// From now on every server of this process has it; it cannot be turned off again.
absl::Status EnableReflection();

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_GRPC_REFLECTION_H_
