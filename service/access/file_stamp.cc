#include "service/access/file_stamp.h"

#include <sys/stat.h>

namespace ascolto::service {

FileStamp FileStamp::Of(const std::string& path) {
  const auto ns = [](const timespec& time) {
    return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
  };
  struct stat is {};
  if (stat(path.c_str(), &is) != 0) return {};
  return {.device = is.st_dev,
          .inode = is.st_ino,
          .size = is.st_size,
          .changed_ns = ns(is.st_mtim),
          .touched_ns = ns(is.st_ctim)};
}

}  // namespace ascolto::service
