#include "service/http/classify_json.h"

#include <string_view>
#include <utility>

#include "ascolto/base/status_macros.h"
#include "ascolto/base/strings.h"
#include "service/http/message.h"
#include "service/json/comment.h"
#include "service/json/text.h"

namespace ascolto::service {
namespace {

using Json = nlohmann::ordered_json;

absl::Status Invalid(const std::string& message) {
  return absl::InvalidArgumentError(base::ToAbsl(message));
}

absl::StatusOr<std::string_view> TextOf(std::string_view name, const Json& value) {
  if (value.is_string()) return std::string_view(value.get_ref<const std::string&>());
  return Invalid(base::Cat("\"", name, "\" is not a string"));
}

absl::Status ReadDetail(const Json& value, VerdictStyle* style) {
  ASCOLTO_ASSIGN_OR_RETURN(const std::string_view text, TextOf("detail", value));
  if (text == "verdict") {
    style->detail = VerdictDetail::kVerdict;
  } else if (text == "labels") {
    style->detail = VerdictDetail::kLabels;
  } else if (text == "matches") {
    style->detail = VerdictDetail::kMatches;
  } else {
    return Invalid(
        base::Cat("unknown \"detail\": ", text, "; give verdict, labels or matches"));
  }
  return absl::OkStatus();
}

absl::Status ReadOffsetUnit(const Json& value, VerdictStyle* style) {
  ASCOLTO_ASSIGN_OR_RETURN(const std::string_view text, TextOf("offset_unit", value));
  if (text != "bytes" && text != "utf16") {
    return Invalid(base::Cat("unknown \"offset_unit\": ", text, "; give bytes or utf16"));
  }
  style->utf16 = text == "utf16";
  return absl::OkStatus();
}

// What the service put in.
std::string HistoryJson(const Moderator::Filled& filled) {
  std::string out = "{";
  if (filled.repeats) out += base::Cat("\"repeats\":", *filled.repeats);
  if (filled.author_new) {
    out += base::Cat(filled.repeats ? "," : "", "\"author_new\":",
                     *filled.author_new ? "true" : "false");
  }
  return out + "}";
}

}  // namespace

absl::StatusOr<ClassifyJson> ClassifyJson::Read(const std::string& body, std::size_t max_batch) {
  Json document;
  ASCOLTO_RETURN_IF_ERROR(ParseJson(body, &document));
  if (!document.is_object()) {
    return absl::InvalidArgumentError("the request is not an object; give {\"comments\": […]}");
  }
  ClassifyJson request;
  bool given = false;
  for (auto& [name, value] : document.items()) {
    if (name == "detail") {
      ASCOLTO_RETURN_IF_ERROR(ReadDetail(value, &request.style_));
    } else if (name == "offset_unit") {
      ASCOLTO_RETURN_IF_ERROR(ReadOffsetUnit(value, &request.style_));
    } else if (name == "comment" || name == "comments") {
      if (std::exchange(given, true)) {
        return absl::InvalidArgumentError("give either \"comment\" or \"comments\", and once");
      }
      request.single_ = name == "comment";
      if (request.single_) {
        request.comments_.push_back(std::move(value));
      } else if (value.is_array()) {
        request.comments_ = std::move(value.get_ref<Json::array_t&>());
      } else {
        return absl::InvalidArgumentError("\"comments\" is not an array");
      }
    } else {
      return Invalid(base::Cat("unknown key: \"", name.substr(0, 60),
                               "\"; there are comment, comments, detail, offset_unit"));
    }
  }
  if (!given) {
    return absl::InvalidArgumentError("there is neither \"comment\" nor \"comments\"");
  }
  if (request.comments_.size() > max_batch) {
    return Invalid(base::Cat("too many comments in one request: ", request.comments_.size(),
                             "; the limit is ", max_batch, ", send them in several"));
  }
  return request;
}

absl::StatusOr<std::string> ClassifyJson::Answer(Moderator& moderator) const {
  std::string out;
  if (single_) {
    out = "{";
    ASCOLTO_RETURN_IF_ERROR(AppendVerdict(comments_.front(), moderator, &out));
  } else {
    out = "{\"results\":[";
    for (const Json& comment : comments_) {
      if (&comment != comments_.data()) out += ',';
      AppendResult(comment, moderator, &out);
    }
    out += ']';
  }
  out += ",\"fingerprint\":";
  AppendJson(moderator.rules().fingerprint(), &out);
  out += "}\n";
  return out;
}

absl::Status ClassifyJson::AppendVerdict(const Json& comment, Moderator& moderator,
                                         std::string* out) const {
  DecodedComment decoded;
  if (absl::Status status = DecodeObject(comment, false, &decoded); !status.ok()) {
    moderator.CountError();
    return status;
  }
  ASCOLTO_ASSIGN_OR_RETURN(const Verdict verdict, moderator.Classify(decoded.comment));
  out->append("\"verdict\":");
  if (moderator.filled().any()) {
    decoded.others.emplace_back("history", HistoryJson(moderator.filled()));
  }
  AppendVerdictJson(decoded.comment, verdict, decoded.others, out, style_);
  out->pop_back();  // the line end
  return absl::OkStatus();
}

void ClassifyJson::AppendResult(const Json& comment, Moderator& moderator,
                                std::string* out) const {
  out->push_back('{');
  const absl::Status status = AppendVerdict(comment, moderator, out);
  if (!status.ok()) {
    out->append("\"error\":");
    AppendErrorJson(status, out);
  }
  out->push_back('}');
}

}  // namespace ascolto::service
