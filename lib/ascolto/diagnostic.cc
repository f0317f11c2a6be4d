// Renders a diagnostic as text.

#include "ascolto/diagnostic.h"

#include <algorithm>

#include "ascolto/base/strings.h"

namespace ascolto {
namespace {

// Returns the name of the severity in the language of the diagnostic's messages.
std::string_view SeverityName(Severity severity, MessageLanguage language) {
  const bool error = severity == Severity::kError;
  if (language == MessageLanguage::kItalian) return error ? "errore" : "avviso";
  return error ? "error" : "warning";
}

std::string_view HintName(MessageLanguage language) {
  return language == MessageLanguage::kItalian ? "suggerimento" : "hint";
}

}  // namespace

std::string Diagnostic::Render() const {
  std::string text = file;
  if (line > 0) text += base::Cat(":", line, ":", column);
  text += base::Cat(": ", SeverityName(severity, language), " ", code, ": ", message, "\n");
  if (line > 0) {
    const std::string number = std::to_string(line);
    text += base::Cat("  ", number, " | ", source_line, "\n");
    text += base::Cat("  ", std::string(number.size(), ' '), " | ",
                      std::string(static_cast<std::size_t>(std::max(source_column - 1, 0)), ' '),
                      std::string(static_cast<std::size_t>(std::max(width, 1)), '^'), "\n");
  }
  if (!hint.empty()) text += base::Cat("  ", HintName(language), ": ", hint, "\n");
  return text;
}

}  // namespace ascolto
