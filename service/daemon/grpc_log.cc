#include "service/daemon/grpc_log.h"

#include <grpc/support/log.h>

#include <mutex>
#include <string_view>

namespace ascolto::service {
namespace {

constexpr int kAMinute = 30;

// gRPC's threads may log at any time, so that the log is taken away under a lock.
std::mutex mutex;
Log* target = nullptr;  // guarded by mutex
LogLimit limit(kAMinute);

void Take(gpr_log_func_args* message) {
  std::lock_guard lock(mutex);
  if (target == nullptr) return;
  const std::string_view path = message->file;
  target->Write(limit, LogLevel::kWarning, "grpc",
                {{"message", message->message},
                 {"file", path.substr(path.rfind('/') + 1)},
                 {"line", message->line}});
}

void SetTarget(Log* log) {
  std::lock_guard lock(mutex);
  target = log;
}

}  // namespace

GrpcLog::GrpcLog(Log* log) {
  SetTarget(log);
  gpr_set_log_function(Take);
}

GrpcLog::~GrpcLog() { SetTarget(nullptr); }

}  // namespace ascolto::service
