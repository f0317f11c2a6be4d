// Decode, classify, encode.

#include "service/codec/field_error.h"
#include "service/grpc/responder.h"

#include <string>
#include <utility>

#include "ascolto/base/status_macros.h"
#include "ascolto/base/strings.h"
#include "service/grpc/message.h"
#include "service/grpc/status.h"

namespace ascolto::service {
namespace {

constexpr std::size_t kAskEvery = 32;  // comments between two looks whether the caller waits

absl::StatusOr<Wanted> WantedOf(const Request& request) {
  return ReadWanted(request.detail(), request.offset_unit(), request.names());
}

}  // namespace

absl::Status Responder::Classify(LiveClassifier& classifier, std::string_view bytes,
                                 const Wanted& wanted, v1::Verdict* verdict) {
  if (!comment_.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    classifier.CountError();
    return absl::InvalidArgumentError(
        "the comment does not parse as ascolto.v1.Comment; every string field (all text but "
        "`text` itself) must be well-formed UTF-8");
  }
  const absl::StatusOr<Comment> comment = ReadComment(comment_);
  if (!comment.ok()) {
    classifier.CountError();
    return comment.status();
  }
  ASCOLTO_ASSIGN_OR_RETURN(const Verdict found, classifier.Classify(*comment));
  WriteVerdict(found, *comment, wanted, verdict);
  const LiveClassifier::Filled& filled = classifier.filled();
  if (filled.repeats) verdict->mutable_history()->set_repeats(*filled.repeats);
  if (filled.author_new) verdict->mutable_history()->set_author_new(*filled.author_new);
  return absl::OkStatus();
}

absl::Status Responder::AnswerOne(LiveClassifier& classifier, grpc::ByteBuffer* response) {
  if (request_.comments().size() != 1) {
    return InvalidField("comment", base::Cat("one comment is needed: ",
                                             request_.comments().size(), " were given"));
  }
  ASCOLTO_ASSIGN_OR_RETURN(const Wanted wanted, WantedOf(request_));
  one_.Clear();
  if (absl::Status status =
          Classify(classifier, request_.comments()[0], wanted, one_.mutable_verdict());
      !status.ok()) {
    return WithinField("comment", std::move(status));
  }
  one_.mutable_fingerprint()->assign(classifier.rules().fingerprint());
  SerializeMessage(one_, response);
  return absl::OkStatus();
}

absl::Status Responder::AnswerAll(LiveClassifier& classifier, absl::FunctionRef<bool()> cancelled,
                                  grpc::ByteBuffer* response) {
  ASCOLTO_ASSIGN_OR_RETURN(const Wanted wanted, WantedOf(request_));
  all_.Clear();
  for (std::size_t i = 0; i < request_.comments().size(); ++i) {
    if (i % kAskEvery == kAskEvery - 1 && cancelled()) {
      return absl::CancelledError("the caller went away");
    }
    internal::Result* result = all_.add_results();
    const absl::Status status =
        Classify(classifier, request_.comments()[i], wanted, result->mutable_verdict());
    if (status.ok()) continue;
    result->clear_verdict();
    result->mutable_error()->set_code(static_cast<int>(status.code()));
    result->mutable_error()->set_message(std::string(base::ToStd(status.message())));
    result->mutable_error()->set_field(FieldOf(status));
  }
  all_.mutable_fingerprint()->assign(classifier.rules().fingerprint());
  all_.set_sequence(request_.sequence());
  SerializeMessage(all_, response);
  return absl::OkStatus();
}

ResponderPool::Lease ResponderPool::Borrow() {
  std::unique_ptr<Responder> responder;
  {
    std::lock_guard lock(mutex_);
    if (!free_.empty()) {
      responder = std::move(free_.back());
      free_.pop_back();
    }
  }
  if (responder == nullptr) responder = std::make_unique<Responder>();
  return Lease(responder.release(), GiveBack{this});
}

void ResponderPool::FreeIdle() {
  std::vector<std::unique_ptr<Responder>> idle;
  std::lock_guard lock(mutex_);
  idle.swap(free_);
}

void ResponderPool::Return(Responder* responder) {
  std::lock_guard lock(mutex_);
  free_.emplace_back(responder);
}

}  // namespace ascolto::service
