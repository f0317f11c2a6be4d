#include "tests/regex/random_regexes.h"

#include <algorithm>
#include <vector>

#include "ascolto/base/strings.h"
#include "ascolto/base/utf8.h"

namespace ascolto::regex {
namespace {

int Below(Random& random, int below) {
  return static_cast<int>(random() % static_cast<unsigned>(below));
}
bool Chance(Random& random, int percent) { return Below(random, 100) < percent; }
std::string Pick(Random& random, const std::vector<std::string>& from) {
  return from[static_cast<std::size_t>(Below(random, static_cast<int>(from.size())))];
}

// Those with cases beyond ASCII (k, s), of two to four bytes, and what edges look at.
const std::vector<std::string>& Characters() {
  static const std::vector<std::string> characters = {
      "a", "a", "b", "k", "s", "A", "K", "S", "0", "1", "7", " ", " ", "!", "?", "@", "-", ".",
      "_", "'", "\n", "\t", "é", "É", "\u017F", "\u212A", "😀", "x", "o"};
  return characters;
}
const std::vector<std::string>& Words() {
  static const std::vector<std::string> words = {"cane", "Casa", "un", "sei", "http://", "kkk",
                                                 "bonifico", "IT60", "perché"};
  return words;
}

std::string Quoted(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (std::string_view(R"(\.+*?()|[]{}^$)").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

std::string ClassPart(Random& random) {
  switch (Below(random, 8)) {
    case 0: return Pick(random, {"a-c", "A-Z", "a-z", "0-9", "!-/", "k-s", "é-ü", " -~", "a-é"});
    case 1: return Pick(random, {"[:alpha:]", "[:^digit:]", "[:upper:]", "[:punct:]", "[:space:]",
                                 "[:^lower:]", "[:word:]", "[:xdigit:]", "[:cntrl:]", "[:ascii:]",
                                 "[:alnum:]", "[:blank:]", "[:graph:]", "[:print:]", "[:^print:]"});
    case 2: return Pick(random, {R"(\d)", R"(\W)", R"(\s)", R"(\S)", R"(\w)", R"(\D)"});
    case 3: return Pick(random, {R"(\pL)", R"(\PN)", R"(\p{Lu})", R"(\p{^Greek})", R"(\P{Ll})"});
    case 4: return Pick(random, {R"(\x41)", R"(\x{e9})", R"(\n)", R"(\t)", R"(\-)", R"(\])",
                                 R"(\060)", R"(\x{1F600}-\x{1F64F})", R"(\x{17e}-\x{180})",
                                 R"(\0-\x1f)"});
    case 5: return Pick(random, {"!?", "@", "_", ".", "'", "^a", "[", "-"});
    default: return Pick(random, Characters());
  }
}

std::string Class(Random& random) {
  std::string out = Chance(random, 25) ? "[^" : "[";
  if (Chance(random, 5)) out += "]";
  for (int i = 1 + Below(random, 3); i > 0; --i) out += ClassPart(random);
  if (Chance(random, 5)) out += "-";
  return out + "]";
}

std::string Alternatives(Random& random, int depth);

std::string Single(Random& random, int depth) {
  switch (Below(random, 16)) {
    case 0:
    case 1: return Class(random);
    case 2: return Pick(random, {R"(\d)", R"(\w)", R"(\s)", R"(\S)", R"(\W)", R"(\D)", ".", "."});
    case 3: return Pick(random, {R"(\b)", R"(\b)", R"(\B)", "^", "$", R"(\A)", R"(\z)"});
    case 4:
    case 5:
      if (depth == 0) return Pick(random, Characters());
      return base::Cat(
          Pick(random, {"(", "(?:", "(?:", "(?P<n>", "(?i:", "(?s-i:", "(?-i:", "(?U:"}),
          Alternatives(random, depth - 1), ")");
    case 6: return Pick(random, {R"(\x{e9})", R"(\x20)", R"(\101)", R"(\pL)", R"(\p{Lu})", R"(\?)",
                                 R"(\n)", R"(\.)", R"(\x{1F600})", R"(\C)", R"(\07)"});
    case 7:
      return base::Cat(R"(\Q)", Pick(random, Characters()), Pick(random, {".", "a", "[", "é"}),
                       R"(\E)");
    case 8: return Pick(random, {"(?i)", "(?-i)", "(?s)", "(?m)", "(?im-s)"});
    case 9:
    case 10: return base::Cat(Chance(random, 30) ? R"(\b)" : "", Quoted(Pick(random, Words())));
    case 11: return Pick(random, {"{", "}", "a{,2}", "]", "{2", "-"});
    default: return Quoted(Pick(random, Characters()));
  }
}

std::string Alternatives(Random& random, int depth) {
  std::string out;
  for (int branches = Chance(random, 30) ? 1 + Below(random, 3) : 1; branches > 0; --branches) {
    for (int parts = 1 + Below(random, 4); parts > 0; --parts) {
      out += Single(random, depth);
      if (Chance(random, 30)) {
        out += Pick(random, {"*", "+", "?", "+", "{2}", "{3,}", "{0,2}", "{1,3}", "{5}", "+?", "*?",
                             "{2,}?", "??", "{7}"});
      }
    }
    if (branches > 1) out += '|';
  }
  return out;
}

void Write(Random& random, const RegexNode& node, std::string* out) {
  if (out->size() > 300) return;
  switch (node.kind) {
    case RegexNode::Kind::kAssertion: return;
    case RegexNode::Kind::kCharacter: {
      std::vector<std::string> choices;
      for (const std::string& c : Characters()) {
        if (c.size() == 1 ? node.set.bytes.Has(static_cast<unsigned char>(c[0])) : node.set.many) {
          choices.push_back(c);
        }
      }
      for (const char32_t c : node.set.others) choices.push_back(base::Utf8(c));
      for (unsigned char byte = 0; byte < 0x80 && choices.empty(); ++byte) {
        if (node.set.bytes.Has(byte)) choices.push_back(std::string(1, static_cast<char>(byte)));
      }
      if (!choices.empty()) *out += Pick(random, choices);
      return;
    }
    case RegexNode::Kind::kConcatenation:
      for (const RegexNode& part : node.parts) Write(random, part, out);
      return;
    case RegexNode::Kind::kAlternation:
      Write(random, node.parts[static_cast<std::size_t>(
                        Below(random, static_cast<int>(node.parts.size())))], out);
      return;
    case RegexNode::Kind::kRepetition: {
      const int more = std::min(node.max - node.min, 2);
      for (int i = node.min + Below(random, more + 1); i > 0; --i) {
        Write(random, node.parts.front(), out);
      }
    }
  }
}

}  // namespace

std::string RandomRegex(Random& random) { return Alternatives(random, 3); }

std::string RandomText(Random& random) {
  std::string out;
  for (int parts = Below(random, 12); parts > 0; --parts) {
    const std::string part = Pick(random, Chance(random, 25) ? Words() : Characters());
    for (int copies = Chance(random, 10) ? 1 + Below(random, 8) : 1; copies > 0; --copies) {
      out += part;
    }
  }
  return out;
}

std::string TextFor(Random& random, const RegexNode& regex) {
  std::string out = RandomText(random);
  for (int copies = 1 + Below(random, 2); copies > 0; --copies) {
    Write(random, regex, &out);
    if (Chance(random, 50)) out += ' ';
    if (Chance(random, 30)) out += RandomText(random);
  }
  return out;
}

}  // namespace ascolto::regex
