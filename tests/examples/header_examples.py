"""Makes one C++ file of the examples at the head of headers and in ```cpp blocks of Markdown pages.

header_examples.py ROOT OUTPUT FILE…: each example becomes the body of a function, whose parameters
are what the example takes for given (GIVEN). The function may return a number. A file without an
example is an error, and so is a file that GIVEN does not know.
"""

import pathlib
import re
import sys

# By file: the namespace that the reader of the header is in, and what the example does not declare.
GIVEN = {
    "README.md": ("", ""),
    "lib/ascolto/classifier.h": ("", "const ascolto::RuleSet::Loaded& loaded"),
    "lib/ascolto/comment.h": ("", "ascolto::Classifier& classifier"),
    "lib/ascolto/diagnostic.h": ("", "const ascolto::RuleSet::Loaded& loaded"),
    "lib/ascolto/live_rules.h": (
        "", "const ascolto::RuleSet::Loaded& first, const ascolto::RuleSet::Loaded& loaded, "
        "ascolto::Classifier& classifier"),
    "lib/ascolto/limits.h": ("", "const std::vector<ascolto::RuleSource>& sources"),
    "lib/ascolto/owned_comment.h": (
        "", "const ascolto::Comment& comment, void (*Write)(std::string_view)"),
    "lib/ascolto/owned_verdict.h": (
        "", "const absl::StatusOr<ascolto::Verdict>& verdict, void (*Store)(const std::string&)"),
    "lib/ascolto/rule_info.h": ("", "const ascolto::RuleSet& rules"),
    "lib/ascolto/rule_set.h": ("", ""),
    "lib/ascolto/verdict.h": (
        "", "const ascolto::Comment& comment, const absl::StatusOr<ascolto::Verdict>& verdict, "
        "void (*Hide)(const ascolto::Comment&, std::string_view), "
        "void (*Mark)(std::string_view, std::string_view)"),
    "lib/ascolto/workbench/explain.h": (
        "ascolto::workbench", "const Comment& comment, Classifier& classifier"),
    "lib/ascolto/workbench/rule_tests.h": (
        "ascolto::workbench", "const std::vector<std::string>& paths"),
    "service/daemon/daemon.h": (
        "ascolto::service", "const Settings& settings, MessageLanguage language"),
}
OUTPUT_FOLLOWS = re.compile(r"^//.*\b(prints|gives)$")  # the next block is no code


class NoExample(Exception):
    pass


def of_header(text):
    """The code in the comment at the head of a header, and the line where each piece begins."""
    pieces, is_output, inside = [], False, False
    for number, line in enumerate(text.splitlines(), 1):
        if not line.startswith("//"):
            break
        code = line.startswith("//   ")
        if code and not is_output:
            if not inside:
                pieces.append((number, []))
            pieces[-1][1].append(line[5:])
        inside = code
        if not code and line != "//":
            is_output = bool(OUTPUT_FOLLOWS.match(line))
    return pieces


def of_page(text):
    """The ```cpp blocks of a page; what they include is left out."""
    pieces, inside = [], False
    for number, line in enumerate(text.splitlines(), 1):
        if line == "```cpp":
            pieces.append((number + 1, []))
            inside = True
        elif line == "```":
            inside = False
        elif inside:
            pieces[-1][1].append("" if line.startswith("#include") else line)
    return pieces


def examples_of(name, text):
    pieces = of_page(text) if name.endswith(".md") else of_header(text)
    if not pieces:
        raise NoExample(f"{name}: no example; a public header begins with one that compiles")
    return pieces


def function(name, pieces, number):
    space, given = GIVEN[name]
    body = "".join(f'#line {line} "{name}"\n' + "".join(f"  {code}\n" for code in codes)
                   for line, codes in pieces)
    begin, end = (f"namespace {space} {{\n", f"}}  // namespace {space}\n") if space else ("", "")
    return f"{begin}int Example{number}({given}) {{\n{body}  return 0;\n}}\n{end}\n"


def program(root, names):
    includes = ["ascolto/ascolto.h"]
    includes += [n.removeprefix("lib/") for n in names if n.endswith(".h")]
    out = "".join(f'#include "{name}"\n' for name in dict.fromkeys(includes))
    out += "#include <iostream>\n\n"
    for number, name in enumerate(names):
        if name not in GIVEN:
            raise NoExample(f"{name}: not known to header_examples.py; say what it takes for given")
        text = (root / name).read_text()
        out += function(name, examples_of(name, text), number)
    return out


def main():
    root, output, *names = sys.argv[1:]
    try:
        pathlib.Path(output).write_text(program(pathlib.Path(root), names))
    except NoExample as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
