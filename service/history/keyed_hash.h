// Hashes that tell nothing of what was hashed to whoever lacks the key.

#ifndef ASCOLTO_SERVICE_HISTORY_KEYED_HASH_H_
#define ASCOLTO_SERVICE_HISTORY_KEYED_HASH_H_

#include <array>
#include <cstdint>
#include <string_view>

namespace ascolto::service {

// SipHash-2-4 with 64 bits (Aumasson and Bernstein, 2012), by OpenSSL, under a random key that never
// leaves the process.
//
// Thread safety: every call from any thread.
class KeyedHash {
 public:
  KeyedHash();  // a new key
  explicit KeyedHash(const std::array<unsigned char, 16>& key) : key_(key) {}

  std::uint64_t operator()(std::string_view bytes) const;

 private:
  std::array<unsigned char, 16> key_;
};

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_HISTORY_KEYED_HASH_H_
