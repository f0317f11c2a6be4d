// gRPC's own messages, as lines of the service's log.

#ifndef ASCOLTO_SERVICE_DAEMON_GRPC_LOG_H_
#define ASCOLTO_SERVICE_DAEMON_GRPC_LOG_H_

#include "service/log/log.h"

namespace ascolto::service {

// While it lives, what gRPC has to say (errors only, unless GRPC_VERBOSITY says otherwise) goes
// to `log` as warnings, so many a minute; after it, nowhere.
//
// Thread safety: one at a time.
class GrpcLog {
 public:
  explicit GrpcLog(Log* log);
  ~GrpcLog();
  GrpcLog(const GrpcLog&) = delete;
  GrpcLog& operator=(const GrpcLog&) = delete;
};

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_DAEMON_GRPC_LOG_H_
