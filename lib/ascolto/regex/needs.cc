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
// Outlines, ascending, each once; kWordEdge stands in them where the regex has such an edge,
// kLetterEdge at their beginning.
using Texts = std::vector<std::string>;
constexpr char kWordEdge = '\xFF';    // no byte of UTF-8
constexpr char kLetterEdge = '\xFE';  // where a word begins if a letter comes next
bool IsEdge(char c) { return c == kWordEdge || c == kLetterEdge; }

constexpr std::size_t kMostProducts = 16;     // texts that come of putting texts together
constexpr std::size_t kMostTexts = 64;        // that a part may be
constexpr std::size_t kMostAlternatives = 1024;  // texts of a need
constexpr std::size_t kMostTextBytes = 48;
constexpr int kFewCharacters = 8;             // that are written out as texts

std::uint32_t Plus(std::uint32_t a, std::uint32_t b) {
  return a > Width::kEndless - b ? Width::kEndless : a + b;
}
Width Plus(const Width& a, const Width& b) {
  return {Plus(a.least, b.least), Plus(a.most, b.most)};
}
std::uint32_t Times(std::uint32_t a, int times) {
  if (a == 0 || times == 0) return 0;
  if (times == RegexNode::kEndless) return Width::kEndless;
  const std::uint64_t product = std::uint64_t{a} * static_cast<std::uint64_t>(times);
  return static_cast<std::uint32_t>(std::min<std::uint64_t>(product, Width::kEndless));
}

void Sort(Texts* texts) {
  std::sort(texts->begin(), texts->end());
  texts->erase(std::unique(texts->begin(), texts->end()), texts->end());
}

Width WidthOf(const Texts& texts) {
  Width width{Width::kEndless, 0};
  for (const std::string& text : texts) {
    const auto size = static_cast<std::uint32_t>(
        text.size() - static_cast<std::size_t>(std::count_if(text.begin(), text.end(), IsEdge)));
    width = {std::min(width.least, size), std::max(width.most, size)};
  }
  return width;
}

// What is known of a part of a regex.
struct Part {
  std::optional<Texts> whole;   // it matches these and nothing else
  std::optional<Texts> begins;  // every match begins with one of these
  std::vector<TextNeed> needs;  // unless `whole`
  Width width;
};

Part PartOf(Texts texts) {
  Part part;
  part.width = WidthOf(texts);
  part.whole = std::move(texts);
  return part;
}

// Each of the one followed by each of the other; nothing when that would be too many.
std::optional<Texts> Product(const Texts& firsts, const Texts& seconds) {
  const std::size_t size = firsts.size() * seconds.size();
  if (size > (firsts.size() == 1 ? kMostTexts : kMostProducts)) return std::nullopt;
  if (WidthOf(firsts).most + WidthOf(seconds).most > kMostTextBytes) return std::nullopt;
  Texts out;
  for (const std::string& first : firsts) {
    for (const std::string& second : seconds) out.push_back(first + second);
  }
  Sort(&out);
  return out;
}

NeededText TextOf(std::string text, const Width& before) {
  const bool letter_edge = text.starts_with(kLetterEdge);
  if (letter_edge) text.erase(0, 1);
  const bool edge = text.starts_with(kWordEdge), edge_behind = text.ends_with(kWordEdge);
  std::erase_if(text, IsEdge);
  const bool begins_word = !text.empty() && ((edge && IsWordByte(text.front())) ||
                                             (letter_edge && BeginsWord('0', text.front())));
  const bool ends_word = edge_behind && !text.empty() && IsWordByte(text.back());
  return {std::move(text), before, begins_word, ends_word};
}

std::optional<TextNeed> NeedOf(const Texts& texts, const Width& before) {
  TextNeed need;
  for (const std::string& text : texts) {
    need.push_back(TextOf(text, before));
    if (need.back().text.empty()) return std::nullopt;
  }
  if (need.empty() || need.size() > kMostAlternatives) return std::nullopt;
  return need;
}

// Whether a need says no more than that a match begins with one of the texts.
bool Is(const TextNeed& need, const Texts& begins) {
  return std::equal(need.begin(), need.end(), begins.begin(), begins.end(),
                    [](const NeededText& needed, const std::string& text) {
                      return needed.before.most == 0 && needed.text == TextOf(text, {}).text;
                    });
}

// What one part needs by itself.
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
    part.width = {std::min(part.width.least, size), std::max(part.width.most, size)};
  }
  if (ascii) part.width.least = 1;
  // As outlines they are fewer than half as many: a letter has two cases.
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

// Adds to *set what the last byte of a node's matches may be. Returns whether there may be none.
bool AddLast(const RegexNode& node, ByteSet* set) {
  switch (node.kind) {
    case Kind::kCharacter: set->AddAll(node.set.bytes); return false;
    case Kind::kEdge: return true;
    case Kind::kSequence: {
      for (auto part = node.parts.rbegin(); part != node.parts.rend(); ++part) {
        if (!AddLast(*part, set)) return false;
      }
      return true;
    }
    case Kind::kChoice: {
      bool empty = false;
      for (const RegexNode& part : node.parts) empty |= AddLast(part, set);
      return empty;
    }
    case Kind::kRepeat: return AddLast(node.parts.front(), set) || node.least == 0;
  }
  return true;
}

// Whether a word begins with a letter that comes right behind those nodes.
bool WordBeginsBehind(std::span<const RegexNode> nodes) {
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

// Texts grow as long as the parts are nothing but texts; they become a need where one is not.
Part AnalyzeSequence(const std::vector<RegexNode>& nodes) {
  Part sequence;
  bool whole = true;
  Texts run{""};
  Width before_run;
  const auto end_run = [&] {
    if (const auto need = NeedOf(run, before_run)) sequence.needs.push_back(*need);
    if (whole) sequence.begins = run;
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
      sequence.width = Plus(sequence.width, part.width);
      continue;
    }
    if (part.begins.has_value()) {
      if (auto product = Product(run, *part.begins)) {
        run = std::move(*product);
        std::erase_if(part.needs, [&](const TextNeed& need) { return Is(need, *part.begins); });
      }
    }
    end_run();
    for (TextNeed& need : part.needs) {
      for (NeededText& text : need) text.before = Plus(text.before, sequence.width);
      sequence.needs.push_back(std::move(need));
    }
    sequence.width = Plus(sequence.width, part.width);
    const auto done = static_cast<std::size_t>(&node - nodes.data()) + 1;
    run = {WordBeginsBehind(std::span(nodes).first(done)) ? std::string(1, kLetterEdge) : ""};
    before_run = sequence.width;
  }
  if (whole) return PartOf(std::move(run));
  end_run();
  if (sequence.begins.has_value() && WidthOf(*sequence.begins).most == 0) sequence.begins.reset();
  return sequence;
}

// One need at most: the best of each branch together.
Part AnalyzeChoice(const std::vector<RegexNode>& nodes) {
  Part choice;
  choice.width = {Width::kEndless, 0};
  std::optional<Texts> whole = Texts();
  std::optional<TextNeed> together = TextNeed();
  for (const RegexNode& node : nodes) {
    Part part = Analyze(node);
    choice.width = {std::min(choice.width.least, part.width.least),
                    std::max(choice.width.most, part.width.most)};
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
    if (best == needs.end() || !together.has_value() ||
        together->size() + best->size() > kMostAlternatives) {
      together.reset();
    } else {
      together->insert(together->end(), best->begin(), best->end());
    }
  }
  if (whole.has_value()) {
    Sort(&*whole);
    if (whole->size() <= kMostTexts) return PartOf(std::move(*whole));
  }
  if (together.has_value()) choice.needs.push_back(std::move(*together));
  return choice;
}

// The texts put together `least` to `most` times; nothing when that would be too many.
std::optional<Texts> Copies(const Texts& texts, int least, int most) {
  constexpr int kMostCopies = 12;
  if (least > kMostCopies || most > kMostCopies) return std::nullopt;
  Texts copies{""}, all;
  for (int times = 0; times <= most; ++times) {
    if (times >= least) all.insert(all.end(), copies.begin(), copies.end());
    if (times == most) break;
    auto product = Product(copies, texts);
    if (!product.has_value()) return std::nullopt;
    if (most > 1 && all.size() + product->size() > kMostProducts) return std::nullopt;
    copies = std::move(*product);
  }
  Sort(&all);
  return all;
}

Part AnalyzeRepeat(const RegexNode& node) {
  Part part = Analyze(node.parts.front());
  const int least = node.least, most = node.most;
  if (least == 1 && most == 1) return part;
  if (part.whole.has_value()) {
    if (auto texts = Copies(*part.whole, least, most)) return PartOf(std::move(*texts));
  }
  Part repeat;
  repeat.width = {Times(part.width.least, least), Times(part.width.most, most)};
  if (least == 0) return repeat;
  if (part.whole.has_value()) {
    for (int times = least; times > 0 && !repeat.begins.has_value(); --times) {
      repeat.begins = Copies(*part.whole, times, times);
    }
  } else {
    repeat.begins = part.begins;
  }
  if (part.whole.has_value() && repeat.begins.has_value()) {
    if (const auto need = NeedOf(*repeat.begins, {0, 0})) repeat.needs.push_back(*need);
  } else {
    repeat.needs = NeedsOf(std::move(part));
  }
  return repeat;
}

// Whether a word that goes on behind the edge begins there.
bool IsWordBegin(Edge edge) {
  return edge == Edge::kWord || edge == Edge::kTextBegin || edge == Edge::kLineBegin;
}

Part Analyze(const RegexNode& node) {
  switch (node.kind) {
    case Kind::kCharacter: return AnalyzeCharacter(node.set);
    case Kind::kEdge: return PartOf({IsWordBegin(node.edge) ? std::string(1, kWordEdge) : ""});
    case Kind::kSequence: return AnalyzeSequence(node.parts);
    case Kind::kChoice: return AnalyzeChoice(node.parts);
    case Kind::kRepeat: return AnalyzeRepeat(node);
  }
  return {};
}

// The fewest bytes of a set in a row that any match has: at its begin, at its end, anywhere; and
// of how many bytes it is when it is nothing else.
struct Run {
  bool pure = true;
  int begin = 0, end = 0, longest = 0;
};

int Capped(std::int64_t bytes) { return static_cast<int>(std::min<std::int64_t>(bytes, kMostRun)); }

Run Then(const Run& a, const Run& b) {
  Run run;
  run.pure = a.pure && b.pure;
  run.begin = a.pure ? Capped(a.begin + b.begin) : a.begin;
  run.end = b.pure ? Capped(a.end + b.end) : b.end;
  run.longest = std::max({a.longest, b.longest, Capped(a.end + b.begin)});
  return run;
}

Run RunOf(const RegexNode& node, const ByteSet& set) {
  switch (node.kind) {
    case Kind::kCharacter: return node.set.bytes.IsIn(set) ? Run{true, 1, 1, 1} : Run{false, 0, 0, 0};
    case Kind::kEdge: return {};
    case Kind::kSequence: {
      Run run;
      for (const RegexNode& part : node.parts) run = Then(run, RunOf(part, set));
      return run;
    }
    case Kind::kChoice: {
      Run run = RunOf(node.parts.front(), set);
      for (const RegexNode& part : node.parts) {
        const Run other = RunOf(part, set);
        run = {run.pure && other.pure, std::min(run.begin, other.begin),
               std::min(run.end, other.end), std::min(run.longest, other.longest)};
      }
      return run;
    }
    case Kind::kRepeat: {
      const Run once = RunOf(node.parts.front(), set);
      if (node.least == 0) return {once.pure, 0, 0, 0};
      if (once.pure) {
        const int bytes = Capped(std::int64_t{once.longest} * node.least);
        return {true, bytes, bytes, bytes};
      }
      return node.least == 1 ? once : Then(once, once);
    }
  }
  return {false, 0, 0, 0};
}

// Gathers what may stand at each of the first bytes of a match. Nested repeats multiply what there
// is to do, so there is an end to it.
class HeadReader {
 public:
  bool has_read_all() const { return left_ > 0; }

  // Bits 0 to kMostHeadBytes - 1: how many bytes of a match come before. Returns the same for what
  // comes behind the node.
  unsigned Read(const RegexNode& node, unsigned before) {
    if (before == 0 || left_ == 0) return 0;
    --left_;
    switch (node.kind) {
      case Kind::kCharacter: return ReadCharacter(node.set.bytes, before);
      case Kind::kEdge: return before;
      case Kind::kSequence:
        for (const RegexNode& part : node.parts) before = Read(part, before);
        return before;
      case Kind::kChoice: {
        unsigned behind = 0;
        for (const RegexNode& part : node.parts) behind |= Read(part, before);
        return behind;
      }
      case Kind::kRepeat: return ReadRepeat(node, before);
    }
    return 0;
  }

  std::array<ByteSet, kMostHeadBytes>& sets() { return sets_; }

 private:
  void Add(const ByteSet& set, unsigned before) {
    for (std::size_t i = 0; i < kMostHeadBytes; ++i) {
      if ((before >> i & 1) != 0) sets_[i].AddAll(set);
    }
  }

  // A character beyond ASCII has two to four bytes.
  unsigned ReadCharacter(const ByteSet& set, unsigned before) {
    constexpr unsigned kAll = (1u << kMostHeadBytes) - 1;
    Add(set, before);
    unsigned behind = set.HasAscii() ? before << 1 : 0;
    if (set.beyond) {
      Add(ByteSet{0, 0, true}, before << 1 | before << 2 | before << 3);
      behind |= before << 2 | before << 3 | before << 4;
    }
    return behind & kAll;
  }

  unsigned ReadRepeat(const RegexNode& node, unsigned before) {
    // Every time takes a byte or changes nothing.
    constexpr int kTimes = kMostHeadBytes;
    for (int i = 0; i < std::min(node.least, kTimes); ++i) before = Read(node.parts.front(), before);
    unsigned behind = before;
    for (int i = node.least; i < node.most && i < node.least + kTimes; ++i) {
      before = Read(node.parts.front(), before);
      behind |= before;
    }
    return behind;
  }

  std::array<ByteSet, kMostHeadBytes> sets_{};
  int left_ = 5'000;
};

// Adds to *behind what may come first of a match that is not of the kind. `before`: only bytes of
// the kind may have come so far; returns the same for what comes behind the node.
bool AddBehindRun(const RegexNode& node, bool before, const ByteSet& kind, ByteSet* behind) {
  if (!before) return false;
  switch (node.kind) {
    case Kind::kCharacter: {
      const ByteSet& set = node.set.bytes;
      behind->AddAll({set.low & ~kind.low, set.high & ~kind.high, set.beyond});
      return (set.low & kind.low) != 0 || (set.high & kind.high) != 0;
    }
    case Kind::kEdge: return true;
    case Kind::kSequence:
      for (const RegexNode& part : node.parts) before = AddBehindRun(part, before, kind, behind);
      return before;
    case Kind::kChoice: {
      bool after = false;
      for (const RegexNode& part : node.parts) after |= AddBehindRun(part, true, kind, behind);
      return after;
    }
    case Kind::kRepeat: {
      const bool after = AddBehindRun(node.parts.front(), true, kind, behind);
      return after || node.least == 0;
    }
  }
  return true;
}

const RegexNode& FirstPart(const RegexNode& regex) {
  return regex.kind == Kind::kSequence && !regex.parts.empty() ? FirstPart(regex.parts.front())
                                                               : regex;
}

// How often a byte stands in comments, in bits: a guess that holds for Italian and English alike.
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
constexpr double kBitsOfAWord = 2;  // that it begins a word

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
  double often = 0;
  // A letter says half of the next one.
  for (const NeededText& text : need) {
    often += std::exp2(-(Rarity(text.text) + (text.begins_word ? kBitsOfAWord : 0)) / 2);
  }
  return -2 * std::log2(often);
}

double Rarity(const Head& head) {
  double bits = head.begins_word ? kBitsOfAWord : 0;
  for (const ByteSet& set : head.bytes) bits += Rarity(set);
  return bits;
}

double Rarity(const ByteSet& set) {
  double often = set.beyond ? 0.01 : 0;
  for (unsigned char byte = 0; byte < 0x80; ++byte) {
    if (set.Has(byte)) often += std::exp2(-kRarity[byte]);
  }
  return -std::log2(often);
}

int NeededRun(const RegexNode& regex, const ByteSet& set) { return RunOf(regex, set).longest; }

std::uint32_t NeededBytes(const RegexNode& regex, const ByteSet& set) {
  switch (regex.kind) {
    case Kind::kCharacter: return regex.set.bytes.IsIn(set) ? 1 : 0;
    case Kind::kEdge: return 0;
    case Kind::kSequence: {
      std::uint32_t sum = 0;
      for (const RegexNode& part : regex.parts) sum = Plus(sum, NeededBytes(part, set));
      return sum;
    }
    case Kind::kChoice: {
      std::uint32_t least = Width::kEndless;
      for (const RegexNode& part : regex.parts) least = std::min(least, NeededBytes(part, set));
      return least;
    }
    case Kind::kRepeat: return Times(NeededBytes(regex.parts.front(), set), regex.least);
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

Head HeadOf(const RegexNode& regex, std::uint32_t shortest) {
  HeadReader reader;
  reader.Read(regex, 1);
  const std::size_t bytes = std::min<std::size_t>(kMostHeadBytes, shortest);
  Head head;
  if (!reader.has_read_all()) return head;
  head.bytes.assign(reader.sets().begin(), reader.sets().begin() + static_cast<std::ptrdiff_t>(bytes));
  if (head.bytes.empty()) return head;
  const RegexNode& first = FirstPart(regex);
  head.begins_word = first.kind == Kind::kEdge && first.edge == Edge::kWord &&
                     head.bytes.front().IsIn(WordBytes());
  for (const ByteSet& kind : {kDigits, kCapitals}) {
    if (!head.bytes.front().IsIn(kind)) continue;
    head.least_run = RunOf(regex, kind).begin;
    ByteSet behind;
    if (!AddBehindRun(regex, true, kind, &behind)) head.behind_run = behind;
  }
  return head;
}

}  // namespace ascolto::regex
