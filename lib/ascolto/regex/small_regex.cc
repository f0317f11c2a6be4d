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

constexpr std::size_t kMostSteps = 400;
constexpr double kStepsOfARun = 6;         // until it ends, usually
constexpr double kMostStepsAByte = 1;      // of a search; RE2 has some 1,500 instructions
constexpr double kPlacesThatBeginWords = 0.25;

// Of the character that begins with this byte; 0 when none does. Texts are well-formed where it
// matters: in folded texts, and in raw ones sets are of ASCII only.
std::size_t LengthOf(char c) {
  const auto byte = static_cast<unsigned char>(c);
  if (byte < 0x80) return 1;
  if (byte < 0xC0) return 0;
  return byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
}

std::size_t Before(std::string_view text, std::size_t at) {
  do {
    --at;
  } while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80);
  return at;
}

bool IsAtWordEdge(std::string_view text, std::size_t at) {
  const bool before = at > 0 && IsWordByte(text[at - 1]);
  return before != (at < text.size() && IsWordByte(text[at]));
}

bool IsAt(Edge edge, std::string_view text, std::size_t at) {
  switch (edge) {
    case Edge::kWord: return IsAtWordEdge(text, at);
    case Edge::kNotWord: return !IsAtWordEdge(text, at);
    case Edge::kTextBegin: return at == 0;
    case Edge::kTextEnd: return at == text.size();
    case Edge::kLineBegin: return at == 0 || text[at - 1] == '\n';
    case Edge::kLineEnd: return at == text.size() || text[at] == '\n';
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
    Emit(Step::Kind::kDone);
    if (!usual_) return std::nullopt;
    for (Step& step : to_.steps_) {
      if (step.kind != Step::Kind::kRun) continue;
      const Beginning next = BeginningOf(static_cast<std::uint32_t>(&step - to_.steps_.data()) + 1);
      step.next = SetOf(next.nothing ? All() : next.bytes);
      step.end_follows = next.nothing;
      step.whole = !to_.sets_[step.set].Meets(to_.sets_[step.next]);
    }
    const Beginning beginning = BeginningOf(0);
    to_.begins_ = beginning.bytes;
    Bytes words;
    for (int byte = 0; byte < 0x80; ++byte) {
      const std::uint64_t bit = IsWordByte(static_cast<char>(byte)) ? 1 : 0;
      words.words[byte / 64] |= bit << byte % 64;
    }
    const Step& first = to_.steps_.front();
    to_.begins_word_ = first.kind == Step::Kind::kEdge && first.edge == Edge::kWord &&
                       to_.begins_.IsIn(words);
    const double places = std::exp2(-Rarity(ByteSet{
                              to_.begins_.words[0], to_.begins_.words[1],
                              !to_.begins_.IsAscii()})) *
                          (to_.begins_word_ ? kPlacesThatBeginWords : 1);
    to_.searches_well_ = places * beginning.steps <= kMostStepsAByte;
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

  // The index of the next step, to which another one may go.
  std::uint32_t Here() {
    fence_ = static_cast<std::uint32_t>(to_.steps_.size());
    return fence_;
  }

  Step& Emit(Step::Kind kind) {
    if (to_.steps_.size() >= kMostSteps) usual_ = false;
    Step& step = to_.steps_.emplace_back();
    step.kind = kind;
    return step;
  }

  void EmitByte(char byte) {
    const bool begins = to_.steps_.empty() || to_.steps_.size() == fence_ ||
                        to_.steps_.back().kind != Step::Kind::kText;
    if (begins) Emit(Step::Kind::kText).other = static_cast<std::uint32_t>(to_.text_.size());
    ++to_.steps_.back().most;
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
    if (!usual_) return;
    switch (node.kind) {
      case Kind::kCharacter: return AddCharacter(node.set);
      case Kind::kEdge: Emit(Step::Kind::kEdge).edge = node.edge; return;
      case Kind::kSequence:
        for (const RegexNode& part : node.parts) Add(part);
        return;
      case Kind::kChoice:
        return AddChoice(node.parts.size(), [&](std::size_t i) { Add(node.parts[i]); });
      case Kind::kRepeat: return AddRepeat(node);
    }
  }

  // Whether one look at a byte tells whether a character is in the set.
  bool IsPlain(const CharacterSet& set) const {
    return set.exact && set.others.empty() && (!set.many || folded_);
  }

  void AddCharacter(const CharacterSet& set) {
    if (IsPlain(set)) return AddPlain(set.bytes);
    if (!set.exact || set.many) {
      usual_ = false;
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
      const std::uint32_t split = Here();
      Emit(Step::Kind::kSplit);
      add_branch(i);
      exits.push_back(Here());
      Emit(Step::Kind::kGoto);
      to_.steps_[split].other = Here();
    }
    add_branch(branches - 1);
    for (const std::uint32_t exit : exits) to_.steps_[exit].other = Here();
  }

  void AddRepeat(const RegexNode& node) {
    const RegexNode& body = node.parts.front();
    if (body.kind == Kind::kCharacter && IsPlain(body.set)) {
      const std::uint16_t set = SetOf(BytesOf(body.set.bytes));
      Step& run = Emit(Step::Kind::kRun);
      run.set = set;
      run.least = static_cast<std::uint32_t>(node.least);
      run.most = static_cast<std::uint32_t>(node.most);
      run.lazy = node.lazy;
      return;
    }
    if (MayBeEmpty(body) && node.most > 1) {
      usual_ = false;
      return;
    }
    for (int i = 0; i < node.least && usual_; ++i) Add(body);
    if (node.most == RegexNode::kEndless) {
      const std::uint32_t split = Here();
      Emit(Step::Kind::kSplit).lazy = node.lazy;
      Add(body);
      Emit(Step::Kind::kGoto).other = split;
      to_.steps_[split].other = Here();
      return;
    }
    std::vector<std::uint32_t> splits;
    for (int i = node.least; i < node.most && usual_; ++i) {
      splits.push_back(Here());
      Emit(Step::Kind::kSplit).lazy = node.lazy;
      Add(body);
    }
    for (const std::uint32_t split : splits) to_.steps_[split].other = Here();
  }

  // Loops cannot be empty, so every way ends at a step that takes a byte, or at the last one.
  Beginning BeginningOf(std::uint32_t at) const {
    Beginning beginning;
    std::vector<char> seen(to_.steps_.size(), 0);
    std::vector<std::uint32_t> left{at};
    while (!left.empty()) {
      const std::uint32_t i = left.back();
      left.pop_back();
      if (seen[i]++ != 0) continue;
      const Step& step = to_.steps_[i];
      beginning.steps += step.kind == Step::Kind::kRun ? kStepsOfARun : 1;
      switch (step.kind) {
        case Step::Kind::kText: beginning.bytes.Add(One(to_.text_[step.other])); break;
        case Step::Kind::kSet: beginning.bytes.Add(to_.sets_[step.set]); break;
        case Step::Kind::kRun:
          beginning.bytes.Add(to_.sets_[step.set]);
          if (step.least == 0) left.push_back(i + 1);
          break;
        case Step::Kind::kEdge: left.push_back(i + 1); break;
        case Step::Kind::kSplit:
          left.push_back(i + 1);
          left.push_back(step.other);
          break;
        case Step::Kind::kGoto: left.push_back(step.other); break;
        case Step::Kind::kDone: beginning.nothing = true; break;
      }
    }
    return beginning;
  }

  const bool folded_;
  bool usual_ = true;
  std::uint32_t fence_ = 0;  // texts are not joined over it
  SmallRegex to_;
};

SmallRegex::Bytes SmallRegex::BytesOf(const ByteSet& set) {
  const std::uint64_t beyond = set.beyond ? ~std::uint64_t{0} : 0;
  return {{set.low, set.high, beyond, beyond}};
}

std::optional<SmallRegex> SmallRegex::Compile(const RegexNode& regex, bool folded) {
  return Compiler(folded).Run(regex);
}

bool SmallRegex::Take(const Step& step, std::string_view text, std::size_t* at) const {
  if (*at >= text.size() || !sets_[step.set].Has(text[*at])) return false;
  const std::size_t length = LengthOf(text[*at]);
  *at += length;
  return length > 0 && *at <= text.size();
}

std::uint32_t SmallRegex::TakeUpTo(const Step& step, std::uint32_t most, std::string_view text,
                                   std::size_t* at) const {
  const Bytes& set = sets_[step.set];
  if (set.IsAscii()) {
    const std::size_t begin = *at, last = begin + std::min<std::size_t>(most, text.size() - begin);
    std::size_t end = begin;
    while (end < last && set.Has(text[end])) ++end;
    *at = end;
    return static_cast<std::uint32_t>(end - begin);
  }
  std::uint32_t count = 0;
  for (std::size_t next = *at; count < most && Take(step, text, &next); ++count) *at = next;
  return count;
}

bool SmallRegex::Run(std::uint32_t index, std::string_view text, std::size_t* at,
                     Scratch* scratch) const {
  const Step& step = steps_[index];
  const std::size_t begin = *at;
  std::size_t end = begin;
  const std::uint32_t count = TakeUpTo(step, step.least, text, &end);
  Choice choice{index, static_cast<std::uint32_t>(end), count};
  bool fits = count >= step.least;
  if (fits && step.lazy) {
    fits = MayEnd(step, text, end) || Lengthen(&choice, text);
    end = choice.at;
    if (fits) scratch->choices.push_back(choice);
  } else if (fits) {
    choice.run = choice.at;
    TakeUpTo(step, step.most - count, text, &end);
    choice.at = static_cast<std::uint32_t>(end);
    fits = MayEnd(step, text, end) || (!step.whole && Shorten(&choice, text));
    if (fits && !step.whole && choice.at > choice.run) scratch->choices.push_back(choice);
  }
  scratch->Pay(end - begin + (end - choice.at));
  *at = choice.at;
  return fits;
}

bool SmallRegex::Shorten(Choice* choice, std::string_view text) const {
  const Step& step = steps_[choice->step];
  while (choice->at > choice->run) {
    choice->at = static_cast<std::uint32_t>(Before(text, choice->at));
    if (MayEnd(step, text, choice->at)) return true;
  }
  return false;
}

bool SmallRegex::Lengthen(Choice* choice, std::string_view text) const {
  const Step& step = steps_[choice->step];
  for (std::size_t at = choice->at; choice->run < step.most && Take(step, text, &at);) {
    ++choice->run;
    choice->at = static_cast<std::uint32_t>(at);
    if (MayEnd(step, text, at)) return true;
  }
  return false;
}

bool SmallRegex::GoBack(std::string_view text, std::uint32_t* step, std::size_t* at,
                        Scratch* scratch) const {
  for (std::vector<Choice>& choices = scratch->choices; !choices.empty(); choices.pop_back()) {
    Choice& choice = choices.back();
    if (choice.run == kNoRun) {
      *step = choice.step;
      *at = choice.at;
      choices.pop_back();
      return true;
    }
    const bool lazy = steps_[choice.step].lazy;
    const std::size_t before = choice.at;
    const bool some = lazy ? Lengthen(&choice, text) : Shorten(&choice, text);
    scratch->Pay(lazy ? choice.at - before : before - choice.at);
    if (!some) continue;
    *step = choice.step + 1;
    *at = choice.at;
    return true;
  }
  return false;
}

SmallRegex::Result SmallRegex::MatchAt(std::string_view text, std::size_t begin, Scratch* scratch,
                                       std::size_t* end) const {
  scratch->choices.clear();
  std::uint32_t at_step = 0;
  std::size_t at = begin;
  while (scratch->budget > 0) {
    --scratch->budget;
    const Step& step = steps_[at_step];
    bool goes_on = true;
    std::uint32_t next = at_step + 1;
    switch (step.kind) {
      case Step::Kind::kText:
        goes_on = text.size() - at >= step.most &&
                  std::memcmp(text.data() + at, text_.data() + step.other, step.most) == 0;
        at += step.most;
        break;
      case Step::Kind::kSet: goes_on = Take(step, text, &at); break;
      case Step::Kind::kRun: goes_on = Run(at_step, text, &at, scratch); break;
      case Step::Kind::kEdge: goes_on = IsAt(step.edge, text, at); break;
      case Step::Kind::kSplit: {
        const std::uint32_t later = step.lazy ? next : step.other;
        if (step.lazy) next = step.other;
        scratch->choices.push_back({later, static_cast<std::uint32_t>(at), kNoRun});
        break;
      }
      case Step::Kind::kGoto: next = step.other; break;
      case Step::Kind::kDone: *end = at; return Result::kFound;
    }
    if (goes_on) {
      at_step = next;
    } else if (!GoBack(text, &at_step, &at, scratch)) {
      return Result::kNothing;
    }
  }
  return Result::kGaveUp;
}

SmallRegex::Result SmallRegex::Search(std::string_view text, std::size_t from, Scratch* scratch,
                                      std::size_t* begin, std::size_t* end) const {
  for (std::size_t at = from; at < text.size(); ++at) {
    if (!begins_.Has(text[at])) continue;
    if (begins_word_ && at > 0 && IsWordByte(text[at - 1])) continue;
    *begin = at;
    const Result result = MatchAt(text, at, scratch, end);
    if (result != Result::kNothing) return result;
  }
  return Result::kNothing;
}

}  // namespace ascolto::regex
