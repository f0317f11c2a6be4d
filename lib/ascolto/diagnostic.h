// A problem in a rule file, with its position and a hint.
//
//   for (const ascolto::Diagnostic& d : loaded.diagnostics) std::cerr << d.Render();
//
// prints
//
//   rules/it/insulti.yaml:12:16: error E031: unknown list: $insutli
//     12 |       - sei un $insutli
//        |                ^^^^^^^^
//     hint: did you mean $insulti, defined at line 7?

#ifndef ASCOLTO_DIAGNOSTIC_H_
#define ASCOLTO_DIAGNOSTIC_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace ascolto {

enum class Severity : std::uint8_t { kWarning, kError };

// The language of messages and hints. Codes do not depend on it.
enum class MessageLanguage : std::uint8_t { kEnglish, kItalian };

// Thread safety: a plain value.
struct Diagnostic {
  std::string code;  // stable: "E031" for errors, "W002" for warnings
  Severity severity = Severity::kError;
  MessageLanguage language = MessageLanguage::kEnglish;
  std::string file;         // the name that was given to the loader
  int line = 0;             // from 1; 0 if the problem concerns the whole file
  int column = 0;           // in code points, from 1; 0 if the problem concerns the whole file
  int width = 1;            // number of characters to underline, at least 1
  std::string message;      // "what is wrong: what was given"
  std::string source_line;  // the line of the file without its line end; a long line is shortened
                            // around the problem, with "…" for what is omitted
  int source_column = 0;    // position of the caret in `source_line`, from 1
  std::string hint;         // what would be right; may be empty

  // Returns the text shown above, with a line end after each line.
  std::string Render() const;
};

}  // namespace ascolto

#endif  // ASCOLTO_DIAGNOSTIC_H_
