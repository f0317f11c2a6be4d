// The parser follows RE2's syntax page (https://github.com/google/re2/wiki/Syntax).

#include "ascolto/regex/syntax_tree.h"

#include <algorithm>
#include <utility>

#include "ascolto/regex/cost.h"
#include "ascolto/text/characters.h"

namespace ascolto::regex {
namespace {

constexpr char32_t kLongS = 0x17F, kKelvin = 0x212A;  // they fold to s and k
constexpr char32_t kLastCharacter = 0x10FFFF;
constexpr char32_t kFewCharacters = 8;  // a larger range is not expanded

ByteSet Ascii() { return {~std::uint64_t{0}, ~std::uint64_t{0}, false}; }

// The ASCII characters that a folded text can contain.
ByteSet FoldedAscii() {
  ByteSet set;
  set.AddRange(0x20, '@');
  set.AddRange('[', '_');
  set.AddRange('a', '~');
  return set;
}

struct NamedClass {
  std::string_view name;
  std::string_view ranges;  // pairs of the first and the last character
};
constexpr NamedClass kNamedClasses[] = {
    {"alnum", "09AZaz"}, {"alpha", "AZaz"},       {"blank", "\t\t  "}, {"digit", "09"},
    {"graph", "!~"},     {"lower", "az"},         {"print", " ~"},     {"punct", "!/:@[`{~"},
    {"space", "\t\r  "}, {"upper", "AZ"},         {"word", "09AZaz__"}, {"xdigit", "09AFaf"},
    {"d", "09"},         {"s", "\t\n\f\r  "},     {"w", "09AZaz__"},
};

// Builds a character set while a class is parsed.
class SetBuilder {
 public:
  explicit SetBuilder(bool any_case) : any_case_(any_case) {}

  void AddRange(char32_t first, char32_t last) {
    if (first < 0x80) {
      set_.bytes.AddRange(static_cast<unsigned char>(first),
                          static_cast<unsigned char>(std::min<char32_t>(last, 0x7F)));
    }
    if (last < 0x80) return;
    first = std::max<char32_t>(first, 0x80);
    // These are the only non-ASCII letters whose other case is ASCII.
    if (any_case_ && first <= kLongS && kLongS <= last) set_.bytes.Add('s');
    if (any_case_ && first <= kKelvin && kKelvin <= last) set_.bytes.Add('k');
    if (first == 0x80 && last == kLastCharacter) {
      set_.many = true;
    } else if (any_case_ || last - first >= kFewCharacters) {
      set_.many = true;
      all_beyond_ = false;
    } else {
      for (char32_t c = first; c <= last; ++c) set_.others.push_back(c);
    }
  }

  // Returns false if there is no such class.
  bool AddNamed(std::string_view name, bool negated) {
    ByteSet bytes;
    if (name == "ascii") {
      bytes = Ascii();
    } else if (name == "cntrl") {
      bytes.AddRange(0, 0x1F);
      bytes.Add(0x7F);
    } else {
      const auto* found =
          std::find_if(std::begin(kNamedClasses), std::end(kNamedClasses),
                       [&](const NamedClass& named) { return named.name == name; });
      if (found == std::end(kNamedClasses)) return false;
      for (std::size_t i = 0; i < found->ranges.size(); i += 2) {
        bytes.AddRange(static_cast<unsigned char>(found->ranges[i]),
                       static_cast<unsigned char>(found->ranges[i + 1]));
      }
    }
    if (negated) {
      if (any_case_) {
        AddOtherCases(&bytes);
        if (bytes.Has('k') || bytes.Has('s')) all_beyond_ = false;
      }
      bytes.low = ~bytes.low;
      bytes.high = ~bytes.high;
      set_.many = true;
    }
    set_.bytes.low |= bytes.low;
    set_.bytes.high |= bytes.high;
    return true;
  }

  // Adds a Unicode class, whose members this parser does not know.
  void AddUnknown() {
    set_.bytes = Ascii();
    set_.many = true;
    known_ = false;
  }

  CharacterSet Finish(bool negated, bool folded) && {
    if (any_case_) AddOtherCases(&set_.bytes);
    set_.exact = known_ && all_beyond_;
    if (negated) {
      // When single non-ASCII characters are excluded, the remaining set is not represented
      // exactly.
      set_.exact = known_ && !set_.many && set_.others.empty() && !FoldsBeyond(folded);
      set_.bytes.low = known_ ? ~set_.bytes.low : ~std::uint64_t{0};
      set_.bytes.high = known_ ? ~set_.bytes.high : ~std::uint64_t{0};
      set_.many = true;
    }
    if (!set_.many && FoldsBeyond(folded)) {
      if (set_.bytes.Has('s')) set_.others.push_back(kLongS);
      if (set_.bytes.Has('k')) set_.others.push_back(kKelvin);
    }
    if (folded) {
      const ByteSet ascii = FoldedAscii();
      ByteSet bytes{set_.bytes.low & ascii.low, set_.bytes.high & ascii.high, false};
      if (bytes.HasAscii() || set_.many || !set_.others.empty()) set_.bytes = bytes;
    }
    if (set_.many) set_.others.clear();
    std::sort(set_.others.begin(), set_.others.end());
    set_.others.erase(std::unique(set_.others.begin(), set_.others.end()), set_.others.end());
    set_.bytes.beyond = set_.many || !set_.others.empty();
    return std::move(set_);
  }

 private:
  // Returns whether a letter of the set has another case that is non-ASCII. Folded texts do not
  // contain such letters.
  bool FoldsBeyond(bool folded) const {
    return any_case_ && !folded && (set_.bytes.Has('s') || set_.bytes.Has('k'));
  }

  static void AddOtherCases(ByteSet* bytes) {
    constexpr std::uint64_t kCapitals = 0x07FFFFFE;  // A..Z of the upper 64
    const std::uint64_t letters = (bytes->high & kCapitals) | (bytes->high >> 32 & kCapitals);
    bytes->high |= letters | letters << 32;
  }

  CharacterSet set_;
  bool known_ = true;       // the ASCII characters are known exactly
  bool all_beyond_ = true;  // `many` stands for all non-ASCII characters
  const bool any_case_;
};

class Reader {
 public:
  Reader(std::string_view pattern, bool folded) : pattern_(pattern), folded_(folded) {}

  std::optional<RegexNode> Read() {
    RegexNode node = Choice();
    if (!understood_ || at_ != pattern_.size()) return std::nullopt;
    return node;
  }

 private:
  using Kind = RegexNode::Kind;

  struct Flags {
    bool any_case = false;             // i
    bool lines = false;                // m: ^ and $ also match at line ends
    bool dot_matches_newline = false;  // s
    bool swap_lazy = false;            // U
  };

  bool AtEnd() const { return at_ == pattern_.size(); }
  std::string_view Rest() const { return pattern_.substr(at_); }
  bool Consume(std::string_view sign) {
    if (!Rest().starts_with(sign)) return false;
    at_ += sign.size();
    return true;
  }
  void Fail() {
    understood_ = false;
    at_ = pattern_.size();
  }

  char32_t TakeCharacter() {
    const text::Decoded decoded = text::Decode(pattern_, at_);
    if (!decoded.well_formed) {
      Fail();
      return 0;
    }
    at_ += static_cast<std::size_t>(decoded.bytes);
    return decoded.code_point;
  }

  RegexNode Character(CharacterSet set) const {
    RegexNode node;
    node.kind = Kind::kCharacter;
    node.set = std::move(set);
    return node;
  }
  RegexNode Literal(char32_t c) const {
    SetBuilder set(flags_.any_case);
    set.AddRange(c, c);
    return Character(std::move(set).Finish(false, folded_));
  }
  static RegexNode AssertionOf(Assertion assertion) {
    RegexNode node;
    node.kind = Kind::kAssertion;
    node.assertion = assertion;
    return node;
  }

  // Parses up to the end or to a closing parenthesis.
  RegexNode Choice() {
    RegexNode choice;
    choice.kind = Kind::kAlternation;
    do {
      choice.parts.push_back(Sequence());
    } while (Consume("|"));
    return choice.parts.size() == 1 ? std::move(choice.parts.front()) : std::move(choice);
  }

  RegexNode Sequence() {
    RegexNode sequence;
    while (!AtEnd() && pattern_[at_] != '|' && pattern_[at_] != ')') {
      if (Consume("\\Q")) {
        while (!AtEnd() && !Consume("\\E")) sequence.parts.push_back(Literal(TakeCharacter()));
      } else if (!ParseFlags()) {
        sequence.parts.push_back(Atom());
      }
      int repeats = 0;  // nested repetitions of the last part
      while (!sequence.parts.empty() && ParseRepetition(&sequence.parts.back())) {
        if (++repeats > kMaxRegexDepth) Fail();
      }
    }
    return sequence;
  }

  // Parses "(?i)", which holds for the rest of the group.
  bool ParseFlags() {
    if (!Rest().starts_with("(?")) return false;
    const std::size_t end = pattern_.find_first_not_of("imsU-", at_ + 2);
    if (end == std::string_view::npos || pattern_[end] != ')') return false;
    SetFlags(pattern_.substr(at_ + 2, end - at_ - 2));
    at_ = end + 1;
    return true;
  }

  void SetFlags(std::string_view letters) {
    bool on = true;
    for (const char letter : letters) {
      if (letter == '-') on = false;
      if (letter == 'i') flags_.any_case = on;
      if (letter == 'm') flags_.lines = on;
      if (letter == 's') flags_.dot_matches_newline = on;
      if (letter == 'U') flags_.swap_lazy = on;
    }
  }

  RegexNode Atom() {
    if (Consume("(")) return Group();
    if (Consume("[")) return Class();
    if (Consume("\\")) return Escape();
    if (Consume("^")) {
      return AssertionOf(flags_.lines ? Assertion::kLineBegin : Assertion::kTextBegin);
    }
    if (Consume("$")) return AssertionOf(flags_.lines ? Assertion::kLineEnd : Assertion::kTextEnd);
    if (Consume(".")) {
      SetBuilder set(false);
      if (!flags_.dot_matches_newline) set.AddRange('\n', '\n');
      return Character(std::move(set).Finish(true, folded_));
    }
    return Literal(TakeCharacter());
  }

  RegexNode Group() {
    const Flags outside = flags_;
    if (Consume("?P<") || Consume("?<")) {
      const std::size_t end = pattern_.find('>', at_);
      if (end == std::string_view::npos) {
        Fail();
      } else {
        at_ = end + 1;
      }
    } else if (Consume("?")) {
      const std::size_t end = std::min(pattern_.find_first_not_of("imsU-", at_), pattern_.size());
      SetFlags(pattern_.substr(at_, end - at_));
      at_ = end;
      if (!Consume(":")) Fail();
    }
    if (++depth_ > kMaxRegexDepth) Fail();  // moves to the end, so that no further group follows
    RegexNode node = Choice();
    --depth_;
    if (!Consume(")")) Fail();
    flags_ = outside;
    return node;
  }

  // Returns whether a repetition operator was there.
  bool ParseRepetition(RegexNode* node) {
    int min = 0, max = RegexNode::kUnbounded;
    if (Consume("+")) {
      min = 1;
    } else if (Consume("?")) {
      max = 1;
    } else if (!Consume("*") && !ParseCount(&min, &max)) {
      return false;
    }
    const bool lazy = Consume("?") != flags_.swap_lazy;
    if (folded_ && min <= 1 && node->kind == Kind::kCharacter && IsSpace(node->set)) {
      max = std::min(max, 1);
    }
    RegexNode repeat;
    repeat.kind = Kind::kRepetition;
    repeat.min = min;
    repeat.max = max;
    repeat.lazy = lazy;
    repeat.parts.push_back(std::move(*node));
    *node = std::move(repeat);
    return true;
  }

  static bool IsSpace(const CharacterSet& set) {
    ByteSet space;
    space.Add(' ');
    return set.bytes == space;
  }

  // Parses {n}, {n,} or {n,m}. Anything else after a brace is literal text.
  bool ParseCount(int* min, int* max) {
    const std::size_t begin = at_;
    if (Consume("{") && ParseNumber(min)) {
      *max = *min;
      if (Consume(",")) {
        *max = RegexNode::kUnbounded;
        if (!Rest().starts_with("}") && !ParseNumber(max)) *max = -1;
      }
      if (*max >= 0 && Consume("}")) return true;
    }
    if (understood_) at_ = begin;
    return false;
  }

  bool ParseNumber(int* number) {
    const std::size_t begin = at_;
    int value = 0;
    while (!AtEnd() && pattern_[at_] >= '0' && pattern_[at_] <= '9' && value < 10'000) {
      value = value * 10 + (pattern_[at_++] - '0');
    }
    if (at_ > begin + 1 && pattern_[begin] == '0') Fail();
    *number = value;
    return at_ > begin;
  }

  // Parses what follows a backslash outside of brackets.
  RegexNode Escape() {
    if (Consume("b")) return AssertionOf(Assertion::kWord);
    if (Consume("B")) return AssertionOf(Assertion::kNotWord);
    if (Consume("A")) return AssertionOf(Assertion::kTextBegin);
    if (Consume("z")) return AssertionOf(Assertion::kTextEnd);
    SetBuilder set(flags_.any_case);
    if (Consume("C")) {  // a byte, which may be part of a character
      set.AddUnknown();
    } else if (!ParseClassEscape(&set)) {
      const char32_t c = ParseEscapedCharacter();
      set.AddRange(c, c);
    }
    return Character(std::move(set).Finish(false, folded_));
  }

  // Parses a class after a backslash: \d, \pL, \p{Greek} and the like.
  bool ParseClassEscape(SetBuilder* set) {
    if (AtEnd()) return false;
    const char c = pattern_[at_];
    if (c == 'p' || c == 'P') {
      ++at_;
      if (Consume("{")) {
        at_ = std::min(pattern_.find('}', at_), pattern_.size());
        if (!Consume("}")) Fail();
      } else if (!AtEnd()) {
        TakeCharacter();
      }
      set->AddUnknown();
      return true;
    }
    const char lower = static_cast<char>(c | 0x20);
    if (lower != 'd' && lower != 's' && lower != 'w') return false;
    ++at_;
    return set->AddNamed({&lower, 1}, c != lower);
  }

  // Parses one escaped character after a backslash.
  char32_t ParseEscapedCharacter() {
    if (AtEnd()) {
      Fail();
      return 0;
    }
    const char c = pattern_[at_++];
    if (c == 'x') return TakeHex();
    if (c >= '0' && c <= '7') {
      char32_t value = static_cast<char32_t>(c - '0');
      for (int i = 0; i < 2 && !AtEnd() && pattern_[at_] >= '0' && pattern_[at_] <= '7'; ++i) {
        value = value * 8 + static_cast<char32_t>(pattern_[at_++] - '0');
      }
      return value;
    }
    constexpr std::string_view kLetters = "afnrtv";
    constexpr std::string_view kValues = "\a\f\n\r\t\v";
    const std::size_t control = kLetters.find(c);
    if (control != std::string_view::npos) return static_cast<char32_t>(kValues[control]);
    const bool punctuation = c > ' ' && c <= '~' && !(c >= '0' && c <= '9') &&
                             !((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
    if (!punctuation) Fail();
    return static_cast<char32_t>(c);
  }

  char32_t TakeHex() {
    const bool braces = Consume("{");
    char32_t value = 0;
    const std::size_t begin = at_;
    for (; !AtEnd() && at_ < begin + (braces ? 8 : 2); ++at_) {
      constexpr std::string_view kDigits = "0123456789abcdefABCDEF";
      const std::size_t digit = kDigits.find(pattern_[at_]);
      if (digit == std::string_view::npos) break;
      value = value * 16 + static_cast<char32_t>(digit < 16 ? digit : digit - 6);
    }
    if (at_ == begin || (braces ? !Consume("}") : at_ != begin + 2) || value > kLastCharacter) {
      Fail();
    }
    return value;
  }

  // Parses what follows an opening bracket.
  RegexNode Class() {
    SetBuilder set(flags_.any_case);
    const bool negated = Consume("^");
    for (bool first = true; first || !Consume("]"); first = false) {
      if (AtEnd()) {
        Fail();
        break;
      }
      if (Rest().starts_with("[:") && Rest().find(":]", 2) != std::string_view::npos) {
        const std::size_t end = pattern_.find(":]", at_ + 2);
        std::string_view name = pattern_.substr(at_ + 2, end - at_ - 2);
        const bool inverse = name.starts_with('^');
        if (inverse) name.remove_prefix(1);
        at_ = end + 2;
        if (!set.AddNamed(name, inverse)) Fail();
        continue;
      }
      if (Rest().starts_with('\\')) {
        ++at_;
        if (ParseClassEscape(&set)) continue;
        --at_;
      }
      const char32_t low = ClassCharacter();
      char32_t high = low;
      if (Rest().size() >= 2 && Rest()[0] == '-' && Rest()[1] != ']') {
        ++at_;
        high = ClassCharacter();
      }
      if (low > high) Fail();
      set.AddRange(low, std::max(low, high));
    }
    return Character(std::move(set).Finish(negated, folded_));
  }

  char32_t ClassCharacter() {
    if (AtEnd()) {
      Fail();
      return 0;
    }
    return Consume("\\") ? ParseEscapedCharacter() : TakeCharacter();
  }

  const std::string_view pattern_;
  const bool folded_;
  std::size_t at_ = 0;
  int depth_ = 0;  // number of open groups
  bool understood_ = true;
  Flags flags_;
};

}  // namespace

bool MayBeEmpty(const RegexNode& node) {
  switch (node.kind) {
    case RegexNode::Kind::kCharacter: return false;
    case RegexNode::Kind::kAssertion: return true;
    case RegexNode::Kind::kConcatenation:
      return std::all_of(node.parts.begin(), node.parts.end(), MayBeEmpty);
    case RegexNode::Kind::kAlternation:
      return std::any_of(node.parts.begin(), node.parts.end(), MayBeEmpty);
    case RegexNode::Kind::kRepetition: return node.min == 0 || MayBeEmpty(node.parts.front());
  }
  return true;
}

double CompiledSize(const RegexNode& node) {
  constexpr double kAnyBeyond = 16, kSomeBeyond = 1000;  // per set; common \p{…} have hundreds
  double size = 2;
  if (node.kind == RegexNode::Kind::kCharacter && node.set.bytes.beyond) {
    size += node.set.exact ? kAnyBeyond : kSomeBeyond;
  }
  for (const RegexNode& part : node.parts) size += CompiledSize(part);
  if (node.kind != RegexNode::Kind::kRepetition) return size;
  return size * (node.max == RegexNode::kUnbounded ? node.min + 1 : node.max);
}

std::optional<RegexNode> ParseRegex(std::string_view pattern, bool folded) {
  return Reader(pattern, folded).Read();
}

}  // namespace ascolto::regex
