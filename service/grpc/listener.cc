// poll(2) over a few sockets; see the header for why.

#include "service/grpc/listener.h"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <string_view>
#include <utility>

#include "ascolto/base/guarded.h"
#include "ascolto/base/status_macros.h"
#include "ascolto/base/strings.h"
#include "service/access/address.h"

namespace ascolto::service {
namespace {

constexpr int kBacklog = 1024;

absl::Status CannotListen(std::string_view address, std::string_view why) {
  return absl::UnavailableError(base::Cat("cannot listen on ", address, ": ", why));
}

absl::Status CannotListen(std::string_view address, int error) {
  return CannotListen(address, std::strerror(error));
}

void Set(int fd, int level, int option, int value) {
  setsockopt(fd, level, option, &value, sizeof(value));
}

int PortOf(int fd) {
  sockaddr_storage address{};
  socklen_t size = sizeof(address);
  getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
  return ntohs(address.ss_family == AF_INET6 ? reinterpret_cast<sockaddr_in6&>(address).sin6_port
                                             : reinterpret_cast<sockaddr_in&>(address).sin_port);
}

// Closes a connection that was handed to nobody.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  int get() const { return fd_; }
  int Release() { return std::exchange(fd_, -1); }

 private:
  int fd_;
};

constexpr std::chrono::milliseconds kAcceptPause(5);
constexpr std::chrono::milliseconds kFirstLook(10);  // at a new connection
constexpr std::chrono::milliseconds kAfterFailure(100);  // of a check that found no memory

// A socket file that nobody answers at was left behind.
bool IsLeftBehind(const sockaddr_un& address) {
  struct stat file {};
  if (lstat(address.sun_path, &file) != 0 || !S_ISSOCK(file.st_mode)) return false;
  const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const bool answered =
      connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
  const bool refused = !answered && errno == ECONNREFUSED;
  close(fd);
  return refused;
}

}  // namespace

struct Listener::Socket {
  int fd = -1;
  bool is_unix = false;
  std::string path;  // of a Unix socket
  struct stat file {};  // what it was when it was made
  AcceptRate rate;      // of TCP; a Unix socket accepts without a limit
  ~Socket() {
    if (fd >= 0) close(fd);
    struct stat now {};
    if (!path.empty() && lstat(path.c_str(), &now) == 0 && now.st_ino == file.st_ino &&
        now.st_dev == file.st_dev) {
      unlink(path.c_str());
    }
  }

  absl::Status ListenUnix(const std::string& address, const std::string& at);
  absl::Status ListenTcp(const std::string& address, const Address& parsed);
};

absl::Status Listener::Socket::ListenUnix(const std::string& address, const std::string& at) {
  is_unix = true;
  sockaddr_un name{};
  name.sun_family = AF_UNIX;
  std::copy(at.begin(), at.end(), name.sun_path);
  if (IsLeftBehind(name)) unlink(name.sun_path);
  fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0 || bind(fd, reinterpret_cast<sockaddr*>(&name), sizeof(name)) != 0) {
    return CannotListen(address, errno);
  }
  path = at;
  lstat(path.c_str(), &file);
  if (chmod(path.c_str(), 0660) != 0 || listen(fd, kBacklog) != 0) {
    return CannotListen(address, errno);
  }
  return absl::OkStatus();
}

absl::Status Listener::Socket::ListenTcp(const std::string& address, const Address& parsed) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE;
  addrinfo* found = nullptr;
  const std::string port = std::to_string(parsed.port);
  if (const int error = getaddrinfo(parsed.host.c_str(), port.c_str(), &hints, &found);
      error != 0) {
    return CannotListen(address, gai_strerror(error));
  }
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> owner(found, freeaddrinfo);
  fd = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) return CannotListen(address, errno);
  Set(fd, SOL_SOCKET, SO_REUSEADDR, 1);
  Set(fd, IPPROTO_TCP, TCP_NODELAY, 1);  // handed down to what it accepts
  if (bind(fd, found->ai_addr, found->ai_addrlen) != 0 || listen(fd, kBacklog) != 0) {
    return CannotListen(address, errno);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<Listener>> Listener::Bind(const std::vector<std::string>& addresses,
                                                         ConnectionGuard::Options guarding) {
  std::unique_ptr<Listener> listener(new Listener(std::move(guarding)));
  for (const std::string& address : addresses) {
    ASCOLTO_RETURN_IF_ERROR(listener->Add(address));
  }
  return listener;
}

Listener::Listener(ConnectionGuard::Options guarding)
    : guard_(std::move(guarding)), wake_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

Listener::~Listener() {
  Stop();
  close(wake_);
}

absl::Status Listener::Add(const std::string& address) {
  ASCOLTO_ASSIGN_OR_RETURN(const Address parsed, ParseAddress(address));
  auto socket = std::make_unique<Socket>();
  if (parsed.is_unix()) {
    ASCOLTO_RETURN_IF_ERROR(socket->ListenUnix(address, parsed.path));
    addresses_.push_back(address);
  } else {
    ASCOLTO_RETURN_IF_ERROR(socket->ListenTcp(address, parsed));
    addresses_.push_back(base::Cat(address.substr(0, address.rfind(':') + 1), PortOf(socket->fd)));
  }
  sockets_.push_back(std::move(socket));
  return absl::OkStatus();
}

void Listener::Start(Take take) {
  take_ = std::move(take);
  thread_ = std::thread([this] { Work(); });
}

void Listener::Stop() {
  if (thread_.joinable()) {
    eventfd_write(wake_, 1);
    thread_.join();
  }
  sockets_.clear();
}

void Listener::Work() {
  std::vector<pollfd> polled;
  for (const auto& socket : sockets_) polled.push_back({socket->fd, POLLIN, 0});
  polled.push_back({wake_, POLLIN, 0});
  auto due = std::chrono::steady_clock::now();
  while (true) {
    // A flood of new connections is no reason to look at the others more often.
    if (const auto now = std::chrono::steady_clock::now(); now >= due) {
      due = now + kAfterFailure;
      (void)base::Guarded([&] { due = now + guard_.Check(); });
    }
    const auto pause = std::chrono::ceil<std::chrono::milliseconds>(
        due - std::chrono::steady_clock::now());
    if (poll(polled.data(), polled.size(), std::max(0, static_cast<int>(pause.count()))) < 0) {
      continue;
    }
    if (polled.back().revents != 0) break;
    (void)base::Guarded([this] { HandOver(); });
    for (std::size_t i = 0; i < sockets_.size(); ++i) {
      if (polled[i].revents == 0) continue;
      (void)base::Guarded([&] { Accept(sockets_[i].get()); });
      due = std::min(due, std::chrono::steady_clock::now() + kFirstLook);
    }
    // An address that may not accept now is left out: those that wait there would wake us at once.
    for (std::size_t i = 0; i < sockets_.size(); ++i) {
      const bool may_accept = sockets_[i]->is_unix || sockets_[i]->rate.HasSome();
      polled[i].fd = may_accept ? sockets_[i]->fd : -1;
      if (!may_accept) due = std::min(due, std::chrono::steady_clock::now() + kAcceptPause);
    }
  }
  for (const Waiting& waiting : waiting_) close(waiting.fd);
}

void Listener::HandOver() {
  const auto now = std::chrono::steady_clock::now();
  for (std::size_t i = 0; i < waiting_.size();) {
    if (waiting_[i].until > now) {
      ++i;
      continue;
    }
    // Out of the list first: should `take_` throw, it is not handed over again.
    const Waiting ready = waiting_[i];
    waiting_[i] = waiting_.back();
    waiting_.pop_back();
    take_(ready.fd, ready.is_unix);
  }
}

void Listener::Accept(Socket* socket) {
  while (socket->is_unix || socket->rate.HasSome()) {
    waiting_.reserve(waiting_.size() + 1);  // what throws does so before there is a descriptor
    Descriptor accepted(accept4(socket->fd, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (accepted.get() < 0) {
      // Nobody is left to wake us when descriptors or memory are free again.
      if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
        pollfd wake{wake_, POLLIN, 0};
        poll(&wake, 1, 100);
      }
      if (errno != ECONNABORTED && errno != EINTR) return;
      continue;
    }
    socket->rate.Take();
    std::chrono::milliseconds delay;
    if (!guard_.Add(accepted.get(), socket->is_unix, &delay)) {
      const linger at_once{1, 0};
      setsockopt(accepted.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
    } else if (delay.count() == 0) {
      take_(accepted.Release(), socket->is_unix);
    } else {
      waiting_.push_back(
          {std::chrono::steady_clock::now() + delay, accepted.Release(), socket->is_unix});
    }
  }
}

}  // namespace ascolto::service
