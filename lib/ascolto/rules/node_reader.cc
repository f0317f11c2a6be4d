#include "ascolto/rules/node_reader.h"

#include <algorithm>

#include "ascolto/base/numbers.h"
#include "ascolto/base/strings.h"
#include "ascolto/model/labels.h"
#include "ascolto/diagnostics/similar.h"
#include "ascolto/yaml/traps.h"

namespace ascolto::rules {

using diagnostics::Code;
using diagnostics::Hint;
using diagnostics::Term;

namespace {

constexpr std::size_t kMaxSplits = 20;        // pieces of a text cut by commas
constexpr int kMaxPlaceholderProblems = 20;  // of one message
constexpr int kMaxPoints = 1'000'000;

using base::ParseNumber;

bool LooksLikeNumber(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

// A decimal number without sign or exponent.
std::optional<double> ParseShare(std::string_view text) {
  if (text.empty() || text.find_first_not_of("0123456789.") != std::string_view::npos) {
    return std::nullopt;
  }
  return ParseNumber<double>(text);
}

Term TermOf(const yaml::Node& node) {
  switch (node.kind) {
    case yaml::Node::Kind::kEmpty: return Term::kNothing;
    case yaml::Node::Kind::kScalar: return Term::kText;
    case yaml::Node::Kind::kSequence: return Term::kList;
    case yaml::Node::Kind::kMap: return Term::kMap;
  }
  return Term::kNothing;
}

}  // namespace

std::string Joined(std::span<const std::string_view> names) {
  std::string joined;
  for (const std::string_view name : names) {
    if (!joined.empty()) joined += ", ";
    joined += name;
  }
  return joined;
}

bool IsPlainName(std::string_view name) {
  const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  if (name.empty() || !plain(name.front()) || !plain(name.back())) return false;
  return std::all_of(name.begin(), name.end(), [&](char c) {
    return plain(c) || c == '.' || c == '-' || c == '_';
  });
}

const yaml::Node* NodeReader::Find(const yaml::Node& map, std::string_view key) {
  for (const auto& [name, value] : map.members) {
    if (name.scalar() && name.text == key) return &value;
  }
  return nullptr;
}

void NodeReader::WrongShape(const yaml::Node& node, std::string_view name, Term expected) {
  if (node.kind == yaml::Node::Kind::kEmpty) {
    Report(Code::kEmptyValue, node, {name});
  } else {
    Report(Code::kWrongShape, node, {name, expected, TermOf(node)});
  }
}

bool NodeReader::Map(const yaml::Node& node, std::string_view name,
                     std::span<const std::string_view> keys) {
  if (!node.map()) {
    WrongShape(node, name, Term::kMap);
    return false;
  }
  for (const auto& [key, value] : node.members) {
    if (!key.scalar()) {
      WrongShape(key, name, Term::kText);
      continue;
    }
    if (keys.empty() || std::find(keys.begin(), keys.end(), key.text) != keys.end()) continue;
    diagnostics::Problem& problem = Report(Code::kUnknownKey, key, {key.text, Joined(keys)});
    const std::string_view similar = diagnostics::Similar(key.text, keys);
    if (!similar.empty()) problem.WithHint(Hint::kDidYouMean, {similar});
  }
  return true;
}

bool NodeReader::Sequence(const yaml::Node& node, std::string_view name) {
  if (node.sequence()) return true;
  WrongShape(node, name, Term::kList);
  return false;
}

std::optional<std::string> NodeReader::Text(const yaml::Node& node, std::string_view name) {
  if (!node.scalar()) {
    WrongShape(node, name, Term::kText);
    return std::nullopt;
  }
  if (node.text.find_first_not_of(" \n") == std::string::npos) {
    Report(Code::kEmptyValue, node, {name});
    return std::nullopt;
  }
  return node.text;
}

std::optional<std::string> NodeReader::ShortText(const yaml::Node& node, std::string_view name,
                                                 std::size_t most) {
  std::optional<std::string> text = Text(node, name);
  if (!text || text->size() <= most) return text;
  Report(Code::kTextTooLong, node, {name, text->size(), most});
  return std::nullopt;
}

std::optional<std::string> NodeReader::TextOf(const yaml::Node& map, std::string_view key,
                                              bool required) {
  const yaml::Node* node = Find(map, key);
  if (node != nullptr) return ShortText(*node, key);
  if (required) Report(Code::kMissingKey, map, {key});
  return std::nullopt;
}

// `dici: vergogna` where a text was meant.
void NodeReader::TextCutByColon(const yaml::Node& map, bool in_brackets) {
  const std::size_t begin = map.members.front().key.offset;
  const std::string& all = text_.text();
  std::string_view line = std::string_view(all).substr(begin);
  line = line.substr(0, line.find('\n'));
  if (in_brackets) line = line.substr(0, line.find_first_of(",]"));
  line = line.substr(0, line.find(" #"));
  while (line.ends_with(' ')) line.remove_suffix(1);
  const std::size_t end = begin + line.size();
  const std::string meant(line);
  problems_->Add(Code::kColonInText, text_.SpotAt(begin, end), {meant, yaml::Quoted(meant)});
}

// `[sei un (x, y)]`: an item with an open parenthesis that a later item closes.
bool NodeReader::SplitAtComma(const yaml::Node& list, std::size_t item) {
  const yaml::Node& first = list.items[item];
  const auto balance = [](const yaml::Node& node) {
    return std::count(node.text.begin(), node.text.end(), '(') -
           std::count(node.text.begin(), node.text.end(), ')');
  };
  const bool flow = list.style == yaml::Node::Style::kFlow;
  if (!flow || first.style != yaml::Node::Style::kPlain || balance(first) <= 0) return false;
  auto open = balance(first);
  const std::size_t last = std::min(list.items.size(), item + kMaxSplits);
  for (std::size_t i = item + 1; i < last; ++i) {
    const yaml::Node& next = list.items[i];
    if (!next.scalar() || next.style != yaml::Node::Style::kPlain) return false;
    open += balance(next);
    if (open > 0) continue;
    const std::size_t end = text_.SourceOffset(next, next.text.size());
    const std::string meant = text_.text().substr(first.offset, end - first.offset);
    problems_->Add(Code::kSplitAtComma, text_.SpotAt(first.offset, end), {meant, yaml::Quoted(meant)});
    return true;
  }
  return false;
}

std::vector<const yaml::Node*> NodeReader::Items(const yaml::Node& node, std::string_view name,
                                               std::span<const std::string_view> keys) {
  std::vector<const yaml::Node*> texts;
  const auto known = [&](const yaml::Node& item) {
    return std::any_of(item.members.begin(), item.members.end(), [&](const auto& member) {
      return std::find(keys.begin(), keys.end(), member.key.text) != keys.end();
    });
  };
  const auto cut_by_colon = [&](const yaml::Node& item) {
    return item.map() && !item.members.empty() && text_.text()[item.offset] != '{' &&
           !known(item);
  };
  if (!node.sequence()) {
    if (node.scalar()) {
      if (Text(node, name)) texts.push_back(&node);
    } else {
      WrongShape(node, name, Term::kList);
    }
    return texts;
  }
  std::size_t split_until = 0;
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    const yaml::Node& item = node.items[i];
    if (i < split_until) continue;
    if (cut_by_colon(item)) {
      TextCutByColon(item, node.style == yaml::Node::Style::kFlow);
    } else if (item.scalar() && SplitAtComma(node, i)) {
      split_until = i + 1;
      while (split_until < node.items.size() &&
             node.items[split_until].text.find(')') == std::string::npos) {
        ++split_until;
      }
      ++split_until;
    } else if (item.map() && !keys.empty()) {
      if (Map(item, name, keys)) texts.push_back(&item);
    } else if (Text(item, name)) {
      texts.push_back(&item);
    }
  }
  if (node.items.empty()) Report(Code::kEmptyValue, node, {name});
  return texts;
}

std::optional<int> NodeReader::Number(const yaml::Node& node, std::string_view name, int min,
                                      int max) {
  const std::optional<std::string> text = Text(node, name);
  if (!text) return std::nullopt;
  if (!LooksLikeNumber(*text)) {
    Report(Code::kNotANumber, node, {name, *text});
    return std::nullopt;
  }
  const std::optional<int> number = ParseNumber<int>(*text);
  if (!number || *number < min || *number > max) {
    Report(Code::kNumberOutOfRange, node, {name, *text, min, max});
    return std::nullopt;
  }
  return number;
}

std::optional<bool> NodeReader::Flag(const yaml::Node& node, std::string_view name) {
  const std::optional<std::string> text = Text(node, name);
  if (!text) return std::nullopt;
  if (*text == "true") return true;
  if (*text == "false") return false;
  Report(Code::kNotTrueFalse, node, {name, *text});
  return std::nullopt;
}

std::optional<NodeReader::Range> NodeReader::ReadRange(const yaml::Node& node,
                                                       std::string_view name) {
  const std::optional<std::string> text = Text(node, name);
  if (!text) return std::nullopt;
  const std::size_t dots = text->find("..");
  const std::string_view all = *text;
  Range range;
  bool ok = true;
  const auto bound = [&](std::string_view part, std::optional<double>* value) {
    while (part.starts_with(' ')) part.remove_prefix(1);
    while (part.ends_with(' ')) part.remove_suffix(1);
    if (part.empty()) return;
    *value = ParseShare(part);
    ok = ok && value->has_value();
  };
  if (dots == std::string::npos) {
    bound(all, &range.min);
    range.max = range.min;
  } else {
    bound(all.substr(0, dots), &range.min);
    bound(all.substr(dots + 2), &range.max);
  }
  if (!ok || (!range.min && !range.max)) {
    const bool negative = all.find('-') != std::string_view::npos &&
                          all.find_first_not_of("0123456789.- ") == std::string_view::npos;
    Report(negative && all.starts_with('-') ? Code::kBackwardRange : Code::kBadRange, node,
           negative && all.starts_with('-') ? diagnostics::Arguments{*text} : diagnostics::Arguments{name, *text});
    return std::nullopt;
  }
  if (range.min && range.max && *range.min > *range.max) {
    Report(Code::kBackwardRange, node, {*text});
    return std::nullopt;
  }
  return range;
}

std::optional<std::string> NodeReader::Label(const yaml::Node& node) {
  std::optional<std::string> label = ShortText(node, "label");
  if (!label) return std::nullopt;
  if (!model::IsLabel(*label)) {
    Report(Code::kBadLabel, node, {*label});
    return std::nullopt;
  }
  const std::string_view known = model::MisspeltLabel(*label);
  if (!known.empty()) {
    problems_->AddCause(Code::kUnknownLabel, *label, SpotOf(node), {*label})
        .WithHint(Hint::kDidYouMean, {known});
  }
  return label;
}

std::optional<std::vector<std::pair<std::string, int>>> NodeReader::Points(
    const yaml::Node& node, std::string_view own_label) {
  std::vector<std::pair<std::string, int>> points;
  if (!node.map()) {
    const std::optional<int> amount = Number(node, "points", -kMaxPoints, kMaxPoints);
    if (!amount) return std::nullopt;
    points.emplace_back(own_label, *amount);
    return points;
  }
  for (const auto& [key, value] : node.members) {
    const std::optional<std::string> label = Label(key);
    const std::optional<int> amount = Number(value, "points", -kMaxPoints, kMaxPoints);
    if (label && amount) points.emplace_back(*label, *amount);
  }
  std::sort(points.begin(), points.end());
  return points;
}

std::optional<std::string> NodeReader::Message(const yaml::Node& node) {
  std::optional<std::string> message = Text(node, "message");
  if (!message) return std::nullopt;
  constexpr std::string_view kKnown[] = {"{{policy}}", "{{policy_url}}", "{{title}}",
                                         "{{action}}"};
  int reported = 0;
  for (std::size_t at = message->find("{{");
       at != std::string::npos && reported < kMaxPlaceholderProblems;
       at = message->find("{{", at + 2)) {
    const std::size_t close = message->find("}}", at);
    const std::size_t end = close == std::string::npos ? at + 2 : close + 2;
    const std::string_view placeholder = std::string_view(*message).substr(at, end - at);
    if (std::find(std::begin(kKnown), std::end(kKnown), placeholder) != std::end(kKnown)) continue;
    ++reported;
    diagnostics::Problem& problem = problems_->Add(Code::kUnknownPlaceholder, text_.SpotIn(node, at, end),
                                      {placeholder});
    const std::string_view similar = diagnostics::Similar(placeholder, kKnown);
    if (!similar.empty()) problem.WithHint(Hint::kDidYouMean, {similar});
  }
  return message;
}

std::optional<int> NodeReader::OneOf(const yaml::Node& node, std::string_view name,
                                     std::span<const std::string_view> values) {
  const std::optional<std::string> text = Text(node, name);
  if (!text) return std::nullopt;
  const auto found = std::find(values.begin(), values.end(), *text);
  if (found != values.end()) return static_cast<int>(found - values.begin());
  diagnostics::Problem& problem = Report(Code::kUnknownValue, node, {name, *text, Joined(values)});
  const std::string_view similar = diagnostics::Similar(*text, values);
  if (!similar.empty()) problem.WithHint(Hint::kDidYouMean, {similar});
  return std::nullopt;
}

}  // namespace ascolto::rules
