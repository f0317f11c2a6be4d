// Goes through the names of the input, and sets what CommentFields() knows.

#include "service/codec/json_comment.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "ascolto/base/numbers.h"
#include "ascolto/base/status_macros.h"
#include "ascolto/base/strings.h"
#include "ascolto/base/time_text.h"
#include "ascolto/text/characters.h"
#include "service/codec/json_text.h"

namespace ascolto::service {
namespace {

using Json = nlohmann::ordered_json;
using Kind = CommentField::Kind;

absl::Status Invalid(const std::string& message) {
  return absl::InvalidArgumentError(base::ToAbsl(message));
}

// A value as an error shows it: short.
std::string Shown(const Json& value) {
  constexpr std::size_t kLongest = 60;
  std::string text = value.dump(-1, ' ', true, Json::error_handler_t::replace);
  if (text.size() > kLongest) text.replace(kLongest, std::string::npos, "…");
  return text;
}

absl::Status WrongKind(const CommentField& field, const Json& value, std::string_view what) {
  return Invalid(base::Cat("\"", field.name, "\" ", what, ": ", Shown(value)));
}

// The first byte from which `text` is no UTF-8, or npos.
std::size_t FirstIllFormed(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const text::Decoded decoded = text::Decode(text, at);
    if (!decoded.well_formed) return at;
    at += decoded.bytes;
  }
  return std::string_view::npos;
}

struct Shape {
  int depth = 0;            // of arrays and objects in each other
  std::size_t members = 0;  // of the object that has the most
  std::size_t values = 1;   // of all arrays and objects
};

// What parsing will cost, found without it.
Shape ShapeOf(std::string_view json) {
  struct Open {
    bool object = false;
    std::size_t commas = 0;
  };
  std::array<Open, kDeepestJson + 1> open{};
  Shape shape;
  int depth = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (quoted) {
      if (c == '\\') ++i;
      quoted = c != '"';
    } else if (c == '"') {
      quoted = true;
    } else if (c == '[' || c == '{') {
      ++shape.values;
      shape.depth = std::max(shape.depth, ++depth);
      if (shape.depth > kDeepestJson) return shape;
      open[depth] = {.object = c == '{'};
    } else if (c == ',') {
      ++shape.values;
      if (depth > 0 && open[depth].object) {
        shape.members = std::max(shape.members, ++open[depth].commas + 1);
      }
    } else if (c == ']' || c == '}') {
      if (depth > 0) --depth;
    }
  }
  return shape;
}

absl::Status SetNumber(const CommentField& field, std::int64_t value, Comment* comment) {
  if (value < 0) {
    return Invalid(base::Cat("\"", field.name, "\" is negative: ", value, "; give 0 or more"));
  }
  comment->*field.number = value;
  return absl::OkStatus();
}

absl::Status SetTime(const CommentField& field, std::string_view value, Comment* comment) {
  ASCOLTO_ASSIGN_OR_RETURN(comment->*field.time, base::ParseRfc3339(value));
  return absl::OkStatus();
}

absl::Status SetField(const CommentField& field, const Json& value, DecodedComment* out) {
  if (value.is_null()) return absl::OkStatus();
  switch (field.kind) {
    case Kind::kText:
      if (value.is_number_integer() && field.name == "id") {
        out->id = value.dump();
        out->comment.id = out->id;
        return absl::OkStatus();
      }
      if (!value.is_string()) return WrongKind(field, value, "is not a string");
      out->comment.*field.text = value.get_ref<const std::string&>();
      return absl::OkStatus();
    case Kind::kFlag:
      if (!value.is_boolean()) return WrongKind(field, value, "is not true or false");
      out->comment.*field.flag = value.get<bool>();
      return absl::OkStatus();
    case Kind::kNumber:
      if (!value.is_number_integer() ||
          (value.is_number_unsigned() && value.get<std::uint64_t>() > INT64_MAX)) {
        return WrongKind(field, value, "is not a whole number");
      }
      return SetNumber(field, value.get<std::int64_t>(), &out->comment);
    case Kind::kTime:
      if (!value.is_string()) return WrongKind(field, value, "is not a time in RFC 3339");
      return SetTime(field, value.get_ref<const std::string&>(), &out->comment);
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status NotJson(std::string_view text, std::size_t byte) {
  if (const std::size_t at = FirstIllFormed(text); at != std::string_view::npos) {
    return Invalid(base::Cat("not JSON: byte ", at + 1, " is not UTF-8"));
  }
  return Invalid(base::Cat("not JSON: error at byte ", byte, "; give one JSON object"));
}

absl::Status NumberTooLarge() {
  return absl::InvalidArgumentError("a number in the JSON is too large");
}

absl::Status TooDeep() {
  return Invalid(base::Cat("arrays and objects are nested too deep: the limit is ", kDeepestJson));
}

absl::Status TooManyMembers() {
  return Invalid(base::Cat("an object has too many members: the limit is ", kMostJsonMembers));
}

absl::Status ParseJson(std::string_view text, nlohmann::ordered_json* out) {
  const Shape shape = ShapeOf(text);
  if (shape.depth > kDeepestJson) return TooDeep();
  if (shape.members > kMostJsonMembers) return TooManyMembers();
  if (shape.values > kMostJsonValues) {
    return Invalid(base::Cat("too many values in one document: ", shape.values, "; the limit is ",
                             kMostJsonValues));
  }
  try {
    *out = Json::parse(text);
  } catch (const Json::parse_error& error) {
    return NotJson(text, error.byte);
  } catch (const Json::exception&) {
    return NumberTooLarge();
  }
  return absl::OkStatus();
}

absl::Status DecodeObject(const nlohmann::ordered_json& object, bool keep_others,
                          DecodedComment* out) {
  out->comment = Comment();
  out->others.clear();
  if (!object.is_object()) {
    return Invalid(base::Cat("not an object: ", Shown(object), "; give {\"text\": …}"));
  }
  const auto text = object.find("text");
  if (text == object.end() || text->is_null()) {
    return absl::InvalidArgumentError("there is no \"text\"");
  }
  for (const auto& [name, value] : object.items()) {
    if (const CommentField* field = FindCommentField(name)) {
      ASCOLTO_RETURN_IF_ERROR(SetField(*field, value, out));
    } else if (keep_others) {
      out->others.emplace_back(name, value.dump(-1, ' ', false, Json::error_handler_t::replace));
    }
  }
  return absl::OkStatus();
}

absl::Status DecodeJson(std::string_view line, bool keep_others, DecodedComment* out) {
  ASCOLTO_RETURN_IF_ERROR(ParseJson(line, &out->document));
  return DecodeObject(out->document, keep_others, out);
}

absl::Status SetField(const CommentField& field, std::string_view value, Comment* comment) {
  switch (field.kind) {
    case Kind::kText:
      comment->*field.text = value;
      return absl::OkStatus();
    case Kind::kFlag:
      if (value == "true" || value == "1") {
        comment->*field.flag = true;
      } else if (value == "false" || value == "0") {
        comment->*field.flag = false;
      } else {
        return WrongKind(field, Json(value), "is not true or false");
      }
      return absl::OkStatus();
    case Kind::kNumber: {
      const auto number = base::ParseNumber<std::int64_t>(value);
      if (!number) return WrongKind(field, Json(value), "is not a whole number");
      return SetNumber(field, *number, comment);
    }
    case Kind::kTime:
      return SetTime(field, value, comment);
  }
  return absl::OkStatus();
}

void AppendCommentJson(const Comment& comment, bool text, std::string* out) {
  JsonWriter json(out);
  json.BeginObject();
  for (const CommentField& field : CommentFields()) {
    switch (field.kind) {
      case Kind::kText:
        if ((comment.*field.text).empty() || (field.name == "text" && !text)) continue;
        json.AnyKey(field.name);
        json.String(comment.*field.text);
        break;
      case Kind::kFlag:
        if (!(comment.*field.flag)) continue;
        json.AnyKey(field.name);
        json.Bool(*(comment.*field.flag));
        break;
      case Kind::kNumber:
        if (!(comment.*field.number)) continue;
        json.AnyKey(field.name);
        json.Number(*(comment.*field.number));
        break;
      case Kind::kTime:
        if (!(comment.*field.time)) continue;
        json.AnyKey(field.name);
        json.String(base::FormatRfc3339(*(comment.*field.time)));
        break;
    }
  }
  json.EndObject();
}

}  // namespace ascolto::service
