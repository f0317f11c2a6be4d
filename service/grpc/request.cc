// Walks the fields of the outer message only, as
// https://protobuf.dev/programming-guides/encoding/ has them.

#include "service/grpc/request.h"

#include <google/protobuf/io/coded_stream.h>
#include <grpc/slice.h>
#include <grpcpp/support/proto_buffer_reader.h>
#include <grpcpp/support/slice.h>

#include "ascolto/base/strings.h"
#include "ascolto/v1/moderation.pb.h"

namespace ascolto::service {
namespace {

using google::protobuf::io::CodedInputStream;

enum WireType { kVarint = 0, kFixed64 = 1, kBytes = 2, kFixed32 = 5 };

constexpr std::uint32_t Tag(int field, WireType type) {
  return static_cast<std::uint32_t>(field) << 3 | type;
}
constexpr std::uint32_t kComment = Tag(v1::BatchClassifyRequest::kCommentsFieldNumber, kBytes);
constexpr std::uint32_t kDetail = Tag(v1::BatchClassifyRequest::kDetailFieldNumber, kVarint);
constexpr std::uint32_t kOffsetUnit =
    Tag(v1::BatchClassifyRequest::kOffsetUnitFieldNumber, kVarint);
constexpr std::uint32_t kSequence = Tag(v1::StreamClassifyRequest::kSequenceFieldNumber, kVarint);
constexpr std::uint32_t kNames = Tag(v1::BatchClassifyRequest::kNamesFieldNumber, kVarint);

// What holds for a batch holds for the other two.
constexpr bool AreSame(int a, int b, int c) { return a == b && b == c; }
using One = v1::ClassifyRequest;
using Batch = v1::BatchClassifyRequest;
using Stream = v1::StreamClassifyRequest;
static_assert(AreSame(One::kCommentFieldNumber, Batch::kCommentsFieldNumber,
                      Stream::kCommentsFieldNumber));
static_assert(AreSame(One::kDetailFieldNumber, Batch::kDetailFieldNumber,
                      Stream::kDetailFieldNumber));
static_assert(AreSame(One::kOffsetUnitFieldNumber, Batch::kOffsetUnitFieldNumber,
                      Stream::kOffsetUnitFieldNumber));
static_assert(AreSame(One::kNamesFieldNumber, Batch::kNamesFieldNumber,
                      Stream::kNamesFieldNumber));

bool SkipField(std::uint32_t tag, CodedInputStream* in) {
  std::uint64_t varint;
  int size;
  switch (tag & 7) {
    case kVarint: return in->ReadVarint64(&varint);
    case kFixed64: return in->Skip(8);
    case kFixed32: return in->Skip(4);
    case kBytes: return in->ReadVarintSizeAsInt(&size) && in->Skip(size);
    default: return false;  // groups, which proto3 does not have
  }
}

absl::Status NoMessage(std::size_t bytes) {
  return absl::InvalidArgumentError(base::Cat("the request is not a message of ascolto.v1: ",
                                              bytes, " bytes that protobuf cannot parse"));
}

}  // namespace

absl::StatusOr<std::size_t> CountComments(const grpc::ByteBuffer& buffer, std::size_t most) {
  if (!buffer.Valid() || buffer.Length() == 0) return 0;
  grpc::ByteBuffer copy = buffer;  // shares the slices
  grpc::ProtoBufferReader reader(&copy);
  if (!reader.status().ok()) return NoMessage(buffer.Length());
  CodedInputStream in(&reader);
  std::size_t count = 0;
  while (count <= most) {
    const std::uint32_t tag = in.ReadTag();
    if (tag == 0) {
      if (!in.ConsumedEntireMessage()) return NoMessage(buffer.Length());
      break;
    }
    if (tag == kComment) ++count;
    if (!SkipField(tag, &in)) return NoMessage(buffer.Length());
  }
  return count;
}

absl::Status Request::Read(const grpc::ByteBuffer& buffer) {
  comments_.clear();
  detail_ = offset_unit_ = 0;
  sequence_ = 0;
  names_ = false;
  const std::size_t size = buffer.Length();
  if (size == 0) return absl::OkStatus();
  // Slices here share what the buffer holds, and are never the last to let go of it. A short
  // slice holds its bytes itself.
  constexpr std::size_t kShort = sizeof(grpc_slice);
  if (grpc::Slice slice; size > kShort && buffer.TrySingleSlice(&slice).ok()) {
    return ReadFields({reinterpret_cast<const char*>(slice.begin()), slice.size()});
  }
  std::vector<grpc::Slice> slices;
  if (!buffer.Dump(&slices).ok()) return NoMessage(size);
  copy_.clear();
  for (const grpc::Slice& slice : slices) {
    copy_.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  return ReadFields(copy_);
}

absl::Status Request::ReadFields(std::string_view bytes) {
  const auto size = static_cast<int>(bytes.size());
  CodedInputStream in(reinterpret_cast<const std::uint8_t*>(bytes.data()), size);
  while (const std::uint32_t tag = in.ReadTag()) {
    std::uint64_t number = 0;
    int length = 0;
    bool read = false;
    switch (tag) {
      case kComment:
        read = in.ReadVarintSizeAsInt(&length) && length <= size - in.CurrentPosition();
        if (read) {
          comments_.push_back(bytes.substr(static_cast<std::size_t>(in.CurrentPosition()),
                                           static_cast<std::size_t>(length)));
          read = in.Skip(length);
        }
        break;
      case kDetail:
        read = in.ReadVarint64(&number);
        detail_ = static_cast<int>(number);
        break;
      case kOffsetUnit:
        read = in.ReadVarint64(&number);
        offset_unit_ = static_cast<int>(number);
        break;
      case kSequence: read = in.ReadVarint64(&sequence_); break;
      case kNames:
        read = in.ReadVarint64(&number);
        names_ = number != 0;
        break;
      default: read = SkipField(tag, &in);
    }
    if (!read) return NoMessage(bytes.size());
  }
  return in.ConsumedEntireMessage() ? absl::OkStatus() : NoMessage(bytes.size());
}

}  // namespace ascolto::service
