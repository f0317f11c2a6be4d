#include "ascolto/rules/chat_reader.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ascolto/model/keys.h"
#include "ascolto/rules/phrase_parser.h"

namespace ascolto::rules {

using diagnostics::Code;
using diagnostics::Hint;
using diagnostics::Term;

namespace {

constexpr std::size_t kMaxMeantWords = 8;
constexpr std::size_t kMaxMeantLetters = 4;
constexpr std::size_t kMaxMeanings = 16;  // of one spelling, or of one letter

class ChatReader {
 public:
  ChatReader(const yaml::Document& document, diagnostics::Problems* problems)
      : document_(document), reader_(document.text, problems) {}

  ChatFile Read() && {
    const yaml::Node& root = document_.root;
    reader_.Map(root, "chat", model::keys::kChat);
    const yaml::Node* name = NodeReader::Find(root, "chat");
    chat_.spot = reader_.SpotOf(*name);
    if (const auto text = reader_.Name(*name, "chat")) {
      chat_.table.name = *text;
      if (!IsPlainName(*text)) reader_.Report(Code::kBadName, *name, {Term::kChatName, *text});
    }
    if (const yaml::Node* words = NodeReader::Find(root, "words")) ReadWords(*words);
    if (const yaml::Node* letters = NodeReader::Find(root, "letters")) ReadLetters(*letters);
    return std::move(chat_);
  }

 private:
  // The folded words of a text, or nothing when it is not plain words.
  static std::vector<std::string> PlainWords(const std::string& text) {
    std::vector<std::string> words;
    if (text.find('(') != std::string::npos) return words;
    const ParsedPhrase parsed = ParsePhrase(text);
    if (parsed.forms.size() != 1 || !parsed.problems.empty()) return words;
    for (const model::Element& element : parsed.forms.front()) {
      const bool plain = element.kind == model::Element::Kind::kWord && !element.star_before &&
                         !element.star_after;
      if (!plain) return {};
      words.push_back(element.text);
    }
    return words;
  }

  void ReadWords(const yaml::Node& node) {
    if (!reader_.Map(node, "words", {})) return;
    for (const auto& [key, value] : node.members) {
      if (!key.scalar()) continue;
      const std::vector<std::string> meant = PlainWords(key.text);
      if (meant.empty() || meant.size() > kMaxMeantWords) {
        reader_.Report(Code::kBadSpelling, key, {key.text});
      }
      for (const yaml::Node* item : reader_.Texts(value, key.text)) {
        const std::vector<std::string> spelling = PlainWords(item->text);
        if (spelling.size() != 1) {
          reader_.Report(Code::kBadSpelling, *item, {item->text});
        } else if (!meant.empty()) {
          AddSpelling(*item, spelling.front(), meant);
        }
      }
    }
  }

  // Each meaning is a way to read the word wherever it stands.
  void AddSpelling(const yaml::Node& item, const std::string& spelling,
                   const std::vector<std::string>& meant) {
    if (++meanings_[spelling] <= kMaxMeanings) {
      chat_.table.spellings.push_back({spelling, meant});
    } else if (meanings_[spelling] == kMaxMeanings + 1) {
      reader_.Report(Code::kTooManyMeanings, item, {spelling, kMaxMeanings});
    }
  }

  static bool IsLetters(const std::string& text, std::size_t most) {
    return !text.empty() && text.size() <= most &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= 'a' && c <= 'z'; });
  }

  void ReadLetters(const yaml::Node& node) {
    if (!reader_.Map(node, "letters", {})) return;
    const auto check = [this](const yaml::Node& text, std::size_t most) {
      if (IsLetters(text.text, most)) return true;
      reader_.Report(Code::kBadSpelling, text, {text.text}).WithHint(Hint::kWrite, {"ch: [k]"});
      return false;
    };
    for (const auto& [key, value] : node.members) {
      if (!key.scalar()) continue;
      const bool meant = check(key, kMaxMeantLetters);
      for (const yaml::Node* item : reader_.Texts(value, key.text)) {
        if (check(*item, 1) && meant) AddLetter(*item, key.text);
      }
    }
  }

  void AddLetter(const yaml::Node& item, const std::string& meant) {
    const char letter = item.text.front();
    std::vector<model::ChatLetter>& letters = chat_.table.letters;
    auto found = std::find_if(letters.begin(), letters.end(),
                              [letter](const model::ChatLetter& l) { return l.letter == letter; });
    if (found == letters.end()) found = letters.insert(letters.end(), {letter, {}});
    if (found->others.size() < kMaxMeanings) {
      found->others.push_back(meant);
    } else if (!reported_letters_[letter]) {
      reported_letters_[letter] = true;
      reader_.Report(Code::kTooManyMeanings, item, {item.text, kMaxMeanings});
    }
  }

  const yaml::Document& document_;
  NodeReader reader_;
  ChatFile chat_;
  std::map<std::string, std::size_t> meanings_;  // by spelling
  std::map<char, bool> reported_letters_;
};

}  // namespace

ChatFile ReadChat(const yaml::Document& document, diagnostics::Problems* problems) {
  return ChatReader(document, problems).Read();
}

}  // namespace ascolto::rules
