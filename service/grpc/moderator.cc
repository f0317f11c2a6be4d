// Decode, classify, encode. The messages of one request live on one arena.

#include "service/grpc/moderator.h"

#include <string>

#include <google/protobuf/arena.h>
#include <grpcpp/support/proto_buffer_reader.h>
#include <grpcpp/support/proto_buffer_writer.h>

#include "ascolto/base/status_macros.h"
#include "ascolto/base/strings.h"
#include "ascolto/internal/envelope.pb.h"

namespace ascolto::service {
namespace {

using google::protobuf::Arena;

grpc::Status ToGrpc(const absl::Status& status) {
  // The codes of absl::Status are those of gRPC.
  return grpc::Status(static_cast<grpc::StatusCode>(status.code()),
                      std::string(base::ToStd(status.message())));
}

grpc::Status Invalid(std::string message) {
  return grpc::Status(grpc::StatusCode::INVALID_ARGUMENT, std::move(message));
}

grpc::Status ReadEnvelope(const grpc::ByteBuffer& request, internal::Envelope* envelope) {
  grpc::ByteBuffer buffer = request;  // shares the slices
  grpc::ProtoBufferReader reader(&buffer);
  if (!reader.status().ok()) return reader.status();
  if (!envelope->ParseFromZeroCopyStream(&reader)) {
    return Invalid(base::Cat("the request is not a message of ascolto.v1: ", buffer.Length(),
                             " bytes that protobuf cannot parse"));
  }
  return grpc::Status::OK;
}

grpc::Status WriteMessage(const google::protobuf::Message& message, grpc::ByteBuffer* response) {
  response->Clear();
  grpc::ProtoBufferWriter writer(response, grpc::kProtoBufferWriterMaxBufferLength,
                                 static_cast<int>(message.ByteSizeLong()));
  if (!message.SerializeToZeroCopyStream(&writer)) {
    return grpc::Status(grpc::StatusCode::INTERNAL, "the answer could not be serialized");
  }
  return grpc::Status::OK;
}

}  // namespace

Moderator::Moderator(const LiveRules& live, std::size_t max_batch)
    : live_(live), max_batch_(max_batch), classifier_(live.Get()) {}

void Moderator::TakeLiveRules() {
  if (!live_.IsCurrent(classifier_.rules())) classifier_ = Classifier(live_.Get());
}

absl::Status Moderator::ClassifyOne(const std::string& bytes, const Wanted& wanted,
                                    v1::Verdict* verdict) {
  if (!comment_.ParseFromString(bytes)) {
    return absl::InvalidArgumentError(
        "the comment does not parse as ascolto.v1.Comment; every string field (all text but "
        "`text` itself) must be well-formed UTF-8");
  }
  ASCOLTO_ASSIGN_OR_RETURN(const Comment comment, ReadComment(comment_));
  ASCOLTO_ASSIGN_OR_RETURN(const Verdict found, classifier_.Classify(comment));
  WriteVerdict(found, comment, wanted, verdict);
  return absl::OkStatus();
}

grpc::Status Moderator::Classify(const grpc::ByteBuffer& request, grpc::ByteBuffer* response) {
  TakeLiveRules();
  Arena arena;
  auto* envelope = Arena::CreateMessage<internal::Envelope>(&arena);
  if (grpc::Status status = ReadEnvelope(request, envelope); !status.ok()) return status;
  if (envelope->comments_size() != 1) {
    return Invalid(
        base::Cat("one comment is needed: ", envelope->comments_size(), " were given"));
  }
  const absl::StatusOr<Wanted> wanted =
      ReadWanted(envelope->detail(), envelope->offset_unit());
  if (!wanted.ok()) return ToGrpc(wanted.status());

  auto* message = Arena::CreateMessage<v1::ClassifyResponse>(&arena);
  const absl::Status status =
      ClassifyOne(envelope->comments(0), *wanted, message->mutable_verdict());
  if (!status.ok()) return ToGrpc(status);
  message->set_fingerprint(std::string(classifier_.rules().fingerprint()));
  return WriteMessage(*message, response);
}

template <typename Response>
grpc::Status Moderator::ClassifyAll(const internal::Envelope& envelope, Cancelled cancelled,
                                    Response* message) {
  TakeLiveRules();
  const auto count = static_cast<std::size_t>(envelope.comments_size());
  if (count > max_batch_) {
    return Invalid(base::Cat("too many comments in one request: ", count, "; the limit is ",
                             max_batch_));
  }
  const absl::StatusOr<Wanted> wanted = ReadWanted(envelope.detail(), envelope.offset_unit());
  if (!wanted.ok()) return ToGrpc(wanted.status());
  for (const std::string& bytes : envelope.comments()) {
    if (cancelled()) return grpc::Status(grpc::StatusCode::CANCELLED, "the caller went away");
    v1::Result* result = message->add_results();
    const absl::Status status = ClassifyOne(bytes, *wanted, result->mutable_verdict());
    if (!status.ok()) {
      result->mutable_error()->set_code(static_cast<int>(status.code()));
      result->mutable_error()->set_message(std::string(base::ToStd(status.message())));
    }
  }
  message->set_fingerprint(std::string(classifier_.rules().fingerprint()));
  return grpc::Status::OK;
}

grpc::Status Moderator::BatchClassify(const grpc::ByteBuffer& request,
                                      grpc::ByteBuffer* response, Cancelled cancelled) {
  Arena arena;
  auto* envelope = Arena::CreateMessage<internal::Envelope>(&arena);
  auto* message = Arena::CreateMessage<v1::BatchClassifyResponse>(&arena);
  grpc::Status status = ReadEnvelope(request, envelope);
  if (status.ok()) status = ClassifyAll(*envelope, cancelled, message);
  return status.ok() ? WriteMessage(*message, response) : status;
}

grpc::Status Moderator::StreamClassify(const grpc::ByteBuffer& request,
                                       grpc::ByteBuffer* response, Cancelled cancelled) {
  Arena arena;
  auto* envelope = Arena::CreateMessage<internal::Envelope>(&arena);
  auto* message = Arena::CreateMessage<v1::StreamClassifyResponse>(&arena);
  grpc::Status status = ReadEnvelope(request, envelope);
  if (status.ok()) status = ClassifyAll(*envelope, cancelled, message);
  message->set_sequence(envelope->sequence());
  return status.ok() ? WriteMessage(*message, response) : status;
}

}  // namespace ascolto::service
