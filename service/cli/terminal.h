// What is particular to terminals: colour, width, and text that must not steer them.

#ifndef ASCOLTO_SERVICE_CLI_TERMINAL_H_
#define ASCOLTO_SERVICE_CLI_TERMINAL_H_

#include <cstddef>
#include <cstdio>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "ascolto/diagnostic.h"

namespace ascolto::cli {

bool IsTerminal(std::FILE* file);

// A terminal, and the environment does not say NO_COLOR (no-color.org) or TERM=dumb.
bool UsesColour(std::FILE* file);

// Columns of the terminal that `file` is, or `otherwise`.
int Columns(std::FILE* file, int otherwise);

// Columns that a code point takes: 0 for marks, 2 for wide ones.
int Width(char32_t c);

// Control characters, and those that turn the direction of text or cannot be seen, become
// visible (<U+202E>), ill-formed bytes U+FFFD; line ends and tabs become spaces.
std::string Printable(std::string_view text);
void AppendPrintable(std::string_view text, std::string* out);

// Diagnostic::Render, with what comes from the file made Printable, and the code in colour.
std::string Render(const Diagnostic& diagnostic, bool colour);

// Writes all of it to standard output, past the C library's buffer. The error says why not.
absl::Status WriteOutput(std::string_view bytes);

}  // namespace ascolto::cli

#endif  // ASCOLTO_SERVICE_CLI_TERMINAL_H_
