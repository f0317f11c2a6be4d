#include "service/grpc/authorize.h"

#include <grpcpp/grpcpp.h>
#include <grpcpp/security/auth_context.h>

#include <string>
#include <string_view>
#include <vector>

namespace ascolto::service {
namespace {

class GrpcPeer final : public Peer {
 public:
  explicit GrpcPeer(const grpc::ServerContextBase& context) : context_(context) {}

  std::string address() const override { return context_.peer(); }

  // The subject's alternative names, and its common name.
  std::vector<std::string> certificate_names() const override {
    std::vector<std::string> names;
    const auto auth = context_.auth_context();
    if (auth == nullptr || !auth->IsPeerAuthenticated()) return names;
    for (const char* property : {GRPC_X509_SAN_PROPERTY_NAME, GRPC_X509_CN_PROPERTY_NAME}) {
      for (const grpc::string_ref& name : auth->FindPropertyValues(property)) {
        names.emplace_back(name.data(), name.size());
      }
    }
    return names;
  }

 private:
  const grpc::ServerContextBase& context_;
};

}  // namespace

absl::StatusOr<Caller> Authorize(const Access& access, const grpc::ServerContextBase& context,
                                 Role role) {
  std::string_view header;
  if (!access.open()) {
    const auto& metadata = context.client_metadata();
    if (const auto found = metadata.find("authorization"); found != metadata.end()) {
      header = {found->second.data(), found->second.size()};
    }
  }
  return access.Authorize(header, role, GrpcPeer(context));
}

}  // namespace ascolto::service
