// Counts instructions in one pass over the pattern, with an explicit stack of groups.

#include "ascolto/regex/cost.h"

#include <algorithm>
#include <vector>

namespace ascolto::regex {
namespace {

constexpr double kLiteral = 1, kAnyCharacter = 8, kAsciiItem = 1, kOtherItem = 4, kOtherRange = 16;
constexpr double kNegation = 8, kPerlClass = 12, kUnicodeClass = 1200;
constexpr double kMaxSize = 1e12;  // an upper limit that keeps sums finite

bool IsContinuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }
bool IsAscii(char c) { return (static_cast<unsigned char>(c) & 0x80) == 0; }

class Counter {
 public:
  explicit Counter(std::string_view pattern) : pattern_(pattern), open_(1) {}

  RegexCost Run() && {
    while (at_ < pattern_.size() && !cost_.too_deep) Step();
    while (open_.size() > 1) Close();
    // Characters that compile to nothing must still be parsed.
    cost_.instructions = open_.front().Size() + static_cast<double>(pattern_.size()) / 16;
    return cost_;
  }

 private:
  // A group, or the whole pattern.
  struct Group {
    double before = 0;  // size of all parts and alternatives read so far, except the last part
    double last = 0;    // size of the last part, which a repetition would repeat
    int repeats = 0;    // how many repetitions the last part has, one around the other
    int depth = 0;      // depth of groups and repetitions in the last part
    int deepest = 0;    // the largest depth of all parts
    bool any_case = false;
    double Size() const { return std::min(before + last, kMaxSize); }
  };

  std::string_view Rest() const { return pattern_.substr(at_); }
  bool Consume(std::string_view sign) {
    if (!Rest().starts_with(sign)) return false;
    at_ += sign.size();
    return true;
  }

  void Part(double size, int depth = 0) {
    Group& group = open_.back();
    group.before = group.Size();
    group.last = size;
    group.repeats = 0;
    group.depth = depth;
    group.deepest = std::max(group.deepest, depth);
  }

  void Step() {
    if (Consume("\\")) return Escape();
    if (Consume("(")) return Open();
    if (Consume(")")) return Close();
    if (Consume("[")) return Class();
    if (Consume("|")) return Part(kLiteral);
    if (Consume(".")) return Part(kAnyCharacter);
    if (ParseRepetition()) return;
    Literal();
  }

  // Counts one literal character.
  void Literal() {
    const bool ascii = IsAscii(pattern_[at_]);
    const std::size_t begin = at_++;
    while (at_ < pattern_.size() && IsContinuation(pattern_[at_])) ++at_;
    const double bytes = kLiteral * static_cast<double>(at_ - begin);
    if (!open_.back().any_case) return Part(bytes);
    const bool more_cases =
        std::string_view("kKsS").find(pattern_[begin]) != std::string_view::npos;
    Part(!ascii || more_cases ? 4 * bytes : bytes);  // the Kelvin sign and the long s are not ASCII
  }

  void Escape() {
    if (Consume("Q")) {
      while (at_ < pattern_.size() && !Consume("\\E")) Literal();
      return;
    }
    const double size = EscapeSize();
    Part(open_.back().any_case ? 2 * size : size);
  }

  // Reads what follows a backslash and returns its size.
  double EscapeSize() {
    if (at_ == pattern_.size()) return 0;
    const char c = pattern_[at_++];
    if (c == 'p' || c == 'P') {
      if (Consume("{")) {
        at_ = std::min(pattern_.find('}', at_), pattern_.size() - 1) + 1;
      } else if (at_ < pattern_.size()) {
        ++at_;
        while (at_ < pattern_.size() && IsContinuation(pattern_[at_])) ++at_;
      }
      return kUnicodeClass;
    }
    if (std::string_view("dDsSwW").find(c) != std::string_view::npos) return kPerlClass;
    if (c == 'x') {
      if (Consume("{")) at_ = std::min(pattern_.find('}', at_), pattern_.size() - 1) + 1;
      return kOtherItem;  // the two digits are counted as literals
    }
    while (at_ < pattern_.size() && IsContinuation(pattern_[at_])) ++at_;
    return kLiteral;
  }

  // Reads what follows an opening bracket.
  void Class() {
    double size = 1;
    bool beyond = false;  // whether the last character is non-ASCII
    if (Consume("^")) size += kNegation;
    for (bool first = true; at_ < pattern_.size() && (first || !Consume("]")); first = false) {
      if (Rest().starts_with("[:")) {
        const std::size_t end = pattern_.find(":]", at_ + 2);
        if (end != std::string_view::npos) {
          at_ = end + 2;
          size += kPerlClass;
          continue;
        }
      }
      const bool range = !first && pattern_[at_] == '-' && !Rest().starts_with("-]");
      if (range) ++at_;
      if (at_ == pattern_.size()) break;
      if (Consume("\\")) {
        const double escaped = EscapeSize();
        size += escaped;
        beyond = escaped > kLiteral;
        if (range) size += kOtherRange;
        continue;
      }
      const bool ascii = IsAscii(pattern_[at_++]);
      while (at_ < pattern_.size() && IsContinuation(pattern_[at_])) ++at_;
      if (!range || !ascii) size += ascii ? kAsciiItem : kOtherItem;
      if (range && (!ascii || beyond)) size += kOtherRange;
      beyond = !ascii;
    }
    const bool any_case = open_.back().any_case;
    Part(any_case ? 2 * size + 1 : size);
  }

  void Open() {
    const std::size_t begin = at_ - 1;
    bool any_case = open_.back().any_case;
    if (Consume("?P<") || Consume("?<")) {
      at_ = std::min(pattern_.find('>', at_), pattern_.size() - 1) + 1;
    } else if (Consume("?")) {
      bool on = true;
      for (; at_ < pattern_.size(); ++at_) {
        const char c = pattern_[at_];
        if (c == '-') {
          on = false;
        } else if (c == 'i') {
          any_case = on;
        } else if (c != 'm' && c != 's' && c != 'U') {
          break;
        }
      }
      if (Consume(")")) {  // the flags hold for the rest of the group
        open_.back().any_case = any_case;
        return;
      }
      Consume(":");
    }
    if (open_.size() > static_cast<std::size_t>(kMaxRegexDepth)) {
      cost_.too_deep = begin;
      return;
    }
    open_.emplace_back().any_case = any_case;
  }

  void Close() {
    if (open_.size() == 1) return;  // an unmatched parenthesis, which RE2 reports
    const Group group = open_.back();
    open_.pop_back();
    Part(group.Size() + kLiteral, group.deepest + 1);
  }

  bool ParseRepetition() {
    const std::size_t begin = at_;
    double min = 0, max = 0;
    if (!Consume("*") && !Consume("+") && !Consume("?") && !ParseCount(&min, &max)) return false;
    Group& group = open_.back();
    const bool lazy = pattern_[begin] == '?' && group.repeats > 0;  // as in "a*?"
    ++group.repeats;
    const double times = std::max({min, max, 1.0});
    group.last = std::min(times * (group.last + kLiteral), kMaxSize);
    if (lazy) return true;
    group.deepest = std::max(group.deepest, ++group.depth);
    if (group.depth + static_cast<int>(open_.size()) > 2 * kMaxRegexDepth) cost_.too_deep = begin;
    return true;
  }

  // Reads {n}, {n,} or {n,m}.
  bool ParseCount(double* min, double* max) {
    const std::size_t begin = at_;
    if (Consume("{") && ParseNumber(min)) {
      *max = *min;
      if (Consume(",") && !ParseNumber(max)) *max = *min + 1;
      if (Consume("}")) return true;
    }
    at_ = begin;
    return false;
  }

  bool ParseNumber(double* number) {
    const std::size_t begin = at_;
    double value = 0;
    for (; at_ < pattern_.size() && pattern_[at_] >= '0' && pattern_[at_] <= '9'; ++at_) {
      value = std::min(value * 10 + (pattern_[at_] - '0'), 1e6);
    }
    *number = value;
    return at_ > begin;
  }

  const std::string_view pattern_;
  std::size_t at_ = 0;
  std::vector<Group> open_;
  RegexCost cost_;
};

}  // namespace

RegexCost CostOfRegex(std::string_view pattern) { return Counter(pattern).Run(); }

}  // namespace ascolto::regex
