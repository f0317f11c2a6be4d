#include "bench/adversarial.h"

#include <string_view>
#include <utility>

#include "ascolto/base/strings.h"
#include "bench/corpus.h"
#include "bench/random.h"

namespace ascolto::bench {
namespace {

using base::Cat;
using Text = std::function<std::string(std::size_t)>;

constexpr int kRules = 40;  // of each attack, unless it says otherwise

// `unit` again and again.
Text Repeated(std::string unit) {
  return [unit = std::move(unit)](std::size_t bytes) {
    std::string text;
    text.reserve(bytes);
    while (text.size() + unit.size() <= bytes) text += unit;
    return text;
  };
}

// Words that no two attacks share, the same for a number.
std::string Word(int number) {
  Random random(99, static_cast<std::uint64_t>(number));
  std::string word = MakeWord(random, 3, false);
  return word;
}

std::string Joined(const std::vector<std::string>& words, std::string_view between) {
  std::string out;
  for (const std::string& word : words) out += Cat(out.empty() ? "" : between, word);
  return out;
}

std::vector<std::string> Words(int from, int count) {
  std::vector<std::string> words;
  for (int i = 0; i < count; ++i) words.push_back(Word(from + i));
  return words;
}

// The rules of one attack.
class Rules {
 public:
  // `find` is what stands in the braces after `find:`, `pattern` what it means.
  Rules& Find(const std::string& find, std::string pattern) {
    GeneratedRule& rule = rules_.emplace_back();
    rule.list = true;
    rule.yaml = Cat(Head(), "{", find, "}\n");
    rule.pattern = std::move(pattern);
    return *this;
  }
  Rules& Phrase(const std::string& phrase, std::string pattern) {
    return Find(Cat("phrases: ['", phrase, "']"), Cat("\\b", pattern, "\\b"));
  }
  Rules& Regex(std::string pattern) {
    GeneratedRule& rule = rules_.emplace_back();
    rule.yaml = Cat(Head(), "{regex: ['", pattern, "']}\n");
    rule.pattern = std::move(pattern);
    return *this;
  }
  std::vector<GeneratedRule> Take() { return std::move(rules_); }

 private:
  std::string Head() const {
    return Cat("  - id: r", rules_.size() - 1, "\n    label: insult\n    points: 10\n    find: ");
  }

  std::vector<GeneratedRule> rules_;
};

constexpr std::string_view kGap = "\\W+(?:\\w+\\W+){0,5}";

void AddPhraseAttacks(std::vector<Attack>* attacks) {
  Rules near_misses, halves, gaps, overlapping, alternatives;
  std::string missed, half;
  for (int i = 0; i < kRules; ++i) {
    const std::string word = Word(i);
    near_misses.Find(Cat("words: ['", word, "(o/a/i/e)']"),
                     Cat("\\b", word, "(?:o|a|i|e)\\b"));
    missed += Cat(word, "u ");
    halves.Phrase(Cat("sei un ", word), Cat("sei\\W+un\\W+", word));
    half += "sei un ";
    gaps.Phrase(Cat("a ... b ... c ... d ... ", word),
                Cat("a", kGap, "b", kGap, "c", kGap, "d", kGap, word));
    overlapping.Phrase(Cat("la ... la ... la ... ", word),
                       Cat("la", kGap, "la", kGap, "la", kGap, word));
    const std::vector<std::string> sixty = Words(1000 * i, 60);
    const std::string end = Word(100000 + i);
    alternatives.Phrase(Cat("(", Joined(sixty, "/"), ") ", end),
                        Cat("(?:", Joined(sixty, "|"), ")\\W+", end));
  }
  attacks->push_back({"near misses of words", near_misses.Take(), Repeated(missed)});
  attacks->push_back({"half of a phrase", halves.Take(), Repeated(half), true});
  attacks->push_back({"four gaps, the end missing", gaps.Take(),
                      Repeated("a b c d a a b b c c d d "), true});
  attacks->push_back({"gaps that overlap", overlapping.Take(), Repeated("la "), true});
  attacks->push_back({"60 alternatives, the end missing", alternatives.Take(),
                      Repeated(Joined(Words(0, 60), " ") + " "), true});
  Rules all;
  for (int i = 0; i < kRules; ++i) {
    all.Phrase(Cat("(", Joined(Words(0, 60), "/"), ") ... ", Word(2000 + i)),
               Cat("(?:", Joined(Words(0, 60), "|"), ")", kGap, Word(2000 + i)));
  }
  std::vector<std::string> text = Words(0, 60);
  for (int i = 0; i < kRules; ++i) text.push_back(Word(2000 + i));
  // Ends first, beginnings later: every symbol is there, no phrase.
  std::string ends_first;
  for (int i = 0; i < kRules; ++i) ends_first += Word(2000 + i) + " ";
  attacks->push_back({"everything there, in the wrong order", all.Take(),
                      [ends_first, begin = Repeated(Joined(Words(0, 60), " ") + " ")](
                          std::size_t bytes) {
                        return ends_first + begin(bytes - ends_first.size());
                      },
                      true});
  Rules hits;
  for (int i = 0; i < kRules; ++i) {
    hits.Phrase(Cat("la ... ", Word(i)), Cat("la", kGap, Word(i)));
  }
  attacks->push_back({"phrases that hit everywhere", hits.Take(),
                      Repeated("la " + Joined(Words(0, 5), " la ") + " ")});
  const auto near = [](int items, int rule) {
    std::vector<std::string> out = Words(3000, items - 1);
    out.push_back(Word(4000 + rule));
    return out;
  };
  Rules nears;
  for (int i = 0; i < kRules; ++i) {
    // There is no short pattern for `near`: the item that is missing stands for it, and the
    // loop looks for each item.
    nears.Find(Cat("near: [{within: 30, all: [", Joined(near(6, i), ", "), "]}]"),
               Cat("\\b", Word(4000 + i), "\\b"));
  }
  attacks->push_back({"near of six, one missing", nears.Take(),
                      Repeated(Joined(Words(3000, 5), " ") + " "), true});
  for (int i = 0; i < kRules; ++i) {
    for (const std::string& item : near(6, i)) {
      attacks->back().loop.push_back(Cat("\\b", item, "\\b"));
    }
  }
}

void AddListAttacks(std::vector<Attack>* attacks) {
  Rules stars;
  for (int i = 0; i < kRules; ++i) {
    stars.Find(Cat("words: ['*", Word(i), "', '", Word(i + 100), "*']"),
               Cat("(?:", Word(i), "\\b|\\b", Word(i + 100), "\\w*)"));
  }
  std::string almost;
  for (int i = 0; i < kRules; ++i) almost += Cat(Word(i), "x x", Word(i + 100), " ");
  attacks->push_back({"stars that almost fit", stars.Take(), Repeated(almost)});
  Rules long_stars;
  for (int i = 0; i < kRules; ++i) {
    const std::string text = std::string(60 + i, 'a') + Word(i);
    long_stars.Find(Cat("words: ['", text, "*']"), Cat("\\b", text));
  }
  attacks->push_back({"long stars that almost fit", long_stars.Take(), Repeated("a")});
  Rules long_word;
  for (int i = 0; i < kRules; ++i) {
    long_word.Find(Cat("words: ['*", Word(i), "z']"), Cat(Word(i), "z\\b"));
  }
  attacks->push_back({"one word without end, stars", long_word.Take(),
                      Repeated(Joined(Words(0, kRules), ""))});
  Rules shared;
  for (int i = 0; i < kRules; ++i) {
    std::vector<std::string> phrases, patterns;
    for (int k = 0; k < 20; ++k) {
      phrases.push_back(Cat("'brutto ", Word(k), " ", Word(100 * i + k + 500), "'"));
      patterns.push_back(Cat("brutto\\W+", Word(k), "\\W+", Word(100 * i + k + 500)));
    }
    shared.Find(Cat("phrases: [", Joined(phrases, ", "), "]"),
                Cat("\\b(?:", Joined(patterns, "|"), ")\\b"));
  }
  std::string beginnings;
  for (int k = 0; k < 20; ++k) beginnings += Cat("brutto ", Word(k), " ");
  attacks->push_back({"lists of phrases that begin alike", shared.Take(),
                      Repeated(beginnings), true});
}

void AddRegexAttacks(std::vector<Attack>* attacks) {
  Rules gates, alternatives, nested, ungated, digits, stems, greedy;
  std::string ends, begins;
  for (int i = 0; i < kRules; ++i) {
    gates.Regex(Cat("\\b", Word(i), "\\b.{0,30}\\b", Word(i + 100)));
    begins += Word(i) + " ";
    ends += Word(i + 100) + " ";
    alternatives.Regex(Cat("\\b(?:", Joined(Words(0, 60), "|"), ")\\b.{0,30}", Word(i + 200)));
    nested.Regex(Cat("\\b", Word(i), "(?:(?:ab?)+ ?)+", Word(i + 300)));
    stems.Regex(Cat("\\bti ", Word(i), "\\w* ", Word(i + 100)));
    digits.Regex(Cat("\\d{", 3 + i % 5, "}[g-z]", i % 10));
    ungated.Regex(Cat("\\b[a-f][a-z]\\d{", 3 + i % 5, ",}[g-z]", i % 10, "\\b"));
  }
  const std::string gate_ends = ends;
  const auto ends_first = [gate_ends](std::string repeated) {
    return [gate_ends, begin = Repeated(std::move(repeated))](std::size_t bytes) {
      return gate_ends + begin(bytes - gate_ends.size());
    };
  };
  attacks->push_back({"every gate open, no match", gates.Take(), ends_first(begins)});
  std::string last;
  for (int i = 0; i < kRules; ++i) last += Word(i + 200) + " ";
  attacks->push_back({"regex of 60 alternatives, gates open", alternatives.Take(),
                      [last, begin = Repeated(Joined(Words(0, 60), " ") + " ")](
                          std::size_t bytes) { return last + begin(bytes - last.size()); }});
  std::string nested_text, nested_ends;
  for (int i = 0; i < kRules; ++i) {
    nested_text += Cat(Word(i), "ababaab aba ab ");
    nested_ends += Word(i + 300) + " ";
  }
  attacks->push_back({"nested repeats, gates open", nested.Take(),
                      [nested_ends, begin = Repeated(nested_text)](std::size_t bytes) {
                        return nested_ends + begin(bytes - nested_ends.size());
                      }});
  attacks->push_back({"regexes without literals, near misses", ungated.Take(),
                      Repeated("ab123456x bc99999 cd12345678 ")});
  attacks->push_back({"regexes that begin with digits, digits without end", digits.Take(),
                      Repeated("1234567890")});
  attacks->push_back({"regexes that begin alike, their beginning", stems.Take(), Repeated("ti ")});
  greedy.Regex("q(?:.*k)?").Regex("[!?]{3,}").Regex("\\d+(?:.*€)?");
  attacks->push_back({"find-all that is quadratic", greedy.Take(), Repeated("q!?!1 ")});
}

void AddTextAttacks(std::vector<Attack>* attacks) {
  const auto rules = [] {
    Rules some;
    for (int i = 0; i < kRules; ++i) {
      some.Find(Cat("words: ['", Word(i), "(o/a)']"), Cat("\\b", Word(i), "(?:o|a)\\b"));
    }
    some.Phrase("s t u", "s\\W+t\\W+u");
    return some.Take();
  };
  const std::pair<std::string_view, std::string_view> kTexts[] = {
      {"squeezable words", "stuuuupiiiido baaaastaaaa "},
      {"one letter without end", "aaaaaaaaaaaaaaaa"},
      {"leet", "5tup1d0 c4zz0 1d10t4 "},
      {"leet without end", "1a4b3c0@$"},
      {"letters set apart", "s t u p i d o "},
      {"letters dotted apart", "s.t.u.p.i.d.o."},
      {"letters and apostrophes", "l'l'l'l'"},
      {"combining marks", "e\u0301\u0302\u0303a\u0304"},
      {"emoji joined without end", "👩\u200d👩\u200d👧\u200d"},
      {"ill-formed bytes", "\xff\xc3 \xe2\x82"},
      {"white space", " \t\n \u00a0\u2003"},
      {"letters of many scripts", "аbсdе ω漢字 ﬁ ½ "},
  };
  for (const auto& [name, unit] : kTexts) {
    attacks->push_back({std::string(name), rules(), Repeated(std::string(unit))});
  }
  const std::pair<std::string_view, std::string_view> kTokens[] = {
      {"links in a row", "http://a.it/b "}, {"one link without end", "http://a.it/b"},
      {"domains without end", "www.ab.it."}, {"dots without end", "ab.cd.ef."},
      {"mentions in a row", "@a @bb "},      {"@ without end", "a@b@"},
      {"mail addresses", "a.b@c.it "},       {"hashtags without end", "#a#bb"},
      {"# without end", "##"},               {"underscores", "a_b_"},
  };
  for (const auto& [name, unit] : kTokens) {
    attacks->push_back(
        {std::string(name), rules(), Repeated(std::string(unit)), false, true});
  }
}

}  // namespace

std::vector<Attack> Attacks() {
  std::vector<Attack> attacks;
  AddPhraseAttacks(&attacks);
  AddListAttacks(&attacks);
  AddRegexAttacks(&attacks);
  AddTextAttacks(&attacks);
  return attacks;
}

}  // namespace ascolto::bench
