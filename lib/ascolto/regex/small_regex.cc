// Compiles a syntax tree into steps and executes them with backtracking.

#include "ascolto/regex/small_regex.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <utility>

#include "ascolto/base/utf8.h"
#include "ascolto/regex/digit_masked_text.h"
#include "ascolto/regex/needs.h"

namespace ascolto::regex {
namespace {

using Kind = RegexNode::Kind;

constexpr std::size_t kMaxSteps = 400;
constexpr double kRunSteps = 6;         // typical cost of a run
constexpr double kMaxStepsPerByte = 1;  // of a search; RE2 needs about 1,500 instructions
constexpr double kWordBeginShare = 0.25;

// Returns the length of the character that begins with this byte, or 0 if none does. Where it
// matters the text is well-formed: folded texts are, and in raw texts sets contain only ASCII.
std::size_t LengthOf(char c) {
  const auto byte = static_cast<unsigned char>(c);
  if (byte < 0x80) return 1;
  if (byte < 0xC0) return 0;
  return byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
}

std::size_t PreviousCharacter(std::string_view text, std::size_t at) {
  do {
    --at;
  } while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80);
  return at;
}

bool IsWordBoundary(std::string_view text, std::size_t at) {
  const bool before = at > 0 && IsWordByte(text[at - 1]);
  return before != (at < text.size() && IsWordByte(text[at]));
}

bool IsAt(Assertion assertion, std::string_view text, std::size_t at) {
  switch (assertion) {
    case Assertion::kWord: return IsWordBoundary(text, at);
    case Assertion::kNotWord: return !IsWordBoundary(text, at);
    case Assertion::kTextBegin: return at == 0;
    case Assertion::kTextEnd: return at == text.size();
    case Assertion::kLineBegin: return at == 0 || text[at - 1] == '\n';
    case Assertion::kLineEnd: return at == text.size() || text[at] == '\n';
  }
  return false;
}

}  // namespace

class SmallRegex::Compiler {
 public:
  explicit Compiler(bool folded) : folded_(folded) {}

  std::optional<SmallRegex> Run(const RegexNode& regex) {
    if (MayBeEmpty(regex)) return std::nullopt;
    Add(regex);
    Emit(Step::Kind::kAccept);
    if (!supported_) return std::nullopt;
    for (Step& step : to_.steps_) {
      if (step.kind != Step::Kind::kRun) continue;
      const FirstSet next = FirstSetOf(static_cast<std::uint32_t>(&step - to_.steps_.data()) + 1);
      step.next = SetOf(next.nullable ? All() : next.bytes);
      step.end_follows = next.nullable;
      step.possessive = !to_.sets_[step.set].Intersects(to_.sets_[step.next]);
    }
    const FirstSet first_set = FirstSetOf(0);
    to_.first_bytes_ = first_set.bytes;
    Bytes words;
    for (int byte = 0; byte < 0x80; ++byte) {
      const std::uint64_t bit = IsWordByte(static_cast<char>(byte)) ? 1 : 0;
      words.words[byte / 64] |= bit << byte % 64;
    }
    const Step& first = to_.steps_.front();
    to_.begins_word_ = first.kind == Step::Kind::kAssertion &&
                       first.assertion == Assertion::kWord && to_.first_bytes_.IsSubsetOf(words);
    const double places =
        std::exp2(-Rarity(ByteSet{to_.first_bytes_.words[0], to_.first_bytes_.words[1],
                                  !to_.first_bytes_.IsAscii()})) *
        (to_.begins_word_ ? kWordBeginShare : 1);
    to_.is_fast_to_search_ = places * first_set.steps <= kMaxStepsPerByte;
    to_.steps_.shrink_to_fit();
    to_.sets_.shrink_to_fit();
    return std::move(to_);
  }

 private:
  static Bytes All() { return {{~0ull, ~0ull, ~0ull, ~0ull}}; }
  static Bytes One(char c) {
    const auto byte = static_cast<unsigned char>(c);
    Bytes bytes;
    bytes.words[byte / 64] = std::uint64_t{1} << byte % 64;
    return bytes;
  }

  // Returns the index of the next step, to which other steps may jump.
  std::uint32_t NewLabel() {
    label_ = static_cast<std::uint32_t>(to_.steps_.size());
    return label_;
  }

  Step& Emit(Step::Kind kind) {
    if (to_.steps_.size() >= kMaxSteps) supported_ = false;
    Step& step = to_.steps_.emplace_back();
    step.kind = kind;
    return step;
  }

  void EmitByte(char byte) {
    const bool begins = to_.steps_.empty() || to_.steps_.size() == label_ ||
                        to_.steps_.back().kind != Step::Kind::kLiteral;
    if (begins) Emit(Step::Kind::kLiteral).other = static_cast<std::uint32_t>(to_.text_.size());
    ++to_.steps_.back().max;
    to_.text_.push_back(byte);
  }

  std::uint16_t SetOf(const Bytes& bytes) {
    const auto found = std::find_if(to_.sets_.begin(), to_.sets_.end(), [&](const Bytes& set) {
      return set.words == bytes.words;
    });
    if (found != to_.sets_.end()) return static_cast<std::uint16_t>(found - to_.sets_.begin());
    to_.sets_.push_back(bytes);
    return static_cast<std::uint16_t>(to_.sets_.size() - 1);
  }

  void Add(const RegexNode& node) {
    if (!supported_) return;
    switch (node.kind) {
      case Kind::kCharacter: return AddCharacter(node.set);
      case Kind::kAssertion: Emit(Step::Kind::kAssertion).assertion = node.assertion; return;
      case Kind::kConcatenation:
        for (const RegexNode& part : node.parts) Add(part);
        return;
      case Kind::kAlternation:
        return AddChoice(node.parts.size(), [&](std::size_t i) { Add(node.parts[i]); });
      case Kind::kRepetition: return AddRepeat(node);
    }
  }

  // Returns whether one byte decides if a character is in the set.
  bool IsByteSet(const CharacterSet& set) const {
    return set.exact && set.others.empty() && (!set.many || folded_);
  }

  void AddCharacter(const CharacterSet& set) {
    if (IsByteSet(set)) return AddPlain(set.bytes);
    if (!set.exact || set.many) {
      supported_ = false;
      return;
    }
    ByteSet ascii = set.bytes;
    ascii.beyond = false;
    const std::size_t first = ascii.HasAscii() ? 1 : 0;
    AddChoice(first + set.others.size(), [&](std::size_t i) {
      if (i < first) return AddPlain(ascii);
      for (const char c : base::Utf8(set.others[i - first])) EmitByte(c);
    });
  }

  void AddPlain(const ByteSet& set) {
    if (!set.beyond && std::popcount(set.low) + std::popcount(set.high) == 1) {
      const int bit = set.low != 0 ? std::countr_zero(set.low) : 64 + std::countr_zero(set.high);
      return EmitByte(static_cast<char>(bit));
    }
    const std::uint16_t bytes = SetOf(BytesOf(set));
    Emit(Step::Kind::kSet).set = bytes;
  }

  template <typename AddBranch>
  void AddChoice(std::size_t branches, AddBranch add_branch) {
    std::vector<std::uint32_t> exits;
    for (std::size_t i = 0; i + 1 < branches; ++i) {
      const std::uint32_t split = NewLabel();
      Emit(Step::Kind::kSplit);
      add_branch(i);
      exits.push_back(NewLabel());
      Emit(Step::Kind::kJump);
      to_.steps_[split].other = NewLabel();
    }
    add_branch(branches - 1);
    for (const std::uint32_t exit : exits) to_.steps_[exit].other = NewLabel();
  }

  void AddRepeat(const RegexNode& node) {
    const RegexNode& body = node.parts.front();
    if (body.kind == Kind::kCharacter && IsByteSet(body.set)) {
      const std::uint16_t set = SetOf(BytesOf(body.set.bytes));
      Step& run = Emit(Step::Kind::kRun);
      run.set = set;
      run.min = static_cast<std::uint32_t>(node.min);
      run.max = static_cast<std::uint32_t>(node.max);
      run.lazy = node.lazy;
      return;
    }
    if (MayBeEmpty(body) && node.max > 1) {
      supported_ = false;
      return;
    }
    for (int i = 0; i < node.min && supported_; ++i) Add(body);
    if (node.max == RegexNode::kUnbounded) {
      const std::uint32_t split = NewLabel();
      Emit(Step::Kind::kSplit).lazy = node.lazy;
      Add(body);
      Emit(Step::Kind::kJump).other = split;
      to_.steps_[split].other = NewLabel();
      return;
    }
    std::vector<std::uint32_t> splits;
    for (int i = node.min; i < node.max && supported_; ++i) {
      splits.push_back(NewLabel());
      Emit(Step::Kind::kSplit).lazy = node.lazy;
      Add(body);
    }
    for (const std::uint32_t split : splits) to_.steps_[split].other = NewLabel();
  }

  // Loops never match the empty text, so every path ends at a step that consumes a byte, or at
  // kAccept.
  FirstSet FirstSetOf(std::uint32_t at) const {
    FirstSet first_set;
    std::vector<char> seen(to_.steps_.size(), 0);
    std::vector<std::uint32_t> left{at};
    while (!left.empty()) {
      const std::uint32_t i = left.back();
      left.pop_back();
      if (seen[i]++ != 0) continue;
      const Step& step = to_.steps_[i];
      first_set.steps += step.kind == Step::Kind::kRun ? kRunSteps : 1;
      switch (step.kind) {
        case Step::Kind::kLiteral: first_set.bytes.Add(One(to_.text_[step.other])); break;
        case Step::Kind::kSet: first_set.bytes.Add(to_.sets_[step.set]); break;
        case Step::Kind::kRun:
          first_set.bytes.Add(to_.sets_[step.set]);
          if (step.min == 0) left.push_back(i + 1);
          break;
        case Step::Kind::kAssertion: left.push_back(i + 1); break;
        case Step::Kind::kSplit:
          left.push_back(i + 1);
          left.push_back(step.other);
          break;
        case Step::Kind::kJump: left.push_back(step.other); break;
        case Step::Kind::kAccept: first_set.nullable = true; break;
      }
    }
    return first_set;
  }

  const bool folded_;
  bool supported_ = true;
  std::uint32_t label_ = 0;  // literals are not merged across this step
  SmallRegex to_;
};

SmallRegex::Bytes SmallRegex::BytesOf(const ByteSet& set) {
  const std::uint64_t beyond = set.beyond ? ~std::uint64_t{0} : 0;
  return {{set.low, set.high, beyond, beyond}};
}

std::optional<SmallRegex> SmallRegex::Compile(const RegexNode& regex, bool folded) {
  return Compiler(folded).Run(regex);
}

bool SmallRegex::Consume(const Step& step, std::string_view text, std::size_t* at) const {
  if (*at >= text.size() || !sets_[step.set].Has(text[*at])) return false;
  const std::size_t length = LengthOf(text[*at]);
  *at += length;
  return length > 0 && *at <= text.size();
}

std::uint32_t SmallRegex::ConsumeUpTo(const Step& step, std::uint32_t max, std::string_view text,
                                      std::size_t* at) const {
  const Bytes& set = sets_[step.set];
  if (set.IsAscii()) {
    const std::size_t begin = *at, last = begin + std::min<std::size_t>(max, text.size() - begin);
    std::size_t end = begin;
    while (end < last && set.Has(text[end])) ++end;
    *at = end;
    return static_cast<std::uint32_t>(end - begin);
  }
  std::uint32_t count = 0;
  for (std::size_t next = *at; count < max && Consume(step, text, &next); ++count) *at = next;
  return count;
}

bool SmallRegex::MatchRun(std::uint32_t index, std::string_view text, std::size_t* at,
                          Scratch* scratch) const {
  const Step& step = steps_[index];
  const std::size_t begin = *at;
  std::size_t end = begin;
  const std::uint32_t count = ConsumeUpTo(step, step.min, text, &end);
  BacktrackPoint point{index, static_cast<std::uint32_t>(end), count};
  bool fits = count >= step.min;
  if (fits && step.lazy) {
    fits = MayEnd(step, text, end) || Lengthen(&point, text);
    end = point.at;
    if (fits) scratch->backtrack_points.push_back(point);
  } else if (fits) {
    point.run = point.at;
    ConsumeUpTo(step, step.max - count, text, &end);
    point.at = static_cast<std::uint32_t>(end);
    fits = MayEnd(step, text, end) || (!step.possessive && Shorten(&point, text));
    if (fits && !step.possessive && point.at > point.run) {
      scratch->backtrack_points.push_back(point);
    }
  }
  scratch->Charge(end - begin + (end - point.at));
  *at = point.at;
  return fits;
}

bool SmallRegex::Shorten(BacktrackPoint* point, std::string_view text) const {
  const Step& step = steps_[point->step];
  while (point->at > point->run) {
    point->at = static_cast<std::uint32_t>(PreviousCharacter(text, point->at));
    if (MayEnd(step, text, point->at)) return true;
  }
  return false;
}

bool SmallRegex::Lengthen(BacktrackPoint* point, std::string_view text) const {
  const Step& step = steps_[point->step];
  for (std::size_t at = point->at; point->run < step.max && Consume(step, text, &at);) {
    ++point->run;
    point->at = static_cast<std::uint32_t>(at);
    if (MayEnd(step, text, at)) return true;
  }
  return false;
}

bool SmallRegex::Backtrack(std::string_view text, std::uint32_t* step, std::size_t* at,
                           Scratch* scratch) const {
  for (std::vector<BacktrackPoint>& backtrack_points = scratch->backtrack_points;
       !backtrack_points.empty(); backtrack_points.pop_back()) {
    BacktrackPoint& point = backtrack_points.back();
    if (point.run == kNoRun) {
      *step = point.step;
      *at = point.at;
      backtrack_points.pop_back();
      return true;
    }
    const bool lazy = steps_[point.step].lazy;
    const std::size_t before = point.at;
    const bool some = lazy ? Lengthen(&point, text) : Shorten(&point, text);
    scratch->Charge(lazy ? point.at - before : before - point.at);
    if (!some) continue;
    *step = point.step + 1;
    *at = point.at;
    return true;
  }
  return false;
}

SmallRegex::Result SmallRegex::MatchAt(std::string_view text, std::size_t begin, Scratch* scratch,
                                       std::size_t* end) const {
  scratch->backtrack_points.clear();
  std::uint32_t at_step = 0;
  std::size_t at = begin;
  while (scratch->budget > 0) {
    --scratch->budget;
    const Step& step = steps_[at_step];
    bool matches = true;
    std::uint32_t next = at_step + 1;
    switch (step.kind) {
      case Step::Kind::kLiteral:
        matches = text.size() - at >= step.max &&
                  std::memcmp(text.data() + at, text_.data() + step.other, step.max) == 0;
        at += step.max;
        break;
      case Step::Kind::kSet: matches = Consume(step, text, &at); break;
      case Step::Kind::kRun: matches = MatchRun(at_step, text, &at, scratch); break;
      case Step::Kind::kAssertion: matches = IsAt(step.assertion, text, at); break;
      case Step::Kind::kSplit: {
        const std::uint32_t later = step.lazy ? next : step.other;
        if (step.lazy) next = step.other;
        scratch->backtrack_points.push_back({later, static_cast<std::uint32_t>(at), kNoRun});
        break;
      }
      case Step::Kind::kJump: next = step.other; break;
      case Step::Kind::kAccept: *end = at; return Result::kMatch;
    }
    if (matches) {
      at_step = next;
    } else if (!Backtrack(text, &at_step, &at, scratch)) {
      return Result::kNoMatch;
    }
  }
  return Result::kGaveUp;
}

SmallRegex::Result SmallRegex::Search(std::string_view text, std::size_t from, Scratch* scratch,
                                      std::size_t* begin, std::size_t* end) const {
  for (std::size_t at = from; at < text.size(); ++at) {
    if (!first_bytes_.Has(text[at])) continue;
    if (begins_word_ && at > 0 && IsWordByte(text[at - 1])) continue;
    *begin = at;
    const Result result = MatchAt(text, at, scratch, end);
    if (result != Result::kNoMatch) return result;
  }
  return Result::kNoMatch;
}

}  // namespace ascolto::regex
