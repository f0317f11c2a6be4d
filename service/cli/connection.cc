#include "service/cli/connection.h"

#include <CLI/CLI.hpp>

#include <chrono>

#include <grpcpp/grpcpp.h>

#include "ascolto/base/status_macros.h"
#include "ascolto/base/strings.h"
#include "service/access/address.h"
#include "service/config/yaml.h"
#include "service/grpc/server.h"

namespace ascolto::cli {
namespace {

constexpr std::chrono::seconds kPatience(5);  // for the connection
constexpr std::size_t kMostBytes = 1 << 20;   // of a file

absl::StatusOr<std::shared_ptr<grpc::ChannelCredentials>> Credentials(
    const ConnectionFlags& flags) {
  if (flags.tls_certificate.empty() != flags.tls_key.empty()) {
    return absl::InvalidArgumentError("--tls-certificate and --tls-key go together; give both");
  }
  if (flags.tls_ca.empty()) {
    if (flags.tls_key.empty()) return grpc::InsecureChannelCredentials();
    return absl::InvalidArgumentError("--tls-key is given without --tls-ca; give all three");
  }
  grpc::SslCredentialsOptions options;
  ASCOLTO_ASSIGN_OR_RETURN(options.pem_root_certs,
                           service::ReadSmallFile(flags.tls_ca, kMostBytes));
  if (!flags.tls_key.empty()) {
    ASCOLTO_ASSIGN_OR_RETURN(options.pem_cert_chain,
                             service::ReadSmallFile(flags.tls_certificate, kMostBytes));
    ASCOLTO_ASSIGN_OR_RETURN(options.pem_private_key,
                             service::ReadSmallFile(flags.tls_key, kMostBytes));
  }
  return grpc::SslCredentials(options);
}

bool IsLocal(const std::string& address) {
  const absl::StatusOr<service::Address> parsed = service::ParseAddress(address);
  return parsed.ok() && service::IsLocal(*parsed);
}

}  // namespace

void AddConnectionFlags(CLI::App* verb, ConnectionFlags* flags) {
  verb->add_option("--address", flags->address, "The service, HOST:PORT or unix:/PATH")
      ->type_name("ADDRESS")
      ->capture_default_str();
  const auto add_file = [verb](const char* name, std::string* value, const char* what) {
    verb->add_option(name, *value, what)->type_name("FILE");
  };
  add_file("--tls-ca", &flags->tls_ca,
           "Use TLS; the service's certificate must be signed by one of these, PEM");
  add_file("--tls-certificate", &flags->tls_certificate, "Certificate to show, PEM");
  add_file("--tls-key", &flags->tls_key, "Its private key, PEM");
  add_file("--token-file", &flags->token_file, "File with the token to send");
}

absl::StatusOr<std::shared_ptr<grpc::Channel>> Connect(const ConnectionFlags& flags) {
  service::SilenceGrpc();
  ASCOLTO_ASSIGN_OR_RETURN(const auto credentials, Credentials(flags));
  const auto channel = grpc::CreateChannel(flags.address, credentials);
  if (channel->WaitForConnected(std::chrono::system_clock::now() + kPatience)) return channel;
  if (!flags.tls_ca.empty()) {
    return absl::UnavailableError(base::Cat(
        "no service answers at ", flags.address, " with TLS and a certificate of ", flags.tls_ca,
        " for that name; look at the address, the files, and whether it wants --tls-certificate"));
  }
  return absl::UnavailableError(base::Cat("no service answers at ", flags.address,
                                          "; start one with: ascolto serve --rules rules --listen ",
                                          flags.address));
}

absl::Status AddToken(const ConnectionFlags& flags, grpc::ClientContext* context) {
  if (flags.token_file.empty()) return absl::OkStatus();
  if (flags.tls_ca.empty() && !IsLocal(flags.address)) {
    return absl::FailedPreconditionError(
        base::Cat("the token could be read on the way to ", flags.address,
                  ": there is no TLS; give --tls-ca"));
  }
  ASCOLTO_ASSIGN_OR_RETURN(std::string token, service::ReadSmallFile(flags.token_file, kMostBytes));
  while (!token.empty() && (token.back() == '\n' || token.back() == '\r')) token.pop_back();
  if (token.empty() || token.find_first_of("\r\n\t ") != std::string::npos) {
    return absl::InvalidArgumentError(
        base::Cat("there is no token in ", flags.token_file, "; give a file with one, and no more"));
  }
  context->AddMetadata("authorization", "Bearer " + token);
  return absl::OkStatus();
}

}  // namespace ascolto::cli
