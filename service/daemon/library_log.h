// What gRPC and protobuf have to say, as lines of the service's log. Left alone, both write to stderr
// by themselves, and wait when nobody reads it.

#ifndef ASCOLTO_SERVICE_DAEMON_LIBRARY_LOG_H_
#define ASCOLTO_SERVICE_DAEMON_LIBRARY_LOG_H_

#include "service/log/log.h"

namespace ascolto::service {

// While it lives, the messages of gRPC (errors only, unless GRPC_VERBOSITY says otherwise) and of
// protobuf go to `log` as warnings, so many a minute; after it, nowhere.
//
// Thread safety: one at a time.
class LibraryLog {
 public:
  explicit LibraryLog(Log* log);
  ~LibraryLog();
  LibraryLog(const LibraryLog&) = delete;
  LibraryLog& operator=(const LibraryLog&) = delete;
};

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_DAEMON_LIBRARY_LOG_H_
