// Texts from elsewhere are matched against the English of the table, row by row: the text around
// the arguments must be there, and what stands between are the arguments.

#include "service/cli/messages.h"

#include <array>
#include <cstdlib>
#include <vector>

#include "ascolto/base/strings.h"
#include "ascolto/diagnostics/catalogue.h"

namespace ascolto::cli {
namespace {

constexpr std::size_t kMostArguments = 9;

struct Found {
  std::array<std::string, kMostArguments> arguments;  // in the language of the result
};

MessageLanguage& ProcessLanguage() {
  static MessageLanguage language = MessageLanguage::kEnglish;
  return language;
}

std::string_view Pick(const Bilingual& text, MessageLanguage language) {
  return language == MessageLanguage::kItalian ? text.italian : text.english;
}

bool IsPlaceholder(std::string_view text, std::size_t at) {
  return (text[at] == '%' || text[at] == '&') && at + 1 < text.size() && text[at + 1] >= '1' &&
         text[at + 1] <= '9';
}

std::string Fill(std::string_view text, std::span<const std::string_view> arguments) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!IsPlaceholder(text, at)) {
      out += text[at];
      continue;
    }
    const auto index = static_cast<std::size_t>(text[++at] - '1');
    if (index < arguments.size()) out += arguments[index];
  }
  return out;
}

// "25,000" is 25 and a bit in Italian.
std::string NumberIn(std::string_view argument, MessageLanguage language) {
  std::string out(argument);
  const bool grouped = out.find(',') != std::string::npos &&
                       out.find_first_not_of("0123456789,") == std::string::npos;
  if (language != MessageLanguage::kItalian || !grouped) return out;
  for (char& c : out) {
    if (c == ',') c = '.';
  }
  return out;
}

std::optional<std::string> Find(std::string_view english, MessageLanguage language);

// Whether `text` has the form of `form`. Where an argument may end in several places the first at
// which the rest fits is taken.
bool Matches(std::string_view form, std::string_view text, MessageLanguage language,
             Found* found) {
  std::size_t at = 0;
  while (at < form.size() && !IsPlaceholder(form, at)) ++at;
  if (!text.starts_with(form.substr(0, at))) return false;
  if (at == form.size()) return text.size() == at;
  const bool is_text = form[at] == '&';
  std::string& argument = found->arguments[static_cast<std::size_t>(form[at + 1] - '1')];
  form.remove_prefix(at + 2);
  text.remove_prefix(at);
  std::size_t literal = 0;
  while (literal < form.size() && !IsPlaceholder(form, literal)) ++literal;
  for (std::size_t end = literal == 0 ? text.size() : 0; end <= text.size(); ++end) {
    if (literal > 0) end = text.find(form.substr(0, literal), end);
    if (end == std::string_view::npos) return false;
    if (!Matches(form, text.substr(end), language, found)) continue;
    const std::string_view given = text.substr(0, end);
    if (!is_text) {
      argument = NumberIn(given, language);
      return true;
    }
    if (std::optional<std::string> inner = Find(given, language)) {
      argument = *std::move(inner);
      return true;
    }
  }
  return false;
}

std::optional<std::string> FindIn(const Bilingual& row, std::string_view english,
                                  MessageLanguage language) {
  Found found;
  if (!Matches(row.english, english, language, &found)) return std::nullopt;
  std::array<std::string_view, kMostArguments> arguments;
  for (std::size_t i = 0; i < kMostArguments; ++i) arguments[i] = found.arguments[i];
  return Fill(Pick(row, language), arguments);
}

// What is wrong with a YAML file that is not one of rules, such as that of the tokens.
std::optional<std::string> FindDiagnostic(std::string_view english, MessageLanguage language) {
  const diagnostics::Arguments arguments = {"%1", "%2", "%3", "%4"};
  for (const diagnostics::Code code : diagnostics::AllCodes()) {
    const auto whole = [&](MessageLanguage in) {
      const std::string hint = diagnostics::DefaultHint(code, arguments, in);
      return base::Cat(diagnostics::Message(code, arguments, in), hint.empty() ? "" : "; ", hint);
    };
    const std::string in_english = whole(MessageLanguage::kEnglish);
    const std::string in_italian = whole(MessageLanguage::kItalian);
    if (auto found = FindIn({in_english, in_italian}, english, language)) return found;
  }
  return std::nullopt;
}

std::optional<std::string> Find(std::string_view english, MessageLanguage language) {
  for (const Bilingual& row : kOtherTexts) {
    if (auto found = FindIn(row, english, language)) return found;
  }
  return FindDiagnostic(english, language);
}

bool IsItalian(std::string_view locale) {
  return locale.starts_with("it") &&
         (locale.size() == 2 || locale[2] == '_' || locale[2] == '.' || locale[2] == '@');
}

}  // namespace

void SetLanguage(MessageLanguage language) { ProcessLanguage() = language; }

MessageLanguage Language() { return ProcessLanguage(); }

MessageLanguage LanguageOf(std::span<const char* const> arguments) {
  constexpr std::string_view kFlag = "--lang";
  std::string_view given;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string_view argument = arguments[i];
    if (argument == "--") break;
    if (argument == kFlag && i + 1 < arguments.size()) given = arguments[i + 1];
    if (argument.starts_with("--lang=")) given = argument.substr(kFlag.size() + 1);
  }
  if (given != "en" && given != "it") given = {};  // is refused, in the language of the environment
  for (const char* const name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    if (!given.empty()) break;
    if (const char* value = std::getenv(name)) given = value;
  }
  return IsItalian(given) ? MessageLanguage::kItalian : MessageLanguage::kEnglish;
}

std::string Say(Text text, std::initializer_list<std::string_view> arguments) {
  return Fill(Pick(text.row(), Language()), {arguments.begin(), arguments.size()});
}

std::string NumberText(std::size_t number) {
  const char separator = Language() == MessageLanguage::kItalian ? '.' : ',';
  const std::string digits = std::to_string(number);
  std::string out;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) out += separator;
    out += digits[i];
  }
  return out;
}

std::string Count(std::size_t number, Text one, Text many) {
  return Say(number == 1 ? one : many, {NumberText(number)});
}

std::string Translated(std::string_view english, MessageLanguage language) {
  if (language == MessageLanguage::kEnglish) return std::string(english);
  return Find(english, language).value_or(std::string(english));
}

std::string Translated(std::string_view english) { return Translated(english, Language()); }

std::string NameText(std::string_view english) {
  for (const Bilingual& row : kOwnTexts) {
    if (row.english == english) return std::string(Pick(row, Language()));
  }
  return std::string(english);
}

}  // namespace ascolto::cli
