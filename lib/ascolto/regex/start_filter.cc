// Groups the patterns by kind and builds the masks and rows of each group.

#include "ascolto/regex/start_filter.h"

#include <utility>

#include "ascolto/regex/byte_runs.h"

namespace ascolto::regex {
namespace {

constexpr double kMinSetBits = 0.5;  // bits; more common sets are not searched

constexpr ByteSet kLetters = RangeOf('a', 'z');
constexpr ByteSet kSigns = [] {
  constexpr ByteSet printed = RangeOf('!', '~');
  return ByteSet{printed.low & ~(kDigits.low | kLetters.low | kCapitals.low),
                 printed.high & ~(kDigits.high | kLetters.high | kCapitals.high), false};
}();

}  // namespace

ByteCounts CountsOf(const text::FoldedText& folded) {
  ByteCounts counts;
  counts.capitals = folded.capitals;
  LongestRun signs;
  for (const text::ByteMasks& block : folded.masks) {
    if (block.digit != 0) counts.digits += static_cast<std::uint32_t>(std::popcount(block.digit));
    signs.Add(block.sign);
  }
  counts.signs = signs.bytes();
  return counts;
}

ByteCounts CountsOf(const StartPattern& pattern) {
  ByteCounts counts;
  std::uint32_t signs = 0;
  for (const ByteSet& set : pattern.bytes) {
    counts.digits += set.IsSubsetOf(kDigits);
    counts.capitals += set.IsSubsetOf(kCapitals);
    signs = set.IsSubsetOf(kSigns) ? signs + 1 : 0;
    counts.signs = std::max(counts.signs, signs);
  }
  return counts;
}

ByteCounts CountsOf(const RegexNode& regex) {
  return {NeededBytes(regex, kDigits), NeededBytes(regex, kCapitals),
          static_cast<std::uint32_t>(NeededRun(regex, kSigns))};
}

ByteCounts Min(const ByteCounts& a, const ByteCounts& b) {
  return {std::min(a.digits, b.digits), std::min(a.capitals, b.capitals),
          std::min(a.signs, b.signs)};
}

double Rarity(const ByteCounts& counts) {
  return std::max({counts.digits == 0 ? 0.0 : 1.5 + 0.5 * counts.digits,
                   counts.capitals < 3 ? 0.0 : 0.5 * counts.capitals,
                   counts.signs < 2 ? 0.0 : 1.0 * counts.signs});
}

std::uint32_t StartFilter::Add(const StartPattern& pattern) {
  if (pattern.bytes.empty()) return kNone;
  const auto [known, fresh] =
      indices_.try_emplace(pattern, static_cast<std::uint32_t>(patterns_.size()));
  if (fresh) patterns_.push_back(pattern);
  return known->second;
}

// Returns the kind of a pattern. Patterns of one kind are searched together.
int StartFilter::KindOf(const StartPattern& pattern) {
  const ByteSet& first = pattern.bytes.front();
  const ByteCounts counts = CountsOf(pattern);
  int kind = pattern.begins_word;
  for (const bool is :
       {first.IsSubsetOf(kDigits), first.IsSubsetOf(kLetters), first.IsSubsetOf(kCapitals),
        first.IsSubsetOf(kSigns), counts.digits > 0, counts.signs > 0, counts.capitals > 0}) {
    kind = 2 * kind + is;
  }
  return kind;
}

void StartFilter::Build() {
  std::map<int, std::vector<std::uint32_t>> kinds;
  for (std::uint32_t i = 0; i < patterns_.size(); ++i) kinds[KindOf(patterns_[i])].push_back(i);
  for (auto& [kind, patterns] : kinds) groups_.push_back(BuildGroup(std::move(patterns)));
  indices_.clear();
}

StartFilter::Group StartFilter::BuildGroup(std::vector<std::uint32_t> patterns) const {
  Group group;
  group.begins_word = patterns_[patterns.front()].begins_word;
  group.words = (patterns.size() + 63) / 64;
  group.needed = CountsOf(patterns_[patterns.front()]);
  std::size_t shortest = kMaxStartBytes;
  for (const std::uint32_t pattern : patterns) {
    group.needed = Min(group.needed, CountsOf(patterns_[pattern]));
    shortest = std::min(shortest, patterns_[pattern].bytes.size());
  }
  for (std::size_t at = 0; at < kMaxStartBytes; ++at) {
    std::map<Bits, std::uint16_t> known;
    group.ends[at].assign(group.words, 0);
    for (int byte = 0; byte < 256; ++byte) {
      Bits row(group.words, 0);
      for (std::size_t i = 0; i < patterns.size(); ++i) {
        const std::vector<ByteSet>& bytes = patterns_[patterns[i]].bytes;
        const bool ends = at >= bytes.size();
        const std::uint64_t bit = std::uint64_t{1} << i % 64;
        if (ends) group.ends[at][i / 64] |= bit;
        if (ends || bytes[at].Has(static_cast<unsigned char>(byte))) row[i / 64] |= bit;
      }
      const auto next = static_cast<std::uint16_t>(known.size());
      const auto [it, fresh] = known.try_emplace(row, next);
      if (fresh) group.rows[at].insert(group.rows[at].end(), row.begin(), row.end());
      group.row_of[at][static_cast<std::size_t>(byte)] = it->second;
    }
    if (at >= shortest) continue;
    ByteSet some;
    for (const std::uint32_t pattern : patterns) some.AddAll(patterns_[pattern].bytes[at]);
    if (Rarity(some) > kMinSetBits) {
      group.offset_sets.push_back({static_cast<std::uint32_t>(at), SetMask(some)});
    }
  }
  AddRuns(patterns, &group);
  std::stable_sort(group.offset_sets.begin(), group.offset_sets.end(),
                   [](const OffsetSet& a, const OffsetSet& b) {
                     return Rarity(a.set.set()) > Rarity(b.set.set());
                   });
  group.patterns = std::move(patterns);
  return group;
}

void StartFilter::AddRuns(const std::vector<std::uint32_t>& patterns, Group* group) const {
  const ByteSet& first = patterns_[patterns.front()].bytes.front();
  if (!first.IsSubsetOf(kDigits) && !first.IsSubsetOf(kCapitals)) return;
  group->run_begin = first.IsSubsetOf(kDigits) ? '0' : 'A';
  group->run_end = first.IsSubsetOf(kDigits) ? '9' : 'Z';
  group->rows_by_run.assign((kMaxRunBytes + 1) * group->words, 0);
  group->rows_after_run.assign((kEndOfText + 1) * group->words, 0);
  for (std::size_t i = 0; i < patterns.size(); ++i) {
    const StartPattern& pattern = patterns_[patterns[i]];
    const auto put = [&](Bits* rows, std::size_t row, bool may) {
      (*rows)[row * group->words + i / 64] |= std::uint64_t{may} << i % 64;
    };
    for (std::size_t bytes = 0; bytes <= kMaxRunBytes; ++bytes) {
      const bool may = bytes == kMaxRunBytes || bytes >= static_cast<std::size_t>(pattern.min_run);
      put(&group->rows_by_run, bytes, may);
    }
    for (std::size_t byte = 0; byte < kEndOfText; ++byte) {
      put(&group->rows_after_run, byte, pattern.after_run.Has(static_cast<unsigned char>(byte)));
    }
    put(&group->rows_after_run, kEndOfText, pattern.after_run == kAllBytes);
  }
}

std::size_t StartFilter::RunEnd(const Group& group, const PaddedText& text, std::size_t at) {
  while (at < text.size() && text.bytes()[at] >= group.run_begin &&
         text.bytes()[at] <= group.run_end) {
    ++at;
  }
  return at;
}

std::uint64_t StartFilter::PatternsAt(const Group& group, std::size_t word, const PaddedText& text,
                                      std::size_t at, const RunRows& run) {
  std::uint64_t patterns = ~std::uint64_t{0};
  if (group.has_runs()) {
    patterns = group.rows_by_run[run.bytes * group.words + word] &
               group.rows_after_run[run.after * group.words + word];
  }
  const std::size_t bytes = std::min(kMaxStartBytes, text.size() - at);
  for (std::size_t i = 0; i < bytes; ++i) {
    const auto byte = static_cast<unsigned char>(text.bytes()[at + i]);
    patterns &= group.rows[i][group.row_of[i][byte] * group.words + word];
  }
  return bytes == kMaxStartBytes ? patterns : patterns & group.ends[bytes][word];
}

bool StartFilter::FindPlaces(const Group& group, const PaddedText& text, Scratch* scratch) const {
  scratch->places.resize(text.words());
  std::uint64_t some = 0, before = 0;
  for (std::size_t block = 0; block < text.words(); ++block) {
    std::uint64_t places = text.Bits(block);
    if (group.begins_word) {
      const std::uint64_t word = word_bytes_.Of(text, block * 64);
      places &= word & ~(word << 1 | before);
      before = word >> 63;
    }
    for (std::size_t i = 0; i < group.offset_sets.size() && places != 0; ++i) {
      places &= group.offset_sets[i].set.Of(text, block * 64 + group.offset_sets[i].at);
    }
    scratch->places[block] = places;
    some |= places;
  }
  return some != 0;
}

}  // namespace ascolto::regex
