#include "service/http/classify_json.h"

#include <utility>

#include "ascolto/base/status_macros.h"
#include "ascolto/base/strings.h"
#include "service/http/message.h"
#include "service/codec/json_comment.h"
#include "service/codec/json_text.h"

namespace ascolto::service {
namespace {

// What the service put in.
std::string HistoryJson(const LiveClassifier::Filled& filled) {
  std::string out = "{";
  if (filled.repeats) out += base::Cat("\"repeats\":", *filled.repeats);
  if (filled.author_new) {
    out += base::Cat(filled.repeats ? "," : "", "\"author_new\":",
                     *filled.author_new ? "true" : "false");
  }
  return out + "}";
}

absl::Status Decode(const ClassifyRequest::Comment& comment, DecodedComment* decoded) {
  if (!comment.given_twice.empty()) {
    return absl::InvalidArgumentError(
        base::Cat("\"", comment.given_twice, "\" is given more than once; give it once"));
  }
  return DecodeObject(comment.value, false, decoded);
}

absl::Status AppendVerdict(const ClassifyRequest::Comment& comment, const VerdictStyle& style,
                           LiveClassifier& classifier, std::string* out) {
  DecodedComment decoded;
  if (absl::Status status = Decode(comment, &decoded); !status.ok()) {
    classifier.CountError();
    return status;
  }
  ASCOLTO_ASSIGN_OR_RETURN(const Verdict verdict, classifier.Classify(decoded.comment));
  out->append("\"verdict\":");
  if (classifier.filled().any()) {
    decoded.others.emplace_back("history", HistoryJson(classifier.filled()));
  }
  AppendVerdictJson(decoded.comment, verdict, decoded.others, out, style);
  out->pop_back();  // the line end
  return absl::OkStatus();
}

void AppendResult(const ClassifyRequest::Comment& comment, const VerdictStyle& style,
                  LiveClassifier& classifier, std::string* out) {
  out->push_back('{');
  const absl::Status status = AppendVerdict(comment, style, classifier, out);
  if (!status.ok()) {
    out->append("\"error\":");
    AppendErrorJson(status, out);
  }
  out->push_back('}');
}

}  // namespace

absl::StatusOr<std::string> ClassifyJson(const ClassifyRequest& request, LiveClassifier& classifier,
                                         std::size_t most_bytes,
                                         absl::FunctionRef<bool()> is_cancelled) {
  std::string out;
  if (request.single) {
    out = "{";
    ASCOLTO_RETURN_IF_ERROR(
        AppendVerdict(request.comments.front(), request.style, classifier, &out));
  } else {
    out = "{\"results\":[";
    for (const ClassifyRequest::Comment& comment : request.comments) {
      if (is_cancelled()) return absl::CancelledError("the client has gone");
      if (&comment != request.comments.data()) out += ',';
      AppendResult(comment, request.style, classifier, &out);
      if (out.size() > most_bytes) {
        return absl::OutOfRangeError(
            base::Cat("the answer is too large: the limit is ", most_bytes,
                      " bytes; send the comments in several requests, or ask for less with "
                      "\"detail\": \"labels\""));
      }
    }
    out += ']';
  }
  out += ",\"fingerprint\":";
  AppendJson(classifier.rules().fingerprint(), &out);
  out += "}\n";
  return out;
}

}  // namespace ascolto::service
