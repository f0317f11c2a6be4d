#include "service/grpc/credentials.h"

#include <grpcpp/grpcpp.h>
#include <grpcpp/security/tls_certificate_provider.h>
#include <grpcpp/security/tls_certificate_verifier.h>
#include <grpcpp/security/tls_credentials_options.h>

namespace ascolto::service {
namespace {

constexpr unsigned kLookAgainSeconds = 1;  // the files are in memory

}  // namespace

std::shared_ptr<grpc::ServerCredentials> TlsCredentials(const TlsFiles& files) {
  const TlsFiles::Paths paths = files.checked();
  grpc::experimental::TlsServerCredentialsOptions options(
      std::make_shared<grpc::experimental::FileWatcherCertificateProvider>(
          paths.key, paths.certificate, paths.client_ca, kLookAgainSeconds));
  options.watch_identity_key_cert_pairs();
  if (!paths.client_ca.empty()) {
    options.watch_root_certs();
    options.set_cert_request_type(GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
    // The chain is verified by then; a client's name is not that of a host to be compared.
    options.set_certificate_verifier(
        std::make_shared<grpc::experimental::NoOpCertificateVerifier>());
    options.set_check_call_host(false);
  }
  return grpc::experimental::TlsServerCredentials(options);
}

}  // namespace ascolto::service
