// A problem in a rule file, with its place and what to do about it.
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
  std::string file;         // as it was named to the loader
  int line = 0;             // from 1; 0 when the problem is of the file as a whole
  int column = 0;           // from 1, in characters (code points); 0 likewise
  int width = 1;            // characters under the caret, at least 1
  std::string message;      // "what is wrong: what was given"
  std::string source_line;  // the line as it stands in the file, without its end; a long one
                            // is cut around the place, "…" for what is left out
  int source_column = 0;    // of the caret in `source_line`, from 1
  std::string hint;         // what would be right; may be empty

  // The text shown above, with a line end after each line.
  std::string Render() const;
};

}  // namespace ascolto

#endif  // ASCOLTO_DIAGNOSTIC_H_
