// Access for gRPC: the metadata `authorization`, the peer, and the certificate that it showed.

#ifndef ASCOLTO_SERVICE_GRPC_AUTHORIZE_H_
#define ASCOLTO_SERVICE_GRPC_AUTHORIZE_H_

#include "absl/status/statusor.h"
#include "service/access/access.h"
#include "service/metrics/request_counters.h"

namespace grpc {
class ServerContextBase;
}

namespace ascolto::service {

// Asked by every handler before any work. Costs nothing to speak of when access is open.
absl::StatusOr<Caller> Authorize(const Access& access, const grpc::ServerContextBase& context,
                                 Role role);

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_GRPC_AUTHORIZE_H_
