// SHA-256 (FIPS 180-4), computed by OpenSSL.

#ifndef ASCOLTO_BASE_SHA256_H_
#define ASCOLTO_BASE_SHA256_H_

#include <string>
#include <string_view>

namespace ascolto::base {

// Returns the digest of `bytes` as 64 lower-case hexadecimal digits.
std::string Sha256Hex(std::string_view bytes);

}  // namespace ascolto::base

#endif  // ASCOLTO_BASE_SHA256_H_
