#include "service/http/classify_json.h"

#include <utility>

#include "ascolto/base/status_macros.h"
#include "ascolto/base/strings.h"
#include "service/http/message.h"
#include "service/codec/json_comment.h"
#include "service/codec/json_verdict.h"

namespace ascolto::service {
namespace {

// What the service put in.
std::string HistoryJson(const LiveClassifier::Filled& filled) {
  std::string out;
  JsonWriter json(&out);
  json.BeginObject();
  if (filled.repeats) json.Member("repeats", *filled.repeats);
  if (filled.author_new) json.Member("author_new", *filled.author_new);
  json.EndObject();
  return out;
}

absl::Status Decode(const ClassifyRequest::Comment& comment, DecodedComment* decoded) {
  if (!comment.given_twice.empty()) {
    return absl::InvalidArgumentError(
        base::Cat("\"", comment.given_twice, "\" is given more than once; give it once"));
  }
  return DecodeObject(comment.value, false, decoded);
}

// Writes the member "verdict", or nothing and says why not.
absl::Status WriteVerdictMember(const ClassifyRequest::Comment& comment, const VerdictStyle& style,
                                LiveClassifier& classifier, JsonWriter* json) {
  DecodedComment decoded;
  if (absl::Status status = Decode(comment, &decoded); !status.ok()) {
    classifier.CountError();
    return status;
  }
  ASCOLTO_ASSIGN_OR_RETURN(const Verdict verdict, classifier.Classify(decoded.comment));
  if (classifier.filled().any()) {
    decoded.others.emplace_back("history", HistoryJson(classifier.filled()));
  }
  json->Key("verdict");
  WriteVerdict(decoded.comment, verdict, decoded.others, json, style);
  return absl::OkStatus();
}

void WriteResult(const ClassifyRequest::Comment& comment, const VerdictStyle& style,
                 LiveClassifier& classifier, JsonWriter* json) {
  json->BeginObject();
  const absl::Status status = WriteVerdictMember(comment, style, classifier, json);
  if (!status.ok()) {
    json->Key("error");
    WriteError(status, json);
  }
  json->EndObject();
}

}  // namespace

absl::StatusOr<std::string> ClassifyJson(const ClassifyRequest& request, LiveClassifier& classifier,
                                         std::size_t most_bytes,
                                         absl::FunctionRef<bool()> is_cancelled) {
  std::string out;
  JsonWriter json(&out);
  json.BeginObject();
  if (request.single) {
    ASCOLTO_RETURN_IF_ERROR(
        WriteVerdictMember(request.comments.front(), request.style, classifier, &json));
  } else {
    json.Key("results");
    json.BeginArray();
    for (const ClassifyRequest::Comment& comment : request.comments) {
      if (is_cancelled()) return absl::CancelledError("the client has gone");
      WriteResult(comment, request.style, classifier, &json);
      if (out.size() > most_bytes) {
        return absl::OutOfRangeError(
            base::Cat("the answer is too large: the limit is ", most_bytes,
                      " bytes; send the comments in several requests, or ask for less with "
                      "\"detail\": \"labels\""));
      }
    }
    json.EndArray();
  }
  json.Member("fingerprint", classifier.rules().fingerprint());
  json.EndObject();
  out += '\n';
  return out;
}

}  // namespace ascolto::service
