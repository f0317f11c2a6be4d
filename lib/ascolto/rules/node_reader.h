// Reads values out of the tree of one file: the shapes that packs and site policy share, each
// problem reported where it stands.

#ifndef ASCOLTO_RULES_NODE_READER_H_
#define ASCOLTO_RULES_NODE_READER_H_

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ascolto/yaml/document.h"

namespace ascolto::rules {

using diagnostics::Code;
using diagnostics::Term;

// Names joined for a hint: "a, b, c".
std::string Joined(std::span<const std::string_view> names);

class NodeReader {
 public:
  NodeReader(const yaml::Text& text, diagnostics::Problems* problems) : text_(text), problems_(problems) {}

  const yaml::Text& text() const { return text_; }
  diagnostics::Problems& problems() { return *problems_; }

  diagnostics::Problem& Report(Code code, const yaml::Node& node, diagnostics::Arguments arguments = {}) {
    return problems_->Add(code, text_.SpotOf(node), std::move(arguments));
  }
  diagnostics::Spot SpotOf(const yaml::Node& node) const { return text_.SpotOf(node); }
  diagnostics::Place PlaceOf(const yaml::Node& node) const { return text_.PlaceAt(node.offset); }

  // The value of `key` in `map`, or null.
  static const yaml::Node* Find(const yaml::Node& map, std::string_view key);

  // Whether `node`, the value of `name`, is a map; its keys must be among `keys` unless that is
  // empty.
  bool Map(const yaml::Node& node, std::string_view name, std::span<const std::string_view> keys);
  bool Sequence(const yaml::Node& node, std::string_view name);

  // A text that is not empty.
  std::optional<std::string> Text(const yaml::Node& node, std::string_view name);
  // The same, of at most kMaxTextBytes, or of at most kMaxNameBytes: what is copied into every
  // rule must be short.
  static constexpr std::size_t kMaxTextBytes = 2000;
  static constexpr std::size_t kMaxNameBytes = 200;
  std::optional<std::string> ShortText(const yaml::Node& node, std::string_view name,
                                       std::size_t most = kMaxTextBytes);
  std::optional<std::string> Name(const yaml::Node& node, std::string_view name) {
    return ShortText(node, name, kMaxNameBytes);
  }
  // The short text under `key`, when there is one; nullopt and a problem when `required`.
  std::optional<std::string> TextOf(const yaml::Node& map, std::string_view key,
                                    bool required = false);
  // The texts of a list, or one text.
  std::vector<const yaml::Node*> Texts(const yaml::Node& node, std::string_view name) {
    return Items(node, name, {});
  }
  // The same, where an item may also be a map with some of `keys`.
  std::vector<const yaml::Node*> Items(const yaml::Node& node, std::string_view name,
                                     std::span<const std::string_view> keys);

  std::optional<int> Number(const yaml::Node& node, std::string_view name, int min, int max);
  std::optional<bool> Flag(const yaml::Node& node, std::string_view name);
  struct Range {
    std::optional<double> min, max;
  };
  std::optional<Range> ReadRange(const yaml::Node& node, std::string_view name);
  // A label, or a prefix of labels.
  std::optional<std::string> Label(const yaml::Node& node);
  // One amount for `own_label`, or a map over label prefixes.
  std::optional<std::vector<std::pair<std::string, int>>> Points(const yaml::Node& node,
                                                                 std::string_view own_label);
  // A message with its placeholders checked.
  std::optional<std::string> Message(const yaml::Node& node);
  std::optional<int> OneOf(const yaml::Node& node, std::string_view name,
                           std::span<const std::string_view> values);

 private:
  void WrongShape(const yaml::Node& node, std::string_view name, Term expected);
  void TextCutByColon(const yaml::Node& map, bool in_brackets);
  bool SplitAtComma(const yaml::Node& list, std::size_t item);

  const yaml::Text& text_;
  diagnostics::Problems* problems_;
};

// Lower-case letters, digits and, between them, dots, hyphens and underscores.
bool IsPlainName(std::string_view name);

}  // namespace ascolto::rules

#endif  // ASCOLTO_RULES_NODE_READER_H_
