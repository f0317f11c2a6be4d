#include "ascolto/yaml/document.h"

#include <algorithm>
#include <optional>
#include <sstream>
#include <unordered_map>

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include "ascolto/base/numbers.h"
#include "ascolto/base/strings.h"
#include "ascolto/yaml/traps.h"
#include "ascolto/text/characters.h"

namespace ascolto::yaml {

using diagnostics::Code;

namespace {

std::string Hex(unsigned value, int digits) {
  std::string text(static_cast<std::size_t>(digits), '0');
  for (std::size_t i = text.size(); i-- > 0; value >>= 4) text[i] = "0123456789ABCDEF"[value & 15];
  return text;
}

constexpr std::size_t kStride = 64;

bool IsContinuation(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

// Characters that no one sees and that have no place in a rule file.
bool IsInvisible(char32_t c) {
  return (c < 0x20 && c != '\n' && c != '\t') || (c >= 0x7f && c < 0xa0) || c == 0x2028 ||
         c == 0x2029 || c == 0xfeff || (c >= 0xfff9 && c <= 0xfffb);
}

// Line ends made \n, the byte order mark taken off.
std::string PlainLines(std::string_view bytes) {
  if (bytes.starts_with("\xef\xbb\xbf")) bytes.remove_prefix(3);
  std::string text;
  text.reserve(bytes.size());
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (bytes[i] == '\r' && i + 1 < bytes.size() && bytes[i + 1] == '\n') continue;
    text.push_back(bytes[i]);
  }
  return text;
}

// Reports what is wrong with single characters, one problem a line and kind. False: not UTF-8.
bool CheckCharacters(const Text& source, diagnostics::Problems* problems) {
  const std::string_view text = source.text();
  bool utf8 = true;
  int reported_line[3] = {0, 0, 0};
  const auto report = [&](int kind, Code code, std::size_t at, std::size_t bytes,
                          std::string argument) {
    const int line = source.PlaceAt(at).line;
    if (reported_line[kind] == line) return;
    reported_line[kind] = line;
    problems->Add(code, source.SpotAt(at, at + bytes), {std::move(argument)});
  };
  for (std::size_t at = 0; at < text.size();) {
    const unsigned char byte = static_cast<unsigned char>(text[at]);
    if (byte >= 0x20 && byte < 0x7f) {
      ++at;
      continue;
    }
    const text::Decoded decoded = text::Decode(text, at);
    const std::size_t bytes = static_cast<std::size_t>(decoded.bytes);
    if (!decoded.well_formed) {
      utf8 = false;
      report(0, Code::kNotUtf8, at, bytes, Hex(byte, 2));
    } else if (byte == '\t') {
      report(1, Code::kTab, at, 1, "");
    } else if (IsInvisible(decoded.code_point)) {
      report(2, Code::kControlCharacter, at, bytes,
             base::Cat("U+", Hex(static_cast<unsigned>(decoded.code_point), 4)));
    }
    at += bytes;
  }
  return utf8;
}

struct TooDeep {
  std::size_t offset;
};

void ReportGluedColon(diagnostics::Spot spot, std::string_view text, std::size_t colon, diagnostics::Problems* problems) {
  problems->Add(Code::kColonWithoutSpace, spot,
                {text, base::Cat(text.substr(0, colon + 1), " ", text.substr(colon + 1))});
}

// Builds the tree from the parser's events.
class TreeBuilder : public YAML::EventHandler {
 public:
  TreeBuilder(const Text& source, diagnostics::Problems* problems) : source_(source), problems_(problems) {}

  Node TakeRoot() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override { OnNull(mark, 0); }

  void OnNull(const YAML::Mark& mark, YAML::anchor_t) override {
    std::size_t at = std::min(OffsetOf(mark), source_.text().size());
    while (at > 0 && (source_.text()[at - 1] == ' ' || source_.text()[at - 1] == '\n')) --at;
    Node node;
    node.offset = at > 0 ? at - 1 : 0;
    Attach(std::move(node));
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                const std::string& value) override {
    Node node;
    node.kind = Node::Kind::kScalar;
    node.offset = OffsetOf(mark);
    node.text = value;
    Unmask(&node.text);
    if (tag == "!") {
      const char c = source_.text()[std::min(node.offset, source_.text().size() - 1)];
      node.style = c == '|' || c == '>' ? Node::Style::kBlock : Node::Style::kQuoted;
    }
    Attach(std::move(node));
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t,
                       YAML::EmitterStyle::value style) override {
    Open(Node::Kind::kSequence, mark, style);
  }
  void OnSequenceEnd() override { Close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t,
                  YAML::EmitterStyle::value style) override {
    Open(Node::Kind::kMap, mark, style);
  }
  void OnMapEnd() override { Close(); }

 private:
  struct Frame {
    Node node;
    std::optional<Node> key;
  };

  static std::size_t OffsetOf(const YAML::Mark& mark) {
    return mark.pos < 0 ? 0 : static_cast<std::size_t>(mark.pos);
  }

  void Open(Node::Kind kind, const YAML::Mark& mark, YAML::EmitterStyle::value style) {
    if (open_.size() >= kMaxDepth) throw TooDeep{OffsetOf(mark)};
    Frame frame;
    frame.node.kind = kind;
    frame.node.offset = OffsetOf(mark);
    frame.node.style =
        style == YAML::EmitterStyle::Flow ? Node::Style::kFlow : Node::Style::kBlock;
    open_.push_back(std::move(frame));
  }

  void Close() {
    Frame frame = std::move(open_.back());
    open_.pop_back();
    if (frame.key) frame.node.members.push_back({std::move(*frame.key), Node()});
    ReportDuplicates(frame.node);
    ReportGluedColons(&frame.node);
    Attach(std::move(frame.node));
  }

  void Attach(Node node) {
    if (open_.empty()) {
      root_ = std::move(node);
      return;
    }
    Frame& frame = open_.back();
    if (frame.node.kind == Node::Kind::kSequence) {
      frame.node.items.push_back(std::move(node));
    } else if (!frame.key) {
      frame.key = std::move(node);
    } else {
      frame.node.members.push_back({std::move(*frame.key), std::move(node)});
      frame.key.reset();
    }
  }

  void ReportDuplicates(const Node& map) {
    std::unordered_map<std::string_view, std::size_t> first;
    for (const auto& [key, value] : map.members) {
      if (!key.scalar()) continue;
      const auto [seen, inserted] = first.emplace(key.text, key.offset);
      if (inserted) continue;
      problems_->Add(Code::kDuplicateKey, source_.SpotOf(key),
                     {key.text, source_.PlaceAt(seen->second).line});
    }
  }

  // `{hide:80}`: a key with a colon in it and without a value; taken out.
  void ReportGluedColons(Node* map) {
    std::erase_if(map->members, [&](const auto& member) {
      const Node& key = member.key;
      const std::size_t colon = key.text.find(':');
      const bool glued = member.value.kind == Node::Kind::kEmpty && key.scalar() &&
                         key.style == Node::Style::kPlain && colon != std::string::npos;
      if (glued) ReportGluedColon(source_.SpotOf(key), key.text, colon, problems_);
      return glued;
    });
  }

  const Text& source_;
  diagnostics::Problems* problems_;
  Node root_;
  std::vector<Frame> open_;
};

// Where `key:value` stands in a line without the space that would make it a key, if it does.
std::optional<std::size_t> GluedColon(std::string_view line) {
  const std::size_t first = std::min(line.find_first_not_of(" -"), line.size());
  const std::size_t colon = line.find_first_not_of(
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-", first);
  if (colon >= line.size() || colon == first || line[colon] != ':') return std::nullopt;
  if (colon + 1 >= line.size() || line[colon + 1] == ' ') return std::nullopt;
  return colon;
}

bool ReportGluedLine(const Text& source, int line, diagnostics::Problems* problems) {
  const std::string_view text = source.Line(line);
  const std::optional<std::size_t> colon = GluedColon(text);
  if (!colon) return false;
  const std::size_t first = text.find_first_not_of(" -");
  const std::size_t offset = static_cast<std::size_t>(text.data() - source.text().data());
  ReportGluedColon(source.SpotAt(offset + first, offset + text.size()), text.substr(first),
                   *colon - first, problems);
  return true;
}

// Where yaml-cpp gave up, unless a missing space after a colon, there or above, explains it.
void ReportSyntax(const Text& source, const YAML::Mark& mark, diagnostics::Problems* problems) {
  const std::size_t size = source.text().size();
  std::size_t at = mark.pos < 0 ? 0 : std::min(static_cast<std::size_t>(mark.pos), size);
  while (at > 0 && (at == size || source.text()[at] == '\n')) --at;
  const int line = source.PlaceAt(at).line;
  int above = line - 1;
  while (above > 1 && source.Line(above).find_first_not_of(' ') == std::string_view::npos) --above;
  if (ReportGluedLine(source, line, problems) || ReportGluedLine(source, above, problems)) return;
  problems->Add(Code::kNotYaml, source.SpotAt(at, at + 1));
}

// The bytes of a character of a scalar's text, in the file: where they begin, and how many.
struct Step {
  std::size_t source;
  std::size_t source_bytes;
  std::size_t value_bytes;
};

std::size_t Utf8Bytes(unsigned long c) { return c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4; }

Step EscapeAt(std::string_view text, std::size_t at) {
  const char c = at + 1 < text.size() ? text[at + 1] : '\\';
  const std::size_t digits = c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
  if (digits > 0 && at + 2 + digits <= text.size()) {
    unsigned long value = 0;
    for (const char d : text.substr(at + 2, digits)) {
      value = value * 16 + static_cast<unsigned long>(base::HexDigit(d));
    }
    return {at, 2 + digits, Utf8Bytes(value)};
  }
  if (std::string_view("abefnrtv0 \"/\\").find(c) != std::string_view::npos) return {at, 2, 1};
  if (c == 'N' || c == '_') return {at, 2, 2};
  if (c == 'L' || c == 'P') return {at, 2, 3};
  return {at, 1, 1};  // reported as a bad escape, read as it stands
}

}  // namespace

Text::Text(std::string text, int file) : text_(std::move(text)), file_(file) {
  lines_.push_back(0);
  std::size_t characters = 0;
  for (std::size_t at = 0; at < text_.size(); ++at) {
    if (at % kStride == 0) characters_.push_back(characters);
    if (text_[at] == '\n') lines_.push_back(at + 1);
    characters += IsContinuation(text_[at]) ? 0 : 1;
  }
  characters_.push_back(characters);
}

std::size_t Text::CharactersBefore(std::size_t offset) const {
  const std::size_t stride = offset / kStride;
  std::size_t characters = characters_[std::min(stride, characters_.size() - 1)];
  for (std::size_t at = stride * kStride; at < offset; ++at) {
    characters += IsContinuation(text_[at]) ? 0 : 1;
  }
  return characters;
}

std::size_t Text::LineIndex(std::size_t offset) const {
  const auto after = std::upper_bound(lines_.begin(), lines_.end(), std::min(offset, text_.size()));
  return static_cast<std::size_t>(after - lines_.begin()) - 1;
}

std::size_t Text::LineBegin(std::size_t offset) const { return lines_[LineIndex(offset)]; }

std::size_t Text::LineEnd(std::size_t offset) const {
  const std::size_t next = LineIndex(offset) + 1;
  return next < lines_.size() ? lines_[next] - 1 : text_.size();
}

diagnostics::Place Text::PlaceAt(std::size_t offset) const {
  offset = std::min(offset, text_.size());
  const std::size_t line = LineIndex(offset);
  const std::size_t before = CharactersBefore(offset) - CharactersBefore(lines_[line]);
  return {.file = file_, .line = static_cast<int>(line) + 1, .column = static_cast<int>(before) + 1};
}

diagnostics::Spot Text::SpotAt(std::size_t begin, std::size_t end) const {
  begin = std::min(begin, text_.size());
  end = std::max(begin, std::min(end, LineEnd(begin)));
  const std::size_t width = CharactersBefore(end) - CharactersBefore(begin);
  return {.place = PlaceAt(begin), .width = std::max(static_cast<int>(width), 1)};
}

std::string_view Text::Line(int line) const {
  if (line < 1 || static_cast<std::size_t>(line) > lines_.size()) return "";
  const std::size_t begin = lines_[static_cast<std::size_t>(line) - 1];
  return std::string_view(text_).substr(begin, LineEnd(begin) - begin);
}

std::size_t Text::SourceOffset(const Node& scalar, std::size_t at) const {
  const std::size_t size = text_.size();
  std::size_t source = std::min(scalar.offset, size);
  std::size_t indent = 0;  // of a block
  if (scalar.style == Node::Style::kBlock) {
    source = std::min(LineEnd(source) + 1, size);
    const std::size_t content = std::min(text_.find_first_not_of(" \n", source), size);
    indent = content - LineBegin(content);
    if (LineBegin(content) == source) source = content;
  }
  const bool quoted = scalar.style == Node::Style::kQuoted;
  const char quote = quoted && source < size ? text_[source++] : '\0';
  std::size_t value = 0;
  while (value < at && source < size) {
    Step step = {source, 1, 1};
    if (quote == '"' && text_[source] == '\\') {
      step = EscapeAt(text_, source);
    } else if (quote == '\'' && text_[source] == '\'') {
      step.source_bytes = 2;
    } else if (text_[source] == '\n' && scalar.style == Node::Style::kBlock) {
      const std::size_t first = std::min(text_.find_first_not_of(' ', source + 1), size);
      step.source_bytes = 1 + std::min(indent, first - source - 1);
    } else if (text_[source] == '\n') {  // folded: the line's end and the next one's indent
      const std::size_t first = std::min(text_.find_first_not_of(' ', source + 1), size);
      step.source_bytes = first - source;
    }
    if (value + step.value_bytes > at) break;
    value += step.value_bytes;
    source += step.source_bytes;
  }
  return std::min(source, size);
}

diagnostics::Spot Text::SpotIn(const Node& scalar, std::size_t begin, std::size_t end) const {
  const std::size_t source = SourceOffset(scalar, begin);
  return SpotAt(source, std::max(SourceOffset(scalar, end), source + 1));
}

diagnostics::Spot Text::SpotOf(const Node& node) const {
  if (!node.scalar() || node.style == Node::Style::kBlock) {
    return SpotAt(node.offset, node.offset + 1);
  }
  const bool quoted = node.style == Node::Style::kQuoted;
  return SpotAt(node.offset, SourceOffset(node, node.text.size()) + (quoted ? 1 : 0));
}

Document Read(std::string_view bytes, int file, std::size_t max_bytes,
                      diagnostics::Problems* problems) {
  Document document;
  if (bytes.size() > max_bytes) {
    problems->Add(Code::kFileTooLarge, {.place = {.file = file}}, {max_bytes});
    return document;
  }
  document.text = Text(PlainLines(bytes), file);
  const std::size_t before = problems->all().size();
  const bool utf8 = CheckCharacters(document.text, problems);
  if (!utf8 || problems->all().size() > before) return document;
  const MaskedText masked = MaskTraps(document.text, problems);
  if (!masked.readable) return document;

  TreeBuilder builder(document.text, problems);
  std::istringstream stream(masked.text);
  try {
    YAML::Parser parser(stream);
    parser.HandleNextDocument(builder);
    document.complete = true;
  } catch (const TooDeep& deep) {
    problems->Add(Code::kTooDeep, document.text.SpotAt(deep.offset, deep.offset + 1),
                  {kMaxDepth});
  } catch (const YAML::Exception& error) {
    ReportSyntax(document.text, error.mark, problems);
  }
  if (document.complete) document.root = builder.TakeRoot();
  const Node& root = document.root;
  if (root.scalar() &&
      ReportGluedLine(document.text, document.text.PlaceAt(root.offset).line, problems)) {
    document.complete = false;
  }
  return document;
}

}  // namespace ascolto::yaml
