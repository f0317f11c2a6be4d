#include "ascolto/rules/phrase_parser.h"

#include <algorithm>
#include <string>
#include <unordered_set>
#include <utility>

#include "ascolto/base/strings.h"
#include "ascolto/text/characters.h"
#include "ascolto/text/fold.h"
#include "ascolto/text/words.h"

namespace ascolto::rules {

using diagnostics::Code;

namespace {

// What stands in an entry, once the alternatives are chosen.
struct Piece {
  enum class Kind { kText, kStar, kGap, kList };
  Kind kind;
  std::size_t begin, end;  // in the entry
  std::string text;        // kText
  int number = 0;          // kGap: words; kList: index of the reference
};
using Pieces = std::vector<Piece>;

constexpr std::size_t kMaxProblems = 20;  // of one entry

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

bool IsNameCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || IsDigit(c) || c == '_' || c == '-' ||
         (static_cast<unsigned char>(c) & 0x80) != 0;
}

// Whether `text` is of ASCII letters, digits and spaces: folding only makes it lower-case, and no
// token is in it.
bool IsPlain(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || IsDigit(c) || c == ' ';
  });
}

// Whether the folded form of `text` begins or ends with a letter or digit.
bool TouchesWord(std::string_view text, bool at_end) {
  if (text.empty() || (at_end ? text.back() : text.front()) == ' ') return false;
  if (IsPlain(text)) return true;
  const std::string folded = text::Fold(text);
  if (folded.empty()) return false;
  std::size_t at = 0;
  if (at_end) {
    at = folded.size() - 1;
    while (at > 0 && (static_cast<unsigned char>(folded[at]) & 0xc0) == 0x80) --at;
  }
  return text::IsWordCharacter(text::Decode(folded, at).code_point);
}

class PhraseParser {
 public:
  explicit PhraseParser(std::string_view entry) : entry_(entry) {}

  ParsedPhrase Parse() && {
    if (const double bytes = WrittenBytes(entry_); bytes > kMaxFormBytes) {
      Report(Code::kEntryTooLong, 0, entry_.size(),
             {static_cast<std::size_t>(bytes), kMaxFormBytes});
      return std::move(parsed_);
    }
    std::vector<std::vector<Pieces>> groups = ReadGroups();
    if (failed_) return std::move(parsed_);
    std::size_t combinations = 1;
    for (const auto& group : groups) {
      combinations = std::min<std::size_t>(combinations * group.size(), 1'000'000);
    }
    // Forms that folding makes equal count once, but no more than this many are written out.
    if (combinations > 16 * kMaxForms) {
      Report(Code::kTooManyForms, 0, entry_.size(), {combinations, kMaxForms});
      return std::move(parsed_);
    }
    for (std::size_t i = 0; i < combinations; ++i) AddForm(Choose(groups, i));
    const std::size_t forms = parsed_.forms.size();
    if (forms > kMaxForms) {
      Report(Code::kTooManyForms, 0, entry_.size(), {forms, kMaxForms});
    }
    if (failed_) parsed_.forms.clear();
    return std::move(parsed_);
  }

 private:
  void Report(Code code, std::size_t begin, std::size_t end, diagnostics::Arguments arguments = {}) {
    if (diagnostics::CodeSeverity(code) == Severity::kError) failed_ = true;
    if (parsed_.problems.size() >= kMaxProblems) return;
    for (const EntryProblem& problem : parsed_.problems) {
      if (problem.code == code && problem.begin == begin) return;
    }
    parsed_.problems.push_back({code, begin, end, std::move(arguments)});
  }

  std::string_view Slice(std::size_t begin, std::size_t end) const {
    return entry_.substr(begin, std::min(end, entry_.size()) - begin);
  }

  // The entry as a sequence of groups of alternatives; what stands outside parentheses is a
  // group of one.
  std::vector<std::vector<Pieces>> ReadGroups() {
    std::vector<std::vector<Pieces>> groups(1, std::vector<Pieces>(1));
    constexpr std::size_t kClosed = std::string_view::npos;
    std::size_t open = kClosed;
    std::size_t nested = 0;
    for (std::size_t at = 0; at < entry_.size();) {
      const char c = entry_[at];
      if (c == '(') {
        if (open != kClosed) {
          Report(Code::kNested, at, at + 1);
          ++nested;
        } else {
          open = at;
          groups.emplace_back(1);
        }
        ++at;
      } else if (c == ')') {
        if (nested > 0) {
          --nested;
        } else if (open == kClosed) {
          Report(Code::kUnbalanced, at, at + 1, {")"});
        } else {
          if (groups.back().size() < 2) {
            Report(Code::kMissingSlash, open, at + 1, {Slice(open, at + 1)});
          }
          open = kClosed;
          groups.emplace_back(1);
        }
        ++at;
      } else if (c == '/') {
        if (open != kClosed) {
          groups.back().emplace_back();
        } else {
          Report(Code::kSlashOutside, at, at + 1);
        }
        ++at;
      } else {
        at = ReadPiece(at, open != kClosed, &groups.back().back());
      }
    }
    if (open != kClosed) Report(Code::kUnbalanced, open, open + 1, {"("});
    return groups;
  }

  // One piece at `at`; gives where it ends.
  std::size_t ReadPiece(std::size_t at, bool in_group, Pieces* pieces) {
    const char c = entry_[at];
    if (c == '*') {
      std::size_t end = at;
      while (end < entry_.size() && entry_[end] == '*') ++end;
      pieces->push_back({Piece::Kind::kStar, at, end, "", 0});
      return end;
    }
    if (c == '$') return ReadReference(at, in_group, pieces);
    if (entry_.substr(at).starts_with("...")) return ReadGap(at, pieces);
    std::size_t end = at + 1;
    while (end < entry_.size() && std::string_view("()/*$").find(entry_[end]) ==
                                      std::string_view::npos &&
           !entry_.substr(end).starts_with("...")) {
      ++end;
    }
    if (const std::size_t sign = Slice(at, end).find("…"); sign != std::string_view::npos) {
      Report(Code::kEllipsis, at + sign, at + sign + 3);
    }
    pieces->push_back({Piece::Kind::kText, at, end, std::string(Slice(at, end)), 0});
    return end;
  }

  std::size_t ReadGap(std::size_t at, Pieces* pieces) {
    std::size_t end = at;
    while (end < entry_.size() && entry_[end] == '.') ++end;
    int words = kDefaultGap;
    if (end < entry_.size() && IsDigit(entry_[end])) {
      words = 0;
      while (end < entry_.size() && IsDigit(entry_[end])) {
        words = std::min(words * 10 + (entry_[end++] - '0'), 1'000'000);
      }
      if (words < 1 || words > kMaxGap) Report(Code::kGapTooLong, at, end, {words, kMaxGap});
    }
    pieces->push_back({Piece::Kind::kGap, at, end, "", words});
    return end;
  }

  std::size_t ReadReference(std::size_t at, bool in_group, Pieces* pieces) {
    std::size_t end = at + 1;
    while (end < entry_.size() && (IsNameCharacter(entry_[end]) || entry_[end] == '.')) ++end;
    ListReference reference;
    reference.begin = at;
    const bool other_pack = !in_group && end + 1 < entry_.size() && entry_[end] == '/' &&
                            end > at + 1 && IsNameCharacter(entry_[end + 1]);
    if (other_pack) {
      reference.pack = std::string(Slice(at + 1, end));
      const std::size_t name = ++end;
      while (end < entry_.size() && IsNameCharacter(entry_[end])) ++end;
      reference.name = std::string(Slice(name, end));
    } else {
      end = std::min(entry_.find('.', at + 1), end);  // dots are gaps or punctuation here
      reference.name = std::string(Slice(at + 1, end));
    }
    if (reference.name.empty()) {
      Report(Code::kBareDollar, at, at + 1);
      return at + 1;
    }
    reference.end = end;
    pieces->push_back({Piece::Kind::kList, at, end, "", static_cast<int>(parsed_.references.size())});
    parsed_.references.push_back(std::move(reference));
    return end;
  }

  // The combination of that number, neighbouring texts joined.
  static Pieces Choose(const std::vector<std::vector<Pieces>>& groups, std::size_t number) {
    Pieces chosen;
    for (std::size_t g = groups.size(); g-- > 0;) {  // the last group changes fastest
      const auto& alternatives = groups[g];
      const Pieces& pieces = alternatives[number % alternatives.size()];
      number /= alternatives.size();
      chosen.insert(chosen.begin(), pieces.begin(), pieces.end());
    }
    Pieces joined;
    for (Piece& piece : chosen) {
      if (piece.kind == Piece::Kind::kText && !joined.empty() &&
          joined.back().kind == Piece::Kind::kText) {
        joined.back().text += piece.text;
        joined.back().end = std::max(joined.back().end, piece.end);
      } else {
        joined.push_back(std::move(piece));
      }
    }
    return joined;
  }

  void AddForm(const Pieces& pieces) {
    model::Form form;
    if (pieces.size() == 1 && pieces[0].kind == Piece::Kind::kText) {
      if (AddToken(pieces[0])) return;
    }
    int gaps = 0;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      const Piece& piece = pieces[i];
      switch (piece.kind) {
        case Piece::Kind::kText: AddWords(pieces, i, &form); break;
        case Piece::Kind::kStar: CheckStar(pieces, i); break;
        case Piece::Kind::kList: AddList(pieces, i, &form); break;
        case Piece::Kind::kGap: {
          ++gaps;
          if (form.empty() || form.back().kind == model::Element::Kind::kGap) {
            Report(Code::kGapAtEnd, piece.begin, piece.end);
          }
          model::Element gap;
          gap.kind = model::Element::Kind::kGap;
          gap.gap = piece.number;
          form.push_back(gap);
          break;
        }
      }
    }
    if (failed_) return;
    if (form.empty()) {
      Report(Code::kEmptyEntry, 0, entry_.size(), {entry_});
    } else if (form.back().kind == model::Element::Kind::kGap) {
      for (const Piece& piece : pieces) {
        if (piece.kind == Piece::Kind::kGap) gap_place_ = piece;
      }
      Report(Code::kGapAtEnd, gap_place_.begin, gap_place_.end);
    } else if (gaps > kMaxGaps) {
      Report(Code::kTooManyGaps, 0, entry_.size(), {gaps, kMaxGaps});
    } else {
      Keep(std::move(form));
    }
  }

  void Keep(model::Form form) {
    std::string key;  // the same for equal forms only: its parts are of no byte 0xFF
    for (const model::Element& element : form) {
      const ListReference list = element.kind == model::Element::Kind::kList
                                     ? parsed_.references[static_cast<std::size_t>(element.list)]
                                     : ListReference();
      key += base::Cat(static_cast<int>(element.kind), element.star_before ? "*" : "",
                       element.star_after ? "+" : "", element.gap, "\xFF", element.text, "\xFF",
                       element.cased, "\xFF", list.pack, "\xFF", list.name, "\xFF");
    }
    if (known_.insert(std::move(key)).second) parsed_.forms.push_back(std::move(form));
  }

  // An entry that is one emoji, #tag or @name. True: it was, or something else that has no
  // words and was reported.
  bool AddToken(const Piece& piece) {
    if (IsPlain(piece.text)) return false;
    text::FoldedText folded;
    text::Fold(piece.text, &folded);
    text::Words words;
    text::CutWords(folded, &words);
    if (words.tokens.empty()) return false;
    const auto is_blank = [&](std::size_t begin, std::size_t end) {
      return std::string_view(folded.text).substr(begin, end - begin).find_first_not_of(' ') ==
             std::string_view::npos;
    };
    const text::Token& first = words.tokens.front();
    const bool alone = words.tokens.size() == 1 && is_blank(0, first.begin) &&
                       is_blank(first.end, folded.text.size());
    for (const text::Token& token : words.tokens) {
      if (token.kind == text::Token::Kind::kLink || token.kind == text::Token::Kind::kMail) {
        Report(Code::kNeverMatches, piece.begin, piece.end, {piece.text});
        return true;
      }
    }
    if (alone) {
      model::Element element;
      element.kind = model::Element::Kind::kToken;
      element.text = folded.text.substr(first.begin, first.end - first.begin);
      Keep({element});
      return true;
    }
    if (words.words.empty()) {
      Report(Code::kNeverMatches, piece.begin, piece.end, {piece.text});
      return true;
    }
    WarnOfTokens(piece, folded, words);
    return false;
  }

  void WarnOfTokens(const Piece& piece, const text::FoldedText& folded,
                    const text::Words& words) {
    for (const text::Token& token : words.tokens) {
      const std::size_t begin = folded.OriginalBegin(token.begin);
      const std::size_t end = folded.OriginalEnd(token.end);
      const std::string sign = piece.text.substr(begin, end - begin);
      const std::size_t at = std::min(entry_.find(sign), entry_.size());
      Report(Code::kSignNotRead, at, at + sign.size(), {sign});
    }
  }

  void CheckStar(const Pieces& pieces, std::size_t i) {
    const Piece& star = pieces[i];
    const bool beside_list = (i > 0 && pieces[i - 1].kind == Piece::Kind::kList) ||
                             (i + 1 < pieces.size() && pieces[i + 1].kind == Piece::Kind::kList);
    if (beside_list) return;  // reported there
    const bool before = i > 0 && pieces[i - 1].kind == Piece::Kind::kText &&
                        TouchesWord(pieces[i - 1].text, /*at_end=*/true);
    const bool after = i + 1 < pieces.size() && pieces[i + 1].kind == Piece::Kind::kText &&
                       TouchesWord(pieces[i + 1].text, /*at_end=*/false);
    if (before && after) {
      std::size_t begin = star.begin, end = star.end;
      while (begin > 0 && entry_[begin - 1] != ' ') --begin;
      while (end < entry_.size() && entry_[end] != ' ') ++end;
      Report(Code::kStarInMiddle, star.begin, star.end, {Slice(begin, end)});
    } else if (!before && !after) {
      Report(Code::kLoneStar, star.begin, star.end);
    }
  }

  void AddWords(const Pieces& pieces, std::size_t i, model::Form* form) {
    const std::string& text = pieces[i].text;
    text::FoldedText folded;
    text::Fold(text, &folded);
    if (pieces.size() > 1 && !IsPlain(text)) {
      text::Words words;
      text::CutWords(folded, &words);
      WarnOfTokens(pieces[i], folded, words);
    }
    const std::size_t first = form->size();
    const std::string_view all = folded.text;
    for (std::size_t at = 0; at < all.size();) {
      const std::size_t begin = at;
      while (at < all.size()) {
        const text::Decoded decoded = text::Decode(all, at);
        if (!text::IsWordCharacter(decoded.code_point)) break;
        at += static_cast<std::size_t>(decoded.bytes);
      }
      if (at == begin) {
        at += static_cast<std::size_t>(text::Decode(all, at).bytes);
        continue;
      }
      model::Element word;
      word.text = std::string(all.substr(begin, at - begin));
      const std::size_t original = folded.OriginalBegin(begin);
      const std::string_view written =
          std::string_view(text).substr(original, folded.OriginalEnd(at) - original);
      word.cased = IsPlain(written) ? word.text : text::FoldCase(written);
      form->push_back(std::move(word));
    }
    if (form->size() == first) return;
    if (i > 0 && pieces[i - 1].kind == Piece::Kind::kStar && TouchesWord(text, false)) {
      (*form)[first].star_before = true;
    }
    if (i + 1 < pieces.size() && pieces[i + 1].kind == Piece::Kind::kStar &&
        TouchesWord(text, true)) {
      form->back().star_after = true;
    }
  }

  void AddList(const Pieces& pieces, std::size_t i, model::Form* form) {
    const Piece& piece = pieces[i];
    const auto glued = [&](const Piece& neighbour, bool at_end) {
      if (neighbour.kind == Piece::Kind::kText) return TouchesWord(neighbour.text, at_end);
      return neighbour.kind == Piece::Kind::kStar || neighbour.kind == Piece::Kind::kList;
    };
    if ((i > 0 && glued(pieces[i - 1], true)) ||
        (i + 1 < pieces.size() && glued(pieces[i + 1], false))) {
      Report(Code::kGluedList, piece.begin, piece.end, {Slice(piece.begin, piece.end)});
    }
    model::Element list;
    list.kind = model::Element::Kind::kList;
    list.list = piece.number;
    form->push_back(std::move(list));
  }

  std::string_view entry_;
  ParsedPhrase parsed_;
  std::unordered_set<std::string> known_;  // keys of parsed_.forms
  bool failed_ = false;
  Piece gap_place_{};
};

}  // namespace

double WrittenBytes(std::string_view entry) {
  double forms = 1, alternatives = 1;
  for (const char c : entry) {
    if (c == '(') alternatives = 1;
    if (c == '/') ++alternatives;
    if (c == ')') forms = std::min(forms * alternatives, 1e12);
    if (c == ')') alternatives = 1;
  }
  // More forms are refused with a message of their own.
  return std::min(forms, 16.0 * kMaxForms) * static_cast<double>(entry.size());
}

ParsedPhrase ParsePhrase(std::string_view entry) { return PhraseParser(entry).Parse(); }

}  // namespace ascolto::rules
