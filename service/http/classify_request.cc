// A handler of nlohmann's SAX parser. It keeps one frame for each object and array that is open;
// the frame says what the next value is.

#include "service/http/classify_request.h"

#include <array>
#include <bitset>
#include <cstdint>
#include <utility>

#include "ascolto/base/status_macros.h"
#include "ascolto/base/strings.h"
#include "ascolto/comment.h"
#include "service/codec/json_comment.h"

namespace ascolto::service {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMostKeptValues = 64;  // of a wrong value
constexpr int kNumberTooLarge = 406;         // nlohmann's out_of_range

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
    return Invalid(base::Cat("unknown \"detail\": ", text.substr(0, 60),
                             "; give verdict, labels or matches"));
  }
  return absl::OkStatus();
}

absl::Status ReadOffsetUnit(const Json& value, VerdictStyle* style) {
  ASCOLTO_ASSIGN_OR_RETURN(const std::string_view text, TextOf("offset_unit", value));
  if (text != "bytes" && text != "utf16") {
    return Invalid(base::Cat("unknown \"offset_unit\": ", text.substr(0, 60),
                             "; give bytes or utf16"));
  }
  style->utf16 = text == "utf16";
  return absl::OkStatus();
}

class Reader final : public nlohmann::json_sax<Json> {
 public:
  Reader(std::string_view body, std::size_t max_batch) : body_(body), max_batch_(max_batch) {}

  absl::StatusOr<ClassifyRequest> Run() {
    Json::sax_parse(body_, this);
    ASCOLTO_RETURN_IF_ERROR(broken_);
    ASCOLTO_RETURN_IF_ERROR(wrong_);
    if (has_detail_) ASCOLTO_RETURN_IF_ERROR(ReadDetail(detail_, &request_.style));
    if (has_unit_) ASCOLTO_RETURN_IF_ERROR(ReadOffsetUnit(unit_, &request_.style));
    if (!given_) {
      return absl::InvalidArgumentError("there is neither \"comment\" nor \"comments\"");
    }
    return std::move(request_);
  }

  bool null() override { return Scalar(nullptr); }
  bool boolean(bool value) override { return Scalar(value); }
  bool number_integer(std::int64_t value) override { return Scalar(value); }
  bool number_unsigned(std::uint64_t value) override { return Scalar(value); }
  bool number_float(double value, const std::string&) override { return Scalar(value); }
  bool string(std::string& value) override { return Scalar(std::move(value)); }
  bool binary(Json::binary_t&) override { return true; }  // no such thing in JSON
  bool start_object(std::size_t) override { return Open(true); }
  bool start_array(std::size_t) override { return Open(false); }
  bool end_object() override { return Close(); }
  bool end_array() override { return Close(); }

  bool key(std::string& name) override {
    Frame& frame = frames_[depth_];
    if (++frame.members > kMostJsonMembers) {
      broken_ = TooManyMembers();
      return false;
    }
    switch (frame.kind) {
      case Kind::kRequest: RequestKey(name); break;
      case Kind::kComment: CommentKey(name); break;
      case Kind::kKept: kept_key_ = std::move(name); break;
      default: break;
    }
    return true;
  }

  bool parse_error(std::size_t position, const std::string&,
                   const nlohmann::detail::exception& error) override {
    broken_ = error.id == kNumberTooLarge ? NumberTooLarge() : NotJson(body_, position);
    return false;
  }

 private:
  enum class Kind : std::uint8_t {
    kOutside,   // around the request
    kRequest,
    kComments,  // the array of comments
    kComment,
    kKept,      // inside a value that is kept
    kReadOver,  // inside a value that is not
  };
  struct Frame {
    Kind kind = Kind::kOutside;
    std::size_t members = 0;
  };
  // What the value after a key of the request is.
  enum class Next : std::uint8_t { kNothing, kDetail, kUnit, kComment, kComments };

  void Wrong(absl::Status status) {
    if (wrong_.ok()) wrong_ = std::move(status);
  }
  static absl::Status GivenTwice(std::string_view name) {
    return Invalid(base::Cat("\"", name, "\" is given more than once; give it once"));
  }

  void RequestKey(const std::string& name) {
    next_ = Next::kNothing;
    if (name == "detail") {
      if (std::exchange(has_detail_, true)) return Wrong(GivenTwice(name));
      next_ = Next::kDetail;
    } else if (name == "offset_unit") {
      if (std::exchange(has_unit_, true)) return Wrong(GivenTwice(name));
      next_ = Next::kUnit;
    } else if (name == "comment" || name == "comments") {
      if (std::exchange(given_, true)) {
        return Wrong(Invalid(base::Cat("comments are given twice: \"", name,
                                       "\"; give \"comment\" or \"comments\" once")));
      }
      request_.single = name == "comment";
      next_ = request_.single ? Next::kComment : Next::kComments;
    } else {
      Wrong(Invalid(base::Cat("unknown key: \"", name.substr(0, 60),
                              "\"; the keys are comment, comments, detail, offset_unit")));
    }
  }

  void CommentKey(const std::string& name) {
    field_ = FindCommentField(name);
    if (field_ == nullptr) return;
    const auto index = static_cast<std::size_t>(field_ - CommentFields().data());
    if (!fields_.test(index)) {
      fields_.set(index);
      return;
    }
    request_.comments.back().given_twice = field_->name;
    field_ = nullptr;
  }

  // Where the value that begins now is kept, or null when it is read over. A comment is one of its
  // own; *kind is for what is inside, should it be an object or array.
  Json* Place(bool object, bool array, Kind* kind) {
    *kind = Kind::kKept;
    switch (frames_[depth_].kind) {
      case Kind::kOutside:
        if (object) *kind = Kind::kRequest;
        if (!object) Wrong(Invalid("the request is not an object; give {\"comments\": […]}"));
        return nullptr;
      case Kind::kRequest:
        switch (std::exchange(next_, Next::kNothing)) {
          case Next::kDetail: return &detail_;
          case Next::kUnit: return &unit_;
          case Next::kComment: return AddComment(object, kind);
          case Next::kComments:
            if (array) *kind = Kind::kComments;
            if (!array) Wrong(Invalid("\"comments\" is not an array"));
            return nullptr;
          case Next::kNothing: return nullptr;
        }
        return nullptr;
      case Kind::kComments: return AddComment(object, kind);
      case Kind::kComment:
        if (field_ == nullptr) return nullptr;
        return &request_.comments.back().value[std::string(field_->name)];
      case Kind::kKept:
        if (++kept_ > kMostKeptValues) return nullptr;
        if (kept_stack_.back()->is_array()) {
          kept_stack_.back()->push_back(nullptr);
          return &kept_stack_.back()->back();
        }
        return &(*kept_stack_.back())[kept_key_];
      case Kind::kReadOver: return nullptr;
    }
    return nullptr;
  }

  Json* AddComment(bool object, Kind* kind) {
    if (++request_.count > max_batch_) return nullptr;
    if (object) *kind = Kind::kComment;
    fields_.reset();
    return &request_.comments.emplace_back().value;
  }

  template <typename Value>
  bool Scalar(Value&& value) {
    Kind kind;
    if (depth_ > 0 && frames_[depth_].kind == Kind::kReadOver) return true;
    if (Json* place = Place(false, false, &kind)) *place = Json(std::forward<Value>(value));
    return true;
  }

  bool Open(bool object) {
    if (depth_ == kDeepestJson) {
      broken_ = TooDeep();
      return false;
    }
    Kind kind = Kind::kReadOver;
    Json* const place = Place(object, !object, &kind);
    if (place != nullptr) {
      *place = object ? Json::object() : Json::array();
      if (kind == Kind::kKept) {
        if (frames_[depth_].kind != Kind::kKept) kept_ = 0;
        kept_stack_.push_back(place);
      }
    } else if (kind == Kind::kKept || kind == Kind::kComment) {
      kind = Kind::kReadOver;
    }
    frames_[++depth_] = {kind, 0};
    return true;
  }

  bool Close() {
    if (frames_[depth_].kind == Kind::kKept) kept_stack_.pop_back();
    --depth_;
    return true;
  }

  const std::string_view body_;
  const std::size_t max_batch_;
  ClassifyRequest request_;
  absl::Status broken_;  // it could not be read to its end
  absl::Status wrong_;   // the first thing that is not as it should be
  std::array<Frame, kDeepestJson + 1> frames_{};
  int depth_ = 0;
  Next next_ = Next::kNothing;
  bool given_ = false, has_detail_ = false, has_unit_ = false;
  Json detail_, unit_;
  std::bitset<32> fields_;               // of the last comment, that were given
  const CommentField* field_ = nullptr;  // the next value is of; null: of none
  std::vector<Json*> kept_stack_;        // objects and arrays that are open in a kept value
  std::string kept_key_;
  std::size_t kept_ = 0;
};

}  // namespace

absl::StatusOr<ClassifyRequest> ClassifyRequest::Read(std::string_view body,
                                                      std::size_t max_batch) {
  return Reader(body, max_batch).Run();
}

}  // namespace ascolto::service
