// Derives necessary conditions from a syntax tree, bottom up.

#include "ascolto/regex/needs.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <optional>
#include <span>
#include <utility>

#include "ascolto/base/utf8.h"
#include "ascolto/regex/digit_masked_text.h"

namespace ascolto::regex {
namespace {

using Kind = RegexNode::Kind;
// Digit-masked texts, sorted and all different. kWordBoundary marks a word boundary of the regex
// inside a text. kLetterBoundary can only come first.
using Texts = std::vector<std::string>;
constexpr char kWordBoundary = '\xFF';    // not a byte of UTF-8
constexpr char kLetterBoundary = '\xFE';  // a word begins here if a letter follows
bool IsBoundary(char c) { return c == kWordBoundary || c == kLetterBoundary; }

constexpr std::size_t kMaxProducts = 16;        // texts in a product of two sets of texts
constexpr std::size_t kMaxTexts = 64;           // texts to which a part is expanded
constexpr std::size_t kMaxAlternatives = 1024;  // texts of a need
constexpr std::size_t kMaxTextBytes = 48;
constexpr int kFewCharacters = 8;  // a set with more characters is not expanded

std::uint32_t SaturatingAdd(std::uint32_t a, std::uint32_t b) {
  return a > Width::kUnbounded - b ? Width::kUnbounded : a + b;
}
Width SaturatingAdd(const Width& a, const Width& b) {
  return {SaturatingAdd(a.min, b.min), SaturatingAdd(a.max, b.max)};
}
std::uint32_t SaturatingMultiply(std::uint32_t a, int times) {
  if (a == 0 || times == 0) return 0;
  if (times == RegexNode::kUnbounded) return Width::kUnbounded;
  const std::uint64_t product = std::uint64_t{a} * static_cast<std::uint64_t>(times);
  return static_cast<std::uint32_t>(std::min<std::uint64_t>(product, Width::kUnbounded));
}

void Sort(Texts* texts) {
  std::sort(texts->begin(), texts->end());
  texts->erase(std::unique(texts->begin(), texts->end()), texts->end());
}

Width WidthOf(const Texts& texts) {
  Width width{Width::kUnbounded, 0};
  for (const std::string& text : texts) {
    const auto size =
        static_cast<std::uint32_t>(text.size() - static_cast<std::size_t>(std::count_if(
                                                     text.begin(), text.end(), IsBoundary)));
    width = {std::min(width.min, size), std::max(width.max, size)};
  }
  return width;
}

// What is known of a part of a regex.
struct Part {
  std::optional<Texts> whole;     // the part matches exactly these texts
  std::optional<Texts> prefixes;  // every match begins with one of these texts
  std::vector<TextNeed> needs;    // not used if `whole` is set
  Width width;
};

Part PartOf(Texts texts) {
  Part part;
  part.width = WidthOf(texts);
  part.whole = std::move(texts);
  return part;
}

// Returns all concatenations of two sets of texts, or none when there would be too many.
std::optional<Texts> Product(const Texts& firsts, const Texts& seconds) {
  const std::size_t size = firsts.size() * seconds.size();
  if (size > (firsts.size() == 1 ? kMaxTexts : kMaxProducts)) return std::nullopt;
  if (WidthOf(firsts).max + WidthOf(seconds).max > kMaxTextBytes) return std::nullopt;
  Texts out;
  for (const std::string& first : firsts) {
    for (const std::string& second : seconds) out.push_back(first + second);
  }
  Sort(&out);
  return out;
}

NeededText TextOf(std::string text, const Width& before) {
  const bool letter_boundary = text.starts_with(kLetterBoundary);
  if (letter_boundary) text.erase(0, 1);
  const bool boundary_before = text.starts_with(kWordBoundary);
  const bool boundary_after = text.ends_with(kWordBoundary);
  std::erase_if(text, IsBoundary);
  const bool begins_word = !text.empty() && ((boundary_before && IsWordByte(text.front())) ||
                                             (letter_boundary && BeginsWord('0', text.front())));
  const bool ends_word = boundary_after && !text.empty() && IsWordByte(text.back());
  return {std::move(text), before, begins_word, ends_word};
}

std::optional<TextNeed> NeedOf(const Texts& texts, const Width& before) {
  TextNeed need;
  for (const std::string& text : texts) {
    need.push_back(TextOf(text, before));
    if (need.back().text.empty()) return std::nullopt;
  }
  if (need.empty() || need.size() > kMaxAlternatives) return std::nullopt;
  return need;
}

// Returns whether the need only says that a match begins with one of the texts.
bool IsPrefixNeed(const TextNeed& need, const Texts& prefixes) {
  return std::equal(need.begin(), need.end(), prefixes.begin(), prefixes.end(),
                    [](const NeededText& needed, const std::string& text) {
                      return needed.before.max == 0 && needed.text == TextOf(text, {}).text;
                    });
}

// Returns the needs of one part by itself.
std::vector<TextNeed> NeedsOf(Part part) {
  if (!part.whole.has_value()) return std::move(part.needs);
  const std::optional<TextNeed> need = NeedOf(*part.whole, {0, 0});
  return need.has_value() ? std::vector<TextNeed>{*need} : std::vector<TextNeed>();
}

Part Analyze(const RegexNode& node);

Part AnalyzeCharacter(const CharacterSet& set) {
  Part part;
  const bool ascii = set.bytes.HasAscii();
  part.width = {set.many ? 2u : 4u, set.many ? 4u : 1u};
  Texts texts;
  for (const char32_t c : set.others) {
    texts.push_back(base::Utf8(c));
    const auto size = static_cast<std::uint32_t>(texts.back().size());
    part.width = {std::min(part.width.min, size), std::max(part.width.max, size)};
  }
  if (ascii) part.width.min = 1;
  // Masking at least halves the number of letters, because a letter has two cases.
  const int count = std::popcount(set.bytes.low) + std::popcount(set.bytes.high);
  if (set.many || count > 2 * kFewCharacters + 10) return part;
  for (unsigned char byte = 0; byte < 0x80; ++byte) {
    if (!set.bytes.Has(byte)) continue;
    texts.push_back(std::string(1, MaskDigit(static_cast<char>(byte))));
  }
  Sort(&texts);
  if (!texts.empty() && texts.size() <= kFewCharacters) part.whole = std::move(texts);
  return part;
}

// Adds to *set the possible last bytes of the node's matches. Returns whether a match may be empty.
bool AddLast(const RegexNode& node, ByteSet* set) {
  switch (node.kind) {
    case Kind::kCharacter: set->AddAll(node.set.bytes); return false;
    case Kind::kAssertion: return true;
    case Kind::kConcatenation: {
      for (auto part = node.parts.rbegin(); part != node.parts.rend(); ++part) {
        if (!AddLast(*part, set)) return false;
      }
      return true;
    }
    case Kind::kAlternation: {
      bool empty = false;
      for (const RegexNode& part : node.parts) empty |= AddLast(part, set);
      return empty;
    }
    case Kind::kRepetition: return AddLast(node.parts.front(), set) || node.min == 0;
  }
  return true;
}

// Returns whether a letter that follows these nodes always begins a word.
bool LetterBeginsWordAfter(std::span<const RegexNode> nodes) {
  ByteSet last;
  for (std::size_t i = nodes.size(); i-- > 0;) {
    if (AddLast(nodes[i], &last)) continue;
    for (int byte = 0; byte < 0x80; ++byte) {
      const char c = static_cast<char>(byte);
      if (last.Has(static_cast<unsigned char>(byte)) && !BeginsWord(c, 'a')) return false;
    }
    return true;
  }
  return false;
}

// The run of literal text grows while the nodes are literal. A node that is not ends the run, and
// the run becomes a need.
Part AnalyzeSequence(const std::vector<RegexNode>& nodes) {
  Part sequence;
  bool whole = true;
  Texts run{""};
  Width before_run;
  const auto end_run = [&] {
    if (const auto need = NeedOf(run, before_run)) sequence.needs.push_back(*need);
    if (whole) sequence.prefixes = run;
    whole = false;
  };
  for (const RegexNode& node : nodes) {
    Part part = Analyze(node);
    if (part.whole.has_value()) {
      if (auto product = Product(run, *part.whole)) {
        run = std::move(*product);
      } else {
        end_run();
        run = std::move(*part.whole);
        before_run = sequence.width;
      }
      sequence.width = SaturatingAdd(sequence.width, part.width);
      continue;
    }
    if (part.prefixes.has_value()) {
      if (auto product = Product(run, *part.prefixes)) {
        run = std::move(*product);
        std::erase_if(part.needs,
                      [&](const TextNeed& need) { return IsPrefixNeed(need, *part.prefixes); });
      }
    }
    end_run();
    for (TextNeed& need : part.needs) {
      for (NeededText& text : need) text.before = SaturatingAdd(text.before, sequence.width);
      sequence.needs.push_back(std::move(need));
    }
    sequence.width = SaturatingAdd(sequence.width, part.width);
    const auto done = static_cast<std::size_t>(&node - nodes.data()) + 1;
    run = {LetterBeginsWordAfter(std::span(nodes).first(done)) ? std::string(1, kLetterBoundary)
                                                               : ""};
    before_run = sequence.width;
  }
  if (whole) return PartOf(std::move(run));
  end_run();
  if (sequence.prefixes.has_value() && WidthOf(*sequence.prefixes).max == 0) {
    sequence.prefixes.reset();
  }
  return sequence;
}

// Returns at most one need: the union of the best need of each branch.
Part AnalyzeChoice(const std::vector<RegexNode>& nodes) {
  Part choice;
  choice.width = {Width::kUnbounded, 0};
  std::optional<Texts> whole = Texts();
  std::optional<TextNeed> combined = TextNeed();
  for (const RegexNode& node : nodes) {
    Part part = Analyze(node);
    choice.width = {std::min(choice.width.min, part.width.min),
                    std::max(choice.width.max, part.width.max)};
    if (whole.has_value() && part.whole.has_value()) {
      whole->insert(whole->end(), part.whole->begin(), part.whole->end());
    } else {
      whole.reset();
    }
    const std::vector<TextNeed> needs = NeedsOf(std::move(part));
    const auto best =
        std::max_element(needs.begin(), needs.end(), [](const TextNeed& a, const TextNeed& b) {
          return Rarity(a) < Rarity(b);
        });
    if (best == needs.end() || !combined.has_value() ||
        combined->size() + best->size() > kMaxAlternatives) {
      combined.reset();
    } else {
      combined->insert(combined->end(), best->begin(), best->end());
    }
  }
  if (whole.has_value()) {
    Sort(&*whole);
    if (whole->size() <= kMaxTexts) return PartOf(std::move(*whole));
  }
  if (combined.has_value()) choice.needs.push_back(std::move(*combined));
  return choice;
}

// Returns `min` to `max` concatenated copies of the texts, or none when there would be too many.
std::optional<Texts> Copies(const Texts& texts, int min, int max) {
  constexpr int kMaxCopies = 12;
  if (min > kMaxCopies || max > kMaxCopies) return std::nullopt;
  Texts copies{""}, all;
  for (int times = 0; times <= max; ++times) {
    if (times >= min) all.insert(all.end(), copies.begin(), copies.end());
    if (times == max) break;
    auto product = Product(copies, texts);
    if (!product.has_value()) return std::nullopt;
    if (max > 1 && all.size() + product->size() > kMaxProducts) return std::nullopt;
    copies = std::move(*product);
  }
  Sort(&all);
  return all;
}

Part AnalyzeRepeat(const RegexNode& node) {
  Part part = Analyze(node.parts.front());
  const int min = node.min, max = node.max;
  if (min == 1 && max == 1) return part;
  if (part.whole.has_value()) {
    if (auto texts = Copies(*part.whole, min, max)) return PartOf(std::move(*texts));
  }
  Part repeat;
  repeat.width = {SaturatingMultiply(part.width.min, min), SaturatingMultiply(part.width.max, max)};
  if (min == 0) return repeat;
  if (part.whole.has_value()) {
    for (int times = min; times > 0 && !repeat.prefixes.has_value(); --times) {
      repeat.prefixes = Copies(*part.whole, times, times);
    }
  } else {
    repeat.prefixes = part.prefixes;
  }
  if (part.whole.has_value() && repeat.prefixes.has_value()) {
    if (const auto need = NeedOf(*repeat.prefixes, {0, 0})) repeat.needs.push_back(*need);
  } else {
    repeat.needs = NeedsOf(std::move(part));
  }
  return repeat;
}

// Returns whether a word byte after this assertion begins a word.
bool IsWordBegin(Assertion assertion) {
  return assertion == Assertion::kWord || assertion == Assertion::kTextBegin ||
         assertion == Assertion::kLineBegin;
}

Part Analyze(const RegexNode& node) {
  switch (node.kind) {
    case Kind::kCharacter: return AnalyzeCharacter(node.set);
    case Kind::kAssertion:
      return PartOf({IsWordBegin(node.assertion) ? std::string(1, kWordBoundary) : ""});
    case Kind::kConcatenation: return AnalyzeSequence(node.parts);
    case Kind::kAlternation: return AnalyzeChoice(node.parts);
    case Kind::kRepetition: return AnalyzeRepeat(node);
  }
  return {};
}

// Lower bounds of runs of bytes of one set in any match: at its beginning, at its end, and
// anywhere. If `pure` is set, the match consists only of bytes of the set, and all three are its
// length.
struct Run {
  bool pure = true;
  int begin = 0, end = 0, longest = 0;
};

int Capped(std::int64_t bytes) { return static_cast<int>(std::min<std::int64_t>(bytes, kMaxRun)); }

Run Concatenate(const Run& a, const Run& b) {
  Run run;
  run.pure = a.pure && b.pure;
  run.begin = a.pure ? Capped(a.begin + b.begin) : a.begin;
  run.end = b.pure ? Capped(a.end + b.end) : b.end;
  run.longest = std::max({a.longest, b.longest, Capped(a.end + b.begin)});
  return run;
}

Run RunOf(const RegexNode& node, const ByteSet& set) {
  switch (node.kind) {
    case Kind::kCharacter:
      return node.set.bytes.IsSubsetOf(set) ? Run{true, 1, 1, 1} : Run{false, 0, 0, 0};
    case Kind::kAssertion: return {};
    case Kind::kConcatenation: {
      Run run;
      for (const RegexNode& part : node.parts) run = Concatenate(run, RunOf(part, set));
      return run;
    }
    case Kind::kAlternation: {
      Run run = RunOf(node.parts.front(), set);
      for (const RegexNode& part : node.parts) {
        const Run other = RunOf(part, set);
        run = {run.pure && other.pure, std::min(run.begin, other.begin),
               std::min(run.end, other.end), std::min(run.longest, other.longest)};
      }
      return run;
    }
    case Kind::kRepetition: {
      const Run once = RunOf(node.parts.front(), set);
      if (node.min == 0) return {once.pure, 0, 0, 0};
      if (once.pure) {
        const int bytes = Capped(std::int64_t{once.longest} * node.min);
        return {true, bytes, bytes, bytes};
      }
      return node.min == 1 ? once : Concatenate(once, once);
    }
  }
  return {false, 0, 0, 0};
}

// Collects the possible bytes at each of the first positions of a match. Nested repetitions
// multiply the work, so the reader stops after a fixed number of nodes.
class StartPatternReader {
 public:
  bool has_read_all() const { return left_ > 0; }

  // `before` is a set of positions: bit i says that i bytes of a match may precede the node.
  // Returns the positions after the node.
  unsigned Read(const RegexNode& node, unsigned before) {
    if (before == 0 || left_ == 0) return 0;
    --left_;
    switch (node.kind) {
      case Kind::kCharacter: return ReadCharacter(node.set.bytes, before);
      case Kind::kAssertion: return before;
      case Kind::kConcatenation:
        for (const RegexNode& part : node.parts) before = Read(part, before);
        return before;
      case Kind::kAlternation: {
        unsigned after = 0;
        for (const RegexNode& part : node.parts) after |= Read(part, before);
        return after;
      }
      case Kind::kRepetition: return ReadRepeat(node, before);
    }
    return 0;
  }

  std::array<ByteSet, kMaxStartBytes>& sets() { return sets_; }

 private:
  void Add(const ByteSet& set, unsigned before) {
    for (std::size_t i = 0; i < kMaxStartBytes; ++i) {
      if ((before >> i & 1) != 0) sets_[i].AddAll(set);
    }
  }

  // A non-ASCII character has two to four bytes.
  unsigned ReadCharacter(const ByteSet& set, unsigned before) {
    constexpr unsigned kAll = (1u << kMaxStartBytes) - 1;
    Add(set, before);
    unsigned after = set.HasAscii() ? before << 1 : 0;
    if (set.beyond) {
      Add(ByteSet{0, 0, true}, before << 1 | before << 2 | before << 3);
      after |= before << 2 | before << 3 | before << 4;
    }
    return after & kAll;
  }

  unsigned ReadRepeat(const RegexNode& node, unsigned before) {
    // Each repetition consumes a byte or changes nothing.
    constexpr int kTimes = kMaxStartBytes;
    for (int i = 0; i < std::min(node.min, kTimes); ++i) before = Read(node.parts.front(), before);
    unsigned after = before;
    for (int i = node.min; i < node.max && i < node.min + kTimes; ++i) {
      before = Read(node.parts.front(), before);
      after |= before;
    }
    return after;
  }

  std::array<ByteSet, kMaxStartBytes> sets_{};
  int left_ = 5'000;
};

// Adds to *following the bytes, not of the kind, that may follow a leading run of bytes of the
// kind. `before`: the match may consist only of such bytes up to this node. Returns the same for
// the position after the node.
bool AddAfterRun(const RegexNode& node, bool before, const ByteSet& kind, ByteSet* following) {
  if (!before) return false;
  switch (node.kind) {
    case Kind::kCharacter: {
      const ByteSet& set = node.set.bytes;
      following->AddAll({set.low & ~kind.low, set.high & ~kind.high, set.beyond});
      return (set.low & kind.low) != 0 || (set.high & kind.high) != 0;
    }
    case Kind::kAssertion: return true;
    case Kind::kConcatenation:
      for (const RegexNode& part : node.parts) before = AddAfterRun(part, before, kind, following);
      return before;
    case Kind::kAlternation: {
      bool after = false;
      for (const RegexNode& part : node.parts) after |= AddAfterRun(part, true, kind, following);
      return after;
    }
    case Kind::kRepetition: {
      const bool after = AddAfterRun(node.parts.front(), true, kind, following);
      return after || node.min == 0;
    }
  }
  return true;
}

const RegexNode& FirstPart(const RegexNode& regex) {
  return regex.kind == Kind::kConcatenation && !regex.parts.empty() ? FirstPart(regex.parts.front())
                                                                    : regex;
}

// The rarity of each byte in comments, in bits. These are estimates for Italian and English.
constexpr std::array<double, 256> kRarity = [] {
  std::array<double, 256> bits{};
  for (double& b : bits) b = 8;
  constexpr std::string_view kLetters = " eaiotnrslcdumphgvfbywzkqxj";
  for (std::size_t i = 0; i < kLetters.size(); ++i) {
    const double rarity = 2.5 + 0.24 * static_cast<double>(i);
    bits[static_cast<unsigned char>(kLetters[i])] = rarity;
  }
  for (const char c : {'.', ',', '\'', '!', '0'}) bits[static_cast<unsigned char>(c)] = 6.5;
  for (int c = 'A'; c <= 'Z'; ++c) bits[c] = 9;
  return bits;
}();
constexpr double kWordBeginBits = 2;  // rarity of the beginning of a word

}  // namespace

TextNeeds TextNeedsOf(const RegexNode& regex) {
  Part part = Analyze(regex);
  TextNeeds needs;
  needs.width = part.width;
  needs.needs = NeedsOf(std::move(part));
  return needs;
}

double Rarity(std::string_view text) {
  double bits = 0;
  for (const char c : text) bits += kRarity[static_cast<unsigned char>(c)];
  return bits;
}

double Rarity(const TextNeed& need) {
  double probability = 0;
  // Adjacent letters are correlated: a letter tells half of the next one.
  for (const NeededText& text : need) {
    probability += std::exp2(-(Rarity(text.text) + (text.begins_word ? kWordBeginBits : 0)) / 2);
  }
  return -2 * std::log2(probability);
}

double Rarity(const StartPattern& start) {
  double bits = start.begins_word ? kWordBeginBits : 0;
  for (const ByteSet& set : start.bytes) bits += Rarity(set);
  return bits;
}

double Rarity(const ByteSet& set) {
  double probability = set.beyond ? 0.01 : 0;
  for (unsigned char byte = 0; byte < 0x80; ++byte) {
    if (set.Has(byte)) probability += std::exp2(-kRarity[byte]);
  }
  return -std::log2(probability);
}

int NeededRun(const RegexNode& regex, const ByteSet& set) { return RunOf(regex, set).longest; }

std::uint32_t NeededBytes(const RegexNode& regex, const ByteSet& set) {
  switch (regex.kind) {
    case Kind::kCharacter: return regex.set.bytes.IsSubsetOf(set) ? 1 : 0;
    case Kind::kAssertion: return 0;
    case Kind::kConcatenation: {
      std::uint32_t sum = 0;
      for (const RegexNode& part : regex.parts) sum = SaturatingAdd(sum, NeededBytes(part, set));
      return sum;
    }
    case Kind::kAlternation: {
      std::uint32_t min = Width::kUnbounded;
      for (const RegexNode& part : regex.parts) min = std::min(min, NeededBytes(part, set));
      return min;
    }
    case Kind::kRepetition:
      return SaturatingMultiply(NeededBytes(regex.parts.front(), set), regex.min);
  }
  return 0;
}

void AddSets(const RegexNode& regex, std::vector<ByteSet>* sets) {
  if (regex.kind == Kind::kCharacter) sets->push_back(regex.set.bytes);
  for (const RegexNode& part : regex.parts) AddSets(part, sets);
}

ByteSet WordBytes() {
  ByteSet set;
  for (unsigned char byte = 0; byte < 0x80; ++byte) {
    if (IsWordByte(static_cast<char>(byte))) set.Add(byte);
  }
  return set;
}

StartPattern StartPatternOf(const RegexNode& regex, std::uint32_t shortest) {
  StartPatternReader reader;
  reader.Read(regex, 1);
  const std::size_t bytes = std::min<std::size_t>(kMaxStartBytes, shortest);
  StartPattern start;
  if (!reader.has_read_all()) return start;
  start.bytes.assign(reader.sets().begin(),
                     reader.sets().begin() + static_cast<std::ptrdiff_t>(bytes));
  if (start.bytes.empty()) return start;
  const RegexNode& first = FirstPart(regex);
  start.begins_word = first.kind == Kind::kAssertion && first.assertion == Assertion::kWord &&
                      start.bytes.front().IsSubsetOf(WordBytes());
  for (const ByteSet& kind : {kDigits, kCapitals}) {
    if (!start.bytes.front().IsSubsetOf(kind)) continue;
    start.min_run = RunOf(regex, kind).begin;
    ByteSet after;
    if (!AddAfterRun(regex, true, kind, &after)) start.after_run = after;
  }
  return start;
}

}  // namespace ascolto::regex
