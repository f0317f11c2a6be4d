// Looks at 64 connections in turn, every 2 to 50 ms; every 500 ms while there are none.

#include "service/grpc/connection_guard.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

// Before netinet/tcp.h, whose older tcp_info lacks tcpi_bytes_received.
#include <linux/tcp.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include <grpc/grpc.h>
#include <grpc/support/alloc.h>
#include <nlohmann/json.hpp>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "ascolto/base/memory.h"
#include "ascolto/base/numbers.h"
#include "ascolto/base/strings.h"

namespace ascolto::service {
namespace {

using Json = nlohmann::json;

// Between two checks: while somebody comes near a limit, while bytes come in, …
constexpr std::chrono::milliseconds kAlert(2);
constexpr std::chrono::milliseconds kBusy(10);
constexpr std::chrono::milliseconds kQuiet(50);  // while none do
constexpr std::chrono::milliseconds kNobody(500);  // while there is no connection
constexpr std::chrono::milliseconds kRelief(50);  // for gRPC to free what a closed connection held
constexpr std::chrono::milliseconds kMinSilence(1000);  // of a connection that may make room
constexpr std::size_t kAtATime = 64;             // connections looked at in one check
constexpr std::uint64_t kWorthAsking = 4096;     // bytes that no counted message explains
constexpr std::uint64_t kHarmless = 64 * 1024;   // unfinished bytes of a connection nobody minds
constexpr std::uint64_t kRestGrowth = 4096;       // by which a check may raise what is at rest
constexpr std::uint64_t kHandshake = 8 << 20;    // bytes before gRPC knows the connection
constexpr std::chrono::milliseconds kFirstDelay(500);
constexpr std::chrono::milliseconds kLastDelay(4000);
constexpr std::chrono::seconds kForgiveness(20);  // without an offence; then a penalty is forgotten
constexpr std::size_t kMostPenalties = 10'000;     // that are remembered
constexpr std::chrono::seconds kWholeSearch(1);  // at most so often, when one is missing
constexpr int kPage = 500;                       // sockets in one answer of channelz

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kSanitized = true;
#else
constexpr bool kSanitized = false;
#endif

std::optional<std::uint64_t> Cookie(int fd) {
  std::uint64_t cookie = 0;
  socklen_t size = sizeof(cookie);
  if (getsockopt(fd, SOL_SOCKET, SO_COOKIE, &cookie, &size) != 0) return std::nullopt;
  return cookie;
}

struct KernelView {
  std::uint64_t bytes_read;
  std::chrono::milliseconds silent;  // since bytes last came
};

std::optional<KernelView> AskKernel(int fd) {
  tcp_info info{};
  socklen_t size = sizeof(info);
  int unread = 0;
  if (getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &size) != 0) return std::nullopt;
  if (ioctl(fd, FIONREAD, &unread) != 0) return std::nullopt;
  const auto waiting = static_cast<std::uint64_t>(std::max(unread, 0));
  return KernelView{info.tcpi_bytes_received - std::min<std::uint64_t>(info.tcpi_bytes_received,
                                                                       waiting),
                    std::chrono::milliseconds(info.tcpi_last_data_recv)};
}

// The peer as channelz knows it: the bytes of its IP address (IPv4 as such also when it is mapped
// to IPv6), and its port.
struct Remote {
  std::string ip;
  int port = 0;
  bool operator==(const Remote&) const = default;
};

std::string Unmapped(std::string ip) {
  static const std::string kMapped("\0\0\0\0\0\0\0\0\0\0\xff\xff", 12);
  return ip.size() == 16 && ip.starts_with(kMapped) ? ip.substr(12) : ip;
}

Remote RemoteOf(int fd) {
  sockaddr_storage address{};
  socklen_t size = sizeof(address);
  if (getpeername(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0) return {};
  if (address.ss_family == AF_INET6) {
    const auto& v6 = reinterpret_cast<const sockaddr_in6&>(address);
    return {Unmapped({reinterpret_cast<const char*>(&v6.sin6_addr), 16}), ntohs(v6.sin6_port)};
  }
  const auto& v4 = reinterpret_cast<const sockaddr_in&>(address);
  return {{reinterpret_cast<const char*>(&v4.sin_addr), 4}, ntohs(v4.sin_port)};
}

std::string TextOf(const Remote& remote) {
  char text[INET6_ADDRSTRLEN] = "?";
  inet_ntop(remote.ip.size() == 16 ? AF_INET6 : AF_INET, remote.ip.data(), text, sizeof(text));
  return base::Cat(text, ":", remote.port);
}

// Whom a penalty is for: an IPv4 address, or the 64 bits of an IPv6 address that one site has.
std::string NetworkOf(const Remote& remote) { return remote.ip.substr(0, 8); }

// What channelz answers; null when it knows nothing. It gives numbers of 64 bits as strings.
Json Parsed(char* answer) {
  if (answer == nullptr) return nullptr;
  Json json = Json::parse(answer, nullptr, false);
  gpr_free(answer);
  return json.is_discarded() ? Json(nullptr) : json;
}

std::uint64_t NumberAt(const Json& json, const char* key) {
  std::uint64_t number = 0;
  const auto found = json.find(key);
  if (found == json.end()) return 0;
  if (found->is_number()) return found->get<std::uint64_t>();
  if (found->is_string()) (void)absl::SimpleAtoi(found->get_ref<const std::string&>(), &number);
  return number;
}

}  // namespace

struct ConnectionGuard::Connection {
  int fd;
  std::uint64_t cookie;  // the kernel never gives one twice: tells whether fd is still this one
  bool is_unix;
  Remote remote;
  std::intptr_t newest_before = 0;  // the newest channelz id when it was accepted
  std::intptr_t socket = 0;         // its channelz id; 0 until it is known
  std::uint64_t message_bytes = 0;  // what the counter of its port said when it was accepted
  ConnectionMeter meter;
  std::uint64_t seen_bytes = 0;  // at the last look, whether channelz was asked or not
  bool condemned = false;        // closed, and not yet freed by gRPC

  bool open() const { return Cookie(fd) == cookie; }
};

ConnectionGuard::ConnectionGuard(Options options)
    : options_(std::move(options)),
      rest_bytes_(base::ResidentBytes()),
      message_bytes_(std::make_unique<std::array<std::atomic<std::uint64_t>, 65536>>()) {}

ConnectionGuard::~ConnectionGuard() = default;

bool ConnectionGuard::Add(int fd, bool is_unix, std::chrono::milliseconds* delay) {
  *delay = {};
  const std::optional<std::uint64_t> cookie = Cookie(fd);
  if (!cookie) return true;  // it is gone already
  const Time now = std::chrono::steady_clock::now();
  const Remote remote = is_unix ? Remote{} : RemoteOf(fd);
  std::lock_guard lock(mutex_);
  if (connections_.size() >= options_.connections) Forget();
  if (connections_.size() >= options_.connections && !MakeRoom()) {
    Count(Offence::kLimit, is_unix ? "unix" : TextOf(remote));
    return false;
  }
  connections_.push_back(std::make_unique<Connection>(
      Connection{.fd = fd,
                 .cookie = *cookie,
                 .is_unix = is_unix,
                 .remote = remote,
                 .newest_before = newest_socket_,
                 .message_bytes = (*message_bytes_)[static_cast<std::size_t>(remote.port)],
                 .meter = ConnectionMeter(options_.each, now)}));
  if (is_unix) return true;
  unmatched_ = true;
  *delay = DelayOf(NetworkOf(remote), now);
  return true;
}

void ConnectionGuard::Punish(const std::string& network, Time now) {
  std::erase_if(penalties_, [now](const auto& known) {
    return now > known.second.given + kForgiveness;
  });
  if (penalties_.size() >= kMostPenalties) return;
  Penalty& penalty = penalties_[network];
  // Several connections of one attack count once.
  if (now < penalty.given + penalty.delay) return;
  penalty.delay = std::clamp(penalty.delay * 2, kFirstDelay, kLastDelay);
  penalty.given = now;
}

std::chrono::milliseconds ConnectionGuard::DelayOf(const std::string& network, Time now) const {
  const auto found = penalties_.find(network);
  if (found == penalties_.end() || now > found->second.given + kForgiveness) return {};
  return found->second.delay;
}

void ConnectionGuard::Count(Offence offence, const std::string& peer) {
  closed_[static_cast<std::size_t>(offence)].fetch_add(1, std::memory_order_relaxed);
  if (options_.closed) options_.closed(offence, peer);
}

void ConnectionGuard::CountMessage(std::string_view peer, std::size_t bytes) {
  const auto port = base::ParseNumber<std::uint16_t>(peer.substr(peer.rfind(':') + 1));
  if (!port) return;  // a Unix socket
  (*message_bytes_)[*port].fetch_add(bytes, std::memory_order_relaxed);
}

std::size_t ConnectionGuard::connections() {
  std::lock_guard lock(mutex_);
  Forget();
  return connections_.size();
}

void ConnectionGuard::Forget() {
  std::erase_if(connections_, [](const auto& connection) { return !connection->open(); });
}

bool ConnectionGuard::MakeRoom() {
  Connection* longest = nullptr;
  std::chrono::milliseconds silent = kMinSilence;
  for (const auto& connection : connections_) {
    if (connection->is_unix || connection->condemned) continue;
    const std::optional<KernelView> kernel = AskKernel(connection->fd);
    if (!kernel || kernel->silent <= silent) continue;
    silent = kernel->silent;
    longest = connection.get();
  }
  if (longest == nullptr) return false;
  Close(longest, Offence::kLimit);
  return true;
}

// Not a shutdown, after which gRPC would still read what the kernel has taken for it: this drops
// it, and tells both sides that the connection was reset (connect(2), AF_UNSPEC). gRPC owns the
// descriptor, and closes it when it has freed what belongs to the connection.
void ConnectionGuard::Close(Connection* connection, Offence offence) {
  if (std::exchange(connection->condemned, true) || !connection->open()) return;
  Count(offence, TextOf(connection->remote));
  const sockaddr none{.sa_family = AF_UNSPEC, .sa_data = {}};
  connect(connection->fd, &none, sizeof(none));
  if (offence != Offence::kLimit) {
    Punish(NetworkOf(connection->remote), std::chrono::steady_clock::now());
  }
}

// The connection of a socket of channelz, if it was not known yet. The socket is younger than the
// connection: an older one may have had the same peer.
ConnectionGuard::Connection* ConnectionGuard::ConnectionOf(std::intptr_t socket) {
  const Json found = Parsed(grpc_channelz_get_socket(socket));
  if (!found.is_object()) return nullptr;
  const Json address = found.value("socket", Json::object())
                           .value("remote", Json::object())
                           .value("tcpip_address", Json::object());
  Remote remote{"", static_cast<int>(NumberAt(address, "port"))};
  absl::Base64Unescape(address.value("ip_address", std::string()), &remote.ip);
  remote.ip = Unmapped(std::move(remote.ip));
  for (const auto& connection : connections_) {
    if (connection->socket == 0 && connection->remote == remote &&
        connection->newest_before < socket) {
      return connection.get();
    }
  }
  return nullptr;
}

void ConnectionGuard::FindSockets(Time now) {
  if (!unmatched_) return;
  // Two sockets may come to be known in another order than that of their ids.
  if (now >= next_whole_search_) {
    next_whole_search_ = now + kWholeSearch;
    searched_ = 0;
  }
  const Json answer = Parsed(grpc_channelz_get_server_sockets(server_, searched_ + 1, kPage));
  for (const Json& ref : answer.is_object() ? answer.value("socketRef", Json::array())
                                            : Json::array()) {
    const auto id = static_cast<std::intptr_t>(NumberAt(ref, "socketId"));
    searched_ = std::max(searched_, id);
    newest_socket_ = std::max(newest_socket_, id);
    if (Connection* connection = ConnectionOf(id)) connection->socket = id;
  }
  unmatched_ = std::any_of(connections_.begin(), connections_.end(), [](const auto& c) {
    return c->socket == 0 && !c->is_unix && !c->condemned;
  });
}

std::uint64_t ConnectionGuard::Growth() const {
  const std::uint64_t resident = base::ResidentBytes();
  return resident - std::min(resident, rest_bytes_);
}

void ConnectionGuard::Look(Connection* connection, Time now) {
  ConnectionTraffic traffic = connection->meter.last();
  // The kernel is asked last: a message that was counted is then among the bytes that came.
  traffic.message_bytes = (*message_bytes_)[static_cast<std::size_t>(connection->remote.port)] -
                          connection->message_bytes;
  std::optional<KernelView> kernel = AskKernel(connection->fd);
  if (!kernel) return;
  traffic.bytes = kernel->bytes_read;
  connection->seen_bytes = kernel->bytes_read;
  const ConnectionTraffic& last = connection->meter.last();
  const std::uint64_t came = traffic.bytes - last.bytes;
  const std::uint64_t explained = traffic.message_bytes - last.message_bytes;
  const ConnectionMeter& meter = connection->meter;
  const bool owes = meter.unfinished() > 0 || meter.unexplained() > 0 || meter.resets() >= 1;
  if (came < explained + kWorthAsking && !owes) return;
  if (connection->socket == 0) {
    // Before TLS is agreed on there is no HTTP/2 connection, and not much to be said.
    if (traffic.bytes > kHandshake) Close(connection, Offence::kOverhead);
    return;
  }
  const Json found = Parsed(grpc_channelz_get_socket(connection->socket));
  if (!found.is_object()) return;
  const Json data = found.value("socket", Json::object()).value("data", Json::object());
  traffic.messages = NumberAt(data, "messagesReceived");
  traffic.streams = NumberAt(data, "streamsStarted");
  traffic.failed = NumberAt(data, "streamsFailed");
  traffic.ended = traffic.failed + NumberAt(data, "streamsSucceeded");
  kernel = AskKernel(connection->fd);
  if (!kernel) return;
  traffic.bytes = kernel->bytes_read;
  if (const Offence offence = connection->meter.Update(traffic, now); offence != Offence::kNone) {
    Close(connection, offence);
  }
}

// What is unfinished and what was reset counts for all connections together as well: many that
// each stay below their own limit are as bad as one that does not.
bool ConnectionGuard::CloseLargest(Time now) {
  std::uint64_t unfinished = 0;
  double resets = 0;
  for (const auto& connection : connections_) {
    if (!connection->condemned) unfinished += connection->meter.unfinished();
    if (!connection->condemned) resets += connection->meter.resets();
  }
  const bool alert = unfinished > options_.receiving_bytes / 8 || resets > options_.resets / 8;
  const auto largest = [this](auto amount) {
    Connection* found = nullptr;
    for (const auto& connection : connections_) {
      if (connection->condemned || connection->is_unix) continue;
      if (found == nullptr || amount(*connection) > amount(*found)) found = connection.get();
    }
    return found;
  };
  // Past a limit, down to half of it: what is closed is freed only a while later.
  const double most_resets = resets > options_.resets ? options_.resets / 2 : options_.resets;
  while (resets > most_resets) {
    Connection* most = largest([](const Connection& c) { return c.meter.resets(); });
    if (most == nullptr || most->meter.resets() < 1) break;
    resets -= most->meter.resets();
    Close(most, Offence::kResets);
  }
  const std::uint64_t most_bytes = unfinished > options_.receiving_bytes
                                       ? options_.receiving_bytes / 2
                                       : options_.receiving_bytes;
  while (unfinished > most_bytes) {
    Connection* most = largest([](const Connection& c) { return c.meter.unfinished(); });
    if (most == nullptr || most->meter.unfinished() < kHarmless) break;
    unfinished -= most->meter.unfinished();
    Close(most, Offence::kMemory);
  }
  // Under a sanitizer freed memory stays, to be watched.
  if (kSanitized || now < relief_) return alert;
  const std::uint64_t resident = base::ResidentBytes();
  if (resident < rest_bytes_ + options_.growth_bytes) {
    // Rules and histories may come to take more than at the start.
    if (unfinished < kHarmless && resets < 1) {
      rest_bytes_ = std::max(rest_bytes_, std::min(resident, rest_bytes_ + kRestGrowth));
    }
    return alert;
  }
  relief_ = now + kRelief;
  base::ReleaseFreeMemory();
  if (Growth() < options_.growth_bytes) return alert;
  Connection* most = largest([](const Connection& c) {
    return c.meter.unfinished() + c.meter.unexplained();
  });
  if (most != nullptr && most->meter.unfinished() + most->meter.unexplained() >= kHarmless) {
    Close(most, Offence::kMemory);
  } else {
    rest_bytes_ = base::ResidentBytes();  // it is not for what connections send
  }
  return true;
}

std::chrono::milliseconds ConnectionGuard::Check() {
  const Time now = std::chrono::steady_clock::now();
  std::lock_guard lock(mutex_);
  Forget();
  if (server_ == 0) return kNobody;
  FindSockets(now);
  bool busy = false;
  const std::size_t count = std::min(connections_.size(), kAtATime);
  for (std::size_t i = 0; i < count; ++i) {
    Connection* connection = connections_[next_++ % connections_.size()].get();
    if (connection->is_unix || connection->condemned) continue;
    const std::uint64_t before = connection->seen_bytes;
    Look(connection, now);
    busy = busy || connection->seen_bytes != before;
  }
  const bool alert = CloseLargest(now);
  return connections_.empty() ? kNobody : alert ? kAlert : busy ? kBusy : kQuiet;
}

}  // namespace ascolto::service
