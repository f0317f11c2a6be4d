// The strict subset of YAML that rule files are written in, as a tree that remembers where
// everything stands. The only file that knows yaml-cpp is document.cc; what YAML would
// silently turn into something else is found before, by traps.h.

#ifndef ASCOLTO_YAML_DOCUMENT_H_
#define ASCOLTO_YAML_DOCUMENT_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "ascolto/diagnostics/problems.h"

namespace ascolto::yaml {

struct Member;

struct Node {
  enum class Kind : std::uint8_t { kEmpty, kScalar, kSequence, kMap };
  enum class Style : std::uint8_t { kPlain, kQuoted, kBlock, kFlow };

  Kind kind = Kind::kEmpty;
  Style style = Style::kPlain;  // collections: kFlow for [ ] and { }, else kBlock
  std::size_t offset = 0;       // of its first byte in the file's text
  std::string text;             // of a scalar, as it was written (`null` and `no` too)
  std::vector<Node> items;  // of a sequence
  std::vector<Member> members;  // of a map, in the file's order

  bool scalar() const { return kind == Kind::kScalar; }
  bool sequence() const { return kind == Kind::kSequence; }
  bool map() const { return kind == Kind::kMap; }
};

struct Member {
  Node key, value;
};

// The text of one file and its places. Line ends are \n, a byte order mark is gone.
class Text {
 public:
  Text() = default;
  Text(std::string text, int file);

  const std::string& text() const { return text_; }
  int file() const { return file_; }
  diagnostics::Place PlaceAt(std::size_t offset) const;
  // [begin, end), cut at the end of the line; at least one character wide.
  diagnostics::Spot SpotAt(std::size_t begin, std::size_t end) const;
  std::string_view Line(int line) const;  // without its end
  std::size_t LineBegin(std::size_t offset) const;
  std::size_t LineEnd(std::size_t offset) const;  // of its \n, or the end of the text

  // Where byte `at` of a scalar's text stands in the file, through quotes and escapes.
  std::size_t SourceOffset(const Node& scalar, std::size_t at) const;
  diagnostics::Spot SpotIn(const Node& scalar, std::size_t begin, std::size_t end) const;
  // A whole node: a scalar as written with its quotes; of a collection its first character.
  diagnostics::Spot SpotOf(const Node& node) const;

 private:
  std::string text_;
  int file_ = -1;
  std::size_t CharactersBefore(std::size_t offset) const;
  std::size_t LineIndex(std::size_t offset) const;

  std::vector<std::size_t> lines_;       // offset of each line
  std::vector<std::size_t> characters_;  // before every 64th byte
};

struct Document {
  Text text;
  Node root;
  bool complete = false;  // whether the file was read to its end
};

inline constexpr int kMaxDepth = 16;

// Reads one file. Problems of the text itself go to *problems; what could still be read is in
// the document.
Document Read(std::string_view bytes, int file, std::size_t max_bytes,
                      diagnostics::Problems* problems);

}  // namespace ascolto::yaml

#endif  // ASCOLTO_YAML_DOCUMENT_H_
