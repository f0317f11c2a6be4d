// A request of ModerationService taken apart without parsing its comments, so that one that does
// not parse is that comment's error and not the batch's, and that how much is asked is known
// before any work.

#ifndef ASCOLTO_SERVICE_GRPC_REQUEST_H_
#define ASCOLTO_SERVICE_GRPC_REQUEST_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <grpcpp/support/byte_buffer.h>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace ascolto::service {

// How many comments a request has; stops counting past `most`. InvalidArgument: the bytes are no
// message. Reads the buffer in place: some nanoseconds a comment.
absl::StatusOr<std::size_t> CountComments(const grpc::ByteBuffer& buffer, std::size_t most);

// ClassifyRequest (one comment), BatchClassifyRequest or StreamClassifyRequest; the numbers of
// their fields are the same.
//
// Thread safety: one thread at a time; reused for its memory.
class Request {
 public:
  // InvalidArgument: the bytes are no message. `buffer` must outlive what comments() gives. No
  // slice of it is kept: the last reference to a slice may only be dropped by a function of gRPC,
  // since its quota of memory wants to do work then.
  absl::Status Read(const grpc::ByteBuffer& buffer);

  // The bytes of each ascolto.v1.Comment; they live until the next Read, or the buffer's end.
  const std::vector<std::string_view>& comments() const { return comments_; }
  int detail() const { return detail_; }
  int offset_unit() const { return offset_unit_; }
  std::uint64_t sequence() const { return sequence_; }
  bool names() const { return names_; }

 private:
  absl::Status ReadFields(std::string_view bytes);

  std::string copy_;  // of a request that does not lie in one piece
  std::vector<std::string_view> comments_;
  int detail_ = 0;
  int offset_unit_ = 0;
  std::uint64_t sequence_ = 0;
  bool names_ = false;
};

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_GRPC_REQUEST_H_
