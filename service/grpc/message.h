// Messages of protobuf in the buffers of gRPC.

#ifndef ASCOLTO_SERVICE_GRPC_MESSAGE_H_
#define ASCOLTO_SERVICE_GRPC_MESSAGE_H_

#include <google/protobuf/message_lite.h>
#include <grpcpp/support/byte_buffer.h>

#include "absl/status/status.h"

namespace ascolto::service {

// InvalidArgument: the bytes are not such a message; its name and the number of bytes are told.
absl::Status ParseMessage(const grpc::ByteBuffer& bytes, google::protobuf::MessageLite* message);

void SerializeMessage(const google::protobuf::MessageLite& message, grpc::ByteBuffer* bytes);

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_GRPC_MESSAGE_H_
