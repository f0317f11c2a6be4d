// TLS for the gRPC server, from files that change.

#ifndef ASCOLTO_SERVICE_GRPC_CREDENTIALS_H_
#define ASCOLTO_SERVICE_GRPC_CREDENTIALS_H_

#include <memory>

#include "service/access/tls_files.h"

namespace grpc {
class ServerCredentials;
}

namespace ascolto::service {

// TLS 1.2 or 1.3 with what `files` holds, now and after it changed. With a client CA a caller
// without a certificate signed by it cannot connect. `files` must outlive the server.
std::shared_ptr<grpc::ServerCredentials> TlsCredentials(const TlsFiles& files);

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_GRPC_CREDENTIALS_H_
