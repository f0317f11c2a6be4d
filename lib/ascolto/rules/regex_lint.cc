#include "ascolto/rules/regex_lint.h"

#include <algorithm>
#include <bit>
#include <optional>
#include <string>
#include <utility>

#include <re2/filtered_re2.h>
#include <re2/re2.h>
#include <re2/set.h>

#include "ascolto/base/numbers.h"
#include "ascolto/base/strings.h"
#include "ascolto/base/utf8.h"
#include "ascolto/regex/cost.h"
#include "ascolto/regex/syntax_tree.h"
#include "ascolto/yaml/traps.h"
#include "ascolto/text/characters.h"
#include "ascolto/text/fold.h"

namespace ascolto::rules {

using diagnostics::Code;

namespace {

constexpr std::size_t kMaxProblems = 20;  // of one regex, besides that of signs folded away

using base::HexDigit;

// Classes that hold nothing of a folded text.
bool IsFoldedAwayClass(std::string_view name) {
  constexpr std::string_view kNames[] = {"Lu", "Lt", "M", "Mn", "Me", "upper", "Cc", "Cf", "Zl",
                                         "Zp", "cntrl"};
  return std::find(std::begin(kNames), std::end(kNames), name) != std::end(kNames);
}

// Walks the signs of a pattern once.
class PatternWalk {
 public:
  PatternWalk(std::string_view pattern, bool folded) : pattern_(pattern), folded_(folded) {}

  std::vector<PatternProblem> Run() && {
    while (at_ < pattern_.size()) Step();
    if (!away_.empty()) {
      problems_.push_back(
          {Code::kFoldedAway, away_[0].first, away_[0].second, {SignsAway(), Rewritten()}});
    }
    return std::move(problems_);
  }

 private:
  std::string_view Rest() const { return pattern_.substr(at_); }

  void Report(Code code, std::size_t begin, std::size_t end) {
    if (problems_.size() == kMaxProblems) return;
    problems_.push_back({code, begin, end, {pattern_.substr(begin, end - begin)}});
  }

  // The signs that folding removes, each once.
  std::string SignsAway() const {
    std::vector<std::string_view> signs;
    std::string joined;
    for (const auto& [begin, end] : away_) {
      const std::string_view sign = pattern_.substr(begin, end - begin);
      if (std::find(signs.begin(), signs.end(), sign) != signs.end()) continue;
      signs.push_back(sign);
      if (!joined.empty()) joined.push_back(' ');
      const bool blank = sign.find_first_not_of(" \n") == std::string_view::npos;
      joined.append(blank ? yaml::Quoted(sign) : std::string(sign));
    }
    return joined;
  }

  // The pattern with every sign that folding removes replaced by its folded form.
  std::string Rewritten() const {
    std::string text;
    std::size_t from = 0;
    for (std::size_t i = 0; i < away_.size(); ++i) {
      text += pattern_.substr(from, away_[i].first - from);
      text += spelling_[i];
      from = away_[i].second;
    }
    text.append(pattern_.substr(from));
    return text;
  }

  void Step() {
    if (quoting_) {
      if (Rest().starts_with("\\E")) {
        quoting_ = false;
        at_ += 2;
        return;
      }
      return Character();
    }
    const char c = pattern_[at_];
    if (c == '\\') return Escape();
    if (in_class_) return ClassSign();
    if (c == '[') {
      in_class_ = true;
      ++at_;
      negated_ = Rest().starts_with('^');
      if (negated_) ++at_;
      if (Rest().starts_with(']')) ++at_;
      return;
    }
    if (c == '(' && Rest().starts_with("(?")) return Group();
    Character();
  }

  void Group() {
    constexpr std::string_view kLook[] = {"(?=", "(?!", "(?<=", "(?<!"};
    for (const std::string_view look : kLook) {
      if (!Rest().starts_with(look)) continue;
      Report(Code::kLookAround, at_, at_ + look.size());
      at_ += look.size();
      return;
    }
    if (Rest().starts_with("(?P=")) {
      const std::size_t end = std::min(pattern_.find(')', at_), pattern_.size() - 1) + 1;
      Report(Code::kBackReference, at_, end);
      at_ = end;
      return;
    }
    if (Rest().starts_with("(?P<") || Rest().starts_with("(?<")) {  // a name is not matched
      at_ = std::min(pattern_.find('>', at_), pattern_.size() - 1) + 1;
      return;
    }
    at_ += 2;
    while (at_ < pattern_.size() && std::string_view("imsU-").find(pattern_[at_]) !=
                                        std::string_view::npos) {
      ++at_;
    }
  }

  void ClassSign() {
    if (Rest().starts_with("[:")) {
      const std::size_t close = pattern_.find(":]", at_);
      if (close != std::string_view::npos) {
        if (folded_ && IsFoldedAwayClass(pattern_.substr(at_ + 2, close - at_ - 2))) {
          Report(Code::kFoldedClass, at_, close + 2);
        }
        at_ = close + 2;
        return;
      }
    }
    if (pattern_[at_] == ']') {
      in_class_ = false;
      ++at_;
      return;
    }
    if (pattern_[at_] == '-') {
      ++at_;
      return;
    }
    Character();
  }

  void Escape() {
    const std::size_t begin = at_;
    if (at_ + 1 >= pattern_.size()) {
      ++at_;
      return;
    }
    const char c = pattern_[at_ + 1];
    at_ += 2;
    if (c == 'Q') {
      quoting_ = true;
    } else if (c == 'C') {
      Report(folded_ ? Code::kFoldedClass : Code::kSingleByte, begin, at_);
    } else if (c == 'p' || c == 'P') {
      PropertyClass(begin, c == 'P');
    } else if (c >= '1' && c <= '9' && !in_class_) {
      Report(Code::kBackReference, begin, at_);
    } else if (c == 'k' && (Rest().starts_with('<') || Rest().starts_with('{'))) {
      const std::size_t end = std::min(pattern_.find_first_of(">}", at_), pattern_.size() - 1) + 1;
      Report(Code::kBackReference, begin, end);
      at_ = end;
    } else if (c == 'x') {
      HexEscape(begin);
    } else if (c == 'n' || c == 't' || c == 'r' || c == 'f' || c == 'v' || c == 'a') {
      constexpr std::string_view kLetters = "ntrfva";
      constexpr std::string_view kValues = "\n\t\r\f\v\a";
      Literal(static_cast<char32_t>(kValues[kLetters.find(c)]), begin);
    } else if (c == '0') {
      while (at_ < pattern_.size() && at_ < begin + 4 && pattern_[at_] >= '0' &&
             pattern_[at_] <= '7') {
        ++at_;
      }
    } else if ((static_cast<unsigned char>(c) & 0x80) != 0) {
      --at_;
      Character();
    }
  }

  void PropertyClass(std::size_t begin, bool negated) {
    std::size_t name = at_;
    std::size_t end = at_ + 1;
    if (Rest().starts_with('{')) {
      name = at_ + 1;
      end = pattern_.find('}', at_);
      if (end == std::string_view::npos) return;
    }
    if (name >= pattern_.size()) return;
    const std::string_view text = pattern_.substr(name, end - name);
    at_ = Rest().starts_with('{') ? end + 1 : end;
    const bool inverse = text.starts_with('^');
    if (folded_ && !negated && !inverse && IsFoldedAwayClass(text)) {
      Report(Code::kFoldedClass, begin, at_);
    }
  }

  void HexEscape(std::size_t begin) {
    char32_t value = 0;
    if (Rest().starts_with('{')) {
      ++at_;
      while (at_ < pattern_.size() && HexDigit(pattern_[at_]) >= 0 && value < 0x110000) {
        value = value * 16 + static_cast<char32_t>(HexDigit(pattern_[at_++]));
      }
      if (!Rest().starts_with('}')) return;
      ++at_;
    } else {
      for (int i = 0; i < 2 && at_ < pattern_.size() && HexDigit(pattern_[at_]) >= 0; ++i) {
        value = value * 16 + static_cast<char32_t>(HexDigit(pattern_[at_++]));
      }
    }
    const bool surrogate = value >= 0xd800 && value < 0xe000;
    if (value > 0 && value < 0x110000 && !surrogate) Literal(value, begin);
  }

  void Character() {
    const std::size_t begin = at_;
    const text::Decoded decoded = text::Decode(pattern_, at_);
    at_ += static_cast<std::size_t>(decoded.bytes);
    if (decoded.well_formed) Literal(decoded.code_point, begin);
  }

  // A character that the pattern asks for, written at [begin, at_).
  void Literal(char32_t c, std::size_t begin) {
    if (!folded_) return;
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {  // as it is when folded
      previous_space_ = std::string_view::npos;
      return;
    }
    const std::string written = base::Utf8(c);
    std::string folded = text::IsWhiteSpace(c) ? " " : text::Fold(written);
    const bool second_space = c == ' ' && previous_space_ == begin && !in_class_;
    previous_space_ = folded == " " ? at_ : std::string_view::npos;
    if (second_space) return SpaceAgain(begin);
    if (folded == written) return;
    // A line end that must not follow never does; a space in its place would forbid too much.
    if (in_class_ && negated_ && folded == " ") folded.clear();
    away_.emplace_back(begin, at_);
    spelling_.push_back(std::move(folded));
  }

  // A run of spaces is one space.
  void SpaceAgain(std::size_t begin) {
    if (!away_.empty() && away_.back().second == begin) {
      away_.back().second = at_;
    } else {
      away_.emplace_back(begin - 1, at_);
      spelling_.emplace_back(1, ' ');
    }
  }

  std::string_view pattern_;
  bool folded_;
  bool quoting_ = false;
  bool in_class_ = false;
  bool negated_ = false;
  std::size_t at_ = 0;
  std::size_t previous_space_ = std::string_view::npos;
  std::vector<std::pair<std::size_t, std::size_t>> away_;
  std::vector<std::string> spelling_;
  std::vector<PatternProblem> problems_;
};

RE2::Options Quiet() {
  RE2::Options options;
  options.set_log_errors(false);
  options.set_never_capture(true);
  return options;
}

PatternProblem ErrorOf(const RE2& regex, std::string_view pattern) {
  const std::string& argument = regex.error_arg();
  PatternProblem problem = {Code::kBadRegex, 0, pattern.size(), {}};
  const std::size_t found = argument.empty() ? std::string_view::npos : pattern.find(argument);
  if (found != std::string_view::npos) {
    problem.begin = found;
    problem.end = found + argument.size();
    problem.arguments = {argument};
  } else {
    problem.arguments = {pattern};
  }
  return problem;
}

// Whether some place of some text is matched without taking a character. What RE2 can look at
// without taking it is the edge of the text, of a line and of a word: these texts have them all.
bool MatchesEmpty(const RE2& regex) {
  constexpr std::string_view kTexts[] = {"", "a", " ", "aa", "a ", " a", "  ", "\na", "a\n", "\n\n"};
  for (const std::string_view text : kTexts) {
    for (std::size_t at = 0; at <= text.size(); ++at) {
      re2::StringPiece hit;
      if (regex.Match(re2::StringPiece(text.data(), text.size()), at, text.size(),
                      RE2::ANCHOR_START, &hit, 1) &&
          hit.empty()) {
        return true;
      }
      if (at == text.size() && regex.Match(re2::StringPiece(text.data(), text.size()), at, at,
                                           RE2::ANCHOR_BOTH, &hit, 1)) {
        return true;
      }
    }
  }
  return false;
}

bool HasRequiredText(std::string_view pattern) {
  // One sign is enough: the engine can tell comments without a digit or an @ at no cost.
  re2::FilteredRE2 filter(/*min_atom_len=*/1);
  int id = 0;
  if (filter.Add(re2::StringPiece(pattern.data(), pattern.size()), Quiet(), &id) !=
      RE2::NoError) {
    return true;
  }
  std::vector<std::string> atoms;
  filter.Compile(&atoms);
  std::vector<int> without;
  filter.AllPotentials({}, &without);
  return without.empty();
}

// Whether every set is known, and may match: RE2 says of a regex that cannot that it needs nothing.
bool IsKnown(const regex::RegexNode& node) {
  const bool empty = node.kind == regex::RegexNode::Kind::kCharacter && !node.set.bytes.HasAscii() &&
                     !node.set.bytes.beyond;
  if (node.kind == regex::RegexNode::Kind::kCharacter && (!node.set.exact || empty)) return false;
  return std::all_of(node.parts.begin(), node.parts.end(), IsKnown);
}

// The characters of a regex that is one of a set, 0 of another. Alternatives of single characters are
// one set to RE2.
int SetSize(const regex::RegexNode& node) {
  switch (node.kind) {
    case regex::RegexNode::Kind::kCharacter: {
      if (node.set.many) return 1000;
      const regex::ByteSet& bytes = node.set.bytes;
      return std::popcount(bytes.low) + std::popcount(bytes.high) +
             static_cast<int>(node.set.others.size());
    }
    case regex::RegexNode::Kind::kConcatenation: return node.parts.size() == 1 ? SetSize(node.parts[0]) : 0;
    case regex::RegexNode::Kind::kAlternation: {
      int size = 0;
      for (const regex::RegexNode& part : node.parts) size += SetSize(part);
      return size;
    }
    default: return 0;
  }
}

// Whether RE2 surely requires some text: to it, sets of up to ten characters are text.
bool SurelyRequiresText(const regex::RegexNode& node) {
  constexpr int kLargestSet = 10;
  switch (node.kind) {
    case regex::RegexNode::Kind::kCharacter: return SetSize(node) <= kLargestSet;
    case regex::RegexNode::Kind::kAssertion: return false;
    case regex::RegexNode::Kind::kConcatenation:
      return std::any_of(node.parts.begin(), node.parts.end(), SurelyRequiresText);
    case regex::RegexNode::Kind::kAlternation:
      return SetSize(node) <= kLargestSet &&
             std::all_of(node.parts.begin(), node.parts.end(), SurelyRequiresText);
    case regex::RegexNode::Kind::kRepetition: return node.min > 0 && SurelyRequiresText(node.parts.front());
  }
  return false;
}

// RE2 parses it, whether or not it would compile it.
bool Parses(std::string_view pattern) {
  RE2::Set set(Quiet(), RE2::UNANCHORED);
  return set.Add(re2::StringPiece(pattern.data(), pattern.size()), nullptr) >= 0;
}

}  // namespace

std::vector<PatternProblem> LintRegex(std::string_view pattern, bool folded, LintBudget* budget) {
  const regex::RegexCost cost = regex::CostOfRegex(pattern);
  if (cost.too_deep.has_value()) {
    return {{Code::kRegexTooDeep, *cost.too_deep, *cost.too_deep + 1, {regex::kMaxRegexDepth}}};
  }
  if (cost.instructions > static_cast<double>(budget->instructions)) {
    return {{Code::kRegexTooLarge, 0, pattern.size(),
             {static_cast<std::size_t>(cost.instructions), budget->instructions}}};
  }
  std::vector<PatternProblem> problems = PatternWalk(pattern, folded).Run();
  const bool named = std::any_of(problems.begin(), problems.end(), [](const PatternProblem& p) {
    return p.code == Code::kLookAround || p.code == Code::kBackReference;
  });
  if (named) return problems;
  const bool parses = Parses(pattern);
  const std::optional<regex::RegexNode> tree =
      parses ? regex::ParseRegex(pattern, /*folded=*/false) : std::nullopt;
  const bool large = parses && (!tree.has_value() || regex::CompiledSize(*tree) > regex::kSurelyCompiled);
  if (large && budget->large-- <= 0) return problems;
  const bool may_be_empty = !tree.has_value() || regex::MayBeEmpty(*tree);
  if (!parses || large || may_be_empty) {
    const RE2 regex(re2::StringPiece(pattern.data(), pattern.size()), Quiet());
    if (!regex.ok()) {
      problems.push_back(ErrorOf(regex, pattern));
      return problems;
    }
    if (may_be_empty && MatchesEmpty(regex)) {
      problems.push_back({Code::kMatchesEmpty, 0, pattern.size(), {}});
      return problems;
    }
  }
  const bool requires_text = !problems.empty() ||
                             (tree.has_value() && IsKnown(*tree) && SurelyRequiresText(*tree)) ||
                             HasRequiredText(pattern);
  if (!requires_text) problems.push_back({Code::kNoRequiredText, 0, pattern.size(), {}});
  return problems;
}

}  // namespace ascolto::rules
