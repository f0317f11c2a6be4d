#include "service/access/caller.h"

#include "ascolto/base/strings.h"

namespace ascolto::service {

std::string_view RoleName(Role role) {
  constexpr std::string_view kNames[] = {"classify", "rules", "admin"};
  return kNames[static_cast<int>(role)];
}

std::string Roles::Text() const {
  std::string out;
  for (const Role role : kRoles) {
    if (Has(role)) out += base::Cat(out.empty() ? "" : ", ", RoleName(role));
  }
  return out;
}

}  // namespace ascolto::service
