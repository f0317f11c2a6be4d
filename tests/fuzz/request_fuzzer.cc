// The outer message of ModerationService: any bytes, in slices of any sizes. Counting and reading
// agree, and what is read lies within the request.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/slice.h>

#include "ascolto/v1/moderation.pb.h"
#include "service/grpc/request.h"

namespace {

constexpr std::size_t kMost = 1000;  // comments

void Require(bool holds) {
  if (!holds) std::abort();
}

// `data` in pieces; the first byte of it says how long they are.
grpc::ByteBuffer Buffer(std::string_view data) {
  std::vector<grpc::Slice> slices;
  const std::size_t piece = data.empty() ? 1 : static_cast<unsigned char>(data[0]) + 1u;
  for (std::size_t at = 0; at < data.size(); at += piece) {
    const std::string_view part = data.substr(at, piece);
    slices.emplace_back(part.data(), part.size());
  }
  return grpc::ByteBuffer(slices.data(), slices.size());
}

void Check(std::string_view data) {
  static ascolto::service::Request request;  // reused, as the service does
  const grpc::ByteBuffer buffer = Buffer(data);
  const absl::StatusOr<std::size_t> count = ascolto::service::CountComments(buffer, kMost);
  const absl::Status read = request.Read(buffer);
  if (count.ok() && *count <= kMost) {
    Require(read.ok());
    Require(request.comments().size() == *count);
  }
  if (!count.ok()) Require(!read.ok());
  if (!read.ok()) return;
  std::size_t bytes = 0;
  for (const std::string_view comment : request.comments()) {
    bytes += comment.size();
    Require(comment.empty() || data.find(comment) != std::string_view::npos);
    ascolto::v1::Comment message;
    (void)message.ParseFromArray(comment.data(), static_cast<int>(comment.size()));
  }
  Require(bytes <= data.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  google::protobuf::SetLogHandler(nullptr);
  Check({reinterpret_cast<const char*>(data), size});
  return 0;
}
