#include "tests/oracle/random_comments.h"

#include <algorithm>
#include <vector>

#include "ascolto/text/characters.h"

namespace ascolto::oracle {
namespace {

using model::Element;
using model::Entry;
using model::Form;
using model::Model;
using model::Phrase;

void WritePhrase(Random& random, const Model& model, const Phrase& phrase,
                 std::vector<std::string>* words) {
  for (const Element& element : Pick(random, phrase.forms)) {
    switch (element.kind) {
      case Element::Kind::kWord:
      case Element::Kind::kToken: {
        std::string word = Chance(random, 70) ? element.cased : element.text;
        if (element.star_before && Chance(random, 70)) word = "in" + word;
        if (element.star_after && Chance(random, 70)) word += "oni";
        words->push_back(word);
        break;
      }
      case Element::Kind::kGap:
        for (int i = Below(random, element.gap + 2); i > 0; --i) {
          words->push_back(Pick(random, Vocabulary()));
        }
        break;
      case Element::Kind::kList:
        WritePhrase(random, model, Pick(random, model.lists[element.list].entries), words);
    }
  }
}

void WriteEntry(Random& random, const Model& model, const Entry& entry,
                std::vector<std::string>* words) {
  std::vector<Phrase> phrases = entry.phrases;
  while (!phrases.empty()) {
    const int at = Below(random, static_cast<int>(phrases.size()));
    WritePhrase(random, model, phrases[at], words);
    phrases.erase(phrases.begin() + at);
    if (Chance(random, 40)) words->push_back(Pick(random, Vocabulary()));
  }
}

std::vector<std::string> Characters(const std::string& word) {
  std::vector<std::string> out;
  for (std::size_t at = 0; at < word.size();) {
    const int bytes = text::Decode(word, at).bytes;
    out.push_back(word.substr(at, bytes));
    at += bytes;
  }
  return out;
}

std::string Join(const std::vector<std::string>& parts, const std::string& separator) {
  std::string out;
  for (std::size_t i = 0; i < parts.size(); ++i) out += (i > 0 ? separator : "") + parts[i];
  return out;
}

std::string Disguise(Random& random, const std::string& word) {
  std::vector<std::string> letters = Characters(word);
  std::string& letter = letters[Below(random, static_cast<int>(letters.size()))];
  switch (Below(random, 14)) {
    case 0:
      for (std::string& c : letters) {
        if (c.size() == 1 && c[0] >= 'a' && c[0] <= 'z') c[0] = static_cast<char>(c[0] - 32);
      }
      return Join(letters, "");
    case 1:
      letter = letter + letter + letter + (Chance(random, 50) ? letter : "");
      return Join(letters, "");
    case 2:
      for (std::string& c : letters) {
        if (c == "o") c = "0";
        if (c == "a" && Chance(random, 50)) c = "@";
        if (c == "i") c = Chance(random, 50) ? "1" : "!";
        if (c == "s") c = "$";
        if (c == "e") c = Chance(random, 50) ? "3" : "\u20AC";
      }
      return Join(letters, "");
    case 3:
      return Join(letters, Pick(random, std::vector<std::string>{" ", ".", "-", " - "}));
    case 4:
      letter += Pick(random, std::vector<std::string>{"\u0301", "\u200B", "\u00AD"});
      return Join(letters, "");
    case 5:
      for (std::string& c : letters) {
        if (c.size() == 1 && c[0] >= 'a' && c[0] <= 'z') {
          c = "\xEF\xBD" + std::string(1, static_cast<char>(0x81 + c[0] - 'a'));  // full width
        }
      }
      return Join(letters, "");
    case 6:
      letters.erase(letters.begin() + Below(random, static_cast<int>(letters.size())));
      return Join(letters, "");
    case 7:
      for (std::size_t i = 1; i < letters.size(); ++i) {
        if (Chance(random, 40)) letters[i] = Pick(random, std::vector<std::string>{"*", "-", "@"});
      }
      return Join(letters, "");
    case 8:
      letter += " ";
      return Join(letters, "");
    case 9:
      for (std::string& c : letters) {
        if (c == "c") c = "\u0441";  // Cyrillic
        if (c == "a") c = Chance(random, 50) ? "\u0430" : "\u03B1";
        if (c == "e") c = "\u0435";
      }
      return Join(letters, "");
    case 10:
      return Join(letters, Pick(random, std::vector<std::string>{"😀", " 🤡 ", "x"}));
    case 11:
      for (std::string& c : letters) {
        if (c == "c" && Chance(random, 70)) c = "k";
      }
      return Join(letters, "");
    case 12:
      return Pick(random, std::vector<std::string>{"xké", "tdc", "TDC", "c"});
    default:
      return word + Pick(random, std::vector<std::string>{"\xFF", "\xE2\x82", std::string(1, '\0')});
  }
}

// Words written without spaces, as a hashtag or in CamelCase.
std::string Glue(Random& random, const std::vector<std::string>& words, std::size_t from) {
  const bool camel = Chance(random, 50);
  std::string out = camel && Chance(random, 50) ? "" : "#";
  for (std::size_t i = from; i < words.size() && i < from + 4; ++i) {
    std::string word = words[i];
    if (camel && !word.empty() && word[0] >= 'a' && word[0] <= 'z') {
      word[0] = static_cast<char>(word[0] - 32);
    }
    out += word;
  }
  return out;
}

const std::vector<std::string>& Separators() {
  static const std::vector<std::string> separators = {
      " ",  " ", " ", " ", " ", " ", ", ", "  ", "\n", "... ", "! ", "?!! ", "'", "-", " \u201C",
      " 😀 ", " http://a.it/sei ", " @a.b ", "_", " x ", "\t"};
  return separators;
}

}  // namespace

std::string RandomComment(Random& random, const Model& model) {
  std::vector<std::string> words;
  const int pieces = 1 + Below(random, 4);
  for (int i = 0; i < pieces; ++i) {
    const model::Rule& rule = Pick(random, model.rules);
    switch (Below(random, 4)) {
      case 0: words.push_back(Pick(random, Vocabulary())); break;
      case 1: words.push_back(Pick(random, TokenVocabulary())); break;
      default:
        WriteEntry(random, model,
                   !rule.unless_find.empty() && Chance(random, 30) ? Pick(random, rule.unless_find)
                                                                   : Pick(random, rule.find),
                   &words);
    }
  }
  const bool repeated = Chance(random, 2);  // many hits of one rule
  if (!repeated && Chance(random, 25) && !words.empty()) {
    const std::size_t from = static_cast<std::size_t>(Below(random, static_cast<int>(words.size())));
    const std::string glued = Glue(random, words, from);
    if (Chance(random, 50)) words.resize(from);
    words.push_back(glued);
  }
  std::string text;
  int disguises = repeated ? 0 : 2;  // at most: the oracle walks every path
  for (std::string& word : words) {
    if (disguises > 0 && !word.empty() && Chance(random, 20)) {
      word = Disguise(random, word);
      --disguises;
    }
    text += word + Pick(random, Separators());
  }
  const std::size_t copies = repeated ? std::min<std::size_t>(20, 1 + 600 / (1 + text.size())) : 1;
  std::string all;
  for (std::size_t i = 0; i < copies; ++i) all += text;
  return all;
}

}  // namespace ascolto::oracle
