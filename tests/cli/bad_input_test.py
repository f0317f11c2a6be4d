"""Input that is not right: a verdict or a clear error, the same each time, nothing lost around it."""

import json
import os
import pathlib
import subprocess
import tempfile
import unittest

from ascolto_run import ascolto, classify, BIN, RULES

AROUND = b'{"id":"before","text":"sei un cretino"}\n%s\n{"id":"after","text":"sei un cretino"}\n'
LIMIT = 64 * 1024  # Limits::comment_bytes


class BadLines(unittest.TestCase):
    def around(self, line):
        """What a line gives between two good ones: its verdict, or its error."""
        code, verdicts, errors = classify("-", stdin=AROUND % line)
        again = classify("-", stdin=AROUND % line)
        self.assertEqual((code, verdicts, errors), again)
        self.assertEqual((verdicts[0]["id"], verdicts[-1]["id"]), ("before", "after"))
        self.assertEqual([v["action"] for v in (verdicts[0], verdicts[-1])], ["hide", "hide"])
        if len(verdicts) == 3:
            self.assertEqual((code, errors), (0, []))
            return verdicts[1]
        self.assertEqual((code, len(errors)), (1, 1), errors)
        return errors[0]

    def text(self, text):
        return self.around(json.dumps({"text": text}).encode())

    def test_line_that_is_no_json(self):
        self.assertEqual(self.around(b"ciao"),
                         "stdin:2: not JSON: error at byte 1; give one JSON object")

    def test_json_that_is_no_object(self):
        self.assertEqual(self.around(b"[1]"), 'stdin:2: not an object: [1]; give {"text": …}')

    def test_object_without_text(self):
        self.assertEqual(self.around(b'{"id":"x"}'), 'stdin:2: there is no "text"')
        self.assertEqual(self.around(b'{"text":null}'), 'stdin:2: there is no "text"')

    def test_fields_of_another_kind(self):
        for fields, error in {
            b'"channel":3': '"channel" is not a string: 3',
            b'"reply":"yes"': '"reply" is not true or false: "yes"',
            b'"repeats":1.5': '"repeats" is not a whole number: 1.5',
            b'"repeats":18446744073709551615':
                '"repeats" is not a whole number: 18446744073709551615',
            b'"author_strikes":-1': '"author_strikes" is negative: -1; give 0 or more',
            b'"time":"ieri"':
                'not a time: "ieri"; give RFC 3339, like 2026-11-21T09:30:00+01:00',
        }.items():
            self.assertEqual(self.around(b'{"text":"x",%s}' % fields), "stdin:2: " + error)

    def test_ill_formed_utf8_is_no_json(self):
        self.assertEqual(self.around(b'{"text":"sei un \xff"}'),
                         "stdin:2: not JSON: byte 17 is not UTF-8")

    def test_nesting_without_end(self):
        self.assertEqual(self.around(b'{"text":"x","a":' + b"[" * 100_000),
                         "stdin:2: arrays and objects are nested too deep: the limit is 64")

    def test_nul_bytes_are_part_of_the_text(self):
        verdict = self.text("\0sei un cretino\0")
        self.assertEqual(verdict["matches"][0]["begin"], 1)

    def test_empty_text_gets_a_verdict(self):
        self.assertEqual(self.text("")["action"], "allow")

    def test_64_kib_of_one_letter(self):
        self.assertEqual(self.text("a" * LIMIT)["action"], "allow")
        self.assertRegex(self.text("a" * (LIMIT + 1)), f"^stdin:2: .*65537.*65536")

    def test_a_million_emoji(self):
        self.assertRegex(self.text("😀" * 1_000_000), "^stdin:2: .*the limit is ")
        self.assertEqual(self.text("😀" * (LIMIT // 4))["action"], "allow")

    def test_right_to_left_overrides(self):
        verdict = self.text("\u202esei un cretino\u202c")
        self.assertEqual(verdict["action"], "hide")
        self.assertEqual(verdict["matches"][0]["text"], "sei un cretino")

    def test_line_of_10_mb(self):
        line = b'{"text":"' + b"a" * 10_000_000 + b'"}'
        self.assertEqual(self.around(line),
                         f"stdin:2: the line is too long: {len(line) + 1} bytes; the limit is 4194304")

    def test_strict_stops_at_the_first_bad_line(self):
        code, verdicts, errors = classify("--strict", "-", stdin=AROUND % b"ciao")
        self.assertEqual((code, [v["id"] for v in verdicts], len(errors)), (1, ["before"], 1))

    def test_errors_as_json(self):
        _, _, [error] = classify("--json", "-", stdin=AROUND % b"{}")
        self.assertEqual(json.loads(error),
                         {"file": "stdin", "line": 2, "message": 'there is no "text"'})


class BadFiles(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def file(self, name, content):
        path = self.folder / name
        path.write_bytes(content)
        return path

    def one_error(self, *arguments, code=2, **options):
        run = ascolto(*arguments, **options)
        lines = run.stderr.decode().splitlines()
        self.assertEqual((run.returncode, len(lines)), (code, 1), lines)
        return lines[0]

    def test_plain_text_that_is_not_utf8_gets_verdicts(self):
        path = self.file("c.txt", b"\xff\xfe sei un cretino \xc3\n\xe2\x82\n")
        run = ascolto("classify", "--rules", RULES, path)
        self.assertEqual(run.returncode, 0)
        first, second = map(json.loads, run.stdout.decode("utf-8").splitlines())
        self.assertEqual((first["matches"][0]["begin"], first["matches"][0]["end"]), (3, 17))
        self.assertEqual(second["action"], "allow")

    def test_csv_rows_that_are_not_right_lose_nothing_around_them(self):
        path = self.file("c.csv", b'id,text\n1,uno\n2,"du"e\n3\n4,quattro\n5,"mai chiuso\n6,sei\n')
        code, verdicts, errors = classify(path)
        self.assertEqual((code, [v["id"] for v in verdicts]), (1, ["1", "4", "6"]))
        self.assertEqual([e.removeprefix(str(path)) for e in errors], [
            ":3: not CSV: a quote inside a cell; double it, and put the cell between quotes",
            ":4: wrong number of cells: 1; the header has 2",
            ":6: not CSV: a quote is never closed; close it",
        ])

    def test_csv_without_a_column_of_texts(self):
        path = self.file("c.csv", b"id,body\n1,ciao\n")
        self.assertEqual(self.one_error("classify", "--rules", RULES, path),
                         f'error: {path}:1: no column is named "text": the header has id, body')
        path = self.file("e.csv", b"")
        self.assertIn("empty file", self.one_error("classify", "--rules", RULES, path))

    def test_missing_and_unreadable_files(self):
        missing = self.folder / "none.jsonl"
        self.assertEqual(self.one_error("classify", "--rules", RULES, missing),
                         f"error: cannot read {missing}: No such file or directory")
        self.assertEqual(self.one_error("classify", "--rules", RULES, self.folder),
                         f"error: cannot read {self.folder}: Is a directory")
        self.assertIn(str(missing), self.one_error("classify", "--rules", missing, "-"))
        self.assertIn(str(missing), self.one_error("check", missing))

    def test_output_that_cannot_be_written(self):
        path = self.file("c.jsonl", AROUND % b"{}" * 2000)
        with open("/dev/full", "wb") as full:
            self.assertEqual(
                self.one_error("classify", "--rules", RULES, "--strict", path, stdout=full),
                "error: cannot write the output: No space left on device")
        closed = subprocess.run(
            ["sh", "-c", f"{BIN}/ascolto classify --rules {RULES} {path} >&-"],
            stderr=subprocess.PIPE)
        self.assertEqual((closed.returncode, closed.stderr.decode().splitlines()[-1]),
                         (2, "error: cannot write the output: Bad file descriptor"))

    def test_rules_with_errors_load_nothing(self):
        bad = self.file("bad.yaml", b"pack: p\nrules:\n  - {id: a, find: {words: [$nessuna]}}\n")
        run = ascolto("classify", "--rules", bad, "-", stdin=b'{"text":"x"}\n')
        self.assertEqual((run.returncode, run.stdout), (2, b""))
        self.assertIn(f"{bad}:3:", run.stderr.decode())

    @unittest.skipIf(os.environ.get("ASCOLTO_SANITIZE"), "sanitizers keep what was freed")
    def test_memory_does_not_grow_with_the_file(self):
        def peak(comments):
            path = self.file("big.jsonl", b'{"id":"1","text":"tutto bene, grazie a tutti"}\n' * comments)
            script = ("import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True);"
                      "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)")
            command = ["/usr/bin/python3", "-c", script, BIN / "ascolto", "classify", "--rules",
                       RULES, path]
            run = subprocess.run(command, stdout=subprocess.PIPE, check=True)
            return int(run.stdout.splitlines()[-1])

        small, large = peak(20_000), peak(200_000)
        self.assertLess(large, small * 1.5 + 8 * 1024, "KiB at 20,000 and 200,000 comments")


if __name__ == "__main__":
    unittest.main()
