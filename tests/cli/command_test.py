"""The command as a whole: verbs, flags, exit codes, `check` and `help`."""

import json
import pathlib
import subprocess
import tempfile
import unittest

from ascolto_run import ascolto, RULES, SOURCE

VERBS = ("check", "test", "classify", "explain", "serve", "send", "help")


class Command(unittest.TestCase):
    def test_every_verb_has_help_with_an_example_and_json_and_lang(self):
        for verb in VERBS:
            run = ascolto(verb, "--help")
            self.assertEqual(run.returncode, 0, verb)
            for word in ("Example:  ", f"ascolto {verb}", "--json", "--lang"):
                self.assertIn(word, run.stdout.decode(), verb)

    def test_overview_names_every_verb(self):
        run = ascolto("--help")
        for verb in VERBS:
            self.assertRegex(run.stdout.decode(), rf"\n  {verb} +[A-Z]")

    def test_nothing_of_a_file_reaches_the_terminal_raw(self):
        files = {
            "escape.yaml": "pack: p\nlists:\n  x: [a\x1b[2Jb]\n",
            "direction.yaml": 'pack: p\nrules:\n  - {id: "a\\u202eb", label: insult, points: 1, '
                              "find: {words: [\u202ea]}}\n",
            "message.yaml": 'pack: p\n"k\\u200b": 1\n',
        }
        with tempfile.TemporaryDirectory() as folder:
            for name, text in files.items():
                path = pathlib.Path(folder) / name
                path.write_text(text)
                for arguments in (("check", path), ("test", path), ("explain", "--rules", path, "a"),
                                  ("help", "E0\x1b\u202e")):
                    run = ascolto(*arguments)
                    shown = run.stdout.decode() + run.stderr.decode()
                    self.assertIn("<U+", shown, (name, arguments[0]))
                    for character in "\x1b\u202e\u200b":
                        self.assertNotIn(character, shown, (name, arguments[0]))

    def test_mistakes_are_one_line_and_exit_2(self):
        for arguments, words in {
            ("frob",): "unknown verb: frob; the verbs are check, ",
            (): "no verb given; the verbs are check, ",
            ("chek", "x"): "unknown verb: chek; did you mean check?",
            ("--frob",): "unknown flag: --frob; see ascolto --help",
            ("classify", "-"): "--rules is missing; see ascolto classify --help",
            ("classify", "--rules", "x"): "FILE is missing; see ascolto classify --help",
            ("classify", "-", "--rules"): "--rules needs a value; see ascolto classify --help",
            ("classify", "--rules", "x", "--frob", "-"): "unknown flag: --frob; see ascolto classify",
            ("classify", "--rules", "x", "--format", "xml", "-"):
                '--format cannot be "xml"; give jsonl or table',
            ("classify", "--rules", "x", "--input-format", "xml", "-"):
                '--input-format cannot be "xml"; give jsonl, csv or plain',
            ("explain", "--rules", "x", "a", "b"): "one argument too many: b; see ascolto explain --h",
            ("check", "--lang", "de", "x"): '--lang cannot be "de"; give en or it',
            ("serve", "--rules", RULES, "--htp", "1"): "unknown flag: --htp; did you mean --http?",
            ("serve", "--rules", RULES, "--htp=1"): "unknown flag: --htp; did you mean --http?",
            ("send", "--batch", "0", "-"):
                '--batch cannot be "0"; give a whole number from 1 to 1,000',
            ("serve", "--rules", RULES, "--listen", "nowhere"): 'not an address: "nowhere"',
            ("serve", "--rules", RULES, "--listen", "127.0.0.1:99999"): "127.0.0.1:99999",
            ("send", "--address", "127.0.0.1:1", "-"): "no service answers at 127.0.0.1:1",
            ("help", "E999"): "unknown code: E999; `ascolto help` lists all codes",
        }.items():
            run = ascolto(*arguments)
            lines = run.stderr.decode().splitlines()
            self.assertEqual((run.returncode, len(lines), run.stdout), (2, 1, b""), (arguments, lines))
            self.assertTrue(lines[0].startswith("error: "), lines)
            self.assertIn(words, lines[0])


class Check(unittest.TestCase):
    BAD = "pack: it.x\nrules:\n  - {id: a, label: insult, points: 1, find: {words: [$nessuna]}}\n"

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.bad = pathlib.Path(folder.name) / "bad.yaml"
        self.bad.write_text(self.BAD)

    def test_good_rules(self):
        run = ascolto("check", RULES)
        self.assertEqual((run.returncode, run.stdout), (0, b"4 rules: no problems\n"))
        summary = json.loads(ascolto("check", "--json", RULES).stdout)
        self.assertEqual((summary["problems"], summary["rule_count"]), ([], 4))

    def test_problems_have_code_place_and_caret(self):
        run = ascolto("check", self.bad)
        self.assertEqual(run.returncode, 1)
        self.assertRegex(run.stdout.decode(), rf"^{self.bad}:3:\d+: error E\d+: ")
        self.assertRegex(run.stdout.decode(), r"\n +\| +\^+\n")
        self.assertTrue(run.stdout.endswith(b"1 error, 0 warnings\n"))

    def test_warnings_are_findings(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "p.yaml"
            path.write_text("pack: p\nrules:\n  - {id: a, label: insult, find: {words: [cretino]}}\n")
            run = ascolto("check", path)
        self.assertEqual(run.returncode, 1)
        self.assertIn(b"warning W001", run.stdout)
        self.assertTrue(run.stdout.endswith(b"1 rule: 0 errors, 1 warning\n"), run.stdout)

    def test_problems_as_json_in_italian_keep_their_code(self):
        english = json.loads(ascolto("check", "--json", self.bad).stdout)["problems"][0]
        italian = json.loads(ascolto("check", "--json", "--lang", "it", self.bad).stdout)["problems"][0]
        self.assertEqual(english["code"], italian["code"])
        self.assertEqual((english["line"], english["severity"]), (3, "error"))
        self.assertNotEqual(english["message"], italian["message"])
        explained = ascolto("help", english["code"], "--lang", "it")
        self.assertEqual(explained.returncode, 0)
        self.assertIn(english["code"], explained.stdout.decode())


class RuleTests(unittest.TestCase):
    def file(self, tests):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        path = pathlib.Path(folder.name) / "p.yaml"
        path.write_text("pack: p\nrules:\n  - id: a\n    title: A\n    label: insult\n    points: 10\n"
                        "    find: {words: [cretino]}\n" + tests)
        return path

    def test_tests_that_hold(self):
        run = ascolto("test", RULES)
        self.assertEqual((run.returncode, run.stdout), (0, b"8 tests of 4 rules: no test failed\n"))

    def test_failures_name_place_rule_and_text(self):
        path = self.file("    tests: {match: [cretino, ciao], pass: [niente]}\n")
        run = ascolto("test", path)
        self.assertEqual(run.returncode, 1)
        first, last = run.stdout.decode().splitlines()
        self.assertRegex(first, rf"^{path}:8:\d+: fails: p/a should match: ciao$")
        self.assertEqual(last, "3 tests of 1 rule: 1 test failed")
        report = json.loads(ascolto("test", "--json", path).stdout)
        self.assertEqual((report["passed"], report["holds"], report["fails"]), (False, 2, 1))
        self.assertEqual((report["report"][0]["rule"], report["report"][0]["text"]), ("p/a", "ciao"))

    def test_no_tests_is_a_failure(self):
        run = ascolto("test", self.file(""))
        self.assertEqual(run.returncode, 1)
        self.assertEqual(run.stdout.decode(),
                         "rule without tests: p/a\n"
                         "no tests in 1 rule: write some under tests:, with match: and pass:\n")

    def test_known_gaps_do_not_fail_and_are_listed_when_asked_for(self):
        path = self.file("    tests: {match: [cretino], todo: {match: [cre tino, il cretino]}}\n")
        run = ascolto("test", path)
        self.assertEqual(run.returncode, 0)
        self.assertIn("passes now, move it out of todo: p/a should match: il cretino",
                      run.stdout.decode())
        self.assertIn("no test failed, 1 known gap, 1 test under todo passes now", run.stdout.decode())
        self.assertIn("known gap: p/a should match: cre tino",
                      ascolto("test", "--todo", path).stdout.decode())

    def test_rules_with_errors_cannot_run(self):
        run = ascolto("test", self.file("    find: {}\n"))
        self.assertEqual((run.returncode, run.stdout), (2, b""))


class Explain(unittest.TestCase):
    def explain(self, *arguments):
        run = ascolto("explain", "--rules", RULES, *arguments)
        self.assertEqual(run.returncode, 0, run.stderr)
        return run.stdout.decode()

    def test_readings_hits_patterns_and_verdict(self):
        text = self.explain("s e i un cr3tino")
        for line in ("read as   s e i un cr3tino", "reading   sei, joined, at 0..5",
                     "reading   cretino, leet, at 9..16",
                     "rule      it.prova/insulto (insult, live): hit",
                     '  kept: "s e i un cr3tino" at 0..16, joined',
                     "    phrase: sei (un/una) $insulti", "    means: (?:sei un (?:buffone|",
                     "verdict   hide: insult has 80 points, hide begins at 80"):
            self.assertIn("\n" + line, "\n" + text)

    def test_fields_and_conditions(self):
        self.assertIn("condition fails: repeats", self.explain("offerta"))
        self.assertIn("verdict   hold", self.explain("--field", "repeats=3", "offerta"))

    def test_json_holds_the_verdict_of_classify(self):
        explained = json.loads(self.explain("--json", "sei un cretino"))
        classified = ascolto("classify", "--rules", RULES, "-", stdin=b'{"text":"sei un cretino"}')
        self.assertEqual(explained["verdict"], json.loads(classified.stdout))
        self.assertEqual(explained["rules"][0]["hits"][0]["fate"], "kept")

    def test_unknown_fields_are_refused(self):
        for field in ("likes=3", "channel", "repeats=many", "text=x"):
            run = ascolto("explain", "--rules", RULES, "--field", field, "ciao")
            self.assertEqual((run.returncode, len(run.stderr.splitlines())), (2, 1), field)


class Scripts(unittest.TestCase):
    def test_unknown_arguments_are_refused(self):
        run = subprocess.run([SOURCE / "script" / "run", "--forever"], stderr=subprocess.PIPE)
        self.assertEqual(run.returncode, 2)
        self.assertEqual(run.stderr.decode(),
                         "error: unknown argument: --forever; script/run takes only --once\n")


if __name__ == "__main__":
    unittest.main()
