#include "ascolto/readings/text_readings.h"

#include <algorithm>

#include "ascolto/text/characters.h"
#include "ascolto/readings/look_alikes.h"

namespace ascolto::readings {
namespace {

constexpr std::uint32_t kMostJoinedLetters = 64;
constexpr std::size_t kMostLeetBytes = 64;       // of a run that is read as leet
constexpr std::size_t kMostSeparatorBytes = 16;  // between joined letters
constexpr std::uint32_t kMostPieces = 8;         // of a word in CamelCase
constexpr std::uint32_t kFewLetters = 3;         // of such a piece: shorter than most words
constexpr std::string_view kEuro = "\u20AC";

// The letter that a sign or digit stands for, or 0. A 1 and a | stand for i and for l.
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

// Whether five digits in a row, not all the same, are there: a number, of a telephone or a case.
// "caz00000" is a word that is drawn out.
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

// What the masks say of a piece of the text. Of a longer one than a block all may be.
struct Looks {
  bool beyond_ascii = true;
  bool long_run = true;  // a letter three times
  bool letters = true;
  bool digits = true;
  bool five_digits = false;  // in a row
};

bool IsAsciiWord(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

// Signs that end or begin a run are more often punctuation than letters.
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

  // But for CamelCase.
  void ReadOdd() {
    std::size_t token = 0;
    std::uint32_t next = 0, leet_until = 0;
    for (const std::uint32_t i : words_.odd) {
      if (i < next) continue;
      const text::Word& word = words_.words[i];
      while (token < words_.tokens.size() && words_.tokens[token].end <= word.begin) {
        if (words_.tokens[token].kind != text::Token::Kind::kHashtag) left_bound_ = words_.tokens[token].end;
        ++token;
      }
      ReadWord(i);
      if (i >= leet_until) leet_until = ReadLeet(i, RightBound(word.begin));
      next = i + ReadJoined(i);
    }
  }

  // Of words with a capital behind a small letter.
  void ReadCamel() {
    for (const std::uint32_t i : words_.odd) {
      if (!MayBeCamel(words_.words[i])) continue;
      const std::uint32_t pieces = FindPieces(i);
      if (pieces >= 2) AddPieces(i, pieces);
    }
  }

 private:
  // Where the next token without words begins, from `at` on; `at` never decreases.
  std::size_t RightBound(std::size_t at) {
    const std::vector<text::Token>& tokens = words_.tokens;
    while (right_token_ < tokens.size() && (tokens[right_token_].kind == text::Token::Kind::kHashtag ||
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

  // Of the bytes from `begin` on, in the masks of one class: bit i is for byte begin + i.
  template <typename BitsOf>
  std::uint64_t Bits(std::size_t begin, std::size_t bytes, BitsOf bits_of) const {
    const std::size_t block = begin / text::kBlockBytes, bit = begin % text::kBlockBytes;
    std::uint64_t bits = bits_of(masks_[block]) >> bit;
    if (bit + bytes > text::kBlockBytes) bits |= bits_of(masks_[block + 1]) << (text::kBlockBytes - bit);
    return bits & ~std::uint64_t{0} >> (text::kBlockBytes - bytes);
  }

  Looks LooksOf(std::size_t begin, std::size_t end) const {
    const std::size_t bytes = end - begin;
    if (bytes > text::kBlockBytes) return {};
    const auto digit = Bits(begin, bytes, [](const text::ByteMasks& m) { return m.digit; });
    const auto triple = Bits(begin, bytes, [](const text::ByteMasks& m) { return m.triple; });
    const auto beyond = Bits(begin, bytes, [](const text::ByteMasks& m) { return m.beyond_ascii(); });
    const auto word = Bits(begin, bytes, [](const text::ByteMasks& m) { return m.word; });
    const std::uint64_t pairs = digit & digit >> 1;
    return {beyond != 0, triple != 0, (beyond | (word & ~digit)) != 0, digit != 0,
            (pairs & pairs >> 2 & digit >> 4) != 0};
  }

  void Begin(std::uint32_t from, std::uint32_t to, std::size_t begin, std::size_t end) {
    const bool again = !words_.readings.empty() && place_.from == from && place_.to == to;
    place_ = {from, to, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end), 0, 0,
              Reading::kWritten};
    if (!again) first_ = words_.readings.size();
  }

  void Add(std::string_view form, Reading kind) {
    if (words_.readings.size() - first_ >= kMostReadingsOfAPlace) return;
    for (std::size_t i = first_; i < words_.readings.size(); ++i) {
      if (words_.Form(words_.readings[i]) == form) return;
    }
    place_.form = static_cast<std::uint32_t>(words_.forms.size());
    place_.form_bytes = static_cast<std::uint32_t>(form.size());
    place_.kind = kind;
    words_.forms.append(form);
    words_.readings.push_back(place_);
  }

  // Adds the squeezed forms of `form`. Every choice of two or one for the first three long runs,
  // one for the others.
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
    looks_ = LooksOf(w.begin, w.end);
    if (!looks_.beyond_ascii && !looks_.long_run) return;
    Begin(i, i + 1, w.begin, w.end);
    ForLookAlikes(TextOf(i), [this](std::string_view form) {
      Add(form, Reading::kLookalike);
      AddSqueezed(form, Reading::kLookalike);
    });
    AddSqueezed(TextOf(i), Reading::kSqueezed);
  }

  // Whether letters of a form may be taken for Latin ones: some are foreign, and not all are of one
  // script that is foreign as a whole.
  static bool IsMixed(std::string_view form) {
    constexpr char32_t kFirstBeyondLatin = 0x370;
    bool latin = false;
    bool foreign = false;
    for (std::size_t at = 0; at < form.size();) {
      const text::Decoded c = text::Decode(form, at);
      latin |= text::IsLetter(c.code_point) &&
               (c.code_point < kFirstBeyondLatin || IsPhonetic(c.code_point));
      foreign |= c.code_point >= 0x80;
      at += c.bytes;
    }
    return latin && foreign;
  }
  // Unicode's blocks of phonetic letters, which are Latin in the main: small capitals.
  static bool IsPhonetic(char32_t c) {
    return (c >= 0x1D00 && c <= 0x1DBF) || (c >= 0x2C60 && c <= 0x2C7F) ||
           (c >= 0xA720 && c <= 0xAB6F);
  }

  // Calls f(form) for the ways to take foreign letters for Latin ones, the likeliest first.
  template <typename F>
  void ForLookAlikes(std::string_view form, F f) {
    if (!IsMixed(form)) return;
    for (int choice = 0; choice < kMostReadingsOfAPlace; ++choice) {
      look_alike_.clear();
      int left = choice;  // a number with one digit for each letter that may be several
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

  // Adds what `form` is as leet, and that squeezed.
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

  // Reads the run around word i, if it looks like leet. Returns the first word after the run.
  std::uint32_t ReadLeet(std::uint32_t i, std::size_t right_bound) {
    std::size_t begin = words_.words[i].begin;
    std::size_t end = words_.words[i].end;
    if (!MayBeLeet(i, right_bound)) return i + 1;
    while (begin > left_bound_ && end - begin <= kMostLeetBytes) {
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
    if (end - begin > kMostLeetBytes) return last + 1;
    const std::string_view run = text_.substr(begin, end - begin);
    const Looks looks = LooksOf(begin, end);
    const bool signs = last > i || end - begin > TextOf(i).size();
    if (!looks.letters || (!looks.digits && !signs)) return last + 1;
    if (looks.five_digits && HasNumber(run)) return last + 1;
    Begin(i, last + 1, begin, end);
    if (looks.beyond_ascii) {
      ForLookAlikes(run, [this](std::string_view form) { AddLeet(form, Reading::kLeet); });
    }
    AddLeet(run, Reading::kLeet);
    return last + 1;
  }

  // Where the sign that ends at `at` begins, or `at`.
  std::size_t SignBefore(std::size_t at) const {
    if (at == left_bound_ || text_[at - 1] == ' ') return at;
    for (const std::size_t bytes : {std::size_t{1}, kEuro.size()}) {
      if (at >= left_bound_ + bytes && IsLeetSign(text_.substr(at - bytes, bytes))) {
        return at - bytes;
      }
    }
    return at;
  }

  // A digit among letters, or a sign beside the word.
  bool MayBeLeet(std::uint32_t i, std::size_t right_bound) const {
    const text::Word& w = words_.words[i];
    return looks_.digits || (w.end < right_bound && IsLeetSign(Character(w.end))) ||
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

  // The same signs, or emoji, whichever they are.
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
    if (separator.size() > kMostSeparatorBytes) return false;
    for (std::size_t at = 0; at < separator.size();) {
      const text::Decoded c = text::Decode(separator, at);
      const bool word = c.code_point < 0x80 ? IsAsciiWord(separator[at])
                                            : text::IsWordCharacter(c.code_point);
      if (word) return false;  // of a mention or a link
      at += c.bytes;
    }
    return true;
  }

  // Reads single letters from word i on. Returns how many words to go on by.
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
    return end - i;  // the last letter may begin another run, with another separator
  }

  // Words of one letter in Italian and English, which may stand before or after a word that is
  // spaced out: "è s t u p i d o".
  bool IsOneLetterWord(std::uint32_t i) const {
    const std::string_view word = TextOf(i);
    return word == "a" || word == "e" || word == "i" || word == "o";
  }

  // Adds the letters from `first` to `last` as one word, when they are three or more.
  void Join(std::uint32_t first, std::uint32_t last) {
    if (last < first + 2 || last - first >= kMostJoinedLetters) return;
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

  // Words are asked about in their order.
  bool MayBeCamel(const text::Word& w) {
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

  // Sets cuts_ to where the pieces of a word in CamelCase begin, and returns how many there are: 1
  // for another word. "SeiUnCretino" is three, "USAnno" is USA and nno; where most pieces are short,
  // as in "sTuPiDo", nobody meant words.
  std::uint32_t FindPieces(std::uint32_t i) {
    const text::Word& w = words_.words[i];
    cuts_[0] = w.begin;
    std::uint32_t pieces = 1;
    Case before = Case::kNone;
    Case before_that = Case::kNone;
    std::uint32_t last = w.begin;  // where the letter before begins
    bool camel = false;
    for (std::uint32_t at = w.begin; at < w.end;) {
      const Case here = CaseAt(at);
      const bool hump = here == Case::kCapital && before == Case::kSmall;
      const bool after_capitals =
          here == Case::kSmall && before == Case::kCapital && before_that == Case::kCapital;
      camel |= hump;
      if (hump || after_capitals) {
        if (pieces == kMostPieces) return 1;
        cuts_[pieces++] = hump ? at : last;
      }
      before_that = before;
      before = here;
      last = at;
      at += static_cast<std::uint32_t>(text::Decode(text_, at).bytes);
    }
    cuts_[pieces] = w.end;
    std::uint32_t few = 0;
    for (std::uint32_t piece = 0; piece < pieces; ++piece) {
      few += cuts_[piece + 1] - cuts_[piece] < kFewLetters;
    }
    return camel && 2 * few <= pieces ? pieces : 1;
  }

  enum class Case { kNone, kSmall, kCapital };
  // Of the letter that gave the folded byte.
  Case CaseAt(std::uint32_t at) const {
    const char32_t c = text::Decode(folded_.original, folded_.OriginalBegin(at)).code_point;
    return !text::IsLetter(c) ? Case::kNone : text::IsUpperCase(c) ? Case::kCapital : Case::kSmall;
  }

  void AddPieces(std::uint32_t i, std::uint32_t pieces) {
    std::uint32_t from = i;
    for (std::uint32_t piece = 0; piece < pieces; ++piece) {
      const std::uint32_t to = piece + 1 == pieces ? i + 1 : words_.AddInner(i);
      Begin(from, to, cuts_[piece], cuts_[piece + 1]);
      Add(text_.substr(cuts_[piece], cuts_[piece + 1] - cuts_[piece]), Reading::kCut);
      from = to;
    }
  }

  const text::FoldedText& folded_;
  const std::string_view text_;
  text::Words& words_;
  const std::uint32_t count_;
  std::size_t left_bound_ = 0;   // the end of what no run may reach into
  std::size_t right_token_ = 0;  // the first token without words that ends behind the word
  std::size_t run_ = 0;          // of the folded text, where the last word asked about begins
  Looks looks_;  // of the odd word at hand
  text::ReadingEdge place_{};
  std::size_t first_ = 0;  // of the place's readings
  const std::span<const text::ByteMasks> masks_;  // of the text
  std::string& squeezed_;
  std::string& leet_;
  std::string& look_alike_;
  std::string& joined_;
  std::uint32_t cuts_[kMostPieces + 1];
};

}  // namespace

void AddTextReadings(const text::FoldedText& folded, text::Words* words) {
  if (words->odd.empty()) [[likely]] return;
  Reader reader(folded, words);
  reader.ReadOdd();
  if (folded.camel) reader.ReadCamel();
  text::SortReadings(words);
}

}  // namespace ascolto::readings
