#include "ascolto/regex/start_filter.h"

#include <utility>

#include "ascolto/regex/byte_runs.h"

namespace ascolto::regex {
namespace {

constexpr double kSaysNothing = 0.5;  // bits: such a set is not looked for

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

ByteCounts CountsOf(const Head& head) {
  ByteCounts counts;
  std::uint32_t signs = 0;
  for (const ByteSet& set : head.bytes) {
    counts.digits += set.IsIn(kDigits);
    counts.capitals += set.IsIn(kCapitals);
    signs = set.IsIn(kSigns) ? signs + 1 : 0;
    counts.signs = std::max(counts.signs, signs);
  }
  return counts;
}

ByteCounts CountsOf(const RegexNode& regex) {
  return {NeededBytes(regex, kDigits), NeededBytes(regex, kCapitals),
          static_cast<std::uint32_t>(NeededRun(regex, kSigns))};
}

ByteCounts Least(const ByteCounts& a, const ByteCounts& b) {
  return {std::min(a.digits, b.digits), std::min(a.capitals, b.capitals),
          std::min(a.signs, b.signs)};
}

double Rarity(const ByteCounts& counts) {
  return std::max({counts.digits == 0 ? 0.0 : 1.5 + 0.5 * counts.digits,
                   counts.capitals < 3 ? 0.0 : 0.5 * counts.capitals,
                   counts.signs < 2 ? 0.0 : 1.0 * counts.signs});
}

std::uint32_t StartFilter::Add(const Head& head) {
  if (head.bytes.empty()) return kNone;
  const auto [known, fresh] =
      indices_.try_emplace(head, static_cast<std::uint32_t>(heads_.size()));
  if (fresh) heads_.push_back(head);
  return known->second;
}

// Those of a kind are looked for together.
int StartFilter::KindOf(const Head& head) {
  const ByteSet& first = head.bytes.front();
  const ByteCounts counts = CountsOf(head);
  int kind = head.begins_word;
  for (const bool is : {first.IsIn(kDigits), first.IsIn(kLetters), first.IsIn(kCapitals),
                        first.IsIn(kSigns), counts.digits > 0, counts.signs > 0,
                        counts.capitals > 0}) {
    kind = 2 * kind + is;
  }
  return kind;
}

void StartFilter::Build() {
  std::map<int, std::vector<std::uint32_t>> kinds;
  for (std::uint32_t i = 0; i < heads_.size(); ++i) kinds[KindOf(heads_[i])].push_back(i);
  for (auto& [kind, heads] : kinds) groups_.push_back(MakeGroup(std::move(heads)));
  indices_.clear();
}

StartFilter::Group StartFilter::MakeGroup(std::vector<std::uint32_t> heads) const {
  Group group;
  group.begins_word = heads_[heads.front()].begins_word;
  group.words = (heads.size() + 63) / 64;
  group.needed = CountsOf(heads_[heads.front()]);
  std::size_t shortest = kMostHeadBytes;
  for (const std::uint32_t head : heads) {
    group.needed = Least(group.needed, CountsOf(heads_[head]));
    shortest = std::min(shortest, heads_[head].bytes.size());
  }
  for (std::size_t at = 0; at < kMostHeadBytes; ++at) {
    std::map<Bits, std::uint16_t> known;
    group.ends[at].assign(group.words, 0);
    for (int byte = 0; byte < 256; ++byte) {
      Bits row(group.words, 0);
      for (std::size_t i = 0; i < heads.size(); ++i) {
        const std::vector<ByteSet>& bytes = heads_[heads[i]].bytes;
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
    for (const std::uint32_t head : heads) some.AddAll(heads_[head].bytes[at]);
    if (Rarity(some) > kSaysNothing) {
      group.parts.push_back({static_cast<std::uint32_t>(at), SetMask(some)});
    }
  }
  AddRuns(heads, &group);
  std::stable_sort(group.parts.begin(), group.parts.end(), [](const Part& a, const Part& b) {
    return Rarity(a.set.set()) > Rarity(b.set.set());
  });
  group.heads = std::move(heads);
  return group;
}

void StartFilter::AddRuns(const std::vector<std::uint32_t>& heads, Group* group) const {
  const ByteSet& first = heads_[heads.front()].bytes.front();
  if (!first.IsIn(kDigits) && !first.IsIn(kCapitals)) return;
  group->run_begin = first.IsIn(kDigits) ? '0' : 'A';
  group->run_end = first.IsIn(kDigits) ? '9' : 'Z';
  group->of_run.assign((kMostRunBytes + 1) * group->words, 0);
  group->behind_run.assign((kEndOfText + 1) * group->words, 0);
  for (std::size_t i = 0; i < heads.size(); ++i) {
    const Head& head = heads_[heads[i]];
    const auto put = [&](Bits* rows, std::size_t row, bool may) {
      (*rows)[row * group->words + i / 64] |= std::uint64_t{may} << i % 64;
    };
    for (std::size_t bytes = 0; bytes <= kMostRunBytes; ++bytes) {
      const bool may = bytes == kMostRunBytes || bytes >= static_cast<std::size_t>(head.least_run);
      put(&group->of_run, bytes, may);
    }
    for (std::size_t byte = 0; byte < kEndOfText; ++byte) {
      put(&group->behind_run, byte, head.behind_run.Has(static_cast<unsigned char>(byte)));
    }
    put(&group->behind_run, kEndOfText, head.behind_run == kAllBytes);
  }
}

std::size_t StartFilter::RunEnd(const Group& group, const PaddedText& text, std::size_t at) {
  while (at < text.size() && text.bytes()[at] >= group.run_begin &&
         text.bytes()[at] <= group.run_end) {
    ++at;
  }
  return at;
}

std::uint64_t StartFilter::HeadsAt(const Group& group, std::size_t word, const PaddedText& text,
                             std::size_t at, const RunHere& run) {
  std::uint64_t heads = ~std::uint64_t{0};
  if (group.has_runs()) {
    heads = group.of_run[run.bytes * group.words + word] &
            group.behind_run[run.behind * group.words + word];
  }
  const std::size_t bytes = std::min(kMostHeadBytes, text.size() - at);
  for (std::size_t i = 0; i < bytes; ++i) {
    const auto byte = static_cast<unsigned char>(text.bytes()[at + i]);
    heads &= group.rows[i][group.row_of[i][byte] * group.words + word];
  }
  return bytes == kMostHeadBytes ? heads : heads & group.ends[bytes][word];
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
    for (std::size_t i = 0; i < group.parts.size() && places != 0; ++i) {
      places &= group.parts[i].set.Of(text, block * 64 + group.parts[i].at);
    }
    scratch->places[block] = places;
    some |= places;
  }
  return some != 0;
}

}  // namespace ascolto::regex
