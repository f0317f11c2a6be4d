#include "service/access/address.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <memory>
#include <optional>

#include "ascolto/base/strings.h"
#include "service/config/values.h"

namespace ascolto::service {
namespace {

constexpr std::string_view kUnix = "unix:";

absl::Status NoAddress(std::string_view text) {
  return absl::InvalidArgumentError(base::Cat(
      "not an address: \"", text, "\"; give HOST:PORT, like 127.0.0.1:50051, or unix:/PATH"));
}

absl::StatusOr<Address> ParseUnix(std::string_view text) {
  const std::string path(text.substr(kUnix.size()));
  if (!path.starts_with('/')) return NoAddress(text);
  if (path.size() >= sizeof(sockaddr_un::sun_path)) {
    return absl::InvalidArgumentError(
        base::Cat("socket path too long: ", path.size(), " bytes; the limit is ",
                  sizeof(sockaddr_un::sun_path) - 1));
  }
  return Address{.host = "", .port = 0, .path = path};
}

bool IsLoopback(const sockaddr* address) {
  if (address->sa_family == AF_INET) {
    const auto* in = reinterpret_cast<const sockaddr_in*>(address);
    return (ntohl(in->sin_addr.s_addr) >> 24) == 127;
  }
  if (address->sa_family != AF_INET6) return false;
  const in6_addr& in = reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr;
  return IN6_IS_ADDR_LOOPBACK(&in) || (IN6_IS_ADDR_V4MAPPED(&in) && in.s6_addr[12] == 127);
}

// What lets somebody call, or listen in on, an address beyond this machine; empty when nothing.
std::string_view Opening(const Settings& settings) {
  if (settings.tls_certificate.empty()) {
    return "without TLS, others could read tokens and comments";
  }
  if (settings.tokens.empty() && settings.tls_client_ca.empty()) {
    return "without tokens or tls_client_ca, anybody could call";
  }
  return {};
}

}  // namespace

absl::StatusOr<Address> ParseAddress(std::string_view text) {
  if (text.starts_with(kUnix)) return ParseUnix(text);
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return NoAddress(text);
  const std::optional<std::uint64_t> port = ParseCount(text.substr(colon + 1));
  if (!port || *port > 65535) return NoAddress(text);
  std::string_view host = text.substr(0, colon);
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
    host = host.substr(1, host.size() - 2);
  } else if (host.find(':') != std::string_view::npos) {
    return NoAddress(text);
  }
  return Address{.host = std::string(host), .port = static_cast<int>(*port), .path = ""};
}

bool IsLocal(const Address& address) {
  if (address.is_unix()) return true;
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (getaddrinfo(address.host.c_str(), nullptr, &hints, &found) != 0) return false;
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner(found, &freeaddrinfo);
  for (const addrinfo* at = found; at != nullptr; at = at->ai_next) {
    if (!IsLoopback(at->ai_addr)) return false;
  }
  return true;
}

std::vector<std::string> AddressProblems(const Settings& settings) {
  std::vector<std::string> problems;
  const auto check = [&](std::string_view key, std::string_view text) {
    const absl::StatusOr<Address> address = ParseAddress(text);
    if (!address.ok() || (key == "http" && address->is_unix())) {
      problems.push_back(std::string(base::ToStd(
          address.ok() ? NoAddress(text).message() : address.status().message())));
      return;
    }
    const std::string_view opening = Opening(settings);
    if (settings.allow_exposed || opening.empty() || IsLocal(*address)) return;
    problems.push_back(base::Cat(key, " ", text, " can be reached from other machines: ", opening,
                                 "; listen on 127.0.0.1, or set allow_exposed: on"));
  };
  for (const std::string& text : settings.listen) check("listen", text);
  if (!settings.http.empty()) check("http", settings.http);
  return problems;
}

}  // namespace ascolto::service
