#include "ascolto/yaml/traps.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "ascolto/base/numbers.h"
#include "ascolto/base/strings.h"

namespace ascolto::yaml {

using diagnostics::Code;
using diagnostics::Hint;
using diagnostics::Term;

namespace {

// Each masked character stands as the control character of its place here; NUL, tab, line ends
// and 0x04 (yaml-cpp's end of file) are left out. Rule files hold no control characters of
// their own: Read refuses them before.
constexpr std::string_view kMasked = "~nN*&!@`%>|#?,]}'\"\\:[{";
constexpr std::string_view kMasks =
    "\x01\x02\x03\x05\x06\x07\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1c\x1d\x1e";
static_assert(kMasked.size() == kMasks.size());

bool IsSpace(char c) { return c == ' '; }

// The length of the valid escape after the backslash at text[0], 0 when it is none or gives a
// control character other than a tab or a line end.
std::size_t EscapeLength(std::string_view text) {
  if (text.size() < 2) return 0;
  const char c = text[1];
  if (std::string_view("t \"/\\nr_NLP\n").find(c) != std::string_view::npos) return 2;
  const std::size_t digits = c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
  if (digits == 0 || text.size() < 2 + digits) return 0;
  unsigned long value = 0;
  for (std::size_t i = 0; i < digits; ++i) {
    const int digit = base::HexDigit(text[2 + i]);
    if (digit < 0) return 0;
    value = value * 16 + static_cast<unsigned long>(digit);
  }
  const bool character = value >= 0x20 && value != 0x7f && !(value >= 0x80 && value < 0xa0) &&
                         !(value >= 0xd800 && value < 0xe000) && value <= 0x10ffff;
  return character ? 2 + digits : 0;
}

class TrapFinder {
 public:
  TrapFinder(const Text& source, diagnostics::Problems* problems)
      : source_(source), text_(source.text()), masked_(source.text()), problems_(problems) {}

  MaskedText Run() {
    while (at_ < text_.size() && readable_) ReadLine();
    return {.text = std::move(masked_), .readable = readable_};
  }

 private:
  bool End() const { return at_ >= text_.size(); }
  char Peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\n';
  }
  bool BlankAt(std::size_t at) const {
    return at >= text_.size() || text_[at] == ' ' || text_[at] == '\n';
  }
  std::size_t LineEnd(std::size_t from) const { return source_.LineEnd(from); }
  void NextLine() { at_ = std::min(LineEnd(at_) + 1, text_.size()); }
  void SkipSpaces() {
    while (!End() && text_[at_] == ' ') ++at_;
  }
  std::size_t Column(std::size_t at) const {
    return at - source_.LineBegin(at);
  }
  std::size_t IndentOfLineAt(std::size_t at) {
    const std::size_t begin = source_.LineBegin(at);
    if (begin != indented_line_) {  // a long line may ask many times
      indented_line_ = begin;
      indent_ = std::min(text_.find_first_not_of(' ', begin), text_.size()) - begin;
    }
    return indent_;
  }

  void Mask(std::size_t at) {
    const std::size_t index = kMasked.find(text_[at]);
    if (index != std::string_view::npos) masked_[at] = kMasks[index];
  }

  // The value that begins at `from`, as its writer meant it: to the end of the line, inside
  // brackets to the next comma or closing one; `keep_hash` when a # belongs to it. Of a long one
  // only the beginning, and less of it once no problem is shown any more.
  std::string Meant(std::size_t from, bool keep_hash) const {
    std::size_t end = from;
    const std::size_t most = problems_->full() ? 64 : 4 * diagnostics::kMostArgumentBytes;
    const std::size_t line_end = std::min(LineEnd(from), from + most);
    while (end < line_end) {
      const char c = text_[end];
      if (!flow_.empty() && end > from && (c == ',' || c == ']' || c == '}')) break;
      if (c == '#' && end > from && IsSpace(text_[end - 1]) && (!keep_hash || BlankAt(end + 1))) {
        break;
      }
      ++end;
    }
    while (end > from && IsSpace(text_[end - 1])) --end;
    return text_.substr(from, end - from);
  }

  void ReadLine() {
    SkipSpaces();
    if (Peek() == '\n' || Peek() == '#') return NextLine();
    const std::size_t column = Column(at_);
    if (column == 0 && DocumentMark()) return;
    key_column_ = column;
    after_key_ = false;
    int dashes = 0;
    while (Peek() == '-' && BlankAt(at_ + 1)) {
      if (++dashes > kMaxDepth) return TooDeep();
      key_column_ = Column(at_);
      ++at_;
      SkipSpaces();
      if (Peek() == '#' && !BlankAt(at_ + 1)) {
        Hash(at_);
        break;
      }
    }
    if (Peek() == '\n' || (Peek() == '#' && masked_[at_] == '#')) return NextLine();
    ReadBlockValue();
  }

  bool DocumentMark() {
    const std::string_view rest = std::string_view(text_).substr(at_, LineEnd(at_) - at_);
    const bool mark = (rest.starts_with("---") || rest.starts_with("...")) && BlankAt(at_ + 3);
    if (mark && rest.starts_with("---") && !content_ && !opened_) {
      opened_ = true;
      at_ += 3;
      SkipSpaces();
      if (Peek() != '\n' && Peek() != '#') ReadBlockValue();
      NextLine();
      return true;
    }
    if (mark || (rest.starts_with('%') && !content_)) {
      problems_->Add(Code::kSeveralDocuments, source_.SpotAt(at_, at_ + rest.size()), {rest});
      readable_ = false;
      return true;
    }
    content_ = true;
    return false;
  }

  // A value, or a key and its value, up to the end of the line or of the quotes or brackets.
  void ReadBlockValue() {
    content_ = true;
    const char c = Peek();
    if (c == '[' || c == '{') {
      ReadFlow();
      if (readable_) AfterValue();
      return;
    }
    if (c == '\'' || c == '"') {
      if (ReadQuoted()) AfterValue();
      return;
    }
    if (c == '|' || c == '>') {
      if (BlockHeader()) return SkipBlockText();
    }
    SpecialStart();
    ReadPlain();
  }

  // After quotes or brackets in block context: a colon makes them a key.
  void AfterValue() {
    SkipSpaces();
    if (Peek() == ':' && BlankAt(at_ + 1) && !after_key_) {
      ++at_;
      after_key_ = true;
      SkipSpaces();
      if (Peek() != '\n' && Peek() != '#') return ReadBlockValue();
    }
    NextLine();
  }

  bool BlockHeader() const {
    std::size_t at = at_ + 1;
    while (at < text_.size() && (text_[at] == '+' || text_[at] == '-' ||
                                 (text_[at] >= '1' && text_[at] <= '9'))) {
      ++at;
    }
    if (at - at_ > 3) return false;
    while (at < text_.size() && text_[at] == ' ') ++at;
    return at >= text_.size() || text_[at] == '\n' || text_[at] == '#';
  }

  void SkipBlockText() {
    const std::size_t parent = key_column_;
    NextLine();
    std::optional<std::size_t> indent;
    while (!End()) {
      const std::size_t line = at_;
      SkipSpaces();
      const bool blank = Peek() == '\n';
      const std::size_t column = at_ - line;
      at_ = line;
      if (!blank && column < indent.value_or(parent + 1)) return;
      if (!blank && !indent) indent = column;
      NextLine();
    }
  }

  // Reports a character with which a plain value cannot begin, and masks it.
  void SpecialStart() {
    const char c = Peek();
    Term meaning = Term::kNone;
    switch (c) {
      case '&': meaning = Term::kAnchor; break;
      case '*': meaning = Term::kAlias; break;
      case '!': meaning = Term::kTag; break;
      case '@': case '`': meaning = Term::kReserved; break;
      case '%': meaning = Term::kDirective; break;
      case '|': case '>': meaning = Term::kBlockText; break;
      case '[': case '{': case ',': case ']': case '}': meaning = Term::kFlowSign; break;
      case '?': meaning = BlankAt(at_ + 1) ? Term::kMapKey : Term::kNone; break;
      default: break;
    }
    if (meaning == Term::kNone) return;
    const std::string meant = Meant(at_, /*keep_hash=*/true);
    problems_->Add(Code::kSpecialStart, source_.SpotAt(at_, at_ + 1),
                   {std::string(1, c), meaning, Quoted(meant)});
    Mask(at_);
    ++at_;
  }

  void Hash(std::size_t value_begin) {
    const std::string meant = Meant(value_begin, /*keep_hash=*/true);
    const std::size_t end =
        std::min(text_.find_first_of(flow_.empty() ? " \n" : " \n,]}", at_), text_.size());
    problems_->Add(Code::kGluedHash, source_.SpotAt(at_, end),
                   {std::string_view(text_).substr(at_, end - at_), Quoted(meant)});
    Mask(at_);
  }

  // A plain scalar in block context, and the value after it when it is a key.
  void ReadPlain() {
    const std::size_t begin = at_;
    for (; Peek() != '\n'; ++at_) {
      const char c = text_[at_];
      if (c == ':' && BlankAt(at_ + 1)) {
        if (!after_key_) return ReadAfterKey(begin);
        Colon(begin, LineEnd(at_));
      } else if (c == '#' && at_ > begin && IsSpace(text_[at_ - 1])) {
        if (BlankAt(at_ + 1)) break;
        Hash(begin);
      }
    }
    NullWord(begin, at_);
    NextLine();
  }

  void ReadAfterKey(std::size_t key_begin) {
    NullWord(key_begin, at_);
    ++at_;
    after_key_ = true;
    key_column_ = Column(key_begin);
    SkipSpaces();
    if (Peek() == '\n') return NextLine();
    if (Peek() == '#') {
      if (!BlankAt(at_ + 1) && !ValueFollows()) {
        Hash(at_);
        return ReadPlain();
      }
      return NextLine();
    }
    ReadBlockValue();
  }

  // Whether the lines below this one are the value of its key.
  bool ValueFollows() const {
    std::size_t line = LineEnd(at_) + 1;
    while (line < text_.size()) {
      const std::size_t first = text_.find_first_not_of(' ', line);
      if (first == std::string::npos) return false;
      if (text_[first] == '\n' || text_[first] == '#') {
        line = LineEnd(first) + 1;
        continue;
      }
      const bool item = text_[first] == '-' && BlankAt(first + 1);
      return first - line > key_column_ || (item && first - line == key_column_);
    }
    return false;
  }

  void Colon(std::size_t begin, std::size_t end) {
    if (colon_reported_ != begin) {
      const std::string meant = Meant(begin, /*keep_hash=*/true);
      problems_->Add(Code::kColonInText, source_.SpotAt(begin, std::min(end, begin + meant.size())),
                     {meant, Quoted(meant)});
    }
    colon_reported_ = begin;
    Mask(at_);
  }

  // `null` and `~` are texts here: masked, they reach the tree as such.
  void NullWord(std::size_t begin, std::size_t end) {
    while (end > begin && IsSpace(text_[end - 1])) --end;
    const std::string_view word = std::string_view(text_).substr(begin, end - begin);
    if (word == "~" || word == "null" || word == "Null" || word == "NULL") Mask(begin);
  }

  // From the quotation mark to behind the closing one. False: reported, and at the next line.
  bool ReadQuoted() {
    const std::size_t open = at_;
    const std::size_t limit = flow_.empty() ? IndentOfLineAt(open) : flow_.front().indent;
    const std::optional<std::size_t> close = CloseOf(open, limit);
    if (!close) {
      problems_->Add(Code::kUnclosedQuote, source_.SpotAt(open, open + 1),
                     {std::string(1, text_[open])});
      readable_ = false;
      NextLine();
      return false;
    }
    at_ = *close + 1;
    if (QuoteMayEndHere()) {
      CheckEscapes(open, *close);
      return true;
    }
    return TextAfterQuote(open, *close);
  }

  // The closing mark: none when a line at `limit` or less comes before it.
  std::optional<std::size_t> CloseOf(std::size_t open, std::size_t limit) const {
    const char quote = text_[open];
    for (std::size_t at = open + 1; at < text_.size(); ++at) {
      const char c = text_[at];
      if (c == '\\' && quote == '"') {
        ++at;
      } else if (c == quote) {
        if (quote == '\'' && at + 1 < text_.size() && text_[at + 1] == '\'') {
          ++at;
        } else {
          return at;
        }
      } else if (c == '\n') {
        const std::size_t first = text_.find_first_not_of(' ', at + 1);
        if (first == std::string::npos) return std::nullopt;
        if (text_[first] != '\n' && first - at - 1 <= limit) return std::nullopt;
      }
    }
    return std::nullopt;
  }

  bool QuoteMayEndHere() const {
    std::size_t at = at_;
    while (at < text_.size() && text_[at] == ' ') ++at;
    if (at >= text_.size() || text_[at] == '\n') return true;
    if (text_[at] == '#') return at > at_;
    if (!flow_.empty()) return std::string_view(",]}:").find(text_[at]) != std::string_view::npos;
    return text_[at] == ':' && BlankAt(at + 1);
  }

  bool TextAfterQuote(std::size_t open, std::size_t close) {
    const bool one_line = LineEnd(open) > close;
    std::string rest = Meant(close + 1, /*keep_hash=*/true);
    rest.erase(0, rest.find_first_not_of(' '));
    if (!one_line) {
      problems_->Add(Code::kUnclosedQuote, source_.SpotAt(open, open + 1),
                     {std::string(1, text_[open])});
      readable_ = false;
      NextLine();
      return false;
    }
    std::string meant = Meant(open, /*keep_hash=*/true);
    if (meant.size() > 1 && meant.back() == text_[open]) {
      meant = meant.substr(1, meant.size() - 2);
      std::string once;  // doubled apostrophes were meant as one
      for (std::size_t i = 0; i < meant.size(); ++i) {
        once.push_back(meant[i]);
        if (meant[i] == '\'' && text_[open] == '\'' && i + 1 < meant.size() &&
            meant[i + 1] == '\'') {
          ++i;
        }
      }
      meant = once;
    }
    const std::size_t mark = close + 1;
    problems_
        ->Add(Code::kTextAfterQuote, source_.SpotAt(mark, mark + std::max<std::size_t>(1, rest.size())),
              {rest})
        .WithHint(Hint::kQuote, {Quoted(meant)});
    Mask(open);
    at_ = open + 1;
    if (flow_.empty()) {
      ReadPlain();
    } else {
      ReadFlowPlain(open);
    }
    return false;
  }

  void CheckEscapes(std::size_t open, std::size_t close) {
    if (text_[open] != '"') return;
    for (std::size_t at = open + 1; at < close; ++at) {
      if (text_[at] != '\\') continue;
      const std::string_view rest = std::string_view(text_).substr(at, close - at);
      const std::size_t length = EscapeLength(rest);
      if (length > 0) {
        at += length - 1;
        continue;
      }
      std::size_t end = std::min(at + 2, close);
      while (end < close && (text_[end] & 0xc0) == 0x80) ++end;
      problems_->Add(Code::kBadEscape, source_.SpotAt(at, end),
                     {std::string_view(text_).substr(at, end - at)});
      Mask(at);
    }
  }

  struct Bracket {
    std::size_t offset;
    std::size_t indent;  // of its line
    bool value = false;  // in { }: behind the colon of a member
  };

  // Brackets, to behind the last closing one.
  void ReadFlow() {
    flow_.push_back({at_, IndentOfLineAt(at_)});
    ++at_;
    while (!flow_.empty() && readable_) {
      if (End()) return Unclosed();
      const char c = Peek();
      if (c == '\n') {
        FlowLineEnd();
      } else if (c == ' ') {
        ++at_;
      } else if (c == '#') {
        FlowHash();
      } else if (c == ',') {
        flow_.back().value = false;
        ++at_;
      } else if (c == ':' && (BlankAt(at_ + 1) || after_quoted_key_)) {
        flow_.back().value = true;
        ++at_;
      } else if (c == '[' || c == '{') {
        if (flow_.size() == kMaxDepth) return TooDeep();
        flow_.push_back({at_, flow_.front().indent});
        ++at_;
      } else if (c == ']' || c == '}') {
        CloseFlow(c);
      } else if (c == '\'' || c == '"') {
        after_quoted_key_ = ReadQuoted() && Peek() == ':';
        continue;
      } else {
        const std::size_t begin = at_;
        SpecialStart();
        ReadFlowPlain(begin);
        if (at_ == begin) ++at_;  // a lone colon
      }
      after_quoted_key_ = false;
    }
  }

  void CloseFlow(char c) {
    if ((text_[flow_.back().offset] == '[') != (c == ']')) return Unclosed();
    flow_.pop_back();
    ++at_;
  }

  void TooDeep() {
    problems_->Add(Code::kTooDeep, source_.SpotAt(at_, at_ + 1), {kMaxDepth});
    readable_ = false;
  }

  void Unclosed() {
    const std::size_t open = flow_.back().offset;
    problems_->Add(Code::kUnclosedBracket, source_.SpotAt(open, open + 1),
                   {std::string(1, text_[open])});
    readable_ = false;
  }

  // A line inside brackets that stands no further in than the line that opened them belongs to
  // something else, unless it closes them.
  void FlowLineEnd() {
    ++at_;
    const std::size_t line = at_;
    SkipSpaces();
    if (Peek() == '#') at_ = LineEnd(at_);
    if (Peek() == '\n') return;
    if (at_ - line <= flow_.front().indent && Peek() != ']' && Peek() != '}') Unclosed();
  }

  void FlowHash() {
    const bool line_begin = at_ - Column(at_) + IndentOfLineAt(at_) == at_;
    if (line_begin || BlankAt(at_ + 1)) {
      at_ = LineEnd(at_);
      return;
    }
    Hash(at_);
    ReadFlowPlain(at_);
  }

  void ReadFlowPlain(std::size_t begin) {
    for (; !End(); ++at_) {
      const char c = Peek();
      if (c == '\n' || c == ',' || c == '[' || c == ']' || c == '{' || c == '}') break;
      if (c == ':' && (BlankAt(at_ + 1) || Peek(1) == ',' || Peek(1) == ']' || Peek(1) == '}')) {
        const bool map = text_[flow_.back().offset] == '{';
        if (!map || !flow_.back().value) break;
        Colon(begin, LineEnd(at_));
      } else if (c == '#' && at_ > begin && IsSpace(text_[at_ - 1])) {
        if (BlankAt(at_ + 1)) break;
        Hash(begin);
      }
    }
    NullWord(begin, at_);
  }

  const Text& source_;
  const std::string& text_;
  std::string masked_;
  diagnostics::Problems* problems_;
  std::size_t at_ = 0;
  std::size_t key_column_ = 0;  // of the innermost key or dash of this line
  std::size_t colon_reported_ = std::string::npos;
  std::size_t indented_line_ = std::string::npos, indent_ = 0;  // of IndentOfLineAt
  bool after_key_ = false;
  bool after_quoted_key_ = false;
  bool content_ = false;
  bool opened_ = false;
  bool readable_ = true;
  std::vector<Bracket> flow_;
};

}  // namespace

MaskedText MaskTraps(const Text& text, diagnostics::Problems* problems) {
  return TrapFinder(text, problems).Run();
}

void Unmask(std::string* value) {
  for (char& c : *value) {
    if (static_cast<unsigned char>(c) >= 0x20 || c == '\n') continue;
    const std::size_t index = kMasks.find(c);
    if (index != std::string_view::npos) c = kMasked[index];
  }
}

std::string Quoted(std::string_view value) {
  const bool single = value.find_first_of("\\\"") != std::string_view::npos;
  if (!single) return base::Cat("\"", value, "\"");
  std::string quoted = "'";
  for (const char c : value) {
    if (c == '\'') quoted.push_back('\'');
    quoted.push_back(c);
  }
  return quoted + "'";
}

}  // namespace ascolto::yaml
