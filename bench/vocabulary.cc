#include "bench/vocabulary.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string_view>
#include <utility>

#include "ascolto/text/fold.h"
#include "ascolto/text/words.h"
#include "ascolto/readings/text_readings.h"
#include "bench/corpus.h"

namespace ascolto::bench {
namespace {

bool IsPlain(std::string_view word) {
  return std::all_of(word.begin(), word.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

// Counts the runs of ASCII letters and digits.
void CountRuns(std::string_view token, std::map<std::string, std::size_t>* counts) {
  std::string run;
  for (const char c : token) {
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
      run += c;
    } else {
      ++(*counts)[std::exchange(run, "")];
    }
  }
  ++(*counts)[run];
}

const std::string& PickBy(const std::vector<double>& cumulative,
                          const std::vector<std::string>& words, Random& random) {
  const double at = random.Uniform() * cumulative.back();
  return words[std::upper_bound(cumulative.begin(), cumulative.end() - 1, at) - cumulative.begin()];
}

}  // namespace

Vocabulary::Vocabulary(std::span<const std::string> comments) {
  std::map<std::string, std::size_t> counts, in_tokens;
  text::FoldedText folded;
  text::Words words;
  for (const std::string& comment : comments) {
    text::Fold(comment, &folded);
    text::CutWords(folded, &words);
    readings::AddTextReadings(folded, &words);
    std::vector<std::string> run;
    for (const text::Word& word : words.words) {
      std::string form(folded.text.substr(word.begin, word.end - word.begin));
      if (form.size() < 2 || !IsPlain(form)) continue;
      ++counts[form];
      run.push_back(std::move(form));
    }
    for (const text::Token& token : words.tokens) {
      if (token.kind == text::Token::Kind::kHashtag) continue;
      CountRuns(std::string_view(folded.text).substr(token.begin, token.end - token.begin),
                &in_tokens);
    }
    if (run.size() > 1) runs_.push_back(std::move(run));
  }
  for (const auto& [word, count] : counts) known_.push_back(word);
  std::vector<std::pair<std::string, std::size_t>> sorted(counts.begin(), counts.end());
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  constexpr std::size_t kFunctionWords = 25;
  double common = 0, telling = 0;
  for (std::size_t rank = 0; rank < sorted.size(); ++rank) {
    const auto& [word, count] = sorted[rank];
    common += static_cast<double>(count);
    // One that links are full of ("http") would only make the engines differ.
    const bool of_links = in_tokens[word] * 10 > count;
    if (rank >= std::min(kFunctionWords, sorted.size() / 2) && word.size() >= 4 && !of_links) {
      const double root = std::sqrt(static_cast<double>(count));
      telling += root * std::sqrt(root);  // the same on every machine, as std::pow is not
    }
    words_.push_back(word);
    common_.push_back(common);
    telling_.push_back(telling);
  }
}

const std::string& Vocabulary::CommonWord(Random& random) const {
  return PickBy(common_, words_, random);
}

const std::string& Vocabulary::TellingWord(Random& random) const {
  return PickBy(telling_, words_, random);
}

std::vector<std::string> Vocabulary::Phrase(Random& random, int words) const {
  const std::vector<std::string>& run = random.Pick(runs_);
  const std::size_t count = std::min(run.size(), static_cast<std::size_t>(words));
  const auto begin =
      run.begin() + static_cast<std::ptrdiff_t>(random.Below(run.size() - count + 1));
  return {begin, begin + static_cast<std::ptrdiff_t>(count)};
}

std::string Vocabulary::MadeUpWord(Random& random) const {
  for (;;) {
    std::string word = MakeWord(random, random.Between(2, 4), random.Chance(0.3));
    if (word.size() < 5) continue;
    const std::string prefix = PrefixOf(word);
    const auto like = std::lower_bound(known_.begin(), known_.end(), prefix);
    if (like == known_.end() || !like->starts_with(prefix)) return word;
  }
}

}  // namespace ascolto::bench
