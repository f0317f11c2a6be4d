#include "service/history/keyed_hash.h"

#include <cstdlib>
#include <memory>

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

namespace ascolto::service {
namespace {

struct FreeContext {
  void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
};

// Fetching the algorithm is slow; a context is used by one thread at a time.
EVP_MAC_CTX* ContextOfThisThread() {
  thread_local const std::unique_ptr<EVP_MAC_CTX, FreeContext> context = [] {
    EVP_MAC* const algorithm = EVP_MAC_fetch(nullptr, "SIPHASH", nullptr);
    std::unique_ptr<EVP_MAC_CTX, FreeContext> made(EVP_MAC_CTX_new(algorithm));
    EVP_MAC_free(algorithm);
    return made;
  }();
  return context.get();
}

}  // namespace

KeyedHash::KeyedHash() {
  // A key that can be guessed would be worse than no service.
  if (RAND_bytes(key_.data(), static_cast<int>(key_.size())) != 1) std::abort();
}

std::uint64_t KeyedHash::operator()(std::string_view bytes) const {
  static const std::size_t size = 8;
  const OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_size_t(OSSL_MAC_PARAM_SIZE, const_cast<std::size_t*>(&size)),
      OSSL_PARAM_construct_end()};
  EVP_MAC_CTX* const context = ContextOfThisThread();
  unsigned char digest[8];
  std::size_t written = 0;
  const bool done =
      EVP_MAC_init(context, key_.data(), key_.size(), parameters) == 1 &&
      EVP_MAC_update(context, reinterpret_cast<const unsigned char*>(bytes.data()),
                     bytes.size()) == 1 &&
      EVP_MAC_final(context, digest, &written, sizeof(digest)) == 1;
  if (!done) std::abort();  // no memory is the only way
  std::uint64_t hash = 0;
  for (int i = 7; i >= 0; --i) hash = hash << 8 | digest[i];
  return hash;
}

}  // namespace ascolto::service
