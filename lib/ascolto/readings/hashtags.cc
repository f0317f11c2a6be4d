// Segments a hashtag by dynamic programming over its bytes.

#include "ascolto/readings/hashtags.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <iterator>
#include <utility>

namespace ascolto::readings {
namespace {

constexpr std::size_t kPrefixBytes = 4;  // shorter pieces are called short
constexpr std::size_t kMaxPieceBytes = 24;
constexpr std::size_t kMinMaskableBytes = 6;  // of a maskable word beside an unknown word
// Italian and English words shorter than kPrefixBytes that hashtags put between other words. Other
// short words of the rules are left out, because they are too often the rest of a longer word:
// "app", "alto".
constexpr std::string_view kShortWords[] = {
    "a", "ai", "al", "all", "am", "and", "any", "are", "at", "be", "but", "by", "can", "che",
    "chi", "ci", "con", "da", "dai", "dal", "day", "dei", "del", "di", "do", "dom", "e",
    "for", "fra", "get", "gio", "gli", "go", "got", "ha", "hai", "he", "her", "his", "ho", "how",
    "i", "if", "il", "in", "io", "is", "it", "its", "la", "le", "lo", "lun", "ma", "mar",
    "me", "mer", "mi", "mia", "mio", "my", "ne", "nel", "no", "noi", "non", "not", "now", "o",
    "of", "ok", "on", "one", "or", "ora", "our", "out", "per", "piu", "qui", "re", "sab", "se",
    "see", "sei", "she", "si", "so", "sto", "su", "sua", "sul", "suo", "te", "the", "ti", "to",
    "too", "tra", "tu", "tua", "tuo", "un", "una", "uno", "up", "us", "va", "vai", "ven", "vi",
    "voi", "was", "we", "who", "you"};
static_assert(std::is_sorted(std::begin(kShortWords), std::end(kShortWords)));
static_assert(std::all_of(std::begin(kShortWords), std::end(kShortWords),
                          [](std::string_view word) { return word.size() < kPrefixBytes; }));

std::uint32_t Load32(const char* bytes) {
  std::uint32_t value;
  std::memcpy(&value, bytes, sizeof(value));
  return value;
}

// Returns the hash of up to four bytes; the first byte is the lowest.
std::uint64_t HashOfPiece(std::uint32_t piece) {
  return std::rotl(piece * lexicon::internal::kStep, 32);
}
std::uint64_t HashOfShortWord(std::string_view word) {
  return HashOfPiece(static_cast<std::uint32_t>(
      lexicon::internal::LoadUpTo16(word.data(), word.size()).low));
}

// Returns the first four bytes of all words of the rules that have four bytes or more.
lexicon::HashSet PrefixesOf(const model::Model& model) {
  std::vector<std::uint64_t> hashes;
  const auto add = [&hashes](const model::Phrase& phrase) {
    for (const model::Form& form : phrase.forms) {
      for (const model::Element& element : form) {
        if (element.kind != model::Element::Kind::kWord || element.star_before) continue;
        if (element.text.size() < kPrefixBytes) continue;
        hashes.push_back(HashOfPiece(Load32(element.text.data())));
      }
    }
  };
  for (const model::List& list : model.lists) {
    for (const model::Phrase& phrase : list.entries) add(phrase);
  }
  for (const model::Rule& rule : model.rules) {
    for (const auto* entries : {&rule.find, &rule.unless_find}) {
      for (const model::Entry& entry : *entries) {
        for (const model::Phrase& phrase : entry.phrases) add(phrase);
      }
    }
  }
  return lexicon::HashSet(std::move(hashes));
}

}  // namespace

bool IsShortWord(std::string_view word) {
  return std::binary_search(std::begin(kShortWords), std::end(kShortWords), word);
}

void HashtagSegmenter::AddMaskable(std::string_view word, bool standalone) {
  if (word.size() < kPrefixBytes) short_maskable_.push_back(HashOfShortWord(word));
  if (!standalone || word.size() < kMinMaskableBytes || word.size() > kMaxPieceBytes) return;
  maskable_prefixes_.Add(word, static_cast<std::uint32_t>(word.size()));
  maskable_suffixes_.Add(word, static_cast<std::uint32_t>(word.size()));
}

void HashtagSegmenter::Build(const model::Model& model) {
  std::vector<std::uint64_t> short_pieces = std::exchange(short_maskable_, {});
  for (const std::string_view word : kShortWords) short_pieces.push_back(HashOfShortWord(word));
  short_pieces_ = lexicon::HashSet(std::move(short_pieces));
  prefixes_ = PrefixesOf(model);
  maskable_prefixes_.Build();
  maskable_suffixes_.Build();
}

std::span<const HashtagSegmenter::Range> HashtagSegmenter::Segment(std::string_view word,
                                                                   const lexicon::Lexicon& lexicon,
                                                                   Scratch* scratch) const {
  constexpr std::uint32_t kUnreached = ~0u;
  const auto size = static_cast<std::uint32_t>(word.size());
  std::vector<Scratch::Cut>& cuts = scratch->cuts;
  cuts.assign(size + 1, {kUnreached, 0});
  cuts[0].cost = 0;
  std::uint32_t furthest = 0;  // the last position reached so far
  for (std::uint32_t begin = 0; begin <= furthest && begin < size; ++begin) {
    if (cuts[begin].cost == kUnreached) continue;
    const char* const bytes = word.data() + begin;
    const std::uint32_t rest = size - begin;
    const std::uint32_t prefix = Load32(bytes);
    const auto reach = [&](std::uint32_t piece, std::uint32_t cost, auto is_piece) {
      Scratch::Cut& cut = cuts[begin + piece];
      if (cuts[begin].cost + cost >= cut.cost || !is_piece()) return;
      cut = {cuts[begin].cost + cost, begin};
      furthest = std::max(furthest, begin + piece);
    };
    for (std::uint32_t piece = 1; piece < kPrefixBytes && piece <= rest; ++piece) {
      const std::uint32_t short_piece = prefix & ~(~std::uint32_t{0} << 8 * piece);
      reach(piece, 2, [&] { return short_pieces_.Contains(HashOfPiece(short_piece)); });
    }
    if (rest < kPrefixBytes || !prefixes_.Contains(HashOfPiece(prefix))) continue;
    for (std::uint32_t piece = kPrefixBytes; piece <= std::min<std::size_t>(rest, kMaxPieceBytes);
         ++piece) {
      reach(piece, 1, [&] {
        return lexicon.Contains(lexicon::KeyOfPadded(bytes, piece), {bytes, piece});
      });
    }
  }
  std::vector<Range>& pieces = scratch->pieces;
  pieces.clear();
  if (cuts[size].cost == kUnreached || cuts[size].begin == 0) return {};
  for (std::uint32_t end = size; end > 0; end = cuts[end].begin) {
    pieces.push_back({cuts[end].begin, end});
  }
  std::reverse(pieces.begin(), pieces.end());
  return pieces;
}

HashtagSegmenter::Range HashtagSegmenter::FindMaskable(std::string_view word) const {
  const auto size = static_cast<std::uint32_t>(word.size());
  std::uint32_t longest = 0;
  const auto take = [&](std::uint32_t bytes) {
    if (bytes + kPrefixBytes <= size) longest = bytes;
  };
  maskable_suffixes_.Find(word, take);
  if (longest > 0) return {size - longest, size};
  maskable_prefixes_.Find(word, take);
  return {0, longest};
}

}  // namespace ascolto::readings
