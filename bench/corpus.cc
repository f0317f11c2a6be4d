#include "bench/corpus.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "ascolto/base/strings.h"

namespace ascolto::bench {
namespace {

constexpr std::size_t kWords = 20'000;
constexpr std::uint64_t kLanguageSeed = 1;

// Words by rank: the more frequent, the shorter.
std::vector<std::string> MakeWords() {
  Random random(kLanguageSeed, kWords);
  std::vector<std::string> words;
  words.reserve(kWords);
  for (std::size_t rank = 0; rank < kWords; ++rank) {
    const int syllables = rank < 60 ? 1 : rank < 1500 ? random.Between(2, 3) : random.Between(2, 5);
    words.push_back(MakeWord(random, syllables, random.Chance(0.3)));
  }
  return words;
}

class CommentMaker {
 public:
  CommentMaker(Random& random, const std::vector<std::string>& words)
      : random_(random), words_(words) {
    double sum = 0;
    for (std::size_t rank = 0; rank < words.size(); ++rank) {
      sum += 1 / (static_cast<double>(rank) + 2.7);  // Zipf–Mandelbrot
      cumulative_.push_back(sum);
    }
  }

  std::string Make() {
    // Most are short; a few are long.
    const int words = 2 + static_cast<int>(random_.Below(9) + random_.Below(9));
    const int length = random_.Chance(0.03) ? words * 3 : words;
    const bool shouted = random_.Chance(0.02);
    std::string out;
    if (random_.Chance(0.15)) out += base::Cat("@", Word(), " ");
    for (int i = 0; i < length; ++i) {
      if (i > 0) out += Separator();
      std::string piece = Piece();
      if (i == 0 && random_.Chance(0.6)) piece[0] = Upper(piece[0]);
      out += piece;
    }
    if (shouted) std::transform(out.begin(), out.end(), out.begin(), Upper);
    out += End();
    return out;
  }

 private:
  static char Upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

  const std::string& Word() {
    const double at = random_.Uniform() * cumulative_.back();
    return words_[std::lower_bound(cumulative_.begin(), cumulative_.end(), at) -
                  cumulative_.begin()];
  }

  std::string Piece() {
    const double kind = random_.Uniform();
    if (kind < 0.020) return std::to_string(random_.Below(random_.Chance(0.5) ? 100 : 10'000));
    if (kind < 0.022) return base::Cat(random_.Below(90) + 1, ",", random_.Below(90) + 10, " €");
    if (kind < 0.023) return base::Cat("3", random_.Below(90) + 10, " ", random_.Below(9'000'000));
    if (kind < 0.024) return base::Cat(Word(), ".", Word(), "@", Word(), ".it");
    if (kind < 0.026) return Disguised();
    if (kind < 0.040) return base::Cat("#", Word());
    if (kind < 0.050) return Shouted(Word());
    if (kind < 0.075) return Capitalised(Word());
    if (kind < 0.110) return Accented(Word());
    if (kind < 0.130) return base::Cat(Word().substr(0, 1), "'", Word());
    return Word();
  }

  std::string Separator() {
    const double kind = random_.Uniform();
    if (kind < 0.90) return " ";
    if (kind < 0.96) return ", ";
    if (kind < 0.98) return ". ";
    if (kind < 0.99) return "... ";
    return " - ";
  }

  std::string End() {
    const double kind = random_.Uniform();
    std::string out(kind < 0.30   ? "."
                    : kind < 0.38 ? "!"
                    : kind < 0.46 ? "?"
                    : kind < 0.49 ? "!!!"
                    : kind < 0.52 ? "..."
                                  : "");
    constexpr std::string_view kEmoji[] = {"😂", "👍", "❤️", "🙏🏻", "😡", "🤡", "👏👏", "🇮🇹"};
    if (random_.Chance(0.08)) out += base::Cat(" ", random_.Pick(kEmoji));
    if (random_.Chance(0.10)) {
      out += base::Cat(" https://", Word(), ".it/", random_.Next() % 100'000'000);
    }
    return out;
  }

  static std::string Shouted(std::string word) {
    std::transform(word.begin(), word.end(), word.begin(), Upper);
    return word;
  }
  static std::string Capitalised(std::string word) {
    word[0] = Upper(word[0]);
    return word;
  }

  // With an accent on the last vowel, as in "perché" or "così".
  std::string Accented(std::string word) {
    constexpr std::pair<char, std::string_view> kAccents[] = {
        {'a', "à"}, {'e', "è"}, {'i', "ì"}, {'o', "ò"}, {'u', "ù"}};
    for (const auto& [plain, accented] : kAccents) {
      if (word.back() == plain) return word.substr(0, word.size() - 1).append(accented);
    }
    return word;
  }

  // The ways in which people hide words.
  std::string Disguised() {
    std::string word = Word();
    switch (random_.Below(3)) {
      case 0: {
        const std::size_t at = random_.Below(word.size());
        return word.insert(at, static_cast<std::size_t>(random_.Between(2, 5)), word[at]);
      }
      case 1:
        for (char& c : word) c = c == 'i' ? '1' : c == 'o' ? '0' : c == 'e' ? '3' : c;
        return word;
      default: {
        std::string apart;
        for (const char c : word) apart += base::Cat(apart.empty() ? "" : " ", c);
        return apart;
      }
    }
  }

  Random& random_;
  const std::vector<std::string>& words_;
  std::vector<double> cumulative_;  // by rank
};

}  // namespace

std::string MakeWord(Random& random, int syllables, bool english) {
  constexpr std::string_view kItalianOnsets[] = {"b", "c", "d",  "f",  "g",  "l",  "m",  "n",
                                                 "p", "r", "s",  "t",  "v",  "z",  "tr", "st",
                                                 "pr", "gl", "gn", "ch", "sp", "br", "sc", "qu"};
  constexpr std::string_view kItalianCodas[] = {"", "", "", "", "n", "r", "l", "s"};
  constexpr std::string_view kEnglishOnsets[] = {"b", "c",  "d",  "f",  "g",  "h",  "j",  "k", "l",
                                                 "m", "n",  "p",  "r",  "s",  "t",  "w",  "y", "th",
                                                 "sh", "ch", "bl", "tr", "st", "cl", "wh"};
  constexpr std::string_view kEnglishCodas[] = {"", "", "n", "t", "d", "r", "ll", "ck", "st", "ng"};
  constexpr std::string_view kVowels = "aeiou";
  std::string word;
  for (int i = 0; i < syllables; ++i) {
    word += english ? random.Pick(kEnglishOnsets) : random.Pick(kItalianOnsets);
    word += random.Pick(kVowels);
    if (english) {
      word += random.Pick(kEnglishCodas);
    } else if (i + 1 < syllables) {
      word += random.Pick(kItalianCodas);
    }
  }
  return word;
}

std::vector<std::string> GenerateCorpus(std::size_t comments, std::uint64_t seed) {
  Random random(seed);
  static const auto* const words = new std::vector<std::string>(MakeWords());
  CommentMaker maker(random, *words);
  std::vector<std::string> corpus;
  corpus.reserve(comments);
  while (corpus.size() < comments) corpus.push_back(maker.Make());
  return corpus;
}

absl::StatusOr<std::vector<std::string>> ReadCorpus(const std::string& path) {
  std::ifstream file(path);
  if (!file) {
    return absl::NotFoundError(
        base::Cat("cannot read the corpus: ", path, "; --corpus takes a file of JSON Lines"));
  }
  std::vector<std::string> corpus;
  std::size_t number = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    const nlohmann::json object = nlohmann::json::parse(line, nullptr, false);
    if (!object.is_object() || !object.contains("text") || !object["text"].is_string()) {
      return absl::InvalidArgumentError(base::Cat("no comment in ", path, " at line ", number,
                                                  "; each line must be like {\"text\": \"…\"}"));
    }
    corpus.push_back(object["text"].get<std::string>());
  }
  if (corpus.empty()) return absl::InvalidArgumentError(base::Cat("the corpus is empty: ", path));
  return corpus;
}

double MeanBytes(const std::vector<std::string>& comments) {
  double bytes = 0;
  for (const std::string& comment : comments) bytes += static_cast<double>(comment.size());
  return comments.empty() ? 0 : bytes / static_cast<double>(comments.size());
}

}  // namespace ascolto::bench
