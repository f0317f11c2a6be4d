// A whole HTTP connection: any bytes go to the real server with the shipped rules, over loopback. What
// comes back is a row of well-formed answers, and then the connection is closed.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ascolto/live_rules.h"
#include "ascolto/rule_set.h"
#include "service/access/access.h"
#include "service/http/api.h"
#include "service/http/server.h"
#include "service/log/log.h"
#include "service/metrics/metrics.h"
#include "service/engine/engine.h"
#include "tests/fuzz/properties.h"

namespace ascolto::service {
namespace {

constexpr int kPatienceMs = 120'000;  // for the next byte; nothing takes as long

// The server and what it needs, in the order in which they are made.
struct Service {
  Service()
      : log({.level = LogLevel::kError}),
        access(Access::Open("", &log, &problems)),
        live(LoadRules()),
        engine(live, &metrics, EngineOptions()),
        api(live, &engine, *access, Limits()) {
    HttpServer::Options options;
    options.max_body_bytes = 256 * 1024;
    auto started = HttpServer::Start(&api, options);
    ASCOLTO_HOLDS(started.ok());
    server = *std::move(started);
    const std::string& address = server->address();
    port = static_cast<std::uint16_t>(std::stoi(address.substr(address.rfind(':') + 1)));
  }
  ~Service() {
    api.Stop();
    server.reset();
  }

  static Engine::Options EngineOptions() {
    Engine::Options options;
    options.max_wait = std::chrono::minutes(1);
    return options;
  }

  static std::shared_ptr<const RuleSet> LoadRules() {
    const std::string path = ASCOLTO_SOURCE_DIR "/rules";
    const RuleSet::Loaded loaded = RuleSet::Load(std::span(&path, 1));
    ASCOLTO_HOLDS(loaded.status.ok());
    return loaded.rules;
  }

  Log log;
  std::vector<std::string> problems;
  std::unique_ptr<Access> access;
  LiveRules live;
  Metrics metrics;
  Engine engine;
  HttpApi api;
  std::unique_ptr<HttpServer> server;
  std::uint16_t port = 0;
};

sockaddr_in Loopback(std::uint32_t host, std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK + host);
  return address;
}

// From another address of 127.0.0.0/16 every 1,000 times: the ports of one would be used up, since
// the kernel keeps each for a minute.
int Connect(std::uint16_t port) {
  static std::uint32_t calls = 0;
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  ASCOLTO_HOLDS(fd >= 0);
  const int on = 1;
  setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof(on));
  const sockaddr_in from = Loopback(calls++ / 1000 % 60'000, 0);
  ASCOLTO_HOLDS(bind(fd, reinterpret_cast<const sockaddr*>(&from), sizeof(from)) == 0);
  const sockaddr_in to = Loopback(0, port);
  ASCOLTO_HOLDS(connect(fd, reinterpret_cast<const sockaddr*>(&to), sizeof(to)) == 0);
  return fd;
}

// Sends all of it, reading what comes meanwhile, then ends its side. What was read until the server
// ended its own.
std::string Talk(int fd, std::string_view bytes) {
  std::string received;
  if (bytes.empty()) shutdown(fd, SHUT_WR);
  while (true) {
    pollfd ready{fd, static_cast<short>(bytes.empty() ? POLLIN : POLLIN | POLLOUT), 0};
    const int events = poll(&ready, 1, kPatienceMs);
    if (events < 0 && errno == EINTR) continue;
    ASCOLTO_HOLDS(events == 1);
    if ((ready.revents & (POLLIN | POLLHUP | POLLERR)) != 0) {
      char buffer[16 * 1024];
      const ssize_t got = recv(fd, buffer, sizeof(buffer), 0);
      if (got <= 0) return received;  // the end, or a reset
      received.append(buffer, static_cast<std::size_t>(got));
      continue;
    }
    const ssize_t sent = send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && errno == EAGAIN) continue;
    bytes.remove_prefix(sent < 0 ? bytes.size() : static_cast<std::size_t>(sent));
    if (bytes.empty()) shutdown(fd, SHUT_WR);
  }
}

// Answers until the end; the last may be cut off when the server had to reset the connection.
// Answers to HEAD have no body, which can be told only by what was asked.
void CheckAnswers(std::string_view rest, bool has_head) {
  while (!rest.empty()) {
    constexpr std::string_view kVersion = "HTTP/1.";
    ASCOLTO_HOLDS(rest.substr(0, kVersion.size()) == kVersion.substr(0, rest.size()));
    const std::size_t end = rest.find("\r\n\r\n");
    if (end == std::string_view::npos) return;
    const std::string_view header = rest.substr(0, end + 2);
    int status = 0;
    ASCOLTO_HOLDS(header.size() > 14);
    std::from_chars(header.data() + 9, header.data() + 12, status);
    ASCOLTO_HOLDS(status == 100 || (status >= 200 && status <= 599));
    // The rules are ours and nothing is short of memory, so that nothing may fail.
    ASCOLTO_HOLDS(status != 500);
    rest.remove_prefix(end + 4);
    if (status == 100) continue;
    constexpr std::string_view kLength = "Content-Length: ";
    const std::size_t at = header.find(kLength);
    ASCOLTO_HOLDS(at != std::string_view::npos);
    std::size_t length = 0;
    std::from_chars(header.data() + at + kLength.size(), header.data() + header.size(), length);
    if (has_head && (rest.empty() || rest.substr(0, kVersion.size()) == kVersion)) continue;
    if (rest.size() < length) return;
    rest.remove_prefix(length);
  }
}

}  // namespace
}  // namespace ascolto::service

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ascolto::service;
  static const auto service = std::make_unique<Service>();
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const int fd = Connect(service->port);
  const std::string received = Talk(fd, bytes);
  close(fd);
  CheckAnswers(received, bytes.find("HEAD") != std::string_view::npos);
  return 0;
}
