// Follows the syntax page of RE2 (https://github.com/google/re2/wiki/Syntax).

#include "ascolto/regex/syntax_tree.h"

#include <algorithm>
#include <utility>

#include "ascolto/regex/cost.h"
#include "ascolto/text/characters.h"

namespace ascolto::regex {
namespace {

constexpr char32_t kLongS = 0x17F, kKelvin = 0x212A;  // fold to s and k
constexpr char32_t kLastCharacter = 0x10FFFF;
constexpr char32_t kFewCharacters = 8;  // of a range that is written out

ByteSet Ascii() { return {~std::uint64_t{0}, ~std::uint64_t{0}, false}; }

// What ASCII a folded text can hold.
ByteSet FoldedAscii() {
  ByteSet set;
  set.AddRange(0x20, '@');
  set.AddRange('[', '_');
  set.AddRange('a', '~');
  return set;
}

struct NamedClass {
  std::string_view name;
  std::string_view ranges;  // pairs of first and last
};
constexpr NamedClass kNamedClasses[] = {
    {"alnum", "09AZaz"}, {"alpha", "AZaz"},       {"blank", "\t\t  "}, {"digit", "09"},
    {"graph", "!~"},     {"lower", "az"},         {"print", " ~"},     {"punct", "!/:@[`{~"},
    {"space", "\t\r  "}, {"upper", "AZ"},         {"word", "09AZaz__"}, {"xdigit", "09AFaf"},
    {"d", "09"},         {"s", "\t\n\f\r  "},     {"w", "09AZaz__"},
};

// A set while it is being read.
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
    // Other letters than these have cases too, all of them beyond ASCII.
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

  // False when there is no such class.
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

  // A class of Unicode's, of which nothing is known.
  void AddUnknown() {
    set_.bytes = Ascii();
    set_.many = true;
    known_ = false;
  }

  CharacterSet Finish(bool negated, bool folded) && {
    if (any_case_) AddOtherCases(&set_.bytes);
    set_.exact = known_ && all_beyond_;
    if (negated) {
      // What is left of the others is not known when some of them are taken out.
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
  // Whether a letter of the set is one beyond ASCII in another case. Folded texts have none of
  // those.
  bool FoldsBeyond(bool folded) const {
    return any_case_ && !folded && (set_.bytes.Has('s') || set_.bytes.Has('k'));
  }

  static void AddOtherCases(ByteSet* bytes) {
    constexpr std::uint64_t kCapitals = 0x07FFFFFE;  // A..Z of the upper 64
    const std::uint64_t letters = (bytes->high & kCapitals) | (bytes->high >> 32 & kCapitals);
    bytes->high |= letters | letters << 32;
  }

  CharacterSet set_;
  bool known_ = true;       // the ASCII ones are exactly those
  bool all_beyond_ = true;  // if `many`, it is all of them
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
    bool any_case = false;       // i
    bool lines = false;          // m: ^ and $ at line ends too
    bool dot_takes_all = false;  // s
    bool swap_lazy = false;      // U
  };

  bool AtEnd() const { return at_ == pattern_.size(); }
  std::string_view Rest() const { return pattern_.substr(at_); }
  bool Take(std::string_view sign) {
    if (!Rest().starts_with(sign)) return false;
    at_ += sign.size();
    return true;
  }
  void GiveUp() {
    understood_ = false;
    at_ = pattern_.size();
  }

  char32_t TakeCharacter() {
    const text::Decoded decoded = text::Decode(pattern_, at_);
    if (!decoded.well_formed) {
      GiveUp();
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
  static RegexNode EdgeOf(Edge edge) {
    RegexNode node;
    node.kind = Kind::kEdge;
    node.edge = edge;
    return node;
  }

  // Up to the end or a parenthesis that closes.
  RegexNode Choice() {
    RegexNode choice;
    choice.kind = Kind::kChoice;
    do {
      choice.parts.push_back(Sequence());
    } while (Take("|"));
    return choice.parts.size() == 1 ? std::move(choice.parts.front()) : std::move(choice);
  }

  RegexNode Sequence() {
    RegexNode sequence;
    while (!AtEnd() && pattern_[at_] != '|' && pattern_[at_] != ')') {
      if (Take("\\Q")) {
        while (!AtEnd() && !Take("\\E")) sequence.parts.push_back(Literal(TakeCharacter()));
      } else if (!TakeFlags()) {
        sequence.parts.push_back(Atom());
      }
      int repeats = 0;  // one around the other
      while (!sequence.parts.empty() && TakeRepeat(&sequence.parts.back())) {
        if (++repeats > kMostRegexDepth) GiveUp();
      }
    }
    return sequence;
  }

  // "(?i)" for the rest of the group.
  bool TakeFlags() {
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
      if (letter == 's') flags_.dot_takes_all = on;
      if (letter == 'U') flags_.swap_lazy = on;
    }
  }

  RegexNode Atom() {
    if (Take("(")) return Group();
    if (Take("[")) return Class();
    if (Take("\\")) return Escape();
    if (Take("^")) return EdgeOf(flags_.lines ? Edge::kLineBegin : Edge::kTextBegin);
    if (Take("$")) return EdgeOf(flags_.lines ? Edge::kLineEnd : Edge::kTextEnd);
    if (Take(".")) {
      SetBuilder set(false);
      if (!flags_.dot_takes_all) set.AddRange('\n', '\n');
      return Character(std::move(set).Finish(true, folded_));
    }
    return Literal(TakeCharacter());
  }

  RegexNode Group() {
    const Flags outside = flags_;
    if (Take("?P<") || Take("?<")) {
      const std::size_t end = pattern_.find('>', at_);
      if (end == std::string_view::npos) {
        GiveUp();
      } else {
        at_ = end + 1;
      }
    } else if (Take("?")) {
      const std::size_t end = std::min(pattern_.find_first_not_of("imsU-", at_), pattern_.size());
      SetFlags(pattern_.substr(at_, end - at_));
      at_ = end;
      if (!Take(":")) GiveUp();
    }
    if (++depth_ > kMostRegexDepth) GiveUp();  // at the end of the pattern: no further group follows
    RegexNode node = Choice();
    --depth_;
    if (!Take(")")) GiveUp();
    flags_ = outside;
    return node;
  }

  // True when a sign of repetition was there.
  bool TakeRepeat(RegexNode* node) {
    int least = 0, most = RegexNode::kEndless;
    if (Take("+")) {
      least = 1;
    } else if (Take("?")) {
      most = 1;
    } else if (!Take("*") && !TakeCount(&least, &most)) {
      return false;
    }
    const bool lazy = Take("?") != flags_.swap_lazy;
    if (folded_ && least <= 1 && node->kind == Kind::kCharacter && IsSpace(node->set)) {
      most = std::min(most, 1);
    }
    RegexNode repeat;
    repeat.kind = Kind::kRepeat;
    repeat.least = least;
    repeat.most = most;
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

  // {n}, {n,}, {n,m}; anything else after a brace is text.
  bool TakeCount(int* least, int* most) {
    const std::size_t begin = at_;
    if (Take("{") && TakeNumber(least)) {
      *most = *least;
      if (Take(",")) {
        *most = RegexNode::kEndless;
        if (!Rest().starts_with("}") && !TakeNumber(most)) *most = -1;
      }
      if (*most >= 0 && Take("}")) return true;
    }
    if (understood_) at_ = begin;
    return false;
  }

  bool TakeNumber(int* number) {
    const std::size_t begin = at_;
    int value = 0;
    while (!AtEnd() && pattern_[at_] >= '0' && pattern_[at_] <= '9' && value < 10'000) {
      value = value * 10 + (pattern_[at_++] - '0');
    }
    if (at_ > begin + 1 && pattern_[begin] == '0') GiveUp();
    *number = value;
    return at_ > begin;
  }

  // After the backslash, outside of brackets.
  RegexNode Escape() {
    if (Take("b")) return EdgeOf(Edge::kWord);
    if (Take("B")) return EdgeOf(Edge::kNotWord);
    if (Take("A")) return EdgeOf(Edge::kTextBegin);
    if (Take("z")) return EdgeOf(Edge::kTextEnd);
    SetBuilder set(flags_.any_case);
    if (Take("C")) {  // a byte, which may be a part of a character
      set.AddUnknown();
    } else if (!TakeClassEscape(&set)) {
      const char32_t c = TakeEscaped();
      set.AddRange(c, c);
    }
    return Character(std::move(set).Finish(false, folded_));
  }

  // After the backslash: \d \pL \p{Greek} and the like.
  bool TakeClassEscape(SetBuilder* set) {
    if (AtEnd()) return false;
    const char c = pattern_[at_];
    if (c == 'p' || c == 'P') {
      ++at_;
      if (Take("{")) {
        at_ = std::min(pattern_.find('}', at_), pattern_.size());
        if (!Take("}")) GiveUp();
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

  // After the backslash: one character.
  char32_t TakeEscaped() {
    if (AtEnd()) {
      GiveUp();
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
    if (!punctuation) GiveUp();
    return static_cast<char32_t>(c);
  }

  char32_t TakeHex() {
    const bool braces = Take("{");
    char32_t value = 0;
    const std::size_t begin = at_;
    for (; !AtEnd() && at_ < begin + (braces ? 8 : 2); ++at_) {
      constexpr std::string_view kDigits = "0123456789abcdefABCDEF";
      const std::size_t digit = kDigits.find(pattern_[at_]);
      if (digit == std::string_view::npos) break;
      value = value * 16 + static_cast<char32_t>(digit < 16 ? digit : digit - 6);
    }
    if (at_ == begin || (braces ? !Take("}") : at_ != begin + 2) || value > kLastCharacter) GiveUp();
    return value;
  }

  // After the bracket.
  RegexNode Class() {
    SetBuilder set(flags_.any_case);
    const bool negated = Take("^");
    for (bool first = true; first || !Take("]"); first = false) {
      if (AtEnd()) {
        GiveUp();
        break;
      }
      if (Rest().starts_with("[:") && Rest().find(":]", 2) != std::string_view::npos) {
        const std::size_t end = pattern_.find(":]", at_ + 2);
        std::string_view name = pattern_.substr(at_ + 2, end - at_ - 2);
        const bool inverse = name.starts_with('^');
        if (inverse) name.remove_prefix(1);
        at_ = end + 2;
        if (!set.AddNamed(name, inverse)) GiveUp();
        continue;
      }
      if (Rest().starts_with('\\')) {
        ++at_;
        if (TakeClassEscape(&set)) continue;
        --at_;
      }
      const char32_t low = ClassCharacter();
      char32_t high = low;
      if (Rest().size() >= 2 && Rest()[0] == '-' && Rest()[1] != ']') {
        ++at_;
        high = ClassCharacter();
      }
      if (low > high) GiveUp();
      set.AddRange(low, std::max(low, high));
    }
    return Character(std::move(set).Finish(negated, folded_));
  }

  char32_t ClassCharacter() {
    if (AtEnd()) {
      GiveUp();
      return 0;
    }
    return Take("\\") ? TakeEscaped() : TakeCharacter();
  }

  const std::string_view pattern_;
  const bool folded_;
  std::size_t at_ = 0;
  int depth_ = 0;  // groups that are open
  bool understood_ = true;
  Flags flags_;
};

}  // namespace

bool MayBeEmpty(const RegexNode& node) {
  switch (node.kind) {
    case RegexNode::Kind::kCharacter: return false;
    case RegexNode::Kind::kEdge: return true;
    case RegexNode::Kind::kSequence: return std::all_of(node.parts.begin(), node.parts.end(), MayBeEmpty);
    case RegexNode::Kind::kChoice: return std::any_of(node.parts.begin(), node.parts.end(), MayBeEmpty);
    case RegexNode::Kind::kRepeat: return node.least == 0 || MayBeEmpty(node.parts.front());
  }
  return true;
}

double CompiledSize(const RegexNode& node) {
  constexpr double kAnyBeyond = 16, kSomeBeyond = 1000;  // of a set; the usual \p{…} have hundreds
  double size = 2;
  if (node.kind == RegexNode::Kind::kCharacter && node.set.bytes.beyond) {
    size += node.set.exact ? kAnyBeyond : kSomeBeyond;
  }
  for (const RegexNode& part : node.parts) size += CompiledSize(part);
  if (node.kind != RegexNode::Kind::kRepeat) return size;
  return size * (node.most == RegexNode::kEndless ? node.least + 1 : node.most);
}

std::optional<RegexNode> ReadRegex(std::string_view pattern, bool folded) {
  return Reader(pattern, folded).Read();
}

}  // namespace ascolto::regex
