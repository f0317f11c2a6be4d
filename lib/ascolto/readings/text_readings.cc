// Adds readings to the words that the masks mark as candidates.

#include "ascolto/readings/text_readings.h"

#include <algorithm>

#include "ascolto/text/characters.h"
#include "ascolto/readings/look_alikes.h"

namespace ascolto::readings {
namespace {

constexpr std::uint32_t kMaxJoinedLetters = 64;
constexpr std::size_t kMaxLeetBytes = 64;       // length of a run that is read as leet
constexpr std::size_t kMaxSeparatorBytes = 16;  // length of a separator of joined letters
constexpr std::uint32_t kMaxPieces = 8;         // of a CamelCase word
constexpr std::uint32_t kShortPieceBytes = 3;   // a piece with fewer bytes is short
constexpr std::string_view kEuro = "\u20AC";

// Returns the letter that a sign or digit stands for, or 0. A 1 and a | stand for the letter `one`.
char LeetLetter(std::string_view character, char one) {
  if (character == kEuro) return 'e';
  switch (character.front()) {
    case '0': return 'o';
    case '1': case '|': return one;
    case '3': return 'e';
    case '4': case '@': return 'a';
    case '5': case '$': return 's';
    case '6': case '9': return 'g';
    case '7': case '+': return 't';
    case '8': return 'b';
    case '!': return 'i';
    default: return 0;
  }
}

bool IsLeetSign(std::string_view character) {
  if (character.size() > 1) return character == kEuro;
  const char c = character.front();
  return c == '@' || c == '$' || c == '!' || c == '|' || c == '+';
}

// Returns whether the text has five digits in a row that are not all the same. This is a number,
// such as a telephone number. "caz00000" is a prolonged word.
bool HasNumber(std::string_view text) {
  std::uint32_t digits = 0, same = 0;
  char last = 0;
  for (const char c : text) {
    const bool digit = c >= '0' && c <= '9';
    digits = digit ? digits + 1 : 0;
    same = digit && c == last ? same + 1 : 1;
    last = c;
    if (digits >= 5 && same < 5) return true;
  }
  return false;
}

// The classes of bytes in a span, according to the masks. For a span longer than a block,
// everything but `five_digits` is assumed to occur.
struct SpanClasses {
  bool beyond_ascii = true;
  bool long_run = true;  // a letter three times in a row
  bool letters = true;
  bool digits = true;
  bool five_digits = false;  // in a row
};

bool IsAsciiWord(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

// These signs are more often punctuation than letters at the end or the beginning of a run.
bool IsPunctuationAtEnd(char c) { return c == '!' || c == '|' || c == '+'; }
bool IsPunctuationAtBegin(char c) { return c == '|' || c == '+'; }

class Reader {
 public:
  Reader(const text::FoldedText& folded, text::Words* words)
      : folded_(folded),
        text_(folded.text),
        words_(*words),
        count_(static_cast<std::uint32_t>(words->words.size())),
        masks_(words->scratch.masks),
        squeezed_(words->scratch.squeezed),
        leet_(words->scratch.leet),
        look_alike_(words->scratch.look_alike),
        joined_(words->scratch.joined) {}

  // Adds all readings except those of CamelCase words.
  void ReadWords() {
    std::size_t token = 0;
    std::uint32_t next = 0, leet_until = 0;
    for (const std::uint32_t i : words_.may_have_readings) {
      if (i < next) continue;
      const text::Word& word = words_.words[i];
      while (token < words_.tokens.size() && words_.tokens[token].end <= word.begin) {
        if (words_.tokens[token].kind != text::Token::Kind::kHashtag) {
          left_bound_ = words_.tokens[token].end;
        }
        ++token;
      }
      ReadWord(i);
      if (i >= leet_until) leet_until = ReadLeet(i, RightBound(word.begin));
      next = i + ReadJoined(i);
    }
  }

  // Adds the readings of CamelCase words.
  void ReadCamelCase() {
    for (const std::uint32_t i : words_.may_have_readings) {
      if (!MayBeCamelCase(words_.words[i])) continue;
      const std::uint32_t pieces = FindPieces(i);
      if (pieces >= 2) AddPieces(i, pieces);
    }
  }

 private:
  // Returns where the next token that contains no words begins, from `at` on. `at` must not
  // decrease between calls.
  std::size_t RightBound(std::size_t at) {
    const std::vector<text::Token>& tokens = words_.tokens;
    while (right_token_ < tokens.size() &&
           (tokens[right_token_].kind == text::Token::Kind::kHashtag ||
            tokens[right_token_].end <= at)) {
      ++right_token_;
    }
    return right_token_ < tokens.size() ? tokens[right_token_].begin : text_.size();
  }

  std::string_view Character(std::size_t at) const {
    const bool ascii = static_cast<unsigned char>(text_[at]) < 0x80;
    return text_.substr(at, ascii ? 1 : text::Decode(text_, at).bytes);
  }

  std::string_view TextOf(std::uint32_t word) const {
    const text::Word& w = words_.words[word];
    return text_.substr(w.begin, w.end - w.begin);
  }

  // Returns bits of one class for up to 64 bytes from `begin`: bit i is for byte begin + i.
  template <typename BitsOf>
  std::uint64_t Bits(std::size_t begin, std::size_t bytes, BitsOf bits_of) const {
    const std::size_t block = begin / text::kBlockBytes, bit = begin % text::kBlockBytes;
    std::uint64_t bits = bits_of(masks_[block]) >> bit;
    if (bit + bytes > text::kBlockBytes) {
      bits |= bits_of(masks_[block + 1]) << (text::kBlockBytes - bit);
    }
    return bits & ~std::uint64_t{0} >> (text::kBlockBytes - bytes);
  }

  SpanClasses ClassesOf(std::size_t begin, std::size_t end) const {
    const std::size_t bytes = end - begin;
    if (bytes > text::kBlockBytes) return {};
    const auto digit = Bits(begin, bytes, [](const text::ByteMasks& m) { return m.digit; });
    const auto triple = Bits(begin, bytes, [](const text::ByteMasks& m) { return m.triple; });
    const auto beyond =
        Bits(begin, bytes, [](const text::ByteMasks& m) { return m.beyond_ascii(); });
    const auto word = Bits(begin, bytes, [](const text::ByteMasks& m) { return m.word; });
    const std::uint64_t pairs = digit & digit >> 1;
    return {beyond != 0, triple != 0, (beyond | (word & ~digit)) != 0, digit != 0,
            (pairs & pairs >> 2 & digit >> 4) != 0};
  }

  void Begin(std::uint32_t from, std::uint32_t to, std::size_t begin, std::size_t end) {
    const bool same_place = !words_.readings.empty() && place_.from == from && place_.to == to;
    place_ = {from, to, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end), 0, 0,
              Reading::kWritten};
    if (!same_place) first_ = words_.readings.size();
  }

  void Add(std::string_view form, Reading kind) {
    if (words_.readings.size() - first_ >= kMaxReadingsOfAPlace) return;
    for (std::size_t i = first_; i < words_.readings.size(); ++i) {
      if (words_.Form(words_.readings[i]) == form) return;
    }
    place_.form = static_cast<std::uint32_t>(words_.forms.size());
    place_.form_bytes = static_cast<std::uint32_t>(form.size());
    place_.kind = kind;
    words_.forms.append(form);
    words_.readings.push_back(place_);
  }

  // Adds the squeezed forms of `form`. Each of the first three long runs becomes two letters or one
  // letter, in all combinations; other long runs become one letter.
  void AddSqueezed(std::string_view form, Reading kind) {
    if (!HasLongRun(form)) return;
    for (int choice = 0; choice < 8; ++choice) {
      squeezed_.clear();
      int long_runs = 0;
      for (std::size_t at = 0; at < form.size();) {
        const text::Decoded c = text::Decode(form, at);
        const std::string_view letter = form.substr(at, c.bytes);
        std::size_t repeats = 0;
        for (; form.compare(at, letter.size(), letter) == 0 && at < form.size(); ++repeats) {
          at += letter.size();
        }
        if (repeats >= 3 && text::IsLetter(c.code_point)) {
          repeats = long_runs < 3 && (choice >> long_runs & 1) == 0 ? 2 : 1;
          ++long_runs;
        }
        for (; repeats > 0; --repeats) squeezed_.append(letter);
      }
      Add(squeezed_, kind);
      if (choice + 1 == 1 << std::min(long_runs, 3)) break;
    }
  }

  static bool HasLongRun(std::string_view form) {
    std::size_t repeats = 0;
    char32_t last = 0;
    for (std::size_t at = 0; at < form.size();) {
      const text::Decoded c = text::Decode(form, at);
      repeats = c.code_point == last ? repeats + 1 : 1;
      if (repeats == 3 && text::IsLetter(c.code_point)) return true;
      last = c.code_point;
      at += c.bytes;
    }
    return false;
  }

  void ReadWord(std::uint32_t i) {
    const text::Word& w = words_.words[i];
    classes_ = ClassesOf(w.begin, w.end);
    if (!classes_.beyond_ascii && !classes_.long_run) return;
    Begin(i, i + 1, w.begin, w.end);
    ForLookAlikes(TextOf(i), [this](std::string_view form) {
      Add(form, Reading::kLookalike);
      AddSqueezed(form, Reading::kLookalike);
    });
    AddSqueezed(TextOf(i), Reading::kSqueezed);
  }

  // Returns whether letters of the form may stand for Latin letters: the form has both Latin
  // letters and non-ASCII characters.
  static bool IsMixed(std::string_view form) {
    constexpr char32_t kFirstBeyondLatin = 0x370;
    bool latin = false;
    bool non_ascii = false;
    for (std::size_t at = 0; at < form.size();) {
      const text::Decoded c = text::Decode(form, at);
      latin |= text::IsLetter(c.code_point) &&
               (c.code_point < kFirstBeyondLatin || IsPhonetic(c.code_point));
      non_ascii |= c.code_point >= 0x80;
      at += c.bytes;
    }
    return latin && non_ascii;
  }
  // Returns whether `c` is in one of Unicode's blocks of phonetic letters, which contain mostly
  // Latin letters: small capitals.
  static bool IsPhonetic(char32_t c) {
    return (c >= 0x1D00 && c <= 0x1DBF) || (c >= 0x2C60 && c <= 0x2C7F) ||
           (c >= 0xA720 && c <= 0xAB6F);
  }

  // Calls f(form) for each way to replace letters by the Latin letters that they look like. The
  // most likely one comes first.
  template <typename F>
  void ForLookAlikes(std::string_view form, F f) {
    if (!IsMixed(form)) return;
    for (int choice = 0; choice < kMaxReadingsOfAPlace; ++choice) {
      look_alike_.clear();
      int left = choice;  // a mixed-radix number with one digit for each ambiguous letter
      bool some = false;
      for (std::size_t at = 0; at < form.size();) {
        const text::Decoded c = text::Decode(form, at);
        const std::string_view letters =
            c.code_point < 0x80 ? std::string_view() : LookAlikes(c.code_point);
        if (letters.empty()) {
          look_alike_.append(form.substr(at, c.bytes));
        } else {
          const int count = static_cast<int>(letters.size());
          look_alike_.push_back(letters[left % count]);
          left /= count;
          some = true;
        }
        at += c.bytes;
      }
      if (!some || left != 0) return;
      f(std::string_view(look_alike_));
    }
  }

  // Adds the leet reading of `form`, and its squeezed forms.
  void AddLeet(std::string_view form, Reading kind) {
    for (const char one : {'i', 'l'}) {
      leet_.clear();
      bool letters = false;
      bool signs = false;
      bool ones = false;
      for (std::size_t at = 0; at < form.size();) {
        const text::Decoded c = text::Decode(form, at);
        const std::string_view character = form.substr(at, c.bytes);
        const char letter = LeetLetter(character, one);
        signs |= letter != 0;
        ones |= c.code_point == '1' || c.code_point == '|';
        letters |= c.code_point < 0x80 ? c.code_point >= 'a' && c.code_point <= 'z'
                                       : text::IsLetter(c.code_point);
        letter != 0 ? leet_.push_back(letter) : (void)leet_.append(character);
        at += c.bytes;
      }
      if (!letters || !signs || (one == 'l' && !ones)) return;
      Add(leet_, kind);
      AddSqueezed(leet_, kind);
    }
  }

  // Reads the run around word i if it may be leet. Returns the first word after the run.
  std::uint32_t ReadLeet(std::uint32_t i, std::size_t right_bound) {
    std::size_t begin = words_.words[i].begin;
    std::size_t end = words_.words[i].end;
    if (!MayBeLeet(i, right_bound)) return i + 1;
    while (begin > left_bound_ && end - begin <= kMaxLeetBytes) {
      const std::size_t sign = SignBefore(begin);
      if (sign == begin) break;
      begin = sign;
    }
    std::uint32_t last = i;
    while (end < right_bound) {
      if (last + 1 < count_ && words_.words[last + 1].begin == end) {
        end = words_.words[++last].end;
      } else if (IsLeetSign(Character(end))) {
        end += Character(end).size();
      } else {
        break;
      }
    }
    while (IsPunctuationAtEnd(text_[end - 1])) --end;
    while (IsPunctuationAtBegin(text_[begin])) ++begin;
    left_bound_ = end;
    if (end - begin > kMaxLeetBytes) return last + 1;
    const std::string_view run = text_.substr(begin, end - begin);
    const SpanClasses classes = ClassesOf(begin, end);
    const bool signs = last > i || end - begin > TextOf(i).size();
    if (!classes.letters || (!classes.digits && !signs)) return last + 1;
    if (classes.five_digits && HasNumber(run)) return last + 1;
    Begin(i, last + 1, begin, end);
    if (classes.beyond_ascii) {
      ForLookAlikes(run, [this](std::string_view form) { AddLeet(form, Reading::kLeet); });
    }
    AddLeet(run, Reading::kLeet);
    return last + 1;
  }

  // Returns where the sign that ends at `at` begins, or `at` if there is none.
  std::size_t SignBefore(std::size_t at) const {
    if (at == left_bound_ || text_[at - 1] == ' ') return at;
    for (const std::size_t bytes : {std::size_t{1}, kEuro.size()}) {
      if (at >= left_bound_ + bytes && IsLeetSign(text_.substr(at - bytes, bytes))) {
        return at - bytes;
      }
    }
    return at;
  }

  // Returns whether word i has a digit, or a leet sign beside it.
  bool MayBeLeet(std::uint32_t i, std::size_t right_bound) const {
    const text::Word& w = words_.words[i];
    return classes_.digits || (w.end < right_bound && IsLeetSign(Character(w.end))) ||
           SignBefore(w.begin) != w.begin;
  }

  bool IsSingleLetter(std::uint32_t i) const {
    const text::Word& w = words_.words[i];
    return text::Decode(text_, w.begin).bytes == static_cast<int>(w.end - w.begin);
  }

  std::string_view SeparatorAfter(std::uint32_t i) const {
    const std::size_t begin = words_.words[i].end;
    return text_.substr(begin, words_.words[i + 1].begin - begin);
  }

  // Returns whether two separators are equal, or both contain emoji.
  bool AreAlike(std::string_view separator, std::string_view other) const {
    return separator == other || (HasEmoji(separator) && HasEmoji(other));
  }

  static bool HasEmoji(std::string_view separator) {
    for (std::size_t at = 0; at < separator.size();) {
      const text::Decoded c = text::Decode(separator, at);
      if (c.code_point >= 0x80 && text::IsEmoji(c.code_point)) return true;
      at += c.bytes;
    }
    return false;
  }

  static bool IsSeparator(std::string_view separator) {
    if (separator.size() > kMaxSeparatorBytes) return false;
    for (std::size_t at = 0; at < separator.size();) {
      const text::Decoded c = text::Decode(separator, at);
      const bool word = c.code_point < 0x80 ? IsAsciiWord(separator[at])
                                            : text::IsWordCharacter(c.code_point);
      if (word) return false;  // it is part of a mention or a link
      at += c.bytes;
    }
    return true;
  }

  // Reads the single letters that begin at word i. Returns how many words the caller should
  // advance.
  std::uint32_t ReadJoined(std::uint32_t i) {
    std::uint32_t end = i;
    while (end + 1 < count_ && IsSingleLetter(end) && IsSingleLetter(end + 1) &&
           AreAlike(SeparatorAfter(end), SeparatorAfter(i)) && IsSeparator(SeparatorAfter(end))) {
      ++end;
    }
    if (end - i < 2) return 1;
    const bool spaced = SeparatorAfter(i) == " ";  // "T.I.T.O." has no words of one letter
    const bool first_is_word = spaced && IsOneLetterWord(i);
    const bool last_is_word = spaced && IsOneLetterWord(end);
    Join(i, end);
    if (first_is_word) Join(i + 1, end);
    if (last_is_word) Join(i, end - 1);
    if (first_is_word && last_is_word) Join(i + 1, end - 1);
    return end - i;  // the last letter may begin another run with another separator
  }

  // Returns whether word i is a one-letter word of Italian or English. Such a word may precede or
  // follow a word that is spaced out: "è s t u p i d o".
  bool IsOneLetterWord(std::uint32_t i) const {
    const std::string_view word = TextOf(i);
    return word == "a" || word == "e" || word == "i" || word == "o";
  }

  // Adds the letters from `first` to `last` as one word, if there are at least three.
  void Join(std::uint32_t first, std::uint32_t last) {
    if (last < first + 2 || last - first >= kMaxJoinedLetters) return;
    joined_.clear();
    bool letters = false;
    for (std::uint32_t k = first; k <= last; ++k) {
      joined_.append(TextOf(k));
      letters |= text::IsLetter(text::Decode(text_, words_.words[k].begin).code_point);
    }
    if (!letters) return;
    Begin(first, last + 1, words_.words[first].begin, words_.words[last].end);
    Add(joined_, Reading::kJoined);
    AddSqueezed(joined_, Reading::kJoined);
    AddLeet(joined_, Reading::kJoined);
    ForLookAlikes(joined_, [this](std::string_view form) {
      Add(form, Reading::kJoined);
      AddSqueezed(form, Reading::kJoined);
      AddLeet(form, Reading::kJoined);
    });
  }

  // Returns whether a word may have a capital after a lower-case letter. Words must be passed in
  // order.
  bool MayBeCamelCase(const text::Word& w) {
    const std::vector<text::FoldedText::Run>& runs = folded_.runs;
    while (run_ + 1 < runs.size() && runs[run_ + 1].folded <= w.begin) ++run_;
    const text::FoldedText::Run& run = runs[run_];
    if (!run.plain || (run_ + 1 < runs.size() && runs[run_ + 1].folded < w.end)) return true;
    const char* const original = folded_.original.data() + run.original + (w.begin - run.folded);
    for (std::uint32_t at = 1; at < w.end - w.begin; ++at) {
      const bool capital = original[at] >= 'A' && original[at] <= 'Z';
      if (capital && original[at - 1] >= 'a' && original[at - 1] <= 'z') return true;
    }
    return false;
  }

  // Sets cuts_ to the positions where the pieces of a CamelCase word begin, and returns their
  // number. Returns 1 for any other word. "SeiUnCretino" has three pieces; "USAnno" is split into
  // USA and nno. A word with mostly short pieces, such as "sTuPiDo", is not split.
  std::uint32_t FindPieces(std::uint32_t i) {
    const text::Word& w = words_.words[i];
    cuts_[0] = w.begin;
    std::uint32_t pieces = 1;
    Case before = Case::kNone;
    Case before_previous = Case::kNone;
    std::uint32_t last = w.begin;  // where the previous letter begins
    bool has_boundary = false;
    for (std::uint32_t at = w.begin; at < w.end;) {
      const Case here = CaseAt(at);
      const bool case_boundary = here == Case::kCapital && before == Case::kLower;
      const bool after_capitals =
          here == Case::kLower && before == Case::kCapital && before_previous == Case::kCapital;
      has_boundary |= case_boundary;
      if (case_boundary || after_capitals) {
        if (pieces == kMaxPieces) return 1;
        cuts_[pieces++] = case_boundary ? at : last;
      }
      before_previous = before;
      before = here;
      last = at;
      at += static_cast<std::uint32_t>(text::Decode(text_, at).bytes);
    }
    cuts_[pieces] = w.end;
    std::uint32_t short_pieces = 0;
    for (std::uint32_t piece = 0; piece < pieces; ++piece) {
      short_pieces += cuts_[piece + 1] - cuts_[piece] < kShortPieceBytes;
    }
    return has_boundary && 2 * short_pieces <= pieces ? pieces : 1;
  }

  enum class Case { kNone, kLower, kCapital };
  // Returns the case of the original letter of a folded byte.
  Case CaseAt(std::uint32_t at) const {
    const char32_t c = text::Decode(folded_.original, folded_.OriginalBegin(at)).code_point;
    return !text::IsLetter(c) ? Case::kNone : text::IsUpperCase(c) ? Case::kCapital : Case::kLower;
  }

  void AddPieces(std::uint32_t i, std::uint32_t pieces) {
    std::uint32_t from = i;
    for (std::uint32_t piece = 0; piece < pieces; ++piece) {
      const std::uint32_t to = piece + 1 == pieces ? i + 1 : words_.AddInnerNode(i);
      Begin(from, to, cuts_[piece], cuts_[piece + 1]);
      Add(text_.substr(cuts_[piece], cuts_[piece + 1] - cuts_[piece]), Reading::kCut);
      from = to;
    }
  }

  const text::FoldedText& folded_;
  const std::string_view text_;
  text::Words& words_;
  const std::uint32_t count_;
  std::size_t left_bound_ = 0;   // runs must not begin before this byte
  std::size_t right_token_ = 0;  // the first token without words that ends after the current word
  std::size_t run_ = 0;          // the run of the folded text in which the current word begins
  SpanClasses classes_;          // of the current word
  text::ReadingEdge place_{};
  std::size_t first_ = 0;                         // the first reading of the current place
  const std::span<const text::ByteMasks> masks_;  // of the folded text
  std::string& squeezed_;
  std::string& leet_;
  std::string& look_alike_;
  std::string& joined_;
  std::uint32_t cuts_[kMaxPieces + 1];
};

}  // namespace

void AddTextReadings(const text::FoldedText& folded, text::Words* words) {
  if (words->may_have_readings.empty()) [[likely]] return;
  Reader reader(folded, words);
  reader.ReadWords();
  if (folded.may_have_camel_case) reader.ReadCamelCase();
  text::SortReadings(words);
}

}  // namespace ascolto::readings
