// Where the service listens: what an address is, and whether it may be listened on.

#ifndef ASCOLTO_SERVICE_ACCESS_ADDRESS_H_
#define ASCOLTO_SERVICE_ACCESS_ADDRESS_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "service/config/settings.h"

namespace ascolto::service {

struct Address {
  std::string host;  // without the brackets of an IPv6 address; empty for a Unix socket
  int port = 0;      // 0: any free one
  std::string path;  // of a Unix socket

  bool is_unix() const { return !path.empty(); }
};

// HOST:PORT, [HOST]:PORT, or unix:/PATH. InvalidArgument says what would be right.
absl::StatusOr<Address> ParseAddress(std::string_view text);

// Whether only this machine can reach it: a Unix socket, or a host whose every address is a
// loopback one. Looks names up.
bool IsLocal(const Address& address);

// Which addresses of the settings are wrong, or listen beyond this machine although anybody could
// then call or listen in, and that is not allowed by `allow_exposed`. Each a sentence.
std::vector<std::string> AddressProblems(const Settings& settings);

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_ACCESS_ADDRESS_H_
