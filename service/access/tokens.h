// The file of those who may call: their names, tokens or certificates, and roles.
//
//   callers:
//     - name: cms
//       token: 6WHg3c…            # 32 characters or more
//       roles: [classify]
//     - name: desk
//       sha256: 9f86d081…         # of the token, in hexadecimal digits
//       roles: [classify, rules]
//     - name: gateway
//       certificate: gateway.comune.example   # a name in the certificate that it shows (mutual TLS)
//       roles: [classify, rules, admin]
//
// A name may stand there several times, so that a token can be replaced without a gap.

#ifndef ASCOLTO_SERVICE_ACCESS_TOKENS_H_
#define ASCOLTO_SERVICE_ACCESS_TOKENS_H_

#include <array>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "service/access/caller.h"

namespace ascolto::service {

inline constexpr std::size_t kShortestToken = 32;

// Thread safety: immutable once read.
class Tokens {
 public:
  struct Read {
    std::shared_ptr<const Tokens> tokens{};  // null when there are problems
    // "FILE:LINE:COLUMN: what". None of them quotes the file: whatever stands in it, in whatever
    // place, may be a token.
    std::vector<std::string> problems{};
    bool unreadable = false;  // the file could not be read, for which it need not be wrong
  };
  static Read FromText(std::string_view yaml, std::string_view name);
  // Also a problem: a file that everybody on the machine may read.
  static Read FromFile(const std::string& path);

  // Null when the token is nobody's. Takes the same time whatever the token has in common with
  // those that are known.
  std::shared_ptr<const Identity> FindToken(std::string_view token) const;
  // Null when no name is one of the file's.
  std::shared_ptr<const Identity> FindCertificate(std::span<const std::string> names) const;

  std::size_t size() const { return by_token_.size() + by_certificate_.size(); }
  bool has_certificates() const { return !by_certificate_.empty(); }

 private:
  friend class TokensReader;
  using Digest = std::array<unsigned char, 32>;  // SHA-256 of a token

  struct ByToken {
    Digest digest;
    std::shared_ptr<const Identity> identity;
  };
  struct ByCertificate {
    std::string name;
    std::shared_ptr<const Identity> identity;
  };
  std::vector<ByToken> by_token_;
  std::vector<ByCertificate> by_certificate_;
};

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_ACCESS_TOKENS_H_
