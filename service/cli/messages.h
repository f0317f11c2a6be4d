// What the command says to people, in English or Italian.
//
//   PrintError(Say("unknown verb: %1; did you mean %2?", {verb, nearest}));
//
// The English text is the key; message_table.h has both. A text that is not in the table does not
// compile. What other parts of the program say comes in English: Translated looks it up by its form.

#ifndef ASCOLTO_SERVICE_CLI_MESSAGES_H_
#define ASCOLTO_SERVICE_CLI_MESSAGES_H_

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "ascolto/diagnostic.h"
#include "service/cli/message_table.h"

namespace ascolto::cli {

// A row of kOwnTexts, named by its English text.
class Text {
 public:
  // NOLINTNEXTLINE(google-explicit-constructor): texts are written in place.
  consteval Text(const char* english) : row_(Find(english)) {}

  const Bilingual& row() const { return kOwnTexts[row_]; }

 private:
  static consteval std::size_t Find(std::string_view english) {
    std::size_t row = 0;
    for (const Bilingual& text : kOwnTexts) {
      if (text.english == english) return row;
      ++row;
    }
    throw "this text is not in kOwnTexts (message_table.h)";
  }

  std::size_t row_;
};

// The language of everything that the process prints; English until it is set. Set it before there
// are other threads.
void SetLanguage(MessageLanguage language);
MessageLanguage Language();

// What `--lang` says on the command line, else the environment: the first of LC_ALL, LC_MESSAGES and
// LANG that is not empty. Anything but Italian is English.
MessageLanguage LanguageOf(std::span<const char* const> arguments);

// The text, with its arguments filled in.
std::string Say(Text text, std::initializer_list<std::string_view> arguments = {});

// "1 comment", "25,000 comments".
std::string Count(std::size_t number, Text one, Text many);
// "25,000"; in Italian "25.000".
std::string NumberText(std::size_t number);

// A text of another part of the program; as it is when no row fits.
std::string Translated(std::string_view english);
// The same in any language.
std::string Translated(std::string_view english, MessageLanguage language);

// Names of the workbench and the library that are words of people, like "kept" and "question".
std::string NameText(std::string_view english);

}  // namespace ascolto::cli

#endif  // ASCOLTO_SERVICE_CLI_MESSAGES_H_
