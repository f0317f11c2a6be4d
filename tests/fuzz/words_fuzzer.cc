// Cutting any text into words: words, tokens and readings lie in the text, in order, on the borders
// of code points; there are no more readings than a bound that is linear in the text.

#include "ascolto/text/words.h"

#include <algorithm>

#include "ascolto/text/characters.h"
#include "ascolto/text/fold.h"
#include "ascolto/readings/text_readings.h"
#include "tests/fuzz/properties.h"

namespace ascolto {
namespace {

// Readings of all kinds over the bytes of the text; each place has at most a few.
constexpr std::size_t kMaxReadingsOfAByte = 16;

void CheckWords(const text::Words& words, const std::vector<bool>& borders) {
  std::size_t end_before = 0;
  for (const text::Word& word : words.words) {
    ASCOLTO_HOLDS(end_before <= word.begin && word.begin < word.end && word.end < borders.size());
    ASCOLTO_HOLDS(borders[word.begin] && borders[word.end]);
    end_before = word.end;
  }
}

void CheckTokens(const text::Words& words, const std::vector<bool>& borders) {
  std::size_t end_before = 0;
  std::size_t of_kind[5] = {};
  for (const text::Token& token : words.tokens) {
    ASCOLTO_HOLDS(end_before <= token.begin && token.begin < token.end);
    ASCOLTO_HOLDS(token.end < borders.size() && borders[token.begin] && borders[token.end]);
    end_before = token.end;
    ++of_kind[static_cast<std::size_t>(token.kind)];
  }
  using Kind = text::Token::Kind;
  const auto count = [&](Kind kind) { return of_kind[static_cast<std::size_t>(kind)]; };
  ASCOLTO_HOLDS(words.links == count(Kind::kLink) && words.mentions == count(Kind::kMention));
  ASCOLTO_HOLDS(words.hashtags == count(Kind::kHashtag) && words.emoji == count(Kind::kEmoji));
}

void CheckReadings(const text::Words& words, const std::vector<bool>& borders) {
  ASCOLTO_HOLDS(words.readings.size() <= kMaxReadingsOfAByte * borders.size());
  for (const text::ReadingEdge& edge : words.readings) {
    ASCOLTO_HOLDS(edge.begin < edge.end && edge.end < borders.size());
    ASCOLTO_HOLDS(borders[edge.begin] && borders[edge.end]);
    ASCOLTO_HOLDS(edge.form_bytes > 0 && edge.form + edge.form_bytes <= words.forms.size());
    ASCOLTO_HOLDS(edge.kind != Reading::kWritten);
  }
}

bool Same(const text::Words& a, const text::Words& b) {
  const auto same_edge = [&](const text::ReadingEdge& x, const text::ReadingEdge& y) {
    return x.from == y.from && x.to == y.to && x.begin == y.begin && x.end == y.end &&
           x.kind == y.kind && a.Form(x) == b.Form(y);
  };
  const auto same_word = [](const text::Word& x, const text::Word& y) {
    return x.begin == y.begin && x.end == y.end;
  };
  const auto same_token = [](const text::Token& x, const text::Token& y) {
    return x.kind == y.kind && x.begin == y.begin && x.end == y.end;
  };
  return std::equal(a.words.begin(), a.words.end(), b.words.begin(), b.words.end(), same_word) &&
         std::equal(a.tokens.begin(), a.tokens.end(), b.tokens.begin(), b.tokens.end(), same_token) &&
         std::equal(a.readings.begin(), a.readings.end(), b.readings.begin(), b.readings.end(),
                    same_edge) &&
         a.exclamations == b.exclamations && a.question_mark == b.question_mark;
}

}  // namespace
}  // namespace ascolto

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ascolto;
  const std::string_view original(reinterpret_cast<const char*>(data), size);
  static text::FoldedText folded, noisy_folded;  // warm, as a classifier's are
  static text::Words words, noisy_words;
  text::Fold(original, &folded);
  text::CutWords(folded, &words);
  readings::AddTextReadings(folded, &words);
  const std::vector<bool> borders = fuzz::Borders(folded.text);
  CheckWords(words, borders);
  CheckTokens(words, borders);
  CheckReadings(words, borders);

  const fuzz::Noisy noisy = fuzz::WithZeroWidthNoise(original);
  text::Fold(noisy.text, &noisy_folded);
  text::CutWords(noisy_folded, &noisy_words);
  readings::AddTextReadings(noisy_folded, &noisy_words);
  ASCOLTO_HOLDS(Same(words, noisy_words));
  return 0;
}
