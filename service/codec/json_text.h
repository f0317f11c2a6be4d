// JSON written straight into a string: the one writer of all JSON that the command, the service and
// its log give out. What is read is parsed by nlohmann (comment.h).

#ifndef ASCOLTO_SERVICE_CODEC_JSON_TEXT_H_
#define ASCOLTO_SERVICE_CODEC_JSON_TEXT_H_

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace ascolto::service {

// Whether a reader sees nothing of a character, or only its effect on others: controls, the soft
// hyphen, direction marks, zero-width characters, separators, tags. By DerivedCoreProperties
// (Default_Ignorable_Code_Point) and PropList (Bidi_Control) of Unicode 15.
bool IsInvisible(char32_t c);

enum class Invisible : std::uint8_t {
  kWritten,  // as they are, but for controls, which JSON does not allow
  kEscaped,  // as \uXXXX: the text cannot steer a terminal
};

// `text` between quotes, escaped as RFC 8259 asks; ill-formed UTF-8 becomes U+FFFD.
void AppendJson(std::string_view text, std::string* out, Invisible invisible = Invisible::kWritten);

// Writes commas by itself. Does not check that what is begun is ended.
//
//   JsonWriter json(&out);
//   json.BeginObject();
//   json.Member("id", comment.id);
//   json.Key("rules");
//   json.Array(rules, [&](const std::string& rule) { json.String(rule); });
//   json.EndObject();
//
// Thread safety: one thread at a time; `out` must outlive it.
class JsonWriter {
 public:
  explicit JsonWriter(std::string* out, Invisible invisible = Invisible::kWritten)
      : out_(*out), invisible_(invisible) {}

  void BeginObject() { Begin('{'); }
  void EndObject() { End('}'); }
  void BeginArray() { Begin('['); }
  void EndArray() { End(']'); }

  // A key that needs no escapes, as those of our own formats; the next call writes its value.
  template <std::size_t kSize>
  void Key(const char (&key)[kSize]) {  // kSize counts the NUL
    char bytes[kSize + 3];
    char* end = bytes;
    if (comma_) *end++ = ',';
    *end++ = '"';
    end = std::copy_n(key, kSize - 1, end);
    *end++ = '"';
    *end++ = ':';
    out_.append(bytes, static_cast<std::size_t>(end - bytes));
    comma_ = false;
  }
  // Any other key.
  void AnyKey(std::string_view key) {
    Comma();
    AppendJson(key, &out_, invisible_);
    out_.push_back(':');
    comma_ = false;
  }

  void String(std::string_view text) {
    Comma();
    AppendJson(text, &out_, invisible_);
  }
  // The same, or null when it is empty.
  void StringOrNull(std::string_view text) {
    if (text.empty()) return Null();
    String(text);
  }
  void Bool(bool value) { Raw(value ? "true" : "false"); }
  void Null() { Raw("null"); }
  template <std::integral T>
    requires(!std::same_as<T, bool>)
  void Number(T value) {
    if constexpr (std::signed_integral<T>) {
      Signed(value);
    } else {
      Unsigned(value);
    }
  }
  // A value that is JSON already.
  void Raw(std::string_view json) {
    Comma();
    out_.append(json);
  }

  template <std::size_t kSize, typename Value>
  void Member(const char (&key)[kSize], const Value& value) {
    Key(key);
    if constexpr (std::same_as<Value, bool>) {
      Bool(value);
    } else if constexpr (std::integral<Value>) {
      Number(value);
    } else {
      String(value);
    }
  }
  template <std::size_t kSize>
  void MemberOrNull(const char (&key)[kSize], std::string_view text) {
    Key(key);
    StringOrNull(text);
  }

  // Calls `write` for each item, which writes one value.
  template <typename Items, typename Write>
  void Array(const Items& items, Write write) {
    BeginArray();
    for (const auto& item : items) write(item);
    EndArray();
  }
  template <std::size_t kSize, typename Texts>
  void Strings(const char (&key)[kSize], const Texts& texts) {
    Key(key);
    Array(texts, [this](std::string_view text) { String(text); });
  }

 private:
  void Comma() {
    if (comma_) out_.push_back(',');
    comma_ = true;
  }
  void Begin(char bracket) {
    Comma();
    out_.push_back(bracket);
    comma_ = false;
  }
  void End(char bracket) {
    out_.push_back(bracket);
    comma_ = true;
  }
  void Signed(std::int64_t value);
  void Unsigned(std::uint64_t value);

  std::string& out_;
  const Invisible invisible_;
  bool comma_ = false;  // before the next value
};

}  // namespace ascolto::service

#endif  // ASCOLTO_SERVICE_CODEC_JSON_TEXT_H_
