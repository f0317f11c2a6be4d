// Collects the maskable words of a model, and adds readings of words, spaces, masks and hashtags.

#include "ascolto/readings/lexicon_readings.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <iterator>
#include <set>

#include "ascolto/base/utf8.h"
#include "ascolto/text/characters.h"
#include "ascolto/readings/text_readings.h"

namespace ascolto::readings {
namespace {

using model::Element;
using model::Form;
using model::Model;
using model::Phrase;
using text::Token;
using text::Word;

constexpr std::size_t kMinMaskable = 3;          // bytes of a maskable word
constexpr std::size_t kMinMaskableInPhrase = 4;  // in phrases, shorter words are mostly common ones
constexpr std::size_t kMaxMaskedBytes = 64;      // length of a masked word as written
constexpr std::size_t kMaxSplitBytes = 32;
constexpr char kCrossedOut = 'x';  // the letter that masks other letters inside a word: "caxxo"

// How a sign may mask a letter: not at all, anywhere after the first letter, or only between
// letters, because at the end of a word the sign is more often punctuation.
enum Mask : std::uint8_t { kNoMask, kMask = 1, kInnerMask = 2 };
constexpr std::array<Mask, 256> kMasks = [] {
  std::array<Mask, 256> masks{};
  for (const char c : std::string_view("*#@$%&")) masks[static_cast<unsigned char>(c)] = kMask;
  for (const char c : std::string_view("-._+?!~^=|")) {
    masks[static_cast<unsigned char>(c)] = kInnerMask;
  }
  for (int c = 0x80; c < 0x100; ++c) masks[c] = kMask;  // letters are excluded by the caller
  return masks;
}();
Mask MaskOf(char c) { return kMasks[static_cast<unsigned char>(c)]; }

// Returns the letters that a character of a word stands for, itself or in leet spelling.
lexicon::WrittenLetter LetterOf(char32_t c) {
  switch (c) {
    case U'0': return {'o', 0};
    case U'1': return {'i', 'l'};
    case U'3': return {'e', 0};
    case U'4': return {'a', 0};
    case U'5': return {'s', 0};
    case U'7': return {'t', 0};
    case U'8': return {'b', 0};
    case U'6': case U'9': return {'g', 0};
    default: return {c, 0};
  }
}

// Ids in split_words_.
constexpr std::uint32_t kStandalone = 0, kInPhrase = 1;

struct Maskable {
  std::string word;
  bool is_prefix;   // more letters may follow the word
  bool standalone;  // the word is an entry of its own, not only a part of phrases
  auto operator<=>(const Maskable&) const = default;
};

// Collects the maskable words of a model.
class MaskableWords {
 public:
  explicit MaskableWords(const Model& model)
      : model_(model), done_{std::vector<bool>(model.lists.size()),
                             std::vector<bool>(model.lists.size())} {
    for (const model::List& list : model.lists) {
      if (!list.maskable) continue;
      for (const Phrase& phrase : list.entries) Add(phrase, true);
    }
    for (const model::Rule& rule : model.rules) {
      if (!rule.maskable || rule.status == RuleStatus::kOff) continue;
      for (const model::Entry& entry : rule.find) {
        if (entry.kind == model::Entry::Kind::kExact) continue;
        for (const Phrase& phrase : entry.phrases) Add(phrase, true);
      }
    }
  }
  const std::set<Maskable>& words() const { return words_; }

 private:
  void Add(const Phrase& phrase, bool standalone) {
    for (const Form& form : phrase.forms) {
      const bool here = standalone && form.size() == 1;
      for (const Element& element : form) {
        if (element.kind == Element::Kind::kList) {
          AddList(static_cast<std::size_t>(element.list), here);
        } else if (element.kind == Element::Kind::kWord && !element.star_before &&
                   element.text.size() >= kMinMaskable) {
          words_.insert({element.text, element.star_after, here});
        }
      }
    }
  }

  void AddList(std::size_t list, bool standalone) {
    if (done_[standalone][list]) return;
    done_[standalone][list] = true;
    for (const Phrase& phrase : model_.lists[list].entries) Add(phrase, standalone);
  }

  const Model& model_;
  std::vector<bool> done_[2];  // by `standalone`
  std::set<Maskable> words_;
};

std::uint64_t HashOfPair(std::uint64_t first, std::uint64_t second) {
  return lexicon::internal::Mix(first ^ lexicon::internal::kSeed,
                                second ^ lexicon::internal::kStep);
}

lexicon::BloomFilter FilterOf(const std::vector<std::uint64_t>& hashes) {
  lexicon::BloomFilter bits(hashes.size());
  for (const std::uint64_t hash : hashes) bits.Add(hash);
  return bits;
}

}  // namespace

LexiconReadings::LexiconReadings(const Model& model) {
  std::vector<std::uint64_t> candidates, pairs, ends;
  const MaskableWords maskable(model);
  for (const auto& [word, is_prefix, standalone] : maskable.words()) {
    if (standalone || word.size() >= kMinMaskableInPhrase) masked_.Add(word, is_prefix);
    if (is_prefix || word.size() > kMaxSplitBytes) continue;
    split_words_.Add(word, standalone ? kStandalone : kInPhrase);
    hashtags_.AddMaskable(word, standalone);
    for (std::size_t at = static_cast<std::size_t>(text::Decode(word, 0).bytes); at < word.size();
         at += static_cast<std::size_t>(text::Decode(word, at).bytes)) {
      candidates.push_back(lexicon::HashOf(std::string_view(word).substr(0, at)));
      ends.push_back(lexicon::HashOf(std::string_view(word).substr(at)));
      pairs.push_back(HashOfPair(candidates.back(), ends.back()));
    }
  }
  for (const model::ChatTable& table : model.chats) {
    for (const model::ChatSpelling& spelling : table.spellings) {
      candidates.push_back(lexicon::HashOf(spelling.spelling));
      spellings_.Add(spelling.spelling, static_cast<std::uint32_t>(expansions_.size()));
      expansions_.push_back(spelling.words);
    }
    for (const model::ChatLetter& letter : table.letters) {
      letters_.push_back({letter.letter, letter.others});
    }
  }
  candidate_filter_ = FilterOf(candidates);
  split_pairs_ = FilterOf(pairs);
  split_ends_ = FilterOf(ends);
  hashtags_.Build(model);
  spellings_.Build();
  masked_.Build();
  split_words_.Build();
  has_word_readings_ = !maskable.words().empty() || !model.chats.empty();
}

class LexiconReadings::Reader {
 public:
  Reader(const LexiconReadings& readings, const text::FoldedText& folded,
         std::span<const lexicon::WordKey> keys, const lexicon::Lexicon& lexicon,
         text::Words* words, Scratch* scratch)
      : readings_(readings),
        text_(folded.text),
        keys_(keys),
        lexicon_(lexicon),
        words_(*words),
        scratch_(*scratch),
        count_(static_cast<std::uint32_t>(words->words.size())),
        text_readings_(words->readings.size()),
        inner_before_(words->inner.size()) {}

  void Read() {
    if (readings_.has_word_readings_) ReadWords();
    if (words_.hashtags > 0) ReadHashtags();
    if (words_.readings.size() > text_readings_) text::SortReadings(&words_);
  }

 private:
  void ReadWords() {
    FindCandidates();
    for (const std::uint32_t i : scratch_.candidates) {
      if (readings_.candidate_filter_.MayContain(keys_[i].hash)) {
        ReadSpelling(i);
        ReadSplit(i);
      }
      if (!readings_.masked_.empty() && MayBeMasked(words_.words[i].end)) ReadMasked(i);
    }
    for (const Letter& letter : readings_.letters_) {
      ForWordsWith(letter.letter, [&](std::uint32_t i) { ReadLetter(i, letter); });
    }
    if (!readings_.masked_.empty()) {
      ForWordsWith(kCrossedOut, [this](std::uint32_t i) { ReadCrossedOut(i); });
    }
  }

  // Sets scratch_.candidates to the words that are in candidate_filter_, and to the words that are
  // followed by a mask. An inner mask before a space does not count. The loop has no branches,
  // because it visits every word.
  void FindCandidates() {
    scratch_.candidates.resize(count_);
    std::uint32_t* const candidates = scratch_.candidates.data();
    const lexicon::BloomFilter& bits = readings_.candidate_filter_;
    const Word* const words = words_.words.data();
    const lexicon::WordKey* const keys = keys_.data();
    const char* const text = text_.data();
    const std::uint32_t count = count_;
    std::size_t found = 0;
    for (std::uint32_t i = 0; i < count; ++i) {
      const char* const after = text + words[i].end;  // may be slack after the text
      const int masks = after[1] == ' ' ? kMask : kMask | kInnerMask;
      candidates[found] = i;
      found += (bits.MayContain(keys[i].hash) | (MaskOf(after[0]) & masks)) != 0;
    }
    scratch_.candidates.resize(found);
  }

  std::string_view TextOf(std::uint32_t i) const {
    const Word& w = words_.words[i];
    return text_.substr(w.begin, w.end - w.begin);
  }

  // Adds a reading, unless the place has the same form already or has kMaxReadingsOfAPlace
  // readings.
  void Add(std::uint32_t from, std::uint32_t to, std::size_t begin, std::size_t end,
           std::string_view form, Reading kind) {
    int others = 0;
    const auto same = [&](const text::ReadingEdge& edge) {
      if (edge.from != from || edge.to != to) return false;
      ++others;
      return words_.Form(edge) == form;
    };
    const auto before = words_.readings.begin() + static_cast<std::ptrdiff_t>(text_readings_);
    auto edge = std::lower_bound(
        words_.readings.begin(), before, from,
        [](const text::ReadingEdge& e, std::uint32_t node) { return e.from < node; });
    for (; edge != before && edge->from == from; ++edge) {
      if (same(*edge)) return;
    }
    // The readings of one word are added one after the other.
    constexpr std::ptrdiff_t kLookBack = 2 * kMaxReadingsOfAPlace;
    for (edge = std::max(before, words_.readings.end() - std::min<std::ptrdiff_t>(
                                     kLookBack, words_.readings.end() - before));
         edge != words_.readings.end(); ++edge) {
      if (same(*edge)) return;
    }
    if (others >= kMaxReadingsOfAPlace) return;
    words_.readings.push_back({from, to, static_cast<std::uint32_t>(begin),
                               static_cast<std::uint32_t>(end),
                               static_cast<std::uint32_t>(words_.forms.size()),
                               static_cast<std::uint32_t>(form.size()), kind});
    words_.forms.append(form);
  }

  void ReadSpelling(std::uint32_t i) {
    for (const std::uint32_t id : readings_.spellings_.Find(keys_[i], TextOf(i))) {
      AddWords(i, readings_.expansions_[id]);
    }
  }

  // Adds the words of a chat spelling. Each has the span of the whole word.
  void AddWords(std::uint32_t i, const std::vector<std::string>& forms) {
    const Word& w = words_.words[i];
    std::uint32_t from = i;
    for (const std::string& form : forms) {
      const std::uint32_t to = &form == &forms.back() ? i + 1 : words_.AddInnerNode(i);
      Add(from, to, w.begin, w.end, form, Reading::kChat);
      from = to;
    }
  }

  void ReadLetter(std::uint32_t i, const Letter& letter) {
    const Word& w = words_.words[i];
    for (const std::string& other : letter.others) {
      scratch_.form.clear();
      for (const char c : TextOf(i)) {
        c == letter.letter ? (void)scratch_.form.append(other) : scratch_.form.push_back(c);
      }
      if (!lexicon_.Contains(lexicon::KeyOf(scratch_.form), scratch_.form)) continue;
      Add(i, i + 1, w.begin, w.end, scratch_.form, Reading::kChat);
    }
  }

  // IsSpaceAfter: only a space is between word i and the next word. AreIsolated: no character
  // before word `first` or after word `last` connects these to other words, so that "he's hit" is
  // not joined.
  bool IsSpaceAfter(std::uint32_t i) const {
    return text_[words_.words[i].end] == ' ' &&
           words_.words[i + 1].begin == words_.words[i].end + 1;
  }
  bool AreIsolated(std::uint32_t first, std::uint32_t last) const {
    const std::size_t begin = words_.words[first].begin;
    const std::size_t end = words_.words[last].end;
    return (begin == 0 || text_[begin - 1] == ' ' || text_[begin - 1] == '"') &&
           (end == text_.size() || (text_[end] != '\'' && text_[end] != '-'));
  }

  void ReadSplit(std::uint32_t i) {
    const bool two = i + 1 < count_ && readings_.split_pairs_.MayContain(
                                           HashOfPair(keys_[i].hash, keys_[i + 1].hash));
    const bool three = i + 2 < count_ && readings_.split_ends_.MayContain(keys_[i + 2].hash);
    if ((!two && !three) || !IsSpaceAfter(i)) return;
    if (two) ReadSplit(i, i + 1);
    if (three && IsSpaceAfter(i + 1)) ReadSplit(i, i + 2);
  }

  void ReadSplit(std::uint32_t first, std::uint32_t last) {
    const std::size_t begin = words_.words[first].begin;
    const std::size_t end = words_.words[last].end;
    if (end - begin > kMaxSplitBytes || !AreIsolated(first, last)) return;
    scratch_.form.clear();
    for (std::uint32_t i = first; i <= last; ++i) scratch_.form.append(TextOf(i));
    const auto ids = readings_.split_words_.Find(lexicon::KeyOf(scratch_.form), scratch_.form);
    if (ids.empty()) return;
    // Two words may form a maskable word by accident: "go ok". They do not count, unless the
    // maskable word occurs only in phrases, where more words must match.
    if (last == first + 1 && ids.front() == kStandalone && AreCommonWords(first, last)) return;
    Add(first, last + 1, begin, end, scratch_.form, Reading::kSplit);
  }

  bool AreCommonWords(std::uint32_t first, std::uint32_t last) const {
    for (std::uint32_t i = first; i <= last; ++i) {
      const std::string_view word = TextOf(i);
      if (IsShortWord(word)) continue;
      if (word.size() < kMinMaskable || !lexicon_.Contains(keys_[i], word)) return false;
    }
    return true;
  }

  // Returns where the next token that cannot be part of a masked word begins, from `at` on. `at`
  // must not decrease between calls.
  std::size_t RightBound(std::size_t at) {
    const std::vector<Token>& tokens = words_.tokens;
    while (token_ < tokens.size() &&
           (tokens[token_].kind == Token::Kind::kHashtag ||
            tokens[token_].kind == Token::Kind::kEmoji || tokens[token_].begin < at)) {
      ++token_;
    }
    return token_ < tokens.size() ? tokens[token_].begin : text_.size();
  }

  // Returns whether the signs at `at` are masks and not just punctuation: a letter follows them, or
  // one of them is a mask anywhere in a word.
  bool MayBeMasked(std::size_t at) const {
    const std::size_t begin = at;
    bool anywhere = false;
    for (; at < text_.size() && MaskOf(text_[at]) != kNoMask; ++at) {
      anywhere |= MaskOf(text_[at]) == kMask;
    }
    if (at == begin) return false;
    return anywhere || (at < text_.size() && text_[at] != ' ' &&
                        text::IsWordCharacter(static_cast<unsigned char>(text_[at])));
  }

  void ReadMasked(std::uint32_t i) {
    const Word& w = words_.words[i];
    const std::size_t bound = std::min(RightBound(w.begin), w.begin + kMaxMaskedBytes);
    if (w.end >= bound) return;
    ReadMasked(i, bound, /*inner=*/false);
    const bool begins_a_chunk = w.begin == 0 || MaskOf(text_[w.begin - 1]) != kInnerMask;
    // "W.W.F." is not read from its second letter on.
    if (begins_a_chunk) ReadMasked(i, bound, /*inner=*/true);
  }

  // Reads the run of letters and masks that begins with word i. With `inner`, signs that mask only
  // between letters count too.
  void ReadMasked(std::uint32_t i, std::size_t bound, bool inner) {
    std::vector<lexicon::WrittenLetter>& written = scratch_.written;
    written.clear();
    std::size_t end = words_.words[i].begin;
    std::size_t after_last_letter = end;
    std::size_t letters = 0, visible = 0, inner_masks = 0;
    bool only_digits = true;
    while (end < bound && written.size() <= lexicon::MaskedForms::kMaxLetters) {
      const text::Decoded c = text::Decode(text_, end);
      const bool letter = text::IsWordCharacter(c.code_point);
      const Mask mask = letter ? kNoMask : MaskOf(text_[end]);
      if (!letter && (mask == kNoMask || (mask == kInnerMask && !inner))) break;
      inner_masks += mask == kInnerMask;
      visible += letter;
      only_digits &= !text::IsLetter(c.code_point);
      written.push_back(letter ? LetterOf(c.code_point) : lexicon::WrittenLetter{0, 0});
      end += static_cast<std::size_t>(c.bytes);
      if (!letter) continue;
      after_last_letter = end;
      letters = written.size();
    }
    if (inner) {
      if (inner_masks == 0 || visible < 2) return;
      end = after_last_letter;
      written.resize(letters);
    }
    if (written.size() == visible || only_digits) return;  // "900€" is a price
    const bool only_first = visible == 1;
    if (written.size() < (only_first ? kMinMaskableInPhrase : kMinMaskable)) return;
    std::uint32_t last = i;
    while (last + 1 < count_ && words_.words[last + 1].begin < end) ++last;
    if (words_.words[last].end > end) return;
    const bool whole_word = last == i && letters == visible;  // masks occur only after the word
    if (whole_word && !only_first && lexicon_.Contains(keys_[i], TextOf(i))) return;
    AddMasked(i, last + 1, words_.words[i].begin, end);
  }

  // Reads a word that has an x between other letters.
  void ReadCrossedOut(std::uint32_t i) {
    const Word& w = words_.words[i];
    const std::string_view word = TextOf(i);
    if (word.size() < kMinMaskableInPhrase || word.size() > lexicon::MaskedForms::kMaxLetters) {
      return;
    }
    std::vector<lexicon::WrittenLetter>& written = scratch_.written;
    written.clear();
    bool masks = false;
    for (std::size_t at = 0; at < word.size();) {
      const text::Decoded c = text::Decode(word, at);
      const bool mask = word[at] == kCrossedOut && at > 0 && at + 1 < word.size();
      written.push_back(mask ? lexicon::WrittenLetter{0, 0} : LetterOf(c.code_point));
      masks |= mask;
      at += static_cast<std::size_t>(c.bytes);
    }
    if (masks) AddMasked(i, i + 1, w.begin, w.end);
  }

  // Reduces letters that occur three times or more in a row to one: "m*rdaaa".
  static void Squeeze(std::vector<lexicon::WrittenLetter>* written) {
    std::size_t kept = 0;
    for (std::size_t at = 0; at < written->size();) {
      std::size_t end = at + 1;
      while (end < written->size() && (*written)[end].letter == (*written)[at].letter) ++end;
      const bool once = end - at >= 3 && !(*written)[at].mask();
      for (; at < end; ++at) {
        (*written)[kept] = (*written)[at];
        kept += !once || at + 1 == end;
      }
    }
    written->resize(kept);
  }

  // Adds the forms that scratch_.written may be.
  void AddMasked(std::uint32_t from, std::uint32_t to, std::size_t begin, std::size_t end) {
    Squeeze(&scratch_.written);
    const std::vector<lexicon::WrittenLetter>& written = scratch_.written;
    readings_.masked_.Find(written, [&](std::string_view form, std::size_t letters) {
      scratch_.form.assign(form);
      // After a prefix, the visible letters up to the next mask belong to the form.
      for (; letters < written.size() && !written[letters].mask(); ++letters) {
        scratch_.form += base::Utf8(written[letters].letter);
      }
      Add(from, to, begin, end, scratch_.form, Reading::kMasked);
    });
  }

  // Calls f(i) for each word that contains the letter.
  template <typename F>
  void ForWordsWith(char letter, F f) const {
    std::size_t at = 0;
    while (at < text_.size()) {
      const void* const found = std::memchr(text_.data() + at, letter, text_.size() - at);
      if (found == nullptr) return;
      at = static_cast<std::size_t>(static_cast<const char*>(found) - text_.data());
      const auto next = std::upper_bound(words_.words.begin(), words_.words.end(), at,
                                         [](std::size_t a, const Word& w) { return a < w.begin; });
      ++at;
      if (next == words_.words.begin() || std::prev(next)->end < at) continue;
      at = std::prev(next)->end;
      f(static_cast<std::uint32_t>(std::prev(next) - words_.words.begin()));
    }
  }

  void ReadHashtags() {
    const std::span<const Word> words = words_.words;
    auto word = words.begin();
    for (const Token& token : words_.tokens) {
      if (token.kind != Token::Kind::kHashtag) continue;
      word = std::lower_bound(word, words.end(), token.begin,
                              [](const Word& w, std::uint32_t at) { return w.begin < at; });
      for (; word != words.end() && word->begin < token.end; ++word) {
        SegmentHashtag(static_cast<std::uint32_t>(word - words.begin()));
      }
    }
  }

  void SegmentHashtag(std::uint32_t i) {
    const std::string_view word = TextOf(i);
    if (word.size() < HashtagSegmenter::kMinBytes || word.size() > HashtagSegmenter::kMaxBytes) {
      return;
    }
    const auto inner = words_.inner.begin();
    const bool cut = std::binary_search(inner, inner + static_cast<std::ptrdiff_t>(inner_before_),
                                        i);  // it is in CamelCase
    if (cut || lexicon_.Contains(keys_[i], word)) return;
    const auto pieces = readings_.hashtags_.Segment(word, lexicon_, &scratch_.hashtag);
    std::uint32_t from = i;
    for (const HashtagSegmenter::Range& piece : pieces) {
      const std::uint32_t to = piece.end == word.size() ? i + 1 : words_.AddInnerNode(i);
      AddPiece(i, from, to, piece);
      from = to;
    }
    if (!pieces.empty()) return;
    const HashtagSegmenter::Range maskable = readings_.hashtags_.FindMaskable(word);
    if (maskable.begin > 0) {
      AddPiece(i, words_.AddInnerNode(i), i + 1, maskable);
    } else if (maskable.end > 0) {
      AddPiece(i, i, words_.AddInnerNode(i), maskable);
    }
  }

  // Adds the reading of a piece of word i.
  void AddPiece(std::uint32_t i, std::uint32_t from, std::uint32_t to,
                const HashtagSegmenter::Range& piece) {
    const std::uint32_t begin = words_.words[i].begin;
    Add(from, to, begin + piece.begin, begin + piece.end,
        TextOf(i).substr(piece.begin, piece.end - piece.begin), Reading::kCut);
  }

  const LexiconReadings& readings_;
  const std::string_view text_;
  const std::span<const lexicon::WordKey> keys_;
  const lexicon::Lexicon& lexicon_;
  text::Words& words_;
  Scratch& scratch_;
  const std::uint32_t count_;
  const std::size_t text_readings_;  // number of readings that need only the text
  const std::size_t inner_before_;
  std::size_t token_ = 0;
};

void LexiconReadings::Add(const text::FoldedText& folded, std::span<const lexicon::WordKey> keys,
                          const lexicon::Lexicon& lexicon, text::Words* words,
                          Scratch* scratch) const {
  if (!has_word_readings_ && words->hashtags == 0) return;
  Reader(*this, folded, keys, lexicon, words, scratch).Read();
}

}  // namespace ascolto::readings
