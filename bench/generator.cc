#include "bench/generator.h"

#include <algorithm>
#include <charconv>
#include <string_view>
#include <utility>

#include "ascolto/base/strings.h"
#include "bench/random.h"

namespace ascolto::bench {
namespace {

using base::Cat;

constexpr std::size_t kRulesAPack = 1000;

enum class Kind : std::uint8_t { kList, kRegex, kStructural, kUngated };

// A word of an entry, or an entry of several words.
struct Entry {
  std::string yaml;
  std::string pattern;
};

std::string Alternatives(const std::vector<std::string>& all) {
  std::string out;
  for (const std::string& one : all) out += Cat(out.empty() ? "" : "|", one);
  return out;
}

class RuleMaker {
 public:
  RuleMaker(const Vocabulary& vocabulary, double share, Random random)
      : vocabulary_(vocabulary), share_(share), random_(random) {}

  GeneratedRule Make(Kind kind, std::size_t index) {
    GeneratedRule rule;
    switch (kind) {
      case Kind::kList: return List(index);
      case Kind::kRegex: rule.pattern = Gapped(); break;
      case Kind::kStructural: rule.pattern = Structural(); break;
      case Kind::kUngated:
        rule.ungated = true;
        rule.raw = random_.Chance(0.2);
        rule.pattern = rule.raw ? Capitals() : Ungated();
        break;
    }
    rule.yaml = Cat(Head(index), rule.raw ? "regex_raw" : "regex", ": ['", rule.pattern, "']}\n");
    return rule;
  }

 private:
  std::string Head(std::size_t index) {
    constexpr std::string_view kLabels[] = {"insult", "profanity", "spam.advert", "threat",
                                            "intent.report", "topic.roads", "tone.criticism"};
    return Cat("  - id: r", index, "\n    label: ", random_.Pick(kLabels), "\n    points: ",
               random_.Between(1, 8) * 10, "\n    find: {");
  }

  // Every draw takes the same from the stream whatever the share, so that the rest stays as it is.
  template <typename FromCorpus, typename MadeUp>
  auto Draw(FromCorpus from_corpus, MadeUp made_up) {
    const bool known = random_.Chance(share_);
    Random inner(random_.Next());
    return known ? from_corpus(inner) : made_up(inner);
  }

  std::string Word() {
    return Draw([this](Random& r) { return vocabulary_.TellingWord(r); },
                [this](Random& r) { return vocabulary_.MadeUpWord(r); });
  }

  // A word that may well be in a comment, whatever the share.
  std::string UsualWord() {
    Random inner(random_.Next());
    return inner.Chance(0.5) ? vocabulary_.TellingWord(inner) : vocabulary_.MadeUpWord(inner);
  }

  GeneratedRule List(std::size_t index) {
    std::vector<std::string> words, phrases;  // YAML
    std::vector<std::string> whole, prefixes;  // patterns
    const int entries = random_.Between(3, 8);
    for (int i = 0; i < entries; ++i) {
      const double kind = random_.Uniform();
      if (kind < 0.22) {
        const Entry phrase = Phrase();
        phrases.push_back(phrase.yaml);
        whole.push_back(phrase.pattern);
      } else if (kind < 0.28) {
        const std::string start = PrefixOf(Word());
        words.push_back(Cat("'", start, "*'"));
        prefixes.push_back(start);
      } else {
        const Entry word = kind < 0.5 ? Plain() : Inflected();
        words.push_back(word.yaml);
        whole.push_back(word.pattern);
      }
    }
    GeneratedRule rule;
    rule.list = true;
    rule.yaml = Head(index);
    if (!words.empty()) rule.yaml += Cat("words: [", Commas(words), "]");
    if (!words.empty() && !phrases.empty()) rule.yaml += ", ";
    if (!phrases.empty()) rule.yaml += Cat("phrases: [", Commas(phrases), "]");
    rule.yaml += "}\n";
    if (!whole.empty()) prefixes.insert(prefixes.begin(), Cat("(?:", Alternatives(whole), ")\\b"));
    rule.pattern = Cat("\\b(?:", Alternatives(prefixes), ")");
    return rule;
  }

  static std::string Commas(const std::vector<std::string>& all) {
    std::string out;
    for (const std::string& one : all) out += Cat(out.empty() ? "" : ", ", one);
    return out;
  }

  Entry Plain() {
    const std::string word = Word();
    return {Cat("'", word, "'"), word};
  }

  Entry Inflected() {
    std::string word = Word();
    const double kind = random_.Uniform();
    std::string_view endings = kind < 0.6 ? "/s" : "/s/ed/ing";
    if (std::string_view("aeio").find(word.back()) != std::string_view::npos) {
      word.pop_back();
      endings = kind < 0.6 ? "o/a/i/e" : "o/a/i/e/one/accio";
    }
    std::string pattern = Cat(word, "(?:", endings, ")");
    std::replace(pattern.begin(), pattern.end(), '/', '|');
    return {Cat("'", word, "(", endings, ")'"), pattern};
  }

  // One of the corpus, or one with a made-up word in it, whose other words are everywhere.
  Entry Phrase() {
    const int length = random_.Between(2, 4);
    std::vector<std::string> words =
        Draw([&](Random& r) { return vocabulary_.Phrase(r, length); },
             [&](Random& r) {
               std::vector<std::string> made;
               for (int i = 0; i < length; ++i) made.push_back(vocabulary_.CommonWord(r));
               made[r.Below(made.size())] = vocabulary_.MadeUpWord(r);
               return made;
             });
    const std::size_t gap_before = random_.Chance(0.1) ? random_.Between(1, length - 1) : 0;
    const std::size_t gap = random_.Chance(0.5) ? 5 : 3;
    const std::size_t choice = random_.Chance(0.25) ? random_.Below(words.size()) : words.size();
    const std::string other = UsualWord();
    Entry phrase;
    for (std::size_t i = 0; i < words.size(); ++i) {
      if (i > 0) {
        phrase.yaml += ' ';
        phrase.pattern += "\\W+";
      }
      if (i > 0 && i == gap_before) {
        phrase.yaml += gap == 5 ? "... " : Cat("...", gap, " ");
        phrase.pattern += Cat("(?:\\w+\\W+){0,", gap, "}");
      }
      const bool either = i == choice;
      phrase.yaml += either ? Cat("(", words[i], "/", other, ")") : words[i];
      phrase.pattern += either ? Cat("(?:", words[i], "|", other, ")") : words[i];
    }
    phrase.yaml = Cat("'", phrase.yaml, "'");
    return phrase;
  }

  // Two places with a gap between them: those of a phrase of the corpus, or of words of which
  // one is drawn.
  std::pair<std::string, std::string> Ends() {
    const std::string usual = UsualWord();
    const bool swap = random_.Chance(0.5);
    std::pair<std::string, std::string> ends =
        Draw(
            [&](Random& r) {
              const std::vector<std::string> words = vocabulary_.Phrase(r, 3);
              return std::pair(words.front(), words.back());
            },
            [&](Random& r) { return std::pair(usual, vocabulary_.MadeUpWord(r)); });
    if (swap) std::swap(ends.first, ends.second);
    return ends;
  }

  std::string Gapped() {
    const auto [first, second] = Ends();
    const std::string stem = first.substr(0, std::max<std::size_t>(4, first.size() - 1));
    switch (random_.Below(5)) {
      case 0: return Cat("\\b", first, "\\b.{0,30}\\b", second);
      case 1: return Cat("\\b", stem, "\\w* (?:\\w+ ){0,3}(?:", second, "|", Word(), ")\\b");
      case 2: return Cat("\\b(?:", first, "|", Word(), ") l[aoe] ", second);
      case 3: return Cat(first, "\\w{0,4} +", second, "\\b");
      default:
        return Cat("\\b(?:", first, "|", Word(), "|", Word(), ")\\b.{0,20}", second, "\\w*");
    }
  }

  std::string Structural() {
    switch (random_.Below(8)) {
      case 0: return Cat("https?://(?:www\\.)?", Word(), "\\.(?:it|com|net)");
      case 1: return Cat("\\b[a-z0-9._]+@", Word(), "\\.(?:it|com)\\b");
      case 2: return Cat("\\b", Word(), "\\.(?:it|com|ru)/\\w+");
      case 3: return Cat("\\b(?:tel|cell|", Word(), ")[ .:]*\\+?\\d{6,}");
      case 4: return Cat("\\b", Word(), " ?\\d{2,4}\\b");
      case 5: return Cat("[#@]", Word(), "\\w*");
      case 6: return Cat("\\b", Word(), " ?[!?]{2,}");
      default: return Cat("\\b\\d+ ?", Word(), "\\b");
    }
  }

  std::string Letters(std::string_view from) {
    std::string out;
    for (const char c : from) {
      if (random_.Chance(0.4)) out += c;
    }
    return out.size() < 2 ? std::string(from.substr(0, 2)) : out;
  }

  std::string Ungated() {
    switch (random_.Below(6)) {
      case 0: return Cat("\\b[", Letters("abcdefgh"), "][a-z]\\d{", random_.Between(3, 5), "}\\b");
      case 1: {
        const int digits = random_.Between(5, 8);
        return Cat("\\b3[", random_.Between(0, 4), "-9]\\d[ .-]?\\d{", digits, "}\\b");
      }
      case 2: return Cat("[!?]{", random_.Between(3, 12), ",}");
      case 3: return Cat("\\b[", random_.Between(1, 9), "-9]\\d{", random_.Between(1, 3), "} ?%");
      case 4:
        return Cat("\\b\\d{1,", random_.Between(2, 4), "}[.,]\\d{2} ?[", Letters("eurkm"), "]\\b");
      default:
        return Cat("\\b\\d{1,2}[/.-]\\d{1,2}[/.-](?:19|20)", random_.Between(0, 9), "\\d\\b");
    }
  }

  std::string Capitals() {
    return Cat("\\b[A-Z]{", random_.Between(5, 9), ",}(?: [A-Z]{", random_.Between(3, 6), ",}){",
               random_.Between(1, 3), "}");
  }

  const Vocabulary& vocabulary_;
  const double share_;
  Random random_;
};

// The kinds of all rules, in exact shares.
std::vector<Kind> Kinds(const GeneratorOptions& options, Random random) {
  if (options.mix == Mix::kLists) return std::vector<Kind>(options.rules, Kind::kList);
  const std::size_t structural = options.rules / 10;
  const std::size_t ungated = (options.rules * 35 + 500) / 1000;
  std::vector<Kind> kinds(options.rules, Kind::kList);
  std::fill_n(kinds.begin(), options.rules / 5, Kind::kRegex);
  std::fill_n(kinds.begin() + static_cast<std::ptrdiff_t>(options.rules / 5), structural,
              Kind::kStructural);
  std::fill_n(kinds.begin() + static_cast<std::ptrdiff_t>(options.rules / 5),
              std::min(ungated, structural), Kind::kUngated);
  random.Shuffle(&kinds);
  return kinds;
}

}  // namespace

std::vector<GeneratedRule> GenerateRules(const Vocabulary& vocabulary,
                                         const GeneratorOptions& options) {
  const std::vector<Kind> kinds = Kinds(options, Random(options.seed));
  std::vector<GeneratedRule> rules;
  rules.reserve(kinds.size());
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    RuleMaker maker(vocabulary, options.share, Random(options.seed, i + 1));
    rules.push_back(maker.Make(kinds[i], i));
  }
  return rules;
}

std::string RuleId(std::size_t index) { return Cat("gen.p", index / kRulesAPack, "/r", index); }

std::size_t RuleIndex(std::string_view id) {
  std::size_t index = 0;
  const std::string_view digits = id.substr(id.rfind('r') + 1);
  std::from_chars(digits.data(), digits.data() + digits.size(), index);
  return index;
}

std::vector<RuleSet::Source> ToSources(std::span<const GeneratedRule> rules) {
  std::vector<RuleSet::Source> sources;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    if (i % kRulesAPack == 0) {
      const std::size_t pack = i / kRulesAPack;
      sources.push_back({Cat("p", pack, ".yaml"), Cat("pack: gen.p", pack, "\nrules:\n")});
    }
    sources.back().text += rules[i].yaml;
  }
  return sources;
}

}  // namespace ascolto::bench
