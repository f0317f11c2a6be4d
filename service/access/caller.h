// Who calls, and what he may do.

#ifndef ASCOLTO_SERVICE_ACCESS_CALLER_H_
#define ASCOLTO_SERVICE_ACCESS_CALLER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace ascolto::service {

enum class Role : std::uint8_t {
  kClassify,  // classify comments
  kRules,     // read, check, test and explain rules
  kAdmin,     // make the service read its rules again
};
inline constexpr Role kRoles[] = {Role::kClassify, Role::kRules, Role::kAdmin};
std::string_view RoleName(Role role);  // "classify", "rules", "admin"

// No role holds another.
class Roles {
 public:
  constexpr Roles() = default;
  constexpr explicit Roles(std::uint8_t bits) : bits_(bits) {}
  static constexpr Roles All() { return Roles(7); }

  constexpr void Add(Role role) { bits_ |= Bit(role); }
  constexpr bool Has(Role role) const { return (bits_ & Bit(role)) != 0; }
  constexpr bool empty() const { return bits_ == 0; }
  std::string Text() const;  // "classify, rules"

 private:
  static constexpr std::uint8_t Bit(Role role) {
    return static_cast<std::uint8_t>(1u << static_cast<unsigned>(role));
  }
  std::uint8_t bits_ = 0;
};

struct Identity {
  std::string name;  // for logs and metrics
  Roles roles;
};

// Keeps its identity alive when the tokens are read again meanwhile. Cheap to copy.
//
// Thread safety: a plain value.
class Caller {
 public:
  explicit Caller(std::shared_ptr<const Identity> identity) : identity_(std::move(identity)) {}
  std::string_view name() const { return identity_->name; }
  Roles roles() const { return identity_->roles; }

 private:
  std::shared_ptr<const Identity> identity_;
};

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_ACCESS_CALLER_H_
