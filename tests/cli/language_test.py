"""`--lang it`, and an environment in Italian: every verb prints Italian and nothing in English."""

import os
import pathlib
import re
import socket
import subprocess
import tempfile
import unittest

from ascolto_run import BIN, RULES, SECONDS, SOURCE

BAD_RULES = """pack: it.x
rules:
  - {id: a, label: insult, find: {words: [$nessuna]}}
"""
TESTS = """pack: p
rules:
  - id: a
    title: A
    label: insult
    points: 10
    find: {words: [cretino]}
    tests: {match: [cretino, ciao], pass: [niente, un cretino], todo: {match: [xyz, il cretino]}}
  - {id: b, title: B, label: insult, points: 10, find: {words: [cretino]}}
"""
NO_TESTS = "pack: p\nrules:\n  - {id: a, title: A, label: insult, points: 10, find: {words: [x]}}\n"
COMMENTS = """{"id":"1","text":"Sei un cretino, quando riapre la biblioteca?","time":"2026-11-20T09:00:00Z"}
{"text":"Quando riapre la biblioteca?","time":"2026-11-20T09:00:00Z"}
{"text":"Accidenti"}
ciao
[1]
{}
{"text":"x","channel":3}
{"text":"x","reply":"yes"}
{"text":"x","repeats":1.5}
{"text":"x","author_strikes":-1}
{"text":"x","time":"ieri"}
{"text":"x","time":5}
{"text":"%s"}
""" % ("a" * 70_000)
CSV = 'id,text\n1,uno\n2,"du"e\n3\n5,"mai chiuso\n'
SETTINGS = "max_batch: x\nmax_bach: 5\nlisten: {a: b}\nrules: [[a]]\nthreads: [1, 2]\nlog_format: xml\nqqq: 1\n"
TOKENS = """callers:
  - token: short
    roles: nothing
  - name: b
    token: 0123456789012345678901234567890123
    roles: [classify, root]
  - name: c
    sha256: 12
    token: x
  - name: [d]
  - e
other: 1
"""


def catalogue():
    """The rows of the table in service/cli/message_table.h: English and Italian."""
    source = (SOURCE / "service" / "cli" / "message_table.h").read_text()
    source = re.sub(r"(?m)^ *//.*$", "", source)
    source = re.sub(r'"\s*\n\s*"', "", source)
    literal = r'"((?:[^"\\]|\\.)*)"'

    def text(escaped):
        return escaped.replace('\\"', '"').replace("\\n", "\n").replace("\\\\", "\\")

    return [(text(english), text(italian))
            for english, italian in re.findall(rf"\{{{literal},\s*{literal}\}}", source)]


def pieces(text):
    """What stands between the arguments, line by line."""
    return [piece.strip(" ;:,.\"") for piece in re.split(r"[%&][1-9]|\n", text)]


def english_sentences():
    """Pieces of English texts by which English is known: two words or more, in no Italian text."""
    rows = catalogue()
    italian = "\n".join(row[1] for row in rows)
    out = {piece for english, _ in rows for piece in pieces(english)
           if re.search(r"[A-Za-z]{2,} [A-Za-z]{2,}", piece) and len(piece) >= 8
           and piece not in italian}
    # Words that are no texts of the table, but stand in those of CLI11 and of the rules' catalogue.
    return out | {"Options:", "Usage:", "Subcommands", "REQUIRED", "hint:", " error E", "warning W",
                  "required", "expected", "example:", "Example:"}


class Commands:
    """Every verb, and what can be wrong with what it is given; each with the files it needs."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        for name, content in {"bad.yaml": BAD_RULES, "tests.yaml": TESTS, "none.yaml": NO_TESTS,
                              "c.jsonl": COMMENTS, "c.csv": CSV, "two.csv": "text,text\na,b\n",
                              "no.csv": "id\n1\n", "empty.csv": "", "settings.yaml": SETTINGS,
                              "scalar.yaml": "hello", "tokens.yaml": TOKENS, "open.yaml": TOKENS,
                              "nothing.token": "", "key.pem": "no key\n"}.items():
            (self.folder / name).write_text(content)
        (self.folder / "tokens.yaml").chmod(0o600)
        (self.folder / "open.yaml").chmod(0o644)
        self.taken = socket.create_server(("127.0.0.1", 0))

    def close(self):
        self.taken.close()

    def all(self):
        folder, rules = self.folder, RULES
        for verb in ("check", "test", "classify", "explain", "serve", "send", "help"):
            yield (verb, "--help")
        yield ("--help",)
        # Arguments.
        yield ()
        yield ("chek",)
        yield ("frob",)
        yield ("--frob",)
        yield ("serve", "--rules", rules, "--htp", "1")
        yield ("check", "--frobnicate", "x")
        yield ("classify", "-")
        yield ("classify", "--rules")
        yield ("classify", "--rules", rules, "--format", "xml", "-")
        yield ("classify", "--rules", rules, "--input-format", "xml", "-")
        yield ("explain", "--rules", rules, "a", "b")
        yield ("explain", "--rules", rules, "--field", "likes=3", "a")
        yield ("explain", "--rules", rules, "--field", "repeats=many", "a")
        yield ("send", "--batch", "0", "-")
        yield ("send", "--batch", "5000", "-")
        yield ("help", "E999")
        # Rules.
        yield ("check", rules)
        yield ("check", folder / "bad.yaml")
        yield ("check", folder / "missing")
        yield ("test", rules)
        yield ("test", "--todo", folder / "tests.yaml")
        yield ("test", folder / "none.yaml")
        yield ("test", folder / "bad.yaml")
        yield ("help",)
        yield ("help", "E031", "W001")
        yield ("classify", "--rules", folder / "bad.yaml", "-")
        # Comments.
        yield ("classify", "--rules", rules, "--format", "table", folder / "c.jsonl")
        yield ("classify", "--rules", rules, "--json", folder / "c.jsonl")
        for name in ("c.csv", "two.csv", "no.csv", "empty.csv", "missing.jsonl"):
            yield ("classify", "--rules", rules, folder / name)
        yield ("classify", "--rules", rules, folder)
        yield ("explain", "--rules", rules,
               "s e i un cr3tino, vedi http://a.it o a@b.it, @c #d 😀 Quando riapre?")
        yield ("explain", "--rules", rules, "offerta")
        yield ("explain", "--rules", SOURCE / "rules", "Vota Mario Rossi! Accidenti, che buffone")
        yield ("explain", "--rules", rules, "--field", "time=ieri", "a")
        # The service.
        yield ("send", "--address", "127.0.0.1:1", "-")
        yield ("send", "--address", "127.0.0.1:1", "--tls-key", "x", "-")
        yield ("send", "--address", "127.0.0.1:1", "--tls-key", "x", "--tls-certificate", "y", "-")
        yield ("serve", "--print-config")
        yield ("serve",)
        for name in ("settings.yaml", "scalar.yaml", "missing.yaml", "bad.yaml"):
            yield ("serve", "--config", folder / name)
        for flags in (["--threads", "0"], ["--max-batch", "x"], ["--drain", "long"],
                      ["--max-comment-bytes", "1"], ["--log-level", "loud"],
                      ["--listen", "nowhere"], ["--listen", "unix:/" + "x" * 200],
                      ["--listen", "0.0.0.0:0"], ["--http", "unix:/x"],
                      ["--tls-certificate", "x"], ["--tls-client-ca", "x"],
                      ["--max-message-bytes", "128MiB"], ["--max-batch", "50000"],
                      ["--tls-certificate", folder / "key.pem", "--tls-key", folder / "key.pem"],
                      ["--tokens", folder / "tokens.yaml"], ["--tokens", folder / "open.yaml"],
                      ["--tokens", folder / "bad.yaml"], ["--tokens", folder / "missing.yaml"],
                      ["--listen", "127.0.0.1:%d" % self.taken.getsockname()[1]],
                      ["--listen", "192.0.2.1:1", "--allow-exposed"]):
            if flags[0] != "--max-comment-bytes":
                yield ("serve", "--rules", rules, *flags)
        yield ("serve", "--rules", folder / "bad.yaml", "--listen", "127.0.0.1:0")
        yield ("serve", "--rules", folder / "tests.yaml", "--listen", "127.0.0.1:0")


def environment(**changes):
    plain = {name: value for name, value in os.environ.items()
             if not name.startswith("LC_") and name not in ("LANG", "LANGUAGE")}
    return plain | changes


def run(arguments, env, stdout=subprocess.PIPE):
    done = subprocess.run([BIN / "ascolto", *map(str, arguments)], stdin=subprocess.DEVNULL,
                          stdout=stdout, stderr=subprocess.PIPE, env=env, timeout=SECONDS)
    return (done.stdout or b"").decode(), done.stderr.decode()


class Italian(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.commands = Commands(cls.enterClassContext(tempfile.TemporaryDirectory()))
        cls.addClassCleanup(cls.commands.close)
        cls.english = english_sentences()

    def assert_italian(self, text, arguments):
        found = [piece for piece in self.english if piece in text]
        self.assertEqual(found, [], (arguments, text[:3000]))

    def test_every_verb_by_the_environment(self):
        ways = ({"LANG": "it_IT.UTF-8"}, {"LC_MESSAGES": "it_IT", "LANG": "C"},
                {"LC_ALL": "it_CH.UTF-8", "LANG": "en_US.UTF-8"})
        for i, arguments in enumerate(self.commands.all()):
            with self.subTest(arguments=arguments):
                out, errors = run(arguments, environment(**ways[i % len(ways)]))
                self.assertTrue(out or errors)
                self.assert_italian(out + errors, arguments)

    def test_the_flag_says_the_same(self):
        for arguments in self.commands.all():
            if not arguments or arguments[0] in ("--help", "--frob", "chek", "frob"):
                continue
            with self.subTest(arguments=arguments):
                by_flag = run((*arguments, "--lang", "it"), environment(LANG="en_US.UTF-8"))
                if arguments[-1] in ("--rules", "--help"):
                    by_flag = run((arguments[0], "--lang", "it", *arguments[1:]),
                                  environment(LANG="en_US.UTF-8"))
                self.assertEqual(by_flag, run(arguments, environment(LANG="it_IT.UTF-8")))

    def test_the_flag_overrules_the_environment(self):
        out, _ = run(("check", RULES, "--lang", "en"), environment(LANG="it_IT.UTF-8"))
        self.assertIn("no problems", out)

    def test_output_that_cannot_be_written(self):
        with open("/dev/full", "wb") as full:
            _, errors = run(("check", RULES), environment(LANG="it_IT.UTF-8"), stdout=full)
        self.assertEqual(errors, "errore: non si riesce a scrivere il risultato: "
                                 "non c'è più spazio sul disco\n")

    def test_the_service_while_it_starts(self):
        with subprocess.Popen([BIN / "ascolto", "serve", "--rules", RULES, "--listen", "127.0.0.1:0",
                               "--http", "127.0.0.1:0", "--lang", "it"], stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, env=environment()) as process:
            lines = [process.stdout.readline().decode() for _ in range(2)]
            process.terminate()
        self.assertRegex(lines[0], r"^in ascolto su 127\.0\.0\.1:\d+\n$")
        self.assertRegex(lines[1], r"^in ascolto per HTTP su 127\.0\.0\.1:\d+\n$")

    def test_english_is_known_when_it_is_there(self):
        for arguments in (("--help",), ("check", RULES), ("frob",), ("serve", "--print-config")):
            out, errors = run(arguments, environment(LANG="C"))
            self.assertTrue(any(piece in out + errors for piece in self.english), arguments)


class Catalogue(unittest.TestCase):
    # What the system says, and what is put together from a type's name.
    ELSEWHERE = ("one ", "a whole number ", "a size ", "a time ", "&1; by default",
                 "too many bytes of streams", "cannot read standard input")

    def test_texts_of_other_parts_are_still_said_there(self):
        source = (SOURCE / "service" / "cli" / "message_table.h").read_text()
        own = source[:source.index("kOtherTexts[]")].count('{"')
        others = [english for english, _ in catalogue()][own:]
        others = others[:others.index("No such file or directory")]
        self.assertGreater(len(others), 100)
        said = ""
        for folder in ("lib", "service"):
            for path in (SOURCE / folder).rglob("*.cc"):
                said += re.sub(r'"\s*\n\s*"', "", path.read_text()).replace('\\"', '"')
        for english in others:
            if english.startswith(self.ELSEWHERE):
                continue
            for piece in pieces(english.replace("; ", "\n")):
                if len(piece) >= 10 and piece not in said:
                    self.fail(f"nothing says {piece!r} any more: {english}")


if __name__ == "__main__":
    unittest.main()
