#include "service/daemon/library_log.h"

#include <google/protobuf/stubs/logging.h>
#include <grpc/support/log.h>

#include <mutex>
#include <string>
#include <string_view>

#include "ascolto/base/guarded.h"

namespace ascolto::service {
namespace {

constexpr int kAMinute = 30;

// The libraries may log on any thread at any time, so the log is taken away under a lock.
std::mutex mutex;
Log* target = nullptr;  // guarded by mutex
LogLimit limit(kAMinute);

void Write(std::string_view library, std::string_view message, std::string_view path, int line) {
  std::lock_guard lock(mutex);
  if (target == nullptr) return;
  // The threads are not ours: no exception may get to them.
  (void)base::Guarded([&] {
    target->Write(limit, LogLevel::kWarning, library,
                  {{"message", message},
                   {"file", path.substr(path.rfind('/') + 1)},
                   {"line", line}});
  });
}

void TakeGrpc(gpr_log_func_args* message) {
  Write("grpc", message->message, message->file, message->line);
}

void TakeProtobuf(google::protobuf::LogLevel, const char* path, int line,
                  const std::string& message) {
  Write("protobuf", message, path, line);
}

void SetTarget(Log* log) {
  std::lock_guard lock(mutex);
  target = log;
}

}  // namespace

LibraryLog::LibraryLog(Log* log) {
  SetTarget(log);
  gpr_set_log_function(TakeGrpc);
  google::protobuf::SetLogHandler(TakeProtobuf);
}

LibraryLog::~LibraryLog() { SetTarget(nullptr); }

}  // namespace ascolto::service
