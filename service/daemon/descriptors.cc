#include "service/daemon/descriptors.h"

#include <sys/resource.h>

#include <algorithm>

namespace ascolto::service {
namespace {

constexpr rlim_t kBeside = 256;  // rule files, epoll, the log …

}  // namespace

void AllowConnections(std::size_t connections, Log* log) {
  const rlim_t wanted = 2 * connections + kBeside;
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= wanted) return;
  limit.rlim_cur = std::min(wanted, limit.rlim_max);
  if (setrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur == wanted) return;
  log->Warning("file descriptor limit is below max_connections",
               {{"descriptors", limit.rlim_cur},
                {"wanted", wanted},
                {"max_connections", connections}});
}

}  // namespace ascolto::service
