// Thin over POSIX.

#include "service/cli/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>

#include "ascolto/base/utf8.h"
#include "ascolto/text/characters.h"
#include "service/codec/json_text.h"

namespace ascolto::cli {

bool IsTerminal(std::FILE* file) { return isatty(fileno(file)) == 1; }

bool UsesColour(std::FILE* file) {
  const char* off = std::getenv("NO_COLOR");
  const char* term = std::getenv("TERM");
  return IsTerminal(file) && (off == nullptr || *off == '\0') &&
         (term == nullptr || std::string_view(term) != "dumb");
}

int Columns(std::FILE* file, int otherwise) {
  winsize size;
  if (ioctl(fileno(file), TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return otherwise;
  return size.ws_col;
}

int Width(char32_t c) {
  const int width = wcwidth(static_cast<wchar_t>(c));
  return width < 0 ? 1 : width;
}

std::string Printable(std::string_view text) {
  std::string out;
  AppendPrintable(text, &out);
  return out;
}

void AppendPrintable(std::string_view text, std::string* out) {
  for (std::size_t at = 0; at < text.size();) {
    const text::Decoded decoded = text::Decode(text, at);
    const char32_t c = decoded.code_point;
    if (c == '\n' || c == '\r' || c == '\t') {
      out->push_back(' ');
    } else if (service::IsInvisible(c)) {
      char code[16];
      std::snprintf(code, sizeof(code), "<U+%04X>", static_cast<unsigned>(c));
      out->append(code);
    } else if (!decoded.well_formed) {
      out->append("\uFFFD");
    } else {
      out->append(text.substr(at, decoded.bytes));
    }
    at += decoded.bytes;
  }
}

namespace {

using base::CountCharacters;
using base::FirstCharacters;

// The same with everything of the file made printable, and the marks still under their place.
Diagnostic MadePrintable(const Diagnostic& diagnostic) {
  Diagnostic shown = diagnostic;
  shown.file = Printable(diagnostic.file);
  shown.message = Printable(diagnostic.message);
  shown.hint = Printable(diagnostic.hint);
  const std::string_view line = diagnostic.source_line;
  const std::string_view before = FirstCharacters(line, diagnostic.source_column - 1);
  const std::string_view marked = FirstCharacters(line.substr(before.size()), diagnostic.width);
  shown.source_line = Printable(line);
  shown.source_column = diagnostic.source_column + CountCharacters(Printable(before)) -
                        CountCharacters(before);
  shown.width = diagnostic.width + CountCharacters(Printable(marked)) - CountCharacters(marked);
  return shown;
}

}  // namespace

std::string Render(const Diagnostic& diagnostic, bool colour) {
  std::string text = MadePrintable(diagnostic).Render();
  const std::size_t at = text.find(diagnostic.code);
  if (!colour || at == std::string::npos) return text;
  const char* on = diagnostic.severity == Severity::kError ? "\x1b[1;31m" : "\x1b[1;33m";
  text.insert(at + diagnostic.code.size(), "\x1b[0m");
  return text.insert(at, on);
}

absl::Status WriteOutput(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(STDOUT_FILENO, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return absl::ErrnoToStatus(errno, "cannot write the output");
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return absl::OkStatus();
}

}  // namespace ascolto::cli
