// As many file descriptors as the settings need.

#ifndef ASCOLTO_SERVICE_DAEMON_DESCRIPTORS_H_
#define ASCOLTO_SERVICE_DAEMON_DESCRIPTORS_H_

#include <cstddef>

#include "service/log/log.h"

namespace ascolto::service {

// Raises the process's limit for so many connections, gRPC's and HTTP's, and for files beside them;
// warns when it may not go as high.
void AllowConnections(std::size_t connections, Log* log);

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_DAEMON_DESCRIPTORS_H_
