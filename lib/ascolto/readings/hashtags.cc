#include "ascolto/readings/hashtags.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <iterator>
#include <utility>

namespace ascolto::readings {
namespace {

constexpr std::size_t kHeadBytes = 4;            // a shorter piece is a short one
constexpr std::size_t kMostPieceBytes = 24;
constexpr std::size_t kLeastMaskableBytes = 6;   // of a word with an unknown one beside it
// Italian and English words shorter than kHeadBytes. Hashtags put them between others; other short
// words of the rules are too often the rest of a longer one: "app" and "alto".
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
                          [](std::string_view word) { return word.size() < kHeadBytes; }));

std::uint32_t Load32(const char* bytes) {
  std::uint32_t value;
  std::memcpy(&value, bytes, sizeof(value));
  return value;
}

// Of up to four bytes, the first one lowest.
std::uint64_t HashOfPiece(std::uint32_t piece) { return std::rotl(piece * lexicon::internal::kStep, 32); }
std::uint64_t HashOfShort(std::string_view word) {
  return HashOfPiece(static_cast<std::uint32_t>(
      lexicon::internal::LoadUpTo16(word.data(), word.size()).low));
}

// What the longer words of all rules begin with.
lexicon::HashSet HeadsOf(const model::Model& model) {
  std::vector<std::uint64_t> hashes;
  const auto add = [&hashes](const model::Phrase& phrase) {
    for (const model::Form& form : phrase.forms) {
      for (const model::Element& element : form) {
        if (element.kind != model::Element::Kind::kWord || element.star_before) continue;
        if (element.text.size() < kHeadBytes) continue;
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

void HashtagPieces::AddMaskable(std::string_view word, bool alone) {
  if (word.size() < kHeadBytes) short_maskable_.push_back(HashOfShort(word));
  if (!alone || word.size() < kLeastMaskableBytes || word.size() > kMostPieceBytes) return;
  at_begin_.Add(word, static_cast<std::uint32_t>(word.size()));
  at_end_.Add(word, static_cast<std::uint32_t>(word.size()));
}

void HashtagPieces::Build(const model::Model& model) {
  std::vector<std::uint64_t> short_pieces = std::exchange(short_maskable_, {});
  for (const std::string_view word : kShortWords) short_pieces.push_back(HashOfShort(word));
  short_pieces_ = lexicon::HashSet(std::move(short_pieces));
  heads_ = HeadsOf(model);
  at_begin_.Build();
  at_end_.Build();
}

std::span<const HashtagPieces::Range> HashtagPieces::Cut(std::string_view word,
                                                         const lexicon::Lexicon& lexicon,
                                                         Scratch* scratch) const {
  constexpr std::uint32_t kUnreached = ~0u;
  const auto size = static_cast<std::uint32_t>(word.size());
  std::vector<Scratch::Cut>& cuts = scratch->cuts;
  cuts.assign(size + 1, {kUnreached, 0});
  cuts[0].cost = 0;
  std::uint32_t furthest = 0;  // that is reached
  for (std::uint32_t begin = 0; begin <= furthest && begin < size; ++begin) {
    if (cuts[begin].cost == kUnreached) continue;
    const char* const bytes = word.data() + begin;
    const std::uint32_t rest = size - begin;
    const std::uint32_t head = Load32(bytes);
    const auto reach = [&](std::uint32_t piece, std::uint32_t cost, auto is_piece) {
      Scratch::Cut& cut = cuts[begin + piece];
      if (cuts[begin].cost + cost >= cut.cost || !is_piece()) return;
      cut = {cuts[begin].cost + cost, begin};
      furthest = std::max(furthest, begin + piece);
    };
    for (std::uint32_t piece = 1; piece < kHeadBytes && piece <= rest; ++piece) {
      const std::uint32_t short_piece = head & ~(~std::uint32_t{0} << 8 * piece);
      reach(piece, 2, [&] { return short_pieces_.Holds(HashOfPiece(short_piece)); });
    }
    if (rest < kHeadBytes || !heads_.Holds(HashOfPiece(head))) continue;
    for (std::uint32_t piece = kHeadBytes; piece <= std::min<std::size_t>(rest, kMostPieceBytes);
         ++piece) {
      reach(piece, 1, [&] { return lexicon.Knows(lexicon::KeyOfReadable(bytes, piece), {bytes, piece}); });
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

HashtagPieces::Range HashtagPieces::FindMaskable(std::string_view word) const {
  const auto size = static_cast<std::uint32_t>(word.size());
  std::uint32_t longest = 0;
  const auto take = [&](std::uint32_t bytes) {
    if (bytes + kHeadBytes <= size) longest = bytes;
  };
  at_end_.Find(word, take);
  if (longest > 0) return {size - longest, size};
  at_begin_.Find(word, take);
  return {0, longest};
}

}  // namespace ascolto::readings
