// Finds words in bit masks. Most chunks (the text between two spaces) have only ASCII words and
// signs. In the others every special byte is examined, links first. Bytes of links, mail addresses
// and mentions are removed from the masks; non-ASCII letters are added. Every byte is examined a
// bounded number of times.

#include "ascolto/text/words.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <numeric>
#include <tuple>

#include "ascolto/text/character_tables.h"
#include "ascolto/text/characters.h"

namespace ascolto::text {
namespace {

constexpr std::array<bool, 128> AsciiSet(std::string_view members, bool letters_and_digits) {
  std::array<bool, 128> set{};
  for (const char c : members) set[static_cast<unsigned char>(c)] = true;
  for (int c = 0; c < 128 && letters_and_digits; ++c) {
    set[c] = set[c] || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  }
  return set;
}
constexpr auto kAsciiWord = AsciiSet("", true);
constexpr auto kMailLocal = AsciiSet("._%+-", true);  // the common subset of atext (RFC 5322)
constexpr auto kHost = AsciiSet(".-", true);
constexpr std::size_t kMaxHostBytes = 253;  // RFC 1035, 2.3.4, without the length octets
constexpr auto kLinkTrim = AsciiSet(".,;:!?)'\"]}*-", false);

bool Contains(const std::array<bool, 128>& set, char c) {
  return static_cast<unsigned char>(c) < 128 && set[static_cast<unsigned char>(c)];
}
bool IsAsciiLetter(char c) { return c >= 'a' && c <= 'z'; }

// Top-level domains that make "name.tld" without a scheme a link. Domains that are common words in
// Italian or English (in, so, me, es, de …) are left out, because people forget the space after a
// full stop.
constexpr std::string_view kDomains[] = {
    "app", "biz",  "club", "cn",   "com",  "edu", "eu",   "fr",   "gl",   "gov",  "info",
    "io",  "it",   "link", "ly",   "net",  "online", "org", "ru", "shop", "site", "store",
    "top", "tv",   "uk",   "us",   "vip",  "xyz"};

// Returns up to eight letters as an integer, which is faster to compare.
constexpr std::uint64_t AsInteger(std::string_view letters) {
  std::uint64_t value = 0;
  for (const char c : letters) value = value << 8 | static_cast<unsigned char>(c);
  return value;
}
constexpr auto kDomainIntegers = [] {
  std::array<std::uint64_t, std::size(kDomains)> value{};
  std::transform(std::begin(kDomains), std::end(kDomains), value.begin(), AsInteger);
  std::sort(value.begin(), value.end());
  return value;
}();

bool IsKnownDomain(std::string_view tld) {
  return tld.size() <= sizeof(std::uint64_t) &&
         std::binary_search(kDomainIntegers.begin(), kDomainIntegers.end(), AsInteger(tld));
}

constexpr std::string_view kEuro = "\u20AC";

// Finds the tokens of a text that has special bytes, and sets the masks from which its words are
// cut.
class TokenFinder {
 public:
  TokenFinder(const FoldedText& folded, Words* words)
      : folded_(folded),
        text_(folded.text),
        words_(*words),
        masks_(folded.masks),
        word_masks_(words->scratch.word_masks) {}

  void Find() {
    if (word_masks_.size() < masks_.size()) word_masks_.resize(masks_.size());
    std::memcpy(word_masks_.data(), masks_.data(), masks_.size_bytes());
    const std::size_t size = text_.size();
    for (std::size_t at = Next(0, size, Special), next; at < size; at = next) {
      const std::size_t end = Next(at, size, Spaces);
      next = Next(at + 1, size, Special);
      const bool alone = next >= end;
      if (alone && text_[at] == '#') {
        FindHash(at, end);
      } else if (alone && text_[at] == '@') {
        FindAt(at, at, end);
      } else {
        FindInChunk(ChunkBegin(at), end);
        next = Next(end, size, Special);
      }
    }
  }

 private:
  struct Range {
    std::size_t begin, end;
  };

  static std::uint64_t Spaces(const ByteMasks& masks) {
    return ~(masks.word | masks.sign | masks.beyond_ascii());
  }
  static std::uint64_t Special(const ByteMasks& masks) { return masks.special; }
  // Bytes at which a link may be: a colon or dot, or a #.
  static std::uint64_t LinkSigns(const ByteMasks& masks) {
    return masks.special & masks.sign & ~masks.unambiguous_leet;
  }

  // Returns the position after the last space before `at`, or 0.
  std::size_t ChunkBegin(std::size_t at) const {
    for (;; at -= kBlockBytes) {
      const std::size_t block = at / kBlockBytes, bit = at % kBlockBytes;
      std::uint64_t bits = Spaces(masks_[block]) << 1 << (kBlockBytes - 1 - bit);
      if (block > 0) bits |= Spaces(masks_[block - 1]) >> bit;
      if (bits != 0) [[likely]] return at - static_cast<std::size_t>(std::countl_zero(bits));
      if (at <= kBlockBytes) return 0;
    }
  }

  // Calls f(mask, bits) for each block of the word masks, with the bits of the block in [begin,
  // end).
  template <typename F>
  void ForBlocks(std::size_t begin, std::size_t end, F f) {
    for (std::size_t at = begin; at < end;) {
      const std::size_t base = at / kBlockBytes * kBlockBytes;
      const std::size_t next = std::min(base + kBlockBytes, end);
      f(word_masks_[base / kBlockBytes],
        ~std::uint64_t{0} << (at - base) & ~std::uint64_t{0} >> (kBlockBytes - (next - base)));
      at = next;
    }
  }

  // Removes the bytes [begin, end), which belong to a token, from the word masks.
  void RemoveFromMasks(std::size_t begin, std::size_t end) {
    ForBlocks(begin, end, [](ByteMasks& masks, std::uint64_t bits) {
      for (std::uint64_t ByteMasks::*mask :
           {&ByteMasks::word, &ByteMasks::digit, &ByteMasks::triple, &ByteMasks::exclamation,
            &ByteMasks::question, &ByteMasks::ambiguous_leet, &ByteMasks::unambiguous_leet,
            &ByteMasks::case_boundary}) {
        masks.*mask &= ~bits;
      }
    });
  }

  bool IsInWord(std::size_t at) const {
    return (word_masks_[at / kBlockBytes].word >> at % kBlockBytes & 1) != 0;
  }

  void FindInChunk(std::size_t begin, std::size_t end) {
    while (begin < end) {
      const Range link = FindLink(begin, end);
      FindOtherTokens(begin, link.begin);
      if (link.begin < link.end) {
        AddToken(Token::Kind::kLink, link.begin, link.end);
        ++words_.links;
        RemoveFromMasks(link.begin, link.end);
      }
      begin = link.end;
    }
  }

  // Returns the first link in [begin, end), or {end, end}. Every link has a colon or dot that is a
  // special byte.
  Range FindLink(std::size_t begin, std::size_t end) const {
    for (std::size_t at = Next(begin + 1, end, LinkSigns); at < end;
         at = Next(at + 1, end, LinkSigns)) {
      const Range link = LinkAt(at, begin, end);
      if (link.begin < link.end) return link;
    }
    return {end, end};
  }

  // Returns the link whose first colon, or whose last dot before the path, is at `at`; or an empty
  // range.
  Range LinkAt(std::size_t at, std::size_t begin, std::size_t end) const {
    if (text_[at] == ':') {
      const std::string_view before = text_.substr(begin, at - begin);
      const std::size_t scheme = before.ends_with("https")  ? 5
                                 : before.ends_with("http") ? 4
                                 : before.ends_with("ftp")  ? 3
                                                            : 0;
      if (scheme > 0 && at + 3 < end && text_.substr(at, 3) == "://") {
        return {at - scheme, LinkEnd(at + 3, end)};
      }
    } else if (text_[at] == '.' && at + 1 < end && Contains(kAsciiWord, text_[at + 1])) {
      if (at >= begin + 3 && text_.compare(at - 3, 3, "www") == 0 &&
          (at == begin + 3 || !Contains(kAsciiWord, text_[at - 4]))) {
        return {at - 3, LinkEnd(at + 1, end)};
      }
      return DomainAt(at, begin, end);
    }
    return {0, 0};
  }

  // Returns the link "name.tld" or "name.tld/…" whose last dot before the path is at `dot`; or an
  // empty range.
  Range DomainAt(std::size_t dot, std::size_t begin, std::size_t end) const {
    std::size_t tld_end = dot + 1;
    while (tld_end < end && IsAsciiLetter(text_[tld_end])) ++tld_end;
    if (!IsKnownDomain(text_.substr(dot + 1, tld_end - dot - 1))) return {0, 0};
    if (tld_end < end) {
      const char next = text_[tld_end];
      const bool goes_on = tld_end + 1 < end && Contains(kAsciiWord, text_[tld_end + 1]);
      if (Contains(kAsciiWord, next) || static_cast<unsigned char>(next) >= 0x80 || next == '@' ||
          next == '_' || ((next == '.' || next == '-') && goes_on)) {
        return {0, 0};
      }
    }
    std::size_t host = dot;
    while (host > begin && dot - host < kMaxHostBytes && Contains(kHost, text_[host - 1])) --host;
    std::size_t label = dot;
    while (label > host && text_[label - 1] != '.') --label;
    if (dot - label < 2 || (host > begin && text_[host - 1] == '@')) return {0, 0};
    const bool path = tld_end < end &&
                      (text_[tld_end] == '/' || text_[tld_end] == ':' || text_[tld_end] == '?') &&
                      tld_end + 1 < end && Contains(kAsciiWord, text_[tld_end + 1]);
    return {host, path ? LinkEnd(tld_end, end) : tld_end};
  }

  // Returns where a link that continues at `at` ends: before a quote, a bracket or an emoji, or at
  // the end of the chunk, without trailing punctuation.
  std::size_t LinkEnd(std::size_t at, std::size_t end) const {
    const auto stops = [](const ByteMasks& masks) { return masks.sign | masks.special; };
    std::size_t stop = Next(at, end, stops);
    while (stop < end && text_[stop] != '"' && text_[stop] != '<' && text_[stop] != '>') {
      const Decoded next = Decode(text_, stop);
      if (next.bytes > 1 && IsEmoji(next.code_point)) break;
      stop = Next(stop + next.bytes, end, stops);
    }
    while (stop > at && Contains(kLinkTrim, text_[stop - 1])) --stop;
    return stop;
  }

  void FindOtherTokens(std::size_t begin, std::size_t end) {
    for (std::size_t at = Next(begin, end, Special); at < end; at = Next(at, end, Special)) {
      const char c = text_[at];
      if (static_cast<unsigned char>(c) >= 0x80) {
        at = FindBeyondAscii(at, end);
      } else if (c == '@') {
        at = FindAt(begin, at, end);
      } else if (c == '#') {
        at = FindHash(at, end);
      } else {
        ++at;
      }
    }
  }

  // Returns the first byte in [at, end) whose class bits_of selects, or `end`.
  template <typename BitsOf>
  std::size_t Next(std::size_t at, std::size_t end, BitsOf bits_of) const {
    for (; at < end; at += kBlockBytes) {
      const ByteMasks* const masks = masks_.data() + at / kBlockBytes;
      const std::size_t bit = at % kBlockBytes;
      const std::uint64_t bits = bits_of(masks[0]) >> bit |
                                 bits_of(masks[1]) << 1 << (kBlockBytes - 1 - bit);
      if (bits != 0) [[likely]] {
        return std::min(at + static_cast<std::size_t>(std::countr_zero(bits)), end);
      }
    }
    return end;
  }

  // Returns the end of the run of letters, digits and underscores at `at`.
  std::size_t NameEnd(std::size_t at, std::size_t end) const {
    while (true) {
      at = Next(at, end, [](const ByteMasks& masks) { return ~(masks.word | masks.underscore); });
      if (at == end || static_cast<unsigned char>(text_[at]) < 0x80) return at;
      const Decoded decoded = Decode(text_, at);
      if (!IsWordCharacter(decoded.code_point)) return at;
      at += static_cast<std::size_t>(decoded.bytes);
    }
  }

  // Handles the letter, emoji or other sign at `at` and returns the position after it.
  std::size_t FindBeyondAscii(std::size_t at, std::size_t end) {
    const Decoded c = Decode(text_, at);
    const std::size_t after = at + static_cast<std::size_t>(c.bytes);
    if (IsWordCharacter(c.code_point)) {
      ForBlocks(at, after, [](ByteMasks& masks, std::uint64_t bits) { masks.word |= bits; });
      return after;
    }
    if (!IsEmoji(c.code_point)) {
      if (text_.substr(at, after - at) == kEuro) {
        ForBlocks(at, after,
                  [](ByteMasks& masks, std::uint64_t bits) { masks.unambiguous_leet |= bits; });
      }
      return after;
    }
    const std::size_t emoji_end = EmojiEnd(at, end);
    AddToken(Token::Kind::kEmoji, at, emoji_end);
    ++words_.emoji;
    return emoji_end;
  }

  static bool IsRegionalIndicator(char32_t c) { return c >= 0x1F1E6 && c <= 0x1F1FF; }

  // Returns the end of the emoji at `at`. Two regional indicators are one flag. Emoji that U+200D
  // joins in the original are one emoji.
  std::size_t EmojiEnd(std::size_t at, std::size_t end) const {
    Decoded c = Decode(text_, at);
    std::size_t next = at + c.bytes;
    if (IsRegionalIndicator(c.code_point)) {
      if (next < end && IsRegionalIndicator(Decode(text_, next).code_point)) {
        next += Decode(text_, next).bytes;
      }
      return next;
    }
    while (next < end) {
      c = Decode(text_, next);
      const std::size_t last = folded_.OriginalBegin(next - 1);
      const std::string_view between =
          folded_.original.substr(last, folded_.OriginalBegin(next) - last);
      if (!IsEmoji(c.code_point) || !between.ends_with("\u200D")) break;
      next += c.bytes;
    }
    return next;
  }

  // Handles an @: inside a mail address, at the start of a mention, or on its own. Returns the
  // position after what it found.
  std::size_t FindAt(std::size_t begin, std::size_t at, std::size_t end) {
    std::size_t floor = begin;
    if (!words_.tokens.empty()) floor = std::max<std::size_t>(floor, words_.tokens.back().end);
    std::size_t local = at;
    while (local > floor && Contains(kMailLocal, text_[local - 1])) --local;
    std::size_t host_end = at + 1;
    while (local < at && host_end < end && Contains(kHost, text_[host_end])) ++host_end;
    while (host_end > at + 1 && !Contains(kAsciiWord, text_[host_end - 1])) --host_end;
    if (local < at && IsMailHost(text_.substr(at + 1, host_end - at - 1))) {
      AddToken(Token::Kind::kMail, local, host_end);
      RemoveFromMasks(local, host_end);
      return host_end;
    }
    if (EndsInWord(at)) return at + 1;
    std::size_t stop = NameEnd(at + 1, end);
    while (stop < end && (text_[stop] == '.' || text_[stop] == '-')) stop = NameEnd(stop + 1, end);
    while (stop > at + 1 && (text_[stop - 1] == '.' || text_[stop - 1] == '-')) --stop;
    if (stop == at + 1) return stop;
    AddToken(Token::Kind::kMention, at, stop);
    RemoveFromMasks(at, stop);
    ++words_.mentions;
    return stop;
  }

  static bool IsMailHost(std::string_view host) {
    const std::size_t dot = host.rfind('.');
    if (dot == std::string_view::npos || dot == 0 || host.size() - dot < 3) return false;
    return std::all_of(host.begin() + dot + 1, host.end(), IsAsciiLetter);
  }

  bool EndsInWord(std::size_t at) const { return at > 0 && IsInWord(at - 1); }

  // Adds the token of a hashtag. The words of its body are cut like other words.
  std::size_t FindHash(std::size_t at, std::size_t end) {
    if (EndsInWord(at)) return at + 1;
    const std::size_t stop = NameEnd(at + 1, end);
    if (stop > at + 1) {
      AddToken(Token::Kind::kHashtag, at, stop);
      ++words_.hashtags;
    }
    return at + 1;
  }

  void AddToken(Token::Kind kind, std::size_t begin, std::size_t end) {
    words_.tokens.push_back(
        {kind, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)});
  }

  const FoldedText& folded_;
  const std::string_view text_;
  Words& words_;
  const std::span<const ByteMasks> masks_;  // of the folded text
  std::vector<ByteMasks>& word_masks_;
};

// Lists the words that may have readings, given the masks of WordEdges.
void FindMayHaveReadings(std::size_t blocks, bool single_letter_run, Words* words) {
  const WordList& all = words->words;
  std::vector<std::uint32_t>& may_have_readings = words->may_have_readings;
  if (single_letter_run) {
    may_have_readings.resize(all.size());
    std::iota(may_have_readings.begin(), may_have_readings.end(), 0u);
    return;
  }
  std::uint32_t next = 0;     // the first word that begins after the bit
  std::uint32_t unknown = 0;  // the first word that is not in the list yet
  for (std::size_t block = 0; block < blocks; ++block) {
    std::uint64_t bits = words->scratch.may_have_readings[block];
    for (; bits != 0; bits &= bits - 1) {
      const std::size_t at = block * kBlockBytes + std::countr_zero(bits);
      while (next < all.size() && all[next].begin <= at) ++next;
      for (std::uint32_t i = std::max(unknown, next - std::min(next, 2u)); i < next; ++i) {
        may_have_readings.push_back(i);
      }
      unknown = next;
    }
  }
}

// Renumbers the nodes inside words in the order of the words in which they are.
void SortInnerNodes(Words* words) {
  std::vector<std::uint32_t>& inner = words->inner;
  if (std::is_sorted(inner.begin(), inner.end())) return;
  const auto count = static_cast<std::uint32_t>(inner.size());
  const auto first = static_cast<std::uint32_t>(words->words.size() + 1);
  std::vector<std::uint32_t>& order = words->scratch.order;
  std::vector<std::uint32_t>& renamed = words->scratch.renamed;
  order.resize(count);
  renamed.resize(count);
  std::iota(order.begin(), order.end(), 0u);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return std::tie(inner[a], a) < std::tie(inner[b], b);
  });
  for (std::uint32_t i = 0; i < count; ++i) renamed[order[i]] = first + i;
  for (ReadingEdge& edge : words->readings) {
    if (edge.from >= first) edge.from = renamed[edge.from - first];
    if (edge.to >= first) edge.to = renamed[edge.to - first];
  }
  std::sort(inner.begin(), inner.end());
}

}  // namespace

void SortReadings(Words* words) {
  SortInnerNodes(words);
  std::sort(words->readings.begin(), words->readings.end(),
            [](const ReadingEdge& a, const ReadingEdge& b) {
              return std::tie(a.from, a.kind, a.form) < std::tie(b.from, b.kind, b.form);
            });
}

void CutWords(const FoldedText& folded, Words* words) {
  Words::Scratch& scratch = words->scratch;
  scratch.masks = folded.masks;
  words->tokens.clear();
  words->may_have_readings.clear();
  words->links = words->mentions = words->hashtags = words->emoji = 0;
  const ByteMasks* word_masks = folded.masks.data();
  if (folded.has_special) {
    TokenFinder(folded, words).Find();
    word_masks = scratch.word_masks.data();
  }
  const std::size_t room = (folded.text.size() + 1 + kEdgeSlack) / 2 + 1;
  std::vector<std::uint64_t>& masks = scratch.may_have_readings;
  if (masks.size() < folded.masks.size()) masks.resize(folded.masks.size());
  static_assert(sizeof(Word) == 2 * sizeof(std::uint32_t));
  auto* const edges = reinterpret_cast<std::uint32_t*>(words->words.MakeRoom(room));
  const WordEdges found =
      FastestAsciiLoops().words(word_masks, folded.text.size(), edges, masks.data());
  words->words.Resize(static_cast<std::size_t>(found.end - edges) / 2);
  words->exclamations = found.exclamations;
  words->question_mark = found.question;
  if (found.may_have_readings || found.single_letter_run) [[unlikely]] {
    FindMayHaveReadings(folded.masks.size(), found.single_letter_run, words);
  }
  words->readings.clear();
  words->forms.clear();
  words->inner.clear();
}

}  // namespace ascolto::text
