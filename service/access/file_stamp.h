// What tells that a file is another than before, also behind a link that was pointed elsewhere.

#ifndef ASCOLTO_SERVICE_ACCESS_FILE_STAMP_H_
#define ASCOLTO_SERVICE_ACCESS_FILE_STAMP_H_

#include <cstdint>
#include <string>

namespace ascolto::service {

// Thread safety: a plain value. Zero when there is no file.
struct FileStamp {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  std::int64_t size = 0;
  std::int64_t changed_ns = 0;   // of its content
  std::int64_t touched_ns = 0;   // of its content, owner or mode

  static FileStamp Of(const std::string& path);
  bool operator==(const FileStamp&) const = default;
};

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_ACCESS_FILE_STAMP_H_
