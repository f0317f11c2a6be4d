#include "service/cli/connection.h"

#include <CLI/CLI.hpp>

#include <chrono>

#include <grpcpp/grpcpp.h>

#include "ascolto/base/status_macros.h"
#include "ascolto/base/strings.h"
#include "service/access/address.h"
#include "service/cli/messages.h"
#include "service/config/yaml.h"
#include "service/grpc/server.h"

namespace ascolto::cli {
namespace {

constexpr std::chrono::seconds kPatience(5);  // for the connection
constexpr std::size_t kMostBytes = 1 << 20;   // of a file

absl::Status Invalid(const std::string& message) {
  return absl::InvalidArgumentError(base::ToAbsl(message));
}

absl::StatusOr<std::shared_ptr<grpc::ChannelCredentials>> Credentials(
    const ConnectionFlags& flags) {
  if (flags.tls_certificate.empty() != flags.tls_key.empty()) {
    return Invalid(Say("only one of --tls-certificate and --tls-key is given; give both"));
  }
  if (flags.tls_ca.empty()) {
    if (flags.tls_key.empty()) return grpc::InsecureChannelCredentials();
    return Invalid(Say(
        "--tls-key is given without --tls-ca; give --tls-ca, --tls-certificate and --tls-key"));
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
  verb->add_option("--address", flags->address,
                   Say("Address of the service, HOST:PORT or unix:/PATH"))
      ->type_name(Say("ADDRESS"))
      ->capture_default_str();
  const auto add_file = [verb](const char* name, std::string* value, Text what) {
    verb->add_option(name, *value, Say(what))->type_name(Say("FILE"));
  };
  add_file("--tls-ca", &flags->tls_ca,
           "Use TLS; the service's certificate must be signed by one of these, PEM");
  add_file("--tls-certificate", &flags->tls_certificate, "Certificate to show to the service, PEM");
  add_file("--tls-key", &flags->tls_key, "Private key of the certificate to show, PEM");
  add_file("--token-file", &flags->token_file, "File that holds the token to send");
}

absl::StatusOr<std::shared_ptr<grpc::Channel>> Connect(const ConnectionFlags& flags) {
  service::SilenceGrpc();
  ASCOLTO_ASSIGN_OR_RETURN(const auto credentials, Credentials(flags));
  const auto channel = grpc::CreateChannel(flags.address, credentials);
  if (channel->WaitForConnected(std::chrono::system_clock::now() + kPatience)) return channel;
  if (!flags.tls_ca.empty()) {
    return absl::UnavailableError(base::ToAbsl(Say(
        "no service answers at %1 with TLS and a certificate signed by %2; check the address, the "
        "files, and whether the service wants --tls-certificate",
        {flags.address, flags.tls_ca})));
  }
  return absl::UnavailableError(base::ToAbsl(
      Say("no service answers at %1; start one with: ascolto serve --rules rules --listen %1",
          {flags.address})));
}

absl::Status AddToken(const ConnectionFlags& flags, grpc::ClientContext* context) {
  if (flags.token_file.empty()) return absl::OkStatus();
  if (flags.tls_ca.empty() && !IsLocal(flags.address)) {
    return absl::FailedPreconditionError(base::ToAbsl(Say(
        "others could read the token on the way to %1: there is no TLS; give --tls-ca",
        {flags.address})));
  }
  ASCOLTO_ASSIGN_OR_RETURN(std::string token, service::ReadSmallFile(flags.token_file, kMostBytes));
  while (!token.empty() && (token.back() == '\n' || token.back() == '\r')) token.pop_back();
  if (token.empty() || token.find_first_of("\r\n\t ") != std::string::npos) {
    return Invalid(Say("no token in %1; give a file that holds one token and nothing else",
                       {flags.token_file}));
  }
  context->AddMetadata("authorization", "Bearer " + token);
  return absl::OkStatus();
}

}  // namespace ascolto::cli
